import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { lengthOf, limits } from '../../platform/slack/text.ts';
import { logView, parseLogState, writeLogState } from './form.ts';
import type { LogPage } from './messages.ts';
import { decisionRecord, logAnswer } from './messages.ts';
import type { Decision } from './rules.ts';

const stop: Decision = {
  id: 'dec_1',
  workspaceId: 'T1',
  seq: 3,
  number: 15,
  kind: 'stop',
  teamId: 'tm_1',
  onepagerId: 'op_1',
  at: new Date('2026-12-08T10:00:00.000Z'),
  decidedByUserId: 'U1',
  title: 'Read-through cache',
  texts: {
    line: 'p95 fell, nobody waited less',
    because: 'the query is slow, not the cache',
    learned: 'measure the query first',
    newGate: '2026-12-19',
    minority: 'Continue: <!channel> one more week & then see',
  },
  confidence: 'medium',
  isAgainstRule: true,
  isAgainstMajority: true,
  revisitOn: '2027-03-08',
};

const firstPage: LogPage = { decisions: [stop], words: [], wasCut: false, isFirst: true };

function textOf(content: MessageContent): string {
  return JSON.stringify(content.blocks);
}

describe('decisionRecord', () => {
  it('says number, kind, title, words, who, marks, revisit and the minority report', () => {
    const text = textOf(decisionRecord(stop));
    for (const part of [
      '*#15* · Stop · *Read-through cache*',
      'p95 fell, nobody waited less',
      'Because: the query is slow, not the cache',
      'Learned: measure the query first',
      'New gate: 19 Dec',
      '<@U1>',
      'confidence medium',
      '*against the rule*',
      '*against the majority*',
      'revisit 8 Mar',
      'Minority report: Continue: &lt;!channel&gt; one more week &amp; then see',
    ]) {
      expect(text).toContain(part);
    }
    expect(decisionRecord(stop).text).toBe('#15 Stop: Read-through cache');
  });

  it('says so when the person or the words were erased, and which entry corrects it', () => {
    const { decidedByUserId: _who, ...rest } = stop;
    const text = textOf(decisionRecord({ ...rest, title: '', texts: {}, supersededByNumber: 17 }));
    expect(text).toContain('words erased');
    expect(text).toContain('somebody who has been erased');
    expect(text).toContain('corrected by #17');
  });
});

describe('logAnswer', () => {
  it('says what to do when nothing is found, and when the log is empty', () => {
    const nothing = { ...firstPage, decisions: [] };
    expect(logAnswer(nothing).text).toContain('The log is empty');
    expect(logAnswer({ ...nothing, words: ['cache'] }).text).toContain('“cache”');
    expect(logAnswer({ ...nothing, isFirst: false }).text).toBe('That was the last page.');
  });

  it('offers more only when there is more, and says when a search was cut', () => {
    expect(textOf(logAnswer(firstPage))).not.toContain('decision.more');
    const next = writeLogState({ words: ['a'], place: { skip: 5, untilSeq: 9 } });
    const text = textOf(logAnswer({ ...firstPage, words: ['a'], wasCut: true, next }));
    expect(text).toContain('decision.more');
    expect(text).toContain('first words: “a”');
  });
});

const words = fc.string({ unit: 'grapheme', maxLength: 400 });
const long = fc.oneof(
  words,
  words.map((text) => `&<*>\n${text}`.repeat(60)),
);
const fields = [
  ...['line', 'verdict', 'readings', 'aim', 'mechanism', 'rule', 'because', 'change', 'leverage'],
  ...['newGate', 'learned', 'saved', 'default', 'segment', 'floor', 'lesson', 'against', 'split'],
  'minority',
];
const anyDecision = fc
  .record({ title: long, texts: fc.dictionary(fc.constantFrom(...fields), long) })
  .map((drawn): Decision => ({ ...stop, ...drawn }));

/** Slack's sizes of a message, as slack.md lists them. */
function expectFits(content: MessageContent): void {
  expect(content.blocks.length).toBeLessThanOrEqual(limits.messageBlocks);
  expect(lengthOf(content.text)).toBeLessThanOrEqual(limits.messageText);
  let sum = 0;
  for (const block of content.blocks) {
    if (block.type !== 'section') continue;
    const length = lengthOf(block.text?.text ?? '');
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual(limits.sectionText);
    sum += length;
  }
  expect(sum).toBeLessThanOrEqual(limits.messageBlocksText);
}

describe('any entry', () => {
  it('fits into a message, in full and in a list of five', () => {
    fc.assert(
      fc.property(fc.array(anyDecision, { minLength: 5, maxLength: 5 }), (decisions) => {
        for (const decision of decisions) expectFits(decisionRecord(decision));
        const everything = Object.fromEntries(fields.map((field) => [field, '&<>'.repeat(900)]));
        const worst = { ...stop, title: '&'.repeat(3000), texts: everything };
        expectFits(decisionRecord(worst));
        expectFits(logAnswer({ ...firstPage, decisions: Array(5).fill(worst), words: [] }));
        expectFits(logAnswer({ ...firstPage, decisions, words: ['cache'], next: '{}' }));
      }),
      { numRuns: 40 },
    );
  });

  it('never pings anybody by its words', () => {
    const texts = { line: '<!channel> <@U9> <!here|x>', because: '<#C1>' };
    expect(textOf(logAnswer({ ...firstPage, decisions: [{ ...stop, texts }] }))).not.toMatch(
      /<!channel|<@U9|<!here|<#C1/,
    );
  });
});

describe('the log window', () => {
  it('keeps its state through button and metadata, and refuses anything else', () => {
    const place = fc.record({ skip: fc.nat(1000), untilSeq: fc.nat() });
    const state = fc.record(
      { words: fc.array(fc.string({ maxLength: 60 }), { maxLength: 8 }), place },
      { requiredKeys: ['words'] },
    );
    fc.assert(
      fc.property(state, (given) => {
        expect(parseLogState(writeLogState(given))).toEqual(given);
      }),
    );
    for (const text of ['', 'null', '{"words":1}', '{"words":[],"place":{"skip":-1}}', '[']) {
      expect(parseLogState(text)).toBeUndefined();
    }
  });

  it('shows the words that were searched in its field', () => {
    const view = logView({ words: ['cache', 'slow'], teamId: 'tm_1' }, firstPage);
    expect(parseLogState(view.private_metadata ?? '')).toEqual({
      words: ['cache', 'slow'],
      teamId: 'tm_1',
    });
    expect(JSON.stringify(view.blocks[0])).toContain('"initial_value":"cache slow"');
  });
});
