// What a team's ritual leaves behind besides its log goes out with it: how the floor came to be, line by line, with the reason
// and the harm behind it; what the team was told by alarms and what became of that; what was frozen and what went on by an
// exception; the andons that the channel read, each with its week and nothing nearer; and the anthropologist's cases that the
// person who asks may read. Exports from before there were any lack them.
// (product.md *Your data*)

import { z } from 'zod';

const text = z.string();
const instant = z.iso.datetime();
const number = z.int().min(1);
const state = z.enum(['candidate', 'default', 'retired']);

const floorChange = z.strictObject({
  /** What happened then; `state` is what the line is at the moment of the export. */
  what: state,
  at: instant,
  area: text,
  statement: text,
  segment: text,
  why: text,
  /** Its words before, when proving it found better ones. */
  was: text.exactOptional(),
  /** What happened to users that brought it. */
  harm: text.exactOptional(),
  state,
  decisionNumber: number.exactOptional(),
  byUserId: text.exactOptional(),
  fromDeviation: text.exactOptional(),
});

const alarm = z.strictObject({
  kind: text,
  /** By a message of its own, or as a line of a roll-up. */
  told: z.enum(['message', 'line']),
  since: instant,
  firedAt: instant,
  onepagerNumber: number.exactOptional(),
  clearedAt: instant.exactOptional(),
  dismissedAt: instant.exactOptional(),
  dismissedBecause: text.exactOptional(),
  decisionNumber: number.exactOptional(),
});

const freeze = z.strictObject({
  byUserId: text,
  reason: text,
  at: instant,
  reviewAt: instant,
  minutes: number,
  onepagerNumber: number.exactOptional(),
  endedAt: instant.exactOptional(),
  decisionNumber: number.exactOptional(),
});

const exception = z.strictObject({
  indicator: text,
  reason: text,
  untilOn: z.iso.date(),
  byUserId: text,
  at: instant,
  /** 0 for the first, 1 for its first renewal. */
  renewal: z.int().min(0),
  onepagerNumber: number,
});

/** Texts, a week and a state: no person, no instant, no id. (reliability.md 5.2) */
const andon = z.strictObject({
  weekOn: z.iso.date(),
  about: text,
  doubt: text,
  /** Empty when there were none, when two people hid them, or when it was withdrawn. */
  words: text,
  state: z.enum(['open', 'taken', 'queued', 'answered', 'withdrawn']),
  /** The public answer, while it stands. */
  answer: text.exactOptional(),
  onepagerNumber: number.exactOptional(),
});

const hatCase = z.strictObject({
  authorId: text,
  visibility: text,
  savedAt: instant,
  context: text,
  traits: z.array(text),
  symptoms: z.array(text),
  loops: z.array(text),
  turns: text,
  moves: z.array(text),
});

/** What each team's part of an export holds of its ritual. */
export const ritualParts = {
  floorLog: z.array(floorChange).exactOptional(),
  alarms: z.array(alarm).exactOptional(),
  freezes: z.array(freeze).exactOptional(),
  exceptions: z.array(exception).exactOptional(),
  andons: z.array(andon).exactOptional(),
  cases: z.array(hatCase).exactOptional(),
} as const;
