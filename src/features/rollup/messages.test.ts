import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { button } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { lengthOf, limits } from '../../platform/slack/text.ts';
import { composeRollup, composeThread, maxLines, rollupMessage, rollupThread } from './messages.ts';
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

const counts = {
  deviations: 1,
  stops: 1,
  promotions: 0,
  decisions: 3,
  gatesDue: 2,
  noDecisions: 1,
  reviews: 2,
  againstRule: 1,
  running: 4,
  isAllOff: false,
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
  cycles: [{ number: 3, startsOn: '2026-11-19', closedOn: '2026-12-03', counts }],
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
      '*Stopped, with thanks*',
      "• #9 *Read-through cache*, at its gate. Learned: the query is slow. Saved: about 3 weeks (team's estimate).",
      '*Defaults changed*',
      "• Outreach opens with one line on the person's own work (from #14)",
      '*Moving, not judged yet:* #12 activation 27% → 28.4%',
      'Also: 1 against the rule · 1 card without a decision · 2 deviations · 1 review missed',
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
    expect(rollupThread(idle)).toBeUndefined();
  });

  it('is one line in a quiet week', () => {
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
    const said = (told: typeof counts) =>
      composeThread({ ...quiet, cycles: [{ ...cycle, counts: told }] })[0]?.lines;
    expect(said({ ...counts, ...none, noDecisions: 0 })).toEqual(['2 reviews']);
    expect(said({ ...counts, ...none, noDecisions: 0, reviews: 0 })).toEqual(['Nothing was due.']);
  });

  it('is not there when there is nothing to read', () => {
    expect(rollupThread(quiet)).toBeUndefined();
  });

  it('has what went against the rule, losing lines, what argues against us, lessons, outages and the closed cycle', () => {
    const text = JSON.stringify(rollupThread(full)?.blocks);
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

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('<!channel>', '&*_~`'.repeat(200), '\n\n', '👩‍👩‍👧'.repeat(50), '', ' '),
);
const number = fc.nat(99_999);
const about = { number, title: words };
const some = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof(fc.array(item, { maxLength: 3 }), fc.array(item, { minLength: 10, maxLength: 60 }));
const weekOn = fc.constantFrom('2026-11-30', '2027-01-04');
const movement = fc.record({
  ...about,
  signal: words,
  before: words,
  after: words,
  n: number,
  confidence: fc.constantFrom('low' as const, 'medium' as const, 'high' as const),
  because: words,
});
const anyFacts: fc.Arbitrary<RollupFacts> = fc.record({
  weekOn,
  isLate: fc.boolean(),
  moved: some(movement),
  moving: some(movement),
  stopped: some(fc.record({ ...about, isAtGate: fc.boolean(), learned: words, saved: words })),
  defaults: some(
    fc.record({ statement: words, segment: words, isRetired: fc.boolean(), fromNumber: number }),
  ),
  opened: number,
  decided: number,
  noDecisions: number,
  deviations: number,
  overruled: some(
    fc.record({
      ...about,
      kind: fc.constantFrom('continue' as const, 'stop' as const),
      isAgainstRule: fc.boolean(),
      isAgainstMajority: fc.boolean(),
      because: words,
    }),
  ),
  minority: some(fc.record({ ...about, lines: fc.array(words, { minLength: 1, maxLength: 15 }) })),
  against: some(fc.record({ ...about, text: words })),
  lessons: some(fc.record({ number, text: words })),
  outages: some(
    fc.record({
      kind: fc.constantFrom('review' as const, 'rollup' as const),
      weekOn,
      outcome: fc.constantFrom('late' as const, 'moved' as const, 'missed' as const),
    }),
  ),
  changes: some(
    fc.record({
      kind: fc.constantFrom('review' as const, 'rollup' as const),
      weekOn,
      isSkipped: fc.boolean(),
      reason: fc.oneof(
        fc.record({ why: fc.constant('holiday' as const), name: words }),
        fc.record({ why: fc.constant('said' as const), text: words, byUserId: fc.constant('U1') }),
        fc.record({ why: fc.constantFrom('everyone-off' as const, 'paused' as const) }),
      ),
    }),
  ),
  cycles: some(
    fc.record({ number, startsOn: weekOn, closedOn: weekOn, counts: fc.constant(counts) }),
  ),
});

/** Slack's sizes of a message, as slack.md lists them. */
function expectFits(content: MessageContent): void {
  expect(content.blocks.length).toBeLessThanOrEqual(limits.messageBlocks);
  expect(lengthOf(content.text)).toBeLessThanOrEqual(limits.messageText);
  let sum = 0;
  for (const block of content.blocks) {
    if (block.type !== 'section') continue;
    const text = block.text?.text ?? '';
    expect(text.trim()).not.toBe('');
    // Shorter than the limit: nothing was cut off in the middle of a list.
    expect(lengthOf(text)).toBeLessThan(limits.sectionText);
    sum += lengthOf(text);
  }
  expect(sum).toBeLessThan(limits.messageBlocksText);
}

describe('any week', () => {
  it('fits: twelve lines, no blank heading, nothing that pings, within Slack’s sizes', () => {
    fc.assert(
      fc.property(anyFacts, words, (facts, teamName) => {
        const lines = composeRollup(facts, teamName);
        expect(lines.length).toBeLessThanOrEqual(maxLines);
        for (const line of lines) expect(line).not.toMatch(/\n|<!/);
        const first = rollupMessage(facts, { ...around, teamName });
        expectFits(first);
        expect(JSON.stringify(first)).not.toContain('<!');
        const thread = rollupThread(facts);
        if (thread === undefined) return;
        expectFits(thread);
        expect(JSON.stringify(thread)).not.toContain('<!');
      }),
      { numRuns: 150 },
    );
  });

  it('shows each thing: in the first message, or counted there and in the thread', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const lines = composeRollup(facts, 'growth');
        const bullets = lines.filter((line) => line.startsWith('• ')).length;
        const counted = lines
          .map((line) => /^\*[A-Za-z, ]+\* · \+(\d+) more in the thread$/.exec(line)?.[1])
          .reduce((sum, amount) => sum + Number(amount ?? 0), 0);
        const all = facts.moved.length + facts.stopped.length + facts.defaults.length;
        expect(bullets + counted).toBe(all);
      }),
      { numRuns: 150 },
    );
  });
});
