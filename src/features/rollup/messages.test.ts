import { describe, expect, it } from 'vitest';
import { cycleCounts } from '../../../test/harness/cycle-counts.ts';
import { button } from '../../platform/slack/blocks.ts';
import { composeThread, maxThreadMessages, rollupThread, trendMessage } from './message-thread.ts';
import { composeRollup, maxLines, rollupMessage } from './messages.ts';
import type { RollupFacts } from './rules.ts';

const quiet: RollupFacts = {
  weekOn: '2026-11-30',
  isLate: false,
  moved: [],
  moving: [],
  stopped: [],
  defaults: [],
  opened: 0,
  decided: 0,
  noDecisions: 0,
  deviations: 0,
  overruled: [],
  minority: [],
  against: [],
  lessons: [],
  outages: [],
  changes: [],
  cycles: [],
};

const full: RollupFacts = {
  ...quiet,
  decided: 3,
  moved: [
    {
      number: 14,
      title: 'Reason-first outreach',
      signal: 'qualified screens',
      before: '6 per 100',
      after: '11 per 100',
      n: 240,
      confidence: 'medium',
      because: 'candidates saw why them, why now.',
    },
  ],
  moving: [
    {
      number: 12,
      title: 'Action X',
      signal: 'activation',
      before: '27%',
      after: '28.4%',
      because: '',
    },
  ],
  stopped: [
    {
      number: 9,
      title: 'Read-through cache',
      isAtGate: true,
      learned: 'the query is slow.',
      saved: 'about 3 weeks',
    },
  ],
  defaults: [
    {
      statement: "Outreach opens with one line on the person's own work",
      segment: '',
      isRetired: false,
      fromNumber: 14,
    },
  ],
  noDecisions: 1,
  deviations: 2,
  overruled: [
    {
      number: 9,
      title: 'Read-through cache',
      kind: 'continue',
      isAgainstRule: true,
      isAgainstMajority: false,
      because: 'one more week of data',
    },
  ],
  minority: [{ number: 12, title: 'Action X', lines: ['Stop: no user gained'] }],
  against: [{ number: 12, title: 'Action X', text: 'stallers come from one ad campaign' }],
  lessons: [{ number: 9, text: 'measure the query first' }],
  outages: [
    { kind: 'review', weekOn: '2026-11-23', outcome: 'missed' },
    { kind: 'rollup', weekOn: '2026-11-23', outcome: 'missed' },
  ],
  cycles: [{ number: 3, startsOn: '2026-11-19', closedOn: '2026-12-03', counts: cycleCounts }],
};

const around = {
  teamName: 'growth',
  openLog: button({ label: 'Open the log', actionId: 'decision.open', value: 'tm_1' }),
};

