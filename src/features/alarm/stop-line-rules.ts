// What proposes to stop the line, each for one one-pager that runs: its guardrail is past its limit; its outcome, ready to
// read, went the other way in two reviews in a row; an assumption was marked as one that does not hold. What an evidence review
// or an exception answered is answered: only what was read or marked afterwards counts, and what is frozen proposes nothing.
// A number that is missing, too early or of too few says nothing either way. (STOPLINE-T1 to -T3, GUARDRAIL-EXC)

import type { OnePagerId } from '../../lib/ids.ts';
import type { Direction } from '../signal/rules.ts';
import { type Evidence, type Finding, takeStreak } from './rules.ts';

/** One number of one review, as far as these rules read it. `words`: the number beside what was promised or allowed. */
export interface ReadingFacts {
  /** When its review opened; one reading for each. */
  openedAt: Date;
  /** When it was given. */
  at: Date;
  words: string;
}

/** What these alarms are judged by, in any order. */
export interface StopLineFacts {
  onepagerId: OnePagerId;
  number: number;
  title: string;
  isFrozen: boolean;
  /** When the last freeze of it ended by a decision that stands; what was known by then has been decided about. */
  settledAt?: Date;
  /** Readings of the guardrail. */
  guardrail: readonly (ReadingFacts & { isPast: boolean })[];
  /** How many exceptions of this guardrail were logged, and whether one holds today. */
  exceptions: { count: number; isInForce: boolean };
  /** Readings of the outcome, and which way each went. */
  outcome: readonly (ReadingFacts & { direction: Direction })[];
  /** Assumptions that do not hold by the newest word on them. */
  falsified: readonly { markId: string; at: Date; text: string; evidence: string }[];
}

/** A guardrail past its limit by its newest number; quiet while an exception holds. */
export function findGuardrailTripped(facts: StopLineFacts): Finding | undefined {
  if (facts.isFrozen || facts.exceptions.isInForce) return undefined;
  const streak = newestRow(facts, facts.guardrail, ({ isPast }) => isPast);
  const [first] = streak;
  if (first === undefined) return undefined;
  // An exception that has ended is an answer of its own: what is still past is said anew.
  return {
    ...{ kind: 'guardrail-tripped', subject: facts.onepagerId },
    facts: `${first.openedAt.toISOString()} ${facts.exceptions.count}`,
    ...{ sinceAt: first.at, evidence: streak.map((one) => describe(facts, 'past', one)) },
  };
}

/** The outcome opposite to what was meant in two reviews in a row; one that says nothing neither counts nor breaks. */
export function findOppositeTrend(facts: StopLineFacts): Finding | undefined {
  if (facts.isFrozen) return undefined;
  const told = facts.outcome.filter(({ direction }) => !silent.includes(direction));
  const streak = newestRow(facts, told, ({ direction }) => direction === 'opposite');
  const [first, second] = streak;
  if (first === undefined || second === undefined) return undefined;
  return {
    ...{ kind: 'opposite-trend', subject: facts.onepagerId, facts: first.openedAt.toISOString() },
    ...{ sinceAt: second.at, evidence: streak.map((one) => describe(facts, 'opposite', one)) },
  };
}

/** Each assumption that was marked as one that does not hold. */
export function findFalsified(facts: StopLineFacts): Finding[] {
  const { onepagerId: subject, number, title } = facts;
  if (facts.isFrozen) return [];
  return facts.falsified
    .filter(({ at }) => isNew(facts, at))
    .map(({ markId, at, text, evidence }) => ({
      ...{ kind: 'assumption-falsified' as const, subject, facts: markId, sinceAt: at },
      evidence: [
        { what: 'assumption', number, title, said: text },
        { what: 'evidence', at, said: evidence },
      ],
    }));
}

/** An exception as far as *exception creep* reads it. */
export interface ExceptionFacts {
  id: string;
  at: Date;
  renewal: number;
  reason: string;
  isInForce: boolean;
}

/**
 * The second renewal of one guardrail's exception, and every later one while it stands. `after`: what was logged until then
 * was spoken about. It ends when no exception holds and the guardrail is not past its limit any more.
 */
export function findExceptionCreep(
  facts: StopLineFacts,
  exceptions: readonly ExceptionFacts[],
  after?: Date,
): Finding | undefined {
  const sorted = exceptions.toSorted((one, other) => one.renewal - other.renewal);
  const fresh = sorted.filter(
    ({ at, renewal }) => renewal >= secondRenewal && (after === undefined || at > after),
  );
  const [first] = fresh;
  const isPast = newestFirst(facts.guardrail)[0]?.isPast === true;
  if (first === undefined || facts.isFrozen) return undefined;
  if (!isPast && !sorted.some(({ isInForce }) => isInForce)) return undefined;
  const { number, title } = facts;
  return {
    ...{ kind: 'exception-creep', subject: facts.onepagerId, facts: first.id, sinceAt: first.at },
    evidence: sorted.map(({ at, renewal, reason }) => ({
      ...{ what: 'exception', at, number, title, said: reason, counts: { renewal } },
    })),
  };
}

const secondRenewal = 2;
const silent: readonly Direction[] = ['too-early', 'too-few', 'missing', 'no-rule'];

/** The newest readings that all have it, oldest first; those that were decided about before do not count. */
function newestRow<T extends ReadingFacts>(
  facts: StopLineFacts,
  readings: readonly T[],
  has: (reading: T) => boolean,
): T[] {
  return takeStreak(newestFirst(readings), (reading) => has(reading) && isNew(facts, reading.at));
}

function newestFirst<T extends ReadingFacts>(readings: readonly T[]): T[] {
  return readings.toSorted((one, other) => other.openedAt.getTime() - one.openedAt.getTime());
}

function isNew({ settledAt }: StopLineFacts, at: Date): boolean {
  return settledAt === undefined || at > settledAt;
}

function describe(facts: StopLineFacts, what: string, reading: ReadingFacts): Evidence {
  const { number, title } = facts;
  return { what, at: reading.at, number, title, said: reading.words };
}
