import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, toInstantIn } from '../../lib/time.ts';
import { firstWeeks, nextRollupWeek, rollupSlot, type Team } from '../team/rules.ts';
import type { CycleSpan } from './rules.ts';
import { areAllDaysOff, closeAtRollup, countCycle, findClosing, spanFirstCycle } from './rules.ts';

const hourMs = 60 * 60 * 1000;

function makeTeam(over: Partial<Team> = {}): Team {
  const setUpAt = over.setUpAt ?? new Date('2026-11-21T09:00:00.000Z');
  const rhythm = {
    zone: 'Europe/Berlin',
    rhythmDays: 7 as const,
    reviewWeekday: 2,
    reviewTime: '10:00',
    closeAfterDays: 1,
    closeTime: '17:00',
    rollupWeekday: 4,
    rollupTime: '15:00',
    ...over,
  };
  return {
    ...rhythm,
    id: 'tm_1',
    workspaceId: 'T1',
    channelId: 'C1',
    rollupChannelId: 'C1',
    cycleDays: 14,
    isVoteOpen: false,
    quota: 1,
    evidenceMinutes: 30,
    ...firstWeeks(rhythm, setUpAt),
    setUpBy: 'U1',
    setUpAt,
    ...over,
  };
}

describe('spanFirstCycle', () => {
  it('ends at the next roll-up when that is 48 hours away and has a review before it', () => {
    // Saturday; review on Tuesday 24, roll-up on Thursday 26.
    expect(spanFirstCycle(makeTeam())).toEqual({
      number: 1,
      startsAt: new Date('2026-11-21T09:00:00.000Z'),
      closesWeekOn: '2026-11-23',
    });
  });

  it('waits a week when the roll-up is nearer than 48 hours', () => {
    // Monday; a daily rhythm would allow a review on Tuesday and a roll-up on Wednesday.
    const setUpAt = new Date('2026-11-23T16:00:00.000Z');
    const team = makeTeam({ setUpAt, closeTime: '09:00', rollupWeekday: 3, rollupTime: '12:00' });
    expect(team.firstRollupWeekOn).toBe('2026-11-23');
    expect(spanFirstCycle(team).closesWeekOn).toBe('2026-11-30');
  });

  it('waits for a whole review', () => {
    // Tuesday after the review's time: the first review is a week later.
    const setUpAt = new Date('2026-11-24T11:00:00.000Z');
    expect(spanFirstCycle(makeTeam({ setUpAt })).closesWeekOn).toBe('2026-11-30');
  });
});

describe('closeAtRollup', () => {
  const span: CycleSpan = {
    number: 2,
    startsAt: new Date('2026-11-26T14:00:00.000Z'),
    closesWeekOn: '2026-12-07',
  };

  it('goes on at the roll-up in between', () => {
    const rollup = { weekOn: '2026-11-30', dueAt: new Date('2026-12-03T14:00:00.000Z') };
    expect(closeAtRollup(makeTeam(), span, rollup)).toBeUndefined();
  });

  it('ends at its own roll-up, and the next begins exactly there', () => {
    const dueAt = new Date('2026-12-10T14:00:00.000Z');
    expect(closeAtRollup(makeTeam(), span, { weekOn: '2026-12-07', dueAt })).toEqual({
      closedAt: dueAt,
      next: { number: 3, startsAt: dueAt, closesWeekOn: '2026-12-21' },
    });
  });

  it('takes a changed length for the next cycle only', () => {
    const team = makeTeam({ cycleDays: 7 });
    const first = { weekOn: '2026-11-30', dueAt: new Date('2026-12-03T14:00:00.000Z') };
    expect(closeAtRollup(team, span, first)).toBeUndefined();
    const own = { weekOn: '2026-12-07', dueAt: new Date('2026-12-10T14:00:00.000Z') };
    expect(closeAtRollup(team, span, own)?.next.closesWeekOn).toBe('2026-12-14');
  });

  it('moves a first cycle on when review and roll-up were moved before they ever happened', () => {
    const team = makeTeam();
    const first = spanFirstCycle(team);
    const later = { ...team, firstReviewWeekOn: '2026-11-30', firstRollupWeekOn: '2026-11-30' };
    expect(findClosing(later, first, undefined).weekOn).toBe('2026-11-30');
    const early = { weekOn: '2026-11-23', dueAt: rollupSlot(later, '2026-11-23') };
    expect(closeAtRollup(later, first, early)).toBeUndefined();
  });
});

