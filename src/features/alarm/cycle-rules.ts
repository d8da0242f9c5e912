// The two halves of THRASH-1, each an alarm of its own, on the frozen counts of closed cycles. Nothing dared: two in a row
// in which something ran and no deviation was written. Nothing killed: the last two that had a gate due ended with nothing
// stopped; the others neither count nor break. A cycle in which nothing ran, all of whose working days were off, or
// at whose reviews the bot was away, says nothing either way. What happens in the cycle that is still open clears at once, and so does an answer: after it, two
// further cycles are counted. A case of the anthropologist hat is a dose too, but no deviation: it is shown beside the
// alarm and does not keep it silent. (product.md *Alarms*; THRASH-1, T13, T36, DOSE)

import { type Evidence, type Finding, markStreak, takeStreak } from './rules.ts';

/** A closed cycle's frozen counts, as far as these alarms read them; and what came of its gates. */
export interface CycleFacts {
  number: number;
  closedAt: Date;
  deviations: number;
  /** Cases of the anthropologist hat: the other dose. */
  hats: number;
  stopped: number;
  gatesDue: number;
  /** One-pagers that ran in it. */
  running: number;
  decided: number;
  /** It says nothing of the team: all of its working days were off, or the bot was away at every review that it had. */
  isSilent: boolean;
  /** One line for each of its gates that was not stopped at. */
  gates: readonly Evidence[];
}

/** What the open cycle has seen so far. */
export type OpenCycle = Pick<CycleFacts, 'deviations' | 'hats' | 'stopped'>;

/** What these alarms are judged by. `after`: cycles that closed until then were spoken about already. */
export interface CycleHistory {
  closed: readonly CycleFacts[];
  open: OpenCycle;
  after?: Date;
  /** What is furthest from its own rule of all that runs: shown with *nothing killed*, decides nothing. */
  weakest?: Evidence;
}

/** Nothing dared; `closed` in any order. */
export function findNothingDared(history: CycleHistory): Finding | undefined {
  if (history.open.deviations > 0) return undefined;
  const counted = newestFirst(history).filter(({ running }) => running > 0);
  const streak = takeStreak(counted, ({ deviations }) => deviations === 0);
  const evidence = streak.map(describeCycle);
  const hats = history.open.hats;
  if (hats > 0) evidence.push({ what: 'open-hats', counts: { hats } });
  return toFinding('nothing-dared', streak, evidence);
}

/** Nothing killed; `closed` in any order. */
export function findNothingKilled(history: CycleHistory): Finding | undefined {
  if (history.open.stopped > 0) return undefined;
  const counted = newestFirst(history).filter(({ gatesDue }) => gatesDue > 0);
  const streak = takeStreak(counted, ({ stopped }) => stopped === 0);
  const evidence = onceEach(
    streak.flatMap((cycle) => (cycle.gates.length > 0 ? [...cycle.gates] : [describeCycle(cycle)])),
  );
  if (history.weakest !== undefined) evidence.push(history.weakest);
  return toFinding('nothing-killed', streak, evidence);
}

/** A gate that waits over several cycles is one gate: its first line stands until something came of it. `lines` oldest first. */
function onceEach(lines: readonly Evidence[]): Evidence[] {
  const last = new Map<number, string>();
  return lines.filter(({ what, number }) => {
    if (what === 'cycle' || number === undefined) return true;
    const waits = what === 'gate-undecided' && last.get(number) === what;
    last.set(number, what);
    return !waits;
  });
}

function describeCycle(cycle: CycleFacts): Evidence {
  const { number, closedAt, running, decided, hats, gatesDue } = cycle;
  return { what: 'cycle', at: closedAt, number, counts: { running, decided, hats, gatesDue } };
}

/** The cycles that say something, and were not spoken about. */
function newestFirst({ closed, after }: CycleHistory): CycleFacts[] {
  return closed
    .filter(({ isSilent, closedAt }) => !isSilent && (after === undefined || closedAt > after))
    .toSorted((one, other) => other.number - one.number);
}

/** A streak is named by its oldest cycle: that stays while it grows. */
function toFinding(
  kind: Finding['kind'],
  streak: readonly CycleFacts[],
  evidence: readonly Evidence[],
): Finding | undefined {
  const marks = markStreak(streak);
  if (marks === undefined) return undefined;
  const facts = `from cycle ${marks.first.number}`;
  return { kind, subject: '', facts, sinceAt: marks.fired.closedAt, evidence };
}
