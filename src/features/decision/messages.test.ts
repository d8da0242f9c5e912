import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { clean } from '../../platform/slack/text.ts';
import type { Evidence } from '../evidence/rules.ts';
import { logView, parseLogState, writeLogState } from './form.ts';
import { logForm, loggedView, parseLog } from './log-form.ts';
import { decisionRecord } from './message-record.ts';
import { type LogPage, logAnswer, logBlocks, searchRefusalText } from './messages.ts';
import type { Decision } from './rules.ts';
import { emptySearch } from './search-rules.ts';

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

const evidence: Evidence = {
  ...{ id: 'ev_1', workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1', channelId: 'C1' },
  ...{ ts: '1.1', permalink: 'https://x.slack.com/archives/C1/p11?a=1&b=2', byUserId: 'UBEN' },
  why: 'nobody <b> waited',
  at: new Date('2026-12-01T10:00:00.000Z'),
};

const firstPage: LogPage = {
  decisions: [stop],
  search: emptySearch,
  state: writeLogState({ text: '' }),
  isFirst: true,
  today: '2026-12-10',
};

const textOf = (content: { blocks: unknown }): string => JSON.stringify(content.blocks);

function headingsOf(answer: ReturnType<typeof logAnswer>): string[] {
  const table = answer.blocks.find((block) => block.type === 'data_table');
  return (table?.rows[0] ?? []).map((cell) => ('text' in cell ? cell.text : ''));
}

describe('decisionRecord', () => {
  it('says the numbers once, though the line that is logged begins with them', () => {
    const shown = (line: string) =>
      textOf(
        decisionRecord({
          decision: { ...stop, texts: { line, readings: 'p95 400 → 300 ms (n 9)' } },
          evidence: [],
        }),
      );
    expect(shown('p95 400 → 300 ms (n 9); nobody waited').split('p95 400')).toHaveLength(2);
    expect(shown('nobody waited')).toContain('Numbers: p95 400');
  });

  it('says number, kind, title, words, who, marks, revisit and the minority report', () => {
    const shown = decisionRecord({
      decision: stop,
      onepagerNumber: 12,
      supersedesNumber: 9,
      evidence: [evidence],
    });
    const text = textOf(shown);
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
      'What the majority said: Continue: &lt;!channel&gt; one more week &amp; then see',
      'About one-pager #12 · Corrects #9',
      '<https://x.slack.com/archives/C1/p11?a=1&amp;b=2|message> · <@UBEN>',
      'nobody &lt;b&gt; waited',
    ]) {
      expect(text).toContain(part);
    }
    expect(shown.text).toBe('#15 Stop: Read-through cache');
  });

  it('says so when the person or the words were erased, and which entry corrects it', () => {
    const { decidedByUserId: _who, ...rest } = stop;
    const decision = { ...rest, title: '', texts: {}, supersededByNumber: 17 };
    const text = textOf(decisionRecord({ decision, evidence: [] }));
    expect(text).toContain('words erased');
    expect(text).toContain('somebody who has been erased');
    expect(text).toContain('corrected by #17');
  });

  it('links the message it was logged from, and only if that is a sound address', () => {
    const from = (source: string) =>
      textOf(decisionRecord({ decision: { ...stop, texts: { source } }, evidence: [] }));
    expect(from('https://x.slack.com/p1')).toContain('<https://x.slack.com/p1|this message>');
    expect(from('javascript:alert(1)')).not.toContain('javascript');
    expect(from('https://x.slack.com/|<!channel>')).not.toContain('<!channel>');
  });
});

