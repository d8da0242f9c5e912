import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../src/features/alarm/rules.ts';
import { expectAlarms } from './habit/expected.ts';
import { liveWeeks, type Week } from './habit/year.ts';

const firstMonday = Date.parse('2026-11-23T00:00:00Z');
const dayMs = 24 * 60 * 60_000;
const core = ['nothing-dared', 'nothing-killed', 'status-theatre'];

/** When something happened, in the model's numbers: the week, and the step of it by its day and hour. */
function clockOf(at: Date): number {
  const days = Math.floor((at.getTime() - firstMonday) / dayMs);
  const day = days % 7;
  const hour = at.getUTCHours();
  const step = day === 1 ? 2 : day === 2 ? 3 : hour < 11 ? 5 : hour < 13 ? 6 : 7;
  return Math.floor(days / 7) * 10 + step;
}

/** An alarm as the model says it. */
function tellAlarm({ kind, firedAt, clearedAt, dismissed }: Alarm): string {
  const how =
    clearedAt !== undefined
      ? `cleared ${clockOf(clearedAt)}`
      : dismissed !== undefined
        ? `dismissed ${clockOf(dismissed.at)}`
        : 'stands';
  return `${kind} from week ${Math.floor(clockOf(firedAt) / 10)}, ${how}`;
}

const tellCore = (alarms: readonly Alarm[]) =>
  alarms
    .filter(({ kind }) => core.includes(kind))
    .map(tellAlarm)
    .toSorted();

/** A year of the same two weeks. */
function yearOf(...pair: [Week, Week]): Week[] {
  return Array.from({ length: 26 }, () => pair).flat();
}

describe('a year of a team', () => {
  it('that dares and kills sees no thrash alarm', async () => {
    const weeks = yearOf(
      { gate: 'stop', decides: true, dares: 'early', answers: false },
      { decides: true, answers: false },
    );
    expect(expectAlarms(weeks, true)).toEqual([]);
    expect(tellCore(await liveWeeks(weeks, true))).toEqual([]);
  });

  it('that coasts sees each of the three once, for all the year, and one message a cycle', async () => {
    const weeks = yearOf(
      { gate: 'none', decides: false, answers: false },
      { decides: false, answers: false },
    );
    const alarms = await liveWeeks(weeks, true);
    expect(tellCore(alarms)).toEqual([
      'nothing-dared from week 2, stands',
      'nothing-killed from week 2, stands',
      'status-theatre from week 1, stands',
    ]);
    expect(tellCore(alarms)).toEqual(expectAlarms(weeks, true));
    const spoken = alarms.filter(({ told }) => told === 'message').map(({ cycleId }) => cycleId);
    expect(spoken.length).toBeGreaterThan(0);
    expect(new Set(spoken).size).toBe(spoken.length);
  });

  it('that answers and forgets is asked anew for what comes after', async () => {
    const weeks = yearOf(
      { gate: 'go', decides: true, answers: true },
      { decides: true, answers: false },
    );
    const alarms = tellCore(await liveWeeks(weeks, true));
    expect(alarms).toEqual(expectAlarms(weeks, true));
    expect(alarms.filter((one) => one.includes('dismissed')).length).toBeGreaterThan(8);
  });

  it('of any habits is told exactly what the calendar on the wall says', {
    timeout: 120_000,
  }, async () => {
    const week = fc.record(
      {
        gate: fc.constantFrom<NonNullable<Week['gate']>>('stop', 'go', 'none', 'none'),
        decides: fc.boolean(),
        dares: fc.constantFrom<NonNullable<Week['dares']>>('early', 'late'),
        answers: fc.integer({ min: 0, max: 5 }).map((dice) => dice === 0),
      },
      { requiredKeys: ['decides', 'answers'] },
    );
    const careless = week.map(({ dares, ...rest }) => rest);
    const year = fc.oneof(
      fc.array(week, { minLength: 10, maxLength: 16 }),
      fc.array(careless, { minLength: 10, maxLength: 16 }),
    );
    await fc.assert(
      fc.asyncProperty(year, fc.boolean(), async (weeks, hasFar) => {
        const alarms = await liveWeeks(weeks, hasFar);
        expect(tellCore(alarms)).toEqual(expectAlarms(weeks, hasFar));
        const facts = alarms.map(({ kind, subject, facts: name }) => `${kind} ${subject} ${name}`);
        expect(new Set(facts).size).toBe(facts.length);
      }),
      { numRuns: 6 },
    );
  });
});
