import { cut, dateToken, escape, mention, oneLine } from '../../platform/slack/text.ts';
import { type Evidence, isPermalink } from './rules.ts';

const shown = 5;

/** One line for each piece of evidence, newest last: `• <link|message> of 3 Dec, kept by @Ana: why`; older ones are counted. */
export function evidenceLines(evidence: readonly Evidence[], most = shown): string[] {
  const newest = evidence.slice(-most);
  const older = evidence.length - newest.length;
  return [
    ...(older > 0 ? [`and ${older} earlier`] : []),
    ...newest.map(
      (one) =>
        `• ${permalinkText(one.permalink, 'message')} · ${mention(one.byUserId)} · ${dateToken(one.at, 'date')}: ${words(one.why, 150)}`,
    ),
  ];
}

/** The line on a review's card: how many, and the newest; undefined without any. */
export function evidenceLine(evidence: readonly Evidence[]): string | undefined {
  const newest = evidence.at(-1);
  if (newest === undefined) return undefined;
  const count = evidence.length === 1 ? '1 message' : `${evidence.length} messages, the newest`;
  return `evidence: ${count}: ${words(newest.why, 120)} (${permalinkText(newest.permalink, 'open')})`;
}

/** A link that we made ourselves, as mrkdwn; what is no sound address is named and not linked. */
export function permalinkText(permalink: string, label: string): string {
  return isPermalink(permalink) ? `<${escape(permalink)}|${label}>` : `${label} (no link)`;
}

function words(text: string, max: number): string {
  return cut(escape(oneLine(text)), max);
}