describe('logAnswer', () => {
  it('says what to do when nothing is found, and when the log is empty', () => {
    const nothing = { ...firstPage, decisions: [] };
    expect(logAnswer(nothing).text).toContain('The log is empty');
    const search = { ...emptySearch, words: ['cache'] };
    expect(logAnswer({ ...nothing, search }).text).toContain('“cache”');
    expect(logAnswer({ ...nothing, isFirst: false }).text).toBe('That was the last page.');
  });

  it('shows one entry in words and more as a table, with the same as text for those without', () => {
    expect(textOf(logAnswer(firstPage))).not.toContain('data_table');
    const two = logAnswer({ ...firstPage, decisions: [stop, { ...stop, number: 16 }] });
    expect(textOf(two)).toContain('"type":"data_table"');
    const headings = ['#', 'Decided', 'What', 'In a line', 'Who', 'When', 'Marks'];
    expect(headingsOf(two)).toEqual(headings);
    const plain = { ...stop, isAgainstRule: false, isAgainstMajority: false };
    const { revisitOn: _none, ...unmarked } = plain;
    const decisions = [unmarked, { ...unmarked, number: 16 }];
    expect(headingsOf(logAnswer({ ...firstPage, decisions }))).toEqual(headings.slice(0, -1));
    expect(textOf({ blocks: two.plainBlocks })).toMatch(/^(?!.*data_table)\[/);
    for (const part of ['#15', '#16', 'Read-through cache', 'against the rule', 'revisit 8 Mar']) {
      expect(textOf(two)).toContain(part);
      expect(textOf({ blocks: two.plainBlocks })).toContain(part);
    }
    for (const number of ['#15', '#16']) expect(two.text).toContain(`${number} Stop`);
  });

  it('offers more only when there is more, and always the export', () => {
    expect(textOf(logAnswer(firstPage))).not.toContain('decision.more');
    expect(textOf(logAnswer(firstPage))).toContain('export.open');
    const next = writeLogState({ text: 'a', place: { skip: 5, untilSeq: 9 } });
    expect(textOf(logAnswer({ ...firstPage, next }))).toContain('decision.more');
  });

  it('says how the search was understood', () => {
    const search = {
      ...emptySearch,
      words: ['cache', '<!here>'],
      kinds: ['stop' as const, 'promote' as const],
      userIds: ['U1'],
      from: '2025-11-01',
      until: '2026-11-30',
      isDue: true,
      isAgainstRule: true,
      wasCut: true,
    };
    expect(textOf(logAnswer({ ...firstPage, search }))).toContain(
      '“cache &lt;!here&gt;” · stop or promote · by <@U1> · since 1 Nov 2025 · until 30 Nov · due to be looked at again · against the rule · only the first 8 words',
    );
  });

  it('answers 3,000 characters with one sentence', () => {
    const text = searchRefusalText({ refused: 'too-long', characters: 3000 });
    expect(text).toMatch(/^That is 3000 characters, and I can look for 300\./);
  });
});

const fields = [
  ...['line', 'verdict', 'readings', 'aim', 'mechanism', 'rule', 'because', 'change', 'leverage'],
  ...['newGate', 'learned', 'saved', 'default', 'segment', 'floor', 'lesson', 'against', 'split'],
  ...['minority', 'source'],
];
const anyText = typedText().map(clean);
const anyDecision = fc
  .record({ title: anyText, texts: fc.dictionary(fc.constantFrom(...fields), anyText) })
  .map((drawn): Decision => ({ ...stop, ...drawn }));

/** Slack takes it, without the table that only some workspaces have; the table's own sizes are those of slack.md. */
function expectFits(answer: ReturnType<typeof logAnswer>): void {
  const { text, blocks, plainBlocks = blocks } = answer;
  expect(findLimitBreaks({ text, blocks: plainBlocks })).toEqual([]);
  const table = answer.blocks.find((block) => block.type === 'data_table');
  const others = answer.blocks.filter((block) => block.type !== 'data_table');
  expect(findLimitBreaks({ text: answer.text, blocks: others })).toEqual([]);
  if (table === undefined) return;
  expect(table.rows.length).toBeGreaterThanOrEqual(2);
  expect(table.rows.length).toBeLessThanOrEqual(101);
  const lengths = new Set(table.rows.map((row) => row.length));
  expect(lengths.size).toBe(1);
  let letters = 0;
  for (const cell of table.rows.flat()) {
    if (!('text' in cell)) continue;
    expect(cell.text.length).toBeGreaterThan(0);
    letters += Array.from(cell.text).length;
  }
  expect(letters).toBeLessThanOrEqual(9000);
}

describe('any entry', () => {
  it('fits into a message, in full, in a table of twenty and in a window of five', () => {
    const everything = Object.fromEntries(fields.map((field) => [field, '&<>'.repeat(900)]));
    const worst = { ...stop, title: '&'.repeat(3000), texts: everything };
    const search = { ...emptySearch, words: Array(8).fill('x'.repeat(60)) };
    const page = (decisions: Decision[]) => ({ ...firstPage, decisions, search, next: '{}' });
    expectFits(logAnswer(page(Array(20).fill(worst))));
    const worstRecord = decisionRecord({ decision: worst, evidence: Array(9).fill(evidence) });
    expect(findLimitBreaks(worstRecord)).toEqual([]);
    fc.assert(
      fc.property(fc.array(anyDecision, { minLength: 1, maxLength: 6 }), (decisions) => {
        for (const decision of decisions) {
          const kept = decisions.map(({ title }) => ({ ...evidence, why: title }));
          expect(findLimitBreaks(decisionRecord({ decision, evidence: kept }))).toEqual([]);
        }
        expectFits(logAnswer(page(decisions)));
        const view = logView({ text: 'a' }, page(decisions.slice(0, 5)));
        expect(findLimitBreaks(view)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('never pings anybody by its words', () => {
    const texts = { line: '<!channel> <@U9> <!here|x>', because: '<#C1>' };
    const decisions = [{ ...stop, texts }];
    expect(JSON.stringify(logBlocks({ ...firstPage, decisions }))).not.toMatch(
      /<!channel|<@U9|<!here|<#C1/,
    );
  });
});

describe('the log window', () => {
  it('keeps its state through button and metadata, and refuses anything else', () => {
    const place = fc.record({ skip: fc.nat(1000), untilSeq: fc.nat() });
    const state = fc.record(
      { text: fc.string({ unit: 'grapheme', maxLength: 200 }), place },
      { requiredKeys: ['text'] },
    );
    fc.assert(
      fc.property(state, (given) => {
        expect(parseLogState(writeLogState(given))).toEqual(given);
      }),
    );
    for (const text of ['', 'null', '{"text":1}', '{"text":"","place":{"skip":-1}}', '[']) {
      expect(parseLogState(text)).toBeUndefined();
    }
  });

  it('shows what was searched in its field, and why it could not be', () => {
    const view = logView({ text: 'cache slow', teamId: 'tm_1' }, firstPage);
    expect(parseLogState(view.private_metadata ?? '')).toEqual({
      text: 'cache slow',
      teamId: 'tm_1',
    });
    expect(JSON.stringify(view.blocks[0])).toContain('"initial_value":"cache slow"');
    const why = searchRefusalText({ refused: 'unknown-day', typed: '<1/11>' });
    const refused = logView({ text: 'since 1/11' }, { why });
    expect(JSON.stringify(refused.blocks[1])).toContain('which day “&lt;1/11&gt;” is');
    expect(findLimitBreaks(refused)).toEqual([]);
  });
});

describe('logForm', () => {
  const teams = [{ id: 'tm_1' as const, name: 'growth', channelId: 'C1' }];
  const filled = (values: Record<string, string | null>, today = '2026-12-01') => {
    const { private_metadata: metadata = '' } = logForm({ teams, text: '' });
    return parseLog({ metadata, values: { title: 'Keep it', ...values } }, today);
  };

  it('is filled from the message: its first line is the title, the rest the line', () => {
    const text = JSON.stringify(
      logForm({ teams, text: 'We keep the old queue\n\nit is fine\nfor now' }),
    );
    expect(text).toContain('"initial_value":"We keep the old queue"');
    expect(text).toContain('"initial_value":"it is fine for now"');
    const long = JSON.stringify(logForm({ teams, text: 'x'.repeat(200) }));
    expect(long).toContain(`"initial_value":"${'x'.repeat(149)}…"`);
    expect(long).toContain(`"initial_value":"${'x'.repeat(200)}"`);
  });

  it('asks for the team only when there are several', () => {
    const two = [...teams, { id: 'tm_2' as const, name: 'data', channelId: 'C2' }];
    expect(JSON.stringify(logForm({ teams, text: '' }))).not.toContain('In the log of');
    expect(JSON.stringify(logForm({ teams: two, text: '' }))).toContain('In the log of');
  });

  it('reads what was filled in, and says at the field what is missing', () => {
    expect(filled({ line: ' a\nb ', revisitOn: '2026-12-02' })).toEqual({
      filled: {
        ...{ teamId: 'tm_1', permalink: '', title: 'Keep it' },
        ...{ line: 'a b', because: '', revisitOn: '2026-12-02' },
      },
    });
    expect(filled({ title: ' \u200b' })).toHaveProperty('errors.title');
    expect(filled({ revisitOn: '2026-12-01' })).toHaveProperty('errors.revisitOn');
    expect(filled({ revisitOn: 'soon' })).toHaveProperty('errors.revisitOn');
    expect(parseLog({ metadata: 'x', values: { title: 'a' } }, undefined)).toEqual({
      isBroken: true,
    });
  });

  it('fits into a window, whatever the message says', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 120 }), (text, many) => {
        const several = Array.from({ length: many }, (_, index) => ({
          ...{ id: `tm_${index}` as const, name: text, channelId: 'C1' },
        }));
        const view = logForm({ teams: several, text, permalink: 'https://x.slack.com/p1' });
        expect(findLimitBreaks(view)).toEqual([]);
      }),
      { numRuns: 25 },
    );
    expect(findLimitBreaks(loggedView(15, { channelId: 'C1' }))).toEqual([]);
  });
});