const edit = fc.record(
  {
    zone: fc.constantFrom(
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    ),
    rollupWeekday: fc.integer({ min: 1, max: 7 }),
    rollupTime: fc.constantFrom('00:00', '02:30', '12:00', '23:59'),
    cycleDays: fc.constantFrom(7 as const, 14 as const),
  },
  { requiredKeys: [] },
);

/** Each step: how long the bot sees nothing (0 to 35 days), then perhaps somebody changes the settings. */
const story = fc.array(
  fc.record({ awayHours: fc.integer({ min: 1, max: 35 * 24 }), edit: fc.option(edit) }),
  { minLength: 1, maxLength: 30 },
);

/** Plays a story as the roll-up job does: each week once, in order, on the settings of that moment. */
function play(steps: readonly { awayHours: number; edit: Partial<Team> | null }[]) {
  let team = makeTeam();
  let now = team.setUpAt.getTime();
  let open = spanFirstCycle(team);
  let lastWeekOn: string | undefined;
  const closed: (CycleSpan & { closedAt: Date; lengthDays: number })[] = [];
  for (const step of steps) {
    now += step.awayHours * hourMs;
    for (;;) {
      const weekOn = nextRollupWeek(team, lastWeekOn);
      const dueAt = rollupSlot(team, weekOn);
      if (dueAt.getTime() > now) break;
      lastWeekOn = weekOn;
      const closing = closeAtRollup(team, open, { weekOn, dueAt });
      if (closing === undefined) continue;
      closed.push({ ...open, closedAt: closing.closedAt, lengthDays: team.cycleDays });
      open = closing.next;
    }
    if (step.edit !== null) team = { ...team, ...step.edit };
  }
  return { team, closed, open, lastWeekOn };
}

describe('cycles', () => {
  it('never overlap, never leave a gap and are numbered, whatever is edited and however long the bot is away', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { closed, open } = play(steps);
        const all = [...closed, open];
        for (const [index, cycle] of all.entries()) {
          const before = closed[index - 1];
          expect(cycle.number).toBe(index + 1);
          if (before !== undefined) expect(cycle.startsAt).toEqual(before.closedAt);
        }
        for (const cycle of closed) {
          expect(cycle.closedAt.getTime()).toBeGreaterThan(cycle.startsAt.getTime());
        }
      }),
      { numRuns: 300 },
    );
  });

  it('always end some day, at a roll-up that is still to come', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { team, open, lastWeekOn } = play(steps);
        const { weekOn, dueAt } = findClosing(team, open, lastWeekOn);
        expect(dueAt.getTime()).toBeGreaterThan(open.startsAt.getTime());
        expect(dueAt).toEqual(rollupSlot(team, weekOn));
        if (lastWeekOn !== undefined) expect(weekOn > lastWeekOn).toBe(true);
        expect(closeAtRollup(team, open, { weekOn, dueAt })?.closedAt).toEqual(dueAt);
      }),
      {
        numRuns: 300,
        // The week had its roll-up on a day that came too early for it; the way back must not close in the past.
        examples: [
          [
            [
              { awayHours: 1, edit: { rollupWeekday: 1 } },
              { awayHours: 52, edit: { rollupWeekday: 4 } },
            ],
          ],
        ],
      },
    );
  });

  it('end where they said when nothing is edited, however long the bot is away', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 35 * 24 }), { maxLength: 10 }), (hours) => {
        const { team, closed } = play(hours.map((awayHours) => ({ awayHours, edit: null })));
        for (const [index, cycle] of closed.entries()) {
          const weekOn = addDays('2026-11-23', 14 * index);
          expect(cycle.closedAt).toEqual(toInstantIn(addDays(weekOn, 3), '15:00', team.zone));
        }
      }),
    );
  });
});

