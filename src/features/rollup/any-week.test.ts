import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cycleCounts } from '../../../test/harness/cycle-counts.ts';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { button } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { lengthOf, limits } from '../../platform/slack/text.ts';
import { maxThreadMessages, rollupThread, trendMessage } from './message-thread.ts';
import { composeRollup, maxLines, rollupMessage } from './messages.ts';
import type { RollupFacts } from './rules.ts';

const around = {
  teamName: 'growth',
  openLog: button({ label: 'Open the log', actionId: 'decision.open', value: 'tm_1' }),
};

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
    fc.record({ number, startsOn: weekOn, closedOn: weekOn, counts: fc.constant(cycleCounts) }),
  ),
  asks: some(
    fc.record({
      ...{ id: fc.constant('ak_1' as const), whom: words, what: words, sinceOn: weekOn, number },
      state: fc.constantFrom('open' as const, 'done' as const, 'withdrawn' as const),
      ...{ isHelped: fc.boolean(), isShared: fc.boolean() },
    }),
  ),
  thanks: some(
    fc.record({
      ...{ ...about, text: words },
      kind: fc.constantFrom('stop' as const, 'evidence' as const),
    }),
  ),
  evidence: some(
    fc.record({
      ...{ ...about, id: fc.constant('ev_1' as const), why: words },
      permalink: fc.constantFrom('https://x.slack.com/archives/C1/p1', 'javascript:x', '<!here>'),
    }),
  ),
  alarms: some(words),
  delta: anyDelta(),
  trend: fc.array(fc.record({ weekOn, moved: number, stopped: number, decided: number }), {
    maxLength: 12,
  }),
});

function anyDelta() {
  const plain = some(fc.record(about));
  const person = fc.constantFrom('U1', '<!here>', '');
  const named = some(fc.record({ ...about, userId: person }));
  return fc.record({
    ...{ started: plain, frozen: plain, thawed: plain, parked: plain, returned: plain },
    ended: some(
      fc.record({ ...about, how: fc.constantFrom('stopped' as const, 'promoted' as const) }),
    ),
    gates: some(fc.record({ ...about, from: weekOn, to: weekOn })),
    amended: some(fc.record({ ...about, lines: fc.array(words, { maxLength: 5 }) })),
    readings: some(fc.record({ ...about, signal: words, from: words, to: words })),
    ...{ owners: named, stopOwners: named },
  });
}

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
        expect(findLimitBreaks(first)).toEqual([]);
        expect(JSON.stringify(first)).not.toContain('<!');
        const thread = rollupThread(facts);
        expect(thread.length).toBeLessThanOrEqual(maxThreadMessages);
        const trend = trendMessage(facts);
        for (const message of [...thread, ...(trend === undefined ? [] : [trend])]) {
          expect(findLimitBreaks(message)).toEqual([]);
          expectFits(message);
          expect(JSON.stringify(message)).not.toContain('<!');
        }
      }),
      { numRuns: 60 },
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
        const { moved, stopped, defaults, asks = [], thanks = [] } = facts;
        const all = [moved, stopped, defaults, asks, thanks].flat().length;
        expect(bullets + counted).toBe(all);
      }),
      { numRuns: 150 },
    );
  });
});
