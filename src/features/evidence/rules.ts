// Evidence is a message that somebody saw and keeps with a one-pager: its link, and one line of why it speaks for or
// against the bet. The words of the message stay where they are: who may open the link is Slack's to say. The same message
// is evidence for one one-pager once, however often it is added. Any full member of the team's channel may add it. It
// travels with the one-pager, with its card in the review, and with every decision made after it was added.

import type { EvidenceId, OnePagerId, TeamId } from '../../lib/ids.ts';

/** A message kept with a one-pager. */
export interface Evidence {
  id: EvidenceId;
  workspaceId: string;
  teamId: TeamId;
  onepagerId: OnePagerId;
  channelId: string;
  /** The message's timestamp, which is its name in Slack. */
  ts: string;
  permalink: string;
  /** One line, as typed. */
  why: string;
  byUserId: string;
  at: Date;
}

/** Whether a text is a link that may be shown as one: `https` (or `http`, on this computer), and nothing that breaks out of it. */
export function isPermalink(text: string): boolean {
  return text.length <= 250 && /^https?:\/\/[^\s<>|"'`\\^{}]+$/i.test(text);
}

/** What was known at an instant, oldest first; later evidence is not what a decision rested on. */
export function knownAt(evidence: readonly Evidence[], at: Date): Evidence[] {
  return evidence.filter((one) => one.at <= at);
}