describe('countCycle', () => {
  const startsAt = new Date('2026-11-26T14:00:00.000Z');
  const closedAt = new Date('2026-12-10T14:00:00.000Z');
  const quiet = {
    startsAt,
    closedAt,
    decisions: [],
    deviations: [],
    hats: 0,
    reviews: [],
    undecided: [],
    onepagers: [],
    isAllOff: false,
  };
  const atGate = { isAtGate: true, isRuleMet: false, moved: [] };

  it('counts nothing in a quiet cycle', () => {
    const { isAllOff, ...amounts } = countCycle(quiet);
    expect(Object.values(amounts).every((amount) => amount === 0)).toBe(true);
    expect(isAllOff).toBe(false);
  });

  it('counts a correction in the cycle of what it corrects, and in no later one', () => {
    const stopped = { kind: 'stop' as const, isAgainstRule: false };
    const old = { ...stopped, id: 'dec_1' as const, supersededByNumber: 20 };
    const right = { ...stopped, id: 'dec_2' as const, supersedesId: 'dec_1' as const };
    expect(countCycle({ ...quiet, decisions: [old, right] }).stops).toBe(1);
    expect(countCycle({ ...quiet, decisions: [right] }).stops).toBe(0);
    const twice = [
      { ...right, supersededByNumber: 21 },
      { ...right, id: 'dec_3' as const, supersedesId: 'dec_2' as const },
    ];
    expect(countCycle({ ...quiet, decisions: twice }).stops).toBe(0);
    expect(countCycle({ ...quiet, decisions: [old, ...twice] }).stops).toBe(1);
  });

  it('counts decisions by kind, and each gate once', () => {
    const counts = countCycle({
      ...quiet,
      decisions: [
        { kind: 'opened', isAgainstRule: false, onepagerId: 'op_9' },
        { kind: 'continue', isAgainstRule: true, onepagerId: 'op_1', outcome: atGate },
        { kind: 'stop', isAgainstRule: false, onepagerId: 'op_1', outcome: atGate },
        { kind: 'promote', isAgainstRule: false, onepagerId: 'op_2' },
        { kind: 'stop', isAgainstRule: false, onepagerId: 'op_3', supersededByNumber: 20 },
      ],
      deviations: [{}, {}],
      hats: 3,
      reviews: [{}],
      undecided: [
        { onepagerId: 'op_4', isAtGate: true },
        { onepagerId: 'op_5', isAtGate: false },
      ],
    });
    expect(counts).toEqual({
      deviations: 2,
      hats: 3,
      stops: 1,
      promotions: 1,
      decisions: 3,
      gatesDue: 2,
      noDecisions: 2,
      reviews: 1,
      againstRule: 1,
      running: 0,
      isAllOff: false,
    });
  });

  it('counts as running what ran for a moment of it', () => {
    const before = new Date('2026-11-20T00:00:00.000Z');
    const inside = new Date('2026-12-01T00:00:00.000Z');
    const onepagers = [
      { startedAt: before },
      { startedAt: before, endedAt: inside },
      { startedAt: before, endedAt: startsAt },
      { startedAt: closedAt },
    ];
    expect(countCycle({ ...quiet, onepagers }).running).toBe(2);
  });
});

describe('areAllDaysOff', () => {
  const holiday = { why: 'holiday' as const, name: 'Holiday' };
  const zone = 'Europe/Berlin';
  // From Thursday 15:00 to Thursday 15:00.
  const cycle = {
    startsAt: new Date('2026-12-17T14:00:00.000Z'),
    closedAt: new Date('2026-12-24T14:00:00.000Z'),
  };
  const days = ['2026-12-18', '2026-12-21', '2026-12-22', '2026-12-23', '2026-12-24'];
  const off = (dates: readonly string[]) => new Map(dates.map((date) => [date, holiday]));

  it('is true when each working day whose noon lies in the cycle is off, and only then', () => {
    expect(areAllDaysOff(cycle, { zone, off: off(days) })).toBe(true);
    for (const worked of days) {
      const rest = days.filter((day) => day !== worked);
      expect(areAllDaysOff(cycle, { zone, off: off(rest) })).toBe(false);
    }
    expect(areAllDaysOff(cycle, { zone, off: new Map() })).toBe(false);
  });

  it('gives each day to one cycle, wherever between two mornings they meet', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 47 }), fc.constantFrom(...days), (hours, worked) => {
        const meet = new Date(Date.parse('2026-12-21T23:00:00.000Z') + hours * hourMs);
        const work = { zone, off: off(days.filter((day) => day !== worked)) };
        const before = areAllDaysOff({ ...cycle, closedAt: meet }, work);
        const after = areAllDaysOff({ ...cycle, startsAt: meet }, work);
        expect([before, after].filter((isOff) => !isOff)).toHaveLength(1);
      }),
    );
  });
});