describe('composeRollup', () => {
  it('says in order what moved, what was stopped, which defaults changed, and the rest in one line', () => {
    expect(composeRollup(full, 'growth')).toEqual([
      '*growth · week of 30 Nov · roll-up*',
      '*Moved users*',
      '• #14 *Reason-first outreach*: qualified screens 6 → 11 per 100 (n 240), because candidates saw why them, why now · confidence medium',
      '*Moving, not judged yet:* #12 activation 27% → 28.4%',
      '*Stopped, with thanks*',
      "• #9 *Read-through cache*, at its gate. Learned: the query is slow. Saved: about 3 weeks (team's estimate).",
      '*Defaults changed*',
      "• Outreach opens with one line on the person's own work (from #14)",
      'Also: 1 against the rule · 1 card without a decision · 2 deviations · 1 review missed',
    ]);
  });

  it('asks for help after the defaults, since when and how it stands; thanks stand with the stops', () => {
    const ask = { id: 'ak_1' as const, whom: 'Data', what: 'cohort export.', number: 12 };
    const stands = { sinceOn: '2026-12-02', isHelped: false, isShared: true };
    const asks = [
      { ...ask, ...stands, state: 'open' as const },
      { ...ask, ...stands, state: 'open' as const, isHelped: true },
      { ...ask, ...stands, state: 'done' as const },
    ];
    const thanks = [
      { number: 3, title: 'Cache', kind: 'stop' as const, text: 'the query is slow.' },
      { number: 12, title: 'Action X', kind: 'evidence' as const, text: 'five of six stall' },
    ];
    const facts = { ...full, defaults: [], moved: [], moving: [], asks, thanks };
    expect(composeRollup(facts, 'growth').slice(1, -1)).toEqual([
      '*Stopped, with thanks*',
      "• #9 *Read-through cache*, at its gate. Learned: the query is slow. Saved: about 3 weeks (team's estimate).",
      '• Thanks for stopping #3 *Cache*: the query is slow',
      '• Thanks for evidence on #12 *Action X*: five of six stall',
      '*Needs someone outside the team*',
      '• Data: cohort export for #12, asked 2 Dec',
      '• Data: cohort export for #12, asked 2 Dec · help is offered',
      '• Data: cohort export for #12, asked 2 Dec · done, thank you',
    ]);
    const { blocks } = rollupMessage(facts, around);
    const pressed = blocks.flatMap((block) =>
      block.type === 'section' && block.accessory?.type === 'button'
        ? [`${block.accessory.text.text}: ${block.text?.text.slice(0, 20)}`]
        : [],
    );
    expect(pressed).toEqual([
      'I can help: • Data: cohort expor',
      'I can help: • Data: cohort expor',
    ]);
    expect(composeRollup({ ...facts, stopped: [] }, 'growth')).toContain('*With thanks*');
  });

  it('names freezes, andons and alarms in the line for the rest', () => {
    const andons = { raised: 1, answered: 1, open: 0, answers: ['tested: the because holds'] };
    const facts = { ...quiet, freezes: 2, andons, alarms: ['Nothing stopped'], deviations: 1 };
    expect(composeRollup(facts, 'growth').at(-1)).toBe(
      'Also: 2 freezes · andons 1 raised, 1 answered · 1 alarm · 1 deviation',
    );
    expect(composeThread(facts)).toMatchObject([
      { title: 'Alarms that stand', lines: ['• Nothing stopped'] },
      { title: 'Andon answers', lines: ['• tested: the because holds'] },
    ]);
  });

  it('counts what was reversed apart from what only got better words', () => {
    const one = { number: 9, title: 'Cache', byNumber: 21, because: '' };
    const corrected = [
      { ...one, isReversal: true },
      { ...one, isReversal: false },
      { ...one, isReversal: true },
    ];
    const said = (some: typeof corrected) =>
      composeRollup({ ...full, corrected: some }, 'growth').join('\n');
    expect(said(corrected)).toContain('2 reversed · 1 corrected');
    expect(said(corrected.slice(0, 1))).not.toContain('corrected');
  });

  it('leaves empty headings out', () => {
    const lines = composeRollup({ ...full, moved: [], defaults: [] }, 'growth').join('\n');
    expect(lines).not.toContain('Moved users');
    expect(lines).not.toContain('Defaults changed');
  });

  it('says which reviews were moved or skipped, and why, as it was said', () => {
    const week = { kind: 'review' as const, weekOn: '2026-11-23' };
    const said = { why: 'said' as const, text: 'off-site <b>', byUserId: 'U1' };
    const facts: RollupFacts = {
      ...quiet,
      changes: [
        { ...week, isSkipped: false, reason: { why: 'holiday', name: 'Company day' } },
        { ...week, isSkipped: true, reason: said },
        { ...week, isSkipped: false, reason: { ...said, meetsAt: '2026-11-25T13:00:00.000Z' } },
        { ...week, isSkipped: true, reason: { why: 'everyone-off' } },
        { ...week, kind: 'rollup', isSkipped: true, reason: { why: 'paused' } },
        { ...week, isSkipped: true, reason: { why: 'rhythm' } },
      ],
    };
    const [chapter] = composeThread(facts);
    expect(chapter?.title).toBe('Moved or skipped');
    expect(chapter?.lines).toEqual([
      '• The review of the week of 23 Nov was moved to another day: Company day.',
      '• The review of the week of 23 Nov was called off: “off-site &lt;b&gt;”.',
      expect.stringMatching(
        /^• The review of the week of 23 Nov was moved to <!date\^1795611600.*: “off-site &lt;b&gt;”\.$/,
      ),
      '• The review of the week of 23 Nov was skipped: everyone is off.',
      '• The roll-up of the week of 23 Nov was left out: Barbell was not in the channel.',
      '• The review of the week of 23 Nov was left out: a change of the rhythm left no room.',
    ]);
    expect(composeRollup(facts, 'growth').at(-1)).toBe('Also: 3 reviews skipped');
  });

  it('stays one line when nothing was running, and says so', () => {
    const week = { kind: 'review' as const, weekOn: '2026-11-23', isSkipped: true };
    const idle: RollupFacts = {
      ...quiet,
      changes: [{ ...week, reason: { why: 'nothing-running' } }],
    };
    expect(composeRollup(idle, 'growth')).toEqual([
      '*growth · week of 30 Nov · roll-up* · a quiet week: nothing was running, so there was no review.',
    ]);
    expect(rollupThread(idle)).toEqual([]);
  });

  it('is one line in a quiet week (B-77)', () => {
    expect(composeRollup(quiet, 'growth')).toEqual([
      '*growth · week of 30 Nov · roll-up* · a quiet week: nothing moved, stopped or changed.',
    ]);
    const decided = composeRollup({ ...quiet, decided: 2 }, 'growth');
    expect(decided).toHaveLength(1);
    expect(decided[0]).toContain('2 cards decided');
  });

  it('says how many one-pagers were opened, in a quiet week too', () => {
    expect(composeRollup({ ...quiet, opened: 3 }, 'growth')[0]).toContain(
      'a quiet week: 3 one-pagers opened; nothing moved',
    );
    const busy = composeRollup({ ...quiet, opened: 1, deviations: 2 }, 'growth');
    expect(busy.at(-1)).toBe('Also: 1 one-pager opened · 2 deviations');
  });

  it('says when it comes late', () => {
    expect(composeRollup({ ...quiet, isLate: true }, 'growth')[0]).toContain('late');
  });

  it('counts at the heading what does not fit, and the thread has all of it', () => {
    const [stop] = full.stopped;
    if (stop === undefined) throw new Error('the example has a stop');
    const stopped = Array.from({ length: 20 }, (_, index) => ({ ...stop, number: index + 100 }));
    const lines = composeRollup({ ...full, stopped }, 'growth');
    expect(lines).toHaveLength(maxLines);
    expect(lines.filter((line) => line.startsWith('• #1'))).toHaveLength(5);
    expect(lines).toContain('*Stopped, with thanks* · +16 more in the thread');
    const chapter = composeThread({ ...full, stopped }).find(({ title }) =>
      title.startsWith('Stopped'),
    );
    expect(chapter?.lines).toHaveLength(20);
  });
});

