import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OnePagerId } from '../../lib/ids.ts';
import type { Decision } from '../decision/rules.ts';
import type { FloorDefault } from '../floor/rules.ts';
import { rollupSlot, type Team } from '../team/rules.ts';
import { composeThread } from './message-thread.ts';
import type { About, Evidence } from './rules.ts';
import { collectFacts, isWorthTelling, planRollup } from './rules.ts';

const team: Team = {
  id: 'tm_1',
  workspaceId: 'T1',
  channelId: 'C1',
  rollupChannelId: 'C1',
  zone: 'Europe/Berlin',
  rhythmDays: 7,
  reviewWeekday: 2,
  reviewTime: '10:00',
  closeAfterDays: 1,
  closeTime: '17:00',
  rollupWeekday: 4,
  rollupTime: '15:00',
  cycleDays: 14,
  isVoteOpen: false,
  quota: 1,
  evidenceMinutes: 30,
  firstReviewWeekOn: '2026-11-23',
  firstRollupWeekOn: '2026-11-23',
  setUpBy: 'U1',
  setUpAt: new Date('2026-11-21T09:00:00.000Z'),
};

function at(text: string): Date {
  return new Date(`${text}:00.000Z`);
}

describe('planRollup', () => {
  it('waits for its instant and posts at it', () => {
    expect(planRollup(team, undefined, at('2026-11-26T13:59'))).toEqual({
      plan: 'wait',
      until: at('2026-11-26T14:00'),
    });
    expect(planRollup(team, undefined, at('2026-11-26T14:00'))).toMatchObject({
      plan: 'post',
      weekOn: '2026-11-23',
      outcome: 'opened',
    });
  });

  it('posts late within the working day, otherwise on the next working day', () => {
    expect(planRollup(team, undefined, at('2026-11-26T15:30'))).toMatchObject({ outcome: 'late' });
    expect(planRollup(team, undefined, at('2026-11-26T22:00'))).toEqual({
      plan: 'wait',
      until: at('2026-11-27T08:00'),
    });
    expect(planRollup(team, undefined, at('2026-11-27T08:00'))).toMatchObject({
      plan: 'post',
      outcome: 'moved',
    });
  });

  it('comes as soon as the bot is back on the next working day', () => {
    // It asks nobody to be there: back on Friday at ten, it need not wait for Monday.
    expect(planRollup(team, undefined, at('2026-11-27T09:00'))).toMatchObject({
      plan: 'post',
      outcome: 'moved',
    });
    expect(planRollup(team, undefined, at('2026-11-27T16:00'))).toEqual({
      plan: 'wait',
      until: at('2026-11-30T08:00'),
    });
  });

  it('misses a roll-up after three days, and one whose successor is due', () => {
    expect(planRollup(team, undefined, at('2026-11-30T08:11'))).toMatchObject({ plan: 'missed' });
    expect(planRollup(team, undefined, at('2026-12-03T14:00'))).toMatchObject({
      plan: 'missed',
      weekOn: '2026-11-23',
    });
    expect(planRollup(team, '2026-11-23', at('2026-12-03T14:00'))).toMatchObject({
      plan: 'post',
      weekOn: '2026-11-30',
    });
  });

  it('gives each week one outcome and never more than one post at a time, whenever it is asked', () => {
    const asks = fc.array(fc.integer({ min: 0, max: 60 * 24 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(asks, (hours) => {
        let last: string | undefined;
        let now = team.setUpAt.getTime();
        const weeks: string[] = [];
        for (const awayHours of hours) {
          now += awayHours * 3_600_000;
          let posts = 0;
          for (;;) {
            const plan = planRollup(team, last, new Date(now));
            if (plan.plan === 'wait') {
              expect(plan.until.getTime()).toBeGreaterThan(now);
              break;
            }
            if (plan.plan === 'post') posts += 1;
            expect(plan.dueAt).toEqual(rollupSlot(team, plan.weekOn));
            weeks.push(plan.weekOn);
            last = plan.weekOn;
          }
          expect(posts).toBeLessThanOrEqual(1);
        }
        expect(new Set(weeks).size).toBe(weeks.length);
      }),
    );
  });
});

const decision: Decision = {
  id: 'dec_1',
  workspaceId: 'T1',
  seq: 1,
  number: 20,
  kind: 'continue',
  teamId: 'tm_1',
  onepagerId: 'op_1',
  at: at('2026-12-01T10:00'),
  decidedByUserId: 'U1',
  title: 'as it was called then',
  texts: {},
  isAgainstRule: false,
  isAgainstMajority: false,
};

const moved = [
  {
    signal: 'activation',
    before: '27%',
    after: '31%',
    n: 398,
    isMet: true,
    direction: 'toward' as const,
  },
  { signal: 'retention', before: '60%', after: '60%', isMet: false, direction: 'flat' as const },
];

const line: FloorDefault = {
  id: 'df_1',
  workspaceId: 'T1',
  teamId: 'tm_1',
  area: 'outreach',
  statement: 'open with one line on their work',
  segment: 'recruiting',
  sinceAt: at('2026-12-01T10:00'),
  decisionId: 'dec_1',
};

const onepagers = new Map<OnePagerId, About & { because: string }>([
  ['op_1', { number: 12, title: 'Action X', because: 'people stall at step N' }],
]);

const nothing: Evidence = {
  weekOn: '2026-11-30',
  isLate: false,
  decisions: [],
  onepagers,
  defaults: [],
  deviations: [],
  settled: [],
  undecided: [],
  notes: [],
  weeks: [],
  cycles: [],
};

describe('collectFacts', () => {
  it('counts a number as moved at a met rule or at the gate, otherwise as moving', () => {
    const cases = [
      { isAtGate: false, isRuleMet: true, wanted: 'moved' },
      { isAtGate: true, isRuleMet: false, wanted: 'moved' },
      { isAtGate: false, isRuleMet: false, wanted: 'moving' },
    ] as const;
    for (const { wanted, ...outcome } of cases) {
      const entry = { ...decision, confidence: 'high' as const, outcome: { ...outcome, moved } };
      const facts = collectFacts({ ...nothing, decisions: [entry] });
      const other = wanted === 'moved' ? 'moving' : 'moved';
      expect(facts[other]).toEqual([]);
      expect(facts[wanted]).toEqual([
        {
          number: 12,
          title: 'Action X',
          signal: 'activation',
          before: '27%',
          after: '31%',
          n: 398,
          confidence: 'high',
          because: 'people stall at step N',
        },
      ]);
    }
  });

  it('thanks for a stop, and names a call without a one-pager by its own number', () => {
    const { onepagerId: _none, ...loose } = decision;
    const stop = {
      ...loose,
      kind: 'stop' as const,
      texts: { learned: 'slow query', saved: '3 weeks' },
    };
    expect(collectFacts({ ...nothing, decisions: [stop] }).stopped).toEqual([
      {
        id: 'dec_1',
        number: 20,
        title: 'as it was called then',
        isAtGate: false,
        learned: 'slow query',
        saved: '3 weeks',
      },
    ]);
  });

  it('leaves out a default that came and went before anybody was told', () => {
    const week = { from: at('2026-11-26T14:00'), to: at('2026-12-03T14:00') };
    const gone = (time: string) => ({ ...line, retiredAt: at(time) });
    expect(isWorthTelling(line, week)).toBe(true);
    expect(isWorthTelling(gone('2026-12-02T10:00'), week)).toBe(false);
    // Announced by this roll-up and taken back within its day of edits; and announced by an earlier one.
    expect(isWorthTelling(gone('2026-12-03T14:00'), week)).toBe(true);
    const older = { ...gone('2026-12-02T10:00'), sinceAt: at('2026-11-20T10:00') };
    expect(isWorthTelling(older, week)).toBe(true);
  });

  it('names where a default came from, by its decision or by its deviation', () => {
    const { decisionId: _none, ...loose } = line;
    const byDecision = collectFacts({ ...nothing, decisions: [decision], defaults: [line] });
    expect(byDecision.defaults[0]?.fromNumber).toBe(12);
    const byDeviation = collectFacts({
      ...nothing,
      defaults: [{ ...loose, deviationId: 'dv_1' }],
      settled: [{ id: 'dv_1', onepagerId: 'op_1', lesson: '' }],
    });
    expect(byDeviation.defaults[0]?.fromNumber).toBe(12);
    expect(collectFacts({ ...nothing, defaults: [loose] }).defaults[0]).not.toHaveProperty(
      'fromNumber',
    );
  });

  it('keeps what went against rule or majority with its because, and losing lines', () => {
    const entry = {
      ...decision,
      isAgainstMajority: true,
      texts: { because: 'the sample is thin', minority: 'Stop: no\n\nChange: other segment' },
    };
    const facts = collectFacts({ ...nothing, decisions: [entry] });
    expect(facts.overruled).toMatchObject([{ number: 12, because: 'the sample is thin' }]);
    expect(facts.minority).toMatchObject([
      { lines: ['Stop: no', 'Change: other segment'], isOfMajority: true },
    ]);
    expect(composeThread({ ...facts, cycles: [] }).map(({ title }) => title)).toContain(
      'What the majority said',
    );
    const followed = collectFacts({
      ...nothing,
      decisions: [{ ...entry, isAgainstMajority: false }],
    });
    expect(composeThread(followed).map(({ title }) => title)).toContain('Minority report');
  });

  it('says each objection and lesson once, blank ones never', () => {
    const entry = {
      ...decision,
      texts: { against: 'one campaign', lesson: 'ask first', learned: ' ' },
    };
    const facts = collectFacts({
      ...nothing,
      decisions: [entry],
      notes: [
        { onepagerId: 'op_1', against: 'one campaign' },
        { onepagerId: 'op_1', against: '' },
        { onepagerId: 'op_1', against: 'too small' },
      ],
      settled: [{ id: 'dv_1', onepagerId: 'op_1', lesson: 'ask first' }],
    });
    expect(facts.against.map(({ text }) => text)).toEqual(['one campaign', 'too small']);
    expect(facts.lessons).toEqual([{ number: 12, text: 'ask first' }]);
  });

  it('does not repeat as a lesson what a stop taught', () => {
    const entry = { ...decision, kind: 'stop' as const, texts: { learned: 'slow query' } };
    const facts = collectFacts({
      ...nothing,
      decisions: [entry],
      settled: [{ id: 'dv_1', onepagerId: 'op_1', lesson: 'slow query' }],
    });
    expect(facts.stopped[0]?.learned).toBe('slow query');
    expect(facts.lessons).toEqual([]);
  });

  it('tells each thing that was thanked for once, and nothing of what is not there any more', () => {
    const stop = { number: 9, title: 'Cache', kind: 'stop' as const, text: 'the query is slow' };
    const facts = collectFacts({
      ...nothing,
      thanked: ['dec_1', 'dec_gone'],
      thankable: new Map([['dec_1', stop]]),
    });
    expect(facts.thanks).toEqual([stop]);
  });

  it('leaves a corrected entry to its correction, and entries that decide nothing uncounted', () => {
    const corrected = { ...decision, kind: 'stop' as const, supersededByNumber: 21 };
    const opened = { ...decision, kind: 'opened' as const };
    const facts = collectFacts({ ...nothing, decisions: [corrected, opened] });
    expect(facts.stopped).toEqual([]);
    expect(facts.decided).toBe(0);
  });
});
