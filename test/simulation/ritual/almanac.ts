// What product.md says (*Edges: Time*) must become of each review and roll-up when the bot is down at times: within twelve
// hours and inside the working day it comes late; otherwise on the next working day, a review in its morning, a roll-up, for which
// nobody has to be there, as soon as the bot is back in working hours; after three days, or when the next
// one is due, it is missed; three days that end outside working hours last until the next working morning. Whatever did not come at its time is told by the roll-up after it, once. A restart of up to ten
// minutes is no lateness. This model knows the whole future at once; the bot only ever sees the present.

import type { Rhythm } from '../../../src/features/team/rules.ts';
import { dayMs, wallClock } from './second-calendar.ts';
import { firstSlot, type Kind, nextSlot, type Slot } from './slots.ts';
import { isInWorkingDay, workingMornings } from './working-day.ts';

const minuteMs = 60_000;
const slowMs = 10 * minuteMs;
const lateMs = 12 * 60 * minuteMs;

/** A stretch without the bot: it is gone at `from` and back at `until`. */
export interface Outage {
  from: number;
  until: number;
}

/** What becomes of one week's review or roll-up. */
interface Fate {
  kind: Kind;
  weekOn: string;
  outcome: 'opened' | 'late' | 'moved' | 'missed';
  at: number;
}

/** Everything that must be said from set-up to `end`, in the model's words. */
export function foretell(
  rhythm: Rhythm,
  setUpAt: number,
  world: { outages: readonly Outage[]; end: number },
): string[] {
  const fates = [
    ...follow('review', rhythm, { setUpAt, ...world }),
    ...follow('rollup', rhythm, { setUpAt, ...world }),
  ];
  const lines = fates.flatMap((fate) => (fate.outcome === 'missed' ? [] : [tell(fate)]));
  const told = new Set<Fate>();
  for (const rollup of fates) {
    if (rollup.kind !== 'rollup' || rollup.outcome === 'missed') continue;
    for (const fate of fates) {
      const isNews =
        fate.outcome !== 'opened' && (fate.kind === 'review' || fate.outcome === 'missed');
      if (!isNews || told.has(fate) || fate.at > rollup.at) continue;
      told.add(fate);
      lines.push(`${rollup.weekOn} tells: ${fate.kind} of ${fate.weekOn} ${fate.outcome}`);
    }
  }
  return lines.toSorted();
}

/** A review or roll-up as it is said: when, and whether it says that it does not come at its time. */
export function tell(said: { kind: Kind; weekOn: string; at: number; outcome: string }): string {
  const how = said.outcome === 'opened' ? '' : ', not at its time';
  return `${said.weekOn} ${said.kind} ${wallClock(said.at, 'UTC')}${how}`;
}

function follow(
  kind: Kind,
  rhythm: Rhythm,
  world: { setUpAt: number; outages: readonly Outage[]; end: number },
): Fate[] {
  const fates: Fate[] = [];
  let slot = firstSlot(kind, rhythm, world.setUpAt);
  let earliest = slot.at;
  for (;;) {
    const next = nextSlot(kind, rhythm, slot.weekOn);
    const fate = decide({ kind, rhythm, slot, next, earliest }, world.outages);
    if (fate.at > world.end) return fates;
    fates.push(fate);
    earliest = Math.max(fate.at, next.at);
    slot = next;
  }
}

function decide(
  week: { kind: Kind; rhythm: Rhythm; slot: Slot; next: Slot; earliest: number },
  outages: readonly Outage[],
): Fate {
  const { kind, slot, next, earliest } = week;
  const { zone } = week.rhythm;
  const isUp = (at: number) => !outages.some(({ from, until }) => at >= from && at < until);
  const lostAt = whenLost(slot.at, zone);
  const instants = [
    earliest,
    ...outages.map(({ until }) => until),
    ...workingMornings(slot.at, zone, 8),
    lostAt,
    next.at,
  ];
  const later = instants.filter((at) => at >= earliest && isUp(at)).toSorted((a, b) => a - b);
  for (const at of later) {
    const outcome = judge(at - slot.at, {
      ...{ isLost: at >= lostAt || at >= next.at, zone, at, kind },
    });
    if (outcome !== 'wait') return { kind, weekOn: slot.weekOn, outcome, at };
  }
  return { kind, weekOn: slot.weekOn, outcome: 'missed', at: Number.POSITIVE_INFINITY };
}

function judge(
  sinceMs: number,
  now: { isLost: boolean; zone: string; at: number; kind: Kind },
): Fate['outcome'] | 'wait' {
  if (now.isLost) return 'missed';
  if (sinceMs <= slowMs) return 'opened';
  if (sinceMs <= lateMs && isInWorkingDay(now.at, now.zone)) return 'late';
  if (sinceMs > lateMs && now.kind === 'rollup' && isInWorkingDay(now.at, now.zone)) return 'moved';
  const isMorning = workingMornings(now.at, now.zone, 1).some(
    (morning) => now.at >= morning && now.at <= morning + slowMs,
  );
  return isMorning ? 'moved' : 'wait';
}

function whenLost(dueAt: number, zone: string): number {
  const after = dueAt + 3 * dayMs;
  if (isInWorkingDay(after, zone)) return after;
  const morning = workingMornings(after, zone, 5).find((at) => at > after) ?? after;
  return morning + slowMs + 1;
}