describe('rollupMessage', () => {
  it('has the button to the log, except in a quiet week', () => {
    expect(JSON.stringify(rollupMessage(full, around))).toContain('decision.open');
    expect(JSON.stringify(rollupMessage(quiet, around))).not.toContain('decision.open');
  });

  it('reads well as a notification', () => {
    expect(rollupMessage(full, around).text).toMatch(
      /^growth · week of 30 Nov · roll-up · Moved users/,
    );
  });
});

describe('rollupThread', () => {
  it('leaves out of a closed cycle what there was none of', () => {
    const none = { deviations: 0, stops: 0, promotions: 0, decisions: 0, gatesDue: 0 };
    const cycle = { number: 3, startsOn: '2026-11-19', closedOn: '2026-12-03' };
    const said = (told: typeof cycleCounts) =>
      composeThread({ ...quiet, cycles: [{ ...cycle, counts: told }] })[0]?.lines;
    expect(said({ ...cycleCounts, ...none, noDecisions: 0 })).toEqual(['2 reviews']);
    expect(said({ ...cycleCounts, ...none, noDecisions: 0, reviews: 0 })).toEqual([
      'Nothing was due.',
    ]);
  });

  it('is not there when there is nothing to read', () => {
    expect(rollupThread(quiet)).toEqual([]);
  });

  it('has what went against the rule, losing lines, what argues against us, lessons, outages and the closed cycle', () => {
    const text = JSON.stringify(rollupThread(full));
    for (const part of [
      '#9 *Read-through cache* · continued against the rule: “one more week of data”',
      '#12 *Action X*: “Stop: no user gained”',
      '“stallers come from one ad campaign”',
      '“measure the query first” (#9)',
      'The review of the week of 23 Nov was missed.',
      'The roll-up of the week of 23 Nov was missed; this one covers its days.',
      'Cycle 3 closed · 19 Nov to 3 Dec',
      '1 deviation · 1 stopped · 3 cards decided · 1 without a decision · 2 gates due · 2 reviews',
    ]) {
      expect(text).toContain(part);
    }
  });
});

describe('a week with more than a thread can hold', () => {
  const many = Array.from({ length: 200 }, (_, index) => ({
    ...{ number: index + 1, title: 'A one-pager with quite a long name', text: 'x'.repeat(150) },
  }));

  it('is told in as many messages as Slack takes, whole lines only, and counts the rest (B-77)', () => {
    const parts = rollupThread({ ...quiet, against: many });
    expect(parts).toHaveLength(maxThreadMessages);
    const said = JSON.stringify(parts);
    const shown = many.filter(({ number }) => said.includes(`#${number} *`)).length;
    const left = /and (\d+) lines more: the log has every entry/.exec(said)?.[1];
    expect(shown + Number(left)).toBe(many.length);
    expect(shown).toBeGreaterThan(60);
  });
});

describe('trendMessage', () => {
  const week = { weekOn: '2026-11-30', moved: 1, stopped: 2, decided: 5 };
  const trend = [{ weekOn: '2026-11-23', moved: 0, stopped: 0, decided: 3 }, week];

  it('says the same numbers in its text and in its chart', () => {
    const message = trendMessage({ ...full, trend });
    expect(JSON.stringify(message?.blocks)).toContain(
      '30 Nov: 1 outcome moved · 2 stopped · 5 decided',
    );
    const [chart] = message?.charts ?? [];
    expect(
      chart?.chart.series.map(({ name, data }) => [name, ...data.map((p) => p.value)]),
    ).toEqual([
      ['outcomes moved', 0, 1],
      ['stopped', 0, 2],
      ['decided', 3, 5],
    ]);
  });

  it('is not there in a quiet week, before the second week, and when there is nothing to draw', () => {
    expect(trendMessage({ ...quiet, trend })).toBeUndefined();
    expect(trendMessage({ ...full, trend: [week] })).toBeUndefined();
    const none = { ...week, moved: 0, stopped: 0, decided: 0 };
    expect(trendMessage({ ...full, trend: [none, none] })).toBeUndefined();
  });
});
