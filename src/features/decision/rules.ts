// Every call that closes a card, and any other call worth keeping, becomes one entry of the decision log. An entry is
// never changed or removed: a mistake is corrected by a later entry that supersedes it. Each entry carries the hash of
// the one before it, so that a change behind our back is found. People stand in it by a random key and words by a
// digest, so that a person or a text can be erased without breaking the chain. Anybody who may read the team's channel
// finds an entry again by its words, the best match first, then the newest.

import type { DecisionId, OnePagerId, ReviewId, TeamId } from '../../lib/ids.ts';

/** What an entry records; `opened` is written before the work starts, `other` is a call without a one-pager. */
export type DecisionKind =
  | 'opened'
  | 'continue'
  | 'change'
  | 'stop'
  | 'promote'
  | 'amend'
  | 'other';

/** The calls that close a card. */
export const CARD_CALLS = ['continue', 'change', 'stop', 'promote'] as const;

/** Tells whether an entry is a call that closes a card. */
export function isCardCall(kind: DecisionKind): kind is (typeof CARD_CALLS)[number] {
  return CARD_CALLS.some((call) => call === kind);
}

/** How sure the people were who decided. */
export type Confidence = 'low' | 'medium' | 'high';

/** How far one outcome signal had come when the decision was made; the words are ready to be shown. */
export interface Moved {
  signal: string;
  /** `27%`, as `formatMeasure` writes it; and the newest reading. */
  before: string;
  after: string;
  /** Denominator of the newest reading, for a rate. */
  n?: number;
  /** Its clause of the rule is met. */
  isMet: boolean;
  direction: 'toward' | 'flat' | 'opposite' | 'too-early' | 'too-few' | 'missing';
}

/** What the numbers said when the decision was made, frozen with it for the roll-up. `moved` holds outcome signals. */
export interface DecisionOutcome {
  /** The decision was made on the gate's date or after it. */
  isAtGate: boolean;
  /** The whole rule said continue. */
  isRuleMet: boolean;
  moved: readonly Moved[];
}

/**
 * People's words in an entry, by field. Known names: `title` (of the one-pager or the call), `line` (one line for the
 * log), `because` (against the rule or the majority), `verdict` and `readings` (what rule and numbers said), `learned`,
 * `saved`, `lesson`, `floor` (what the floor learns), `source` (the permalink of the message it was logged from),
 * `harm` (what happened to users), `candidate` (what was promoted is not proven yet), `default`, `segment`, `newGate` (a
 * date), `change`, `leverage`, `aim`, `mechanism`, `rule` (three lines of *opened*), `split` (how the votes fell), `froze` (why
 * it had been frozen), `minority` (losing lines, one a line), `against` (what argues against us), `corrected` (why an entry puts
 * another right).
 */
type DecisionTexts = Readonly<Record<string, string>>;

/** What `appendDecision` is given; empty texts are left out of the entry. */
export interface DecisionDraft {
  workspaceId: string;
  teamId: TeamId;
  onepagerId?: OnePagerId;
  reviewId?: ReviewId;
  kind: DecisionKind;
  decidedByUserId: string;
  at: Date;
  title: string;
  texts: DecisionTexts;
  confidence?: Confidence;
  isAgainstRule: boolean;
  isAgainstMajority: boolean;
  /** `YYYY-MM-DD` in the team's zone: when the owner is asked whether we would decide the same. */
  revisitOn?: string;
  supersedesId?: DecisionId;
  outcome?: DecisionOutcome;
  /** A bet, several teams or a default: only two keys take it back. */
  isMajor?: boolean;
  /** What it supersedes holds no longer; otherwise only its words were put right. */
  isReversal?: boolean;
  /** Whose keys it took, in the order in which they were turned. */
  keyUserIds?: readonly string[];
  /** It was made in an evidence review, and ended a freeze. */
  endsFreeze?: true;
}

/** One entry of the log. `texts` lacks what was erased; `decidedByUserId` is undefined once the person was erased. */
export interface Decision {
  id: DecisionId;
  workspaceId: string;
  seq: number;
  number: number;
  kind: DecisionKind;
  teamId: TeamId;
  onepagerId?: OnePagerId;
  reviewId?: ReviewId;
  at: Date;
  decidedByUserId?: string;
  title: string;
  texts: DecisionTexts;
  confidence?: Confidence;
  isAgainstRule: boolean;
  isAgainstMajority: boolean;
  revisitOn?: string;
  supersedesId?: DecisionId;
  /** The number of the newest entry that corrects this one; and whether that one says it holds no longer. */
  supersededByNumber?: number;
  isReversed?: boolean;
  outcome?: DecisionOutcome;
  isMajor?: boolean;
  isReversal?: boolean;
  /** Whose keys it took; undefined for somebody who was erased. */
  keyUserIds?: readonly (string | undefined)[];
  endsFreeze?: true;
}

/**
 * The same entries, each reversal with the number of what it reverses, as far as that entry is among them.
 */
export function withReversed<
  Entry extends Pick<Decision, 'id' | 'number' | 'isReversal' | 'supersedesId'>,
>(decisions: readonly Entry[]): (Entry & { reversesNumber?: number })[] {
  const numbers = new Map(decisions.map(({ id, number }) => [id, number]));
  return decisions.map((entry) => {
    const reversed =
      entry.isReversal === true && entry.supersedesId !== undefined
        ? numbers.get(entry.supersedesId)
        : undefined;
    return reversed === undefined ? entry : { ...entry, reversesNumber: reversed };
  });
}

/** Losing lines of the vote, one a line, without blanks: the minority report that stays with the entry. */
export function listMinorityLines(decision: Pick<Decision, 'texts'>): string[] {
  return (decision.texts.minority ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What an ending leaves behind: what a stop taught, what a promotion made the default; undefined for all else. */
export function legacyOf({
  kind,
  texts,
}: Pick<Decision, 'kind' | 'texts'>): { label: string; text: string } | undefined {
  if (kind === 'stop' && texts.learned) return { label: 'Learned', text: texts.learned };
  if (kind !== 'promote' || !texts.default) return undefined;
  const segment = texts.segment ? ` (for ${texts.segment})` : '';
  return {
    label: texts.candidate ? 'Candidate for a default' : 'New default',
    text: `${texts.default}${segment}`,
  };
}

/** What a *change* makes different, `before → after; before → after`, on one line; undefined for all else. */
export function changeOf({ kind, texts }: Pick<Decision, 'kind' | 'texts'>): string | undefined {
  return kind === 'change' && texts.change ? texts.change.replace(/\s*\n\s*/g, '; ') : undefined;
}

/** The line that an entry is told by: what it leaves behind, or what is different now and why, otherwise its own line. */
export function tellingLine(decision: Pick<Decision, 'kind' | 'texts'>): string {
  const legacy = legacyOf(decision);
  if (legacy !== undefined) return `${legacy.label}: ${legacy.text}`;
  const { line = '' } = decision.texts;
  return [changeOf(decision) ?? '', line].filter((part) => part !== '').join(' · ');
}

/** Whose lines an entry keeps beside its own: against the majority it is the majority that was outvoted. */
export function outvotedLabel({ isAgainstMajority }: Pick<Decision, 'isAgainstMajority'>): string {
  return isAgainstMajority ? 'What the majority said' : 'Minority report';
}
