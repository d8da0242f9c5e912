import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bars, chart, data, rows, table } from './blocks.ts';
import { long, openWithBot, plain, section, type TestSandbox } from './fixture.ts';

type Json = Record<string, unknown>;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openWithBot({ timing: { redeliverMs: [] } });
});
afterAll(() => sandbox.stop());

function post(blocks: unknown) {
  return sandbox.call('chat.postMessage', { channel: 'C0GROWTH', text: 'x', blocks });
}

/** What is wrong, the block, and the pointer below `/blocks/0` with Slack's words. */
const refused: [string, Json, string, string][] = [
  ['an alert', { type: 'alert', text: plain('x') }, '/type', 'unsupported type: alert'],
  [
    'markdown of 12001',
    { type: 'markdown', text: long(12_001) },
    '/text',
    'must be less than 12001 characters',
  ],
  [
    'a chart title of 51',
    chart(bars([{ name: 's', data }]), long(51)),
    '/title',
    'must be less than 51 characters',
  ],
  [
    'seven pie segments',
    chart({ type: 'pie', segments: Array(7).fill(data[0]) }),
    '/chart/segments',
    'no more than 6 items allowed',
  ],
  [
    'an empty pie',
    chart({ type: 'pie', segments: [] }),
    '/chart/segments',
    'no fewer than 1 items allowed',
  ],
  [
    'seven series',
    chart(bars(Array.from({ length: 7 }, (_, n) => ({ name: `s${n}`, data })))),
    '/chart/series',
    'no more than 6 items allowed',
  ],
  [
    'series of one name',
    chart(
      bars([
        { name: 's', data },
        { name: 's', data },
      ]),
    ),
    '/chart/series',
    'series names must be unique',
  ],
  [
    'a missing point',
    chart(bars([{ name: 's', data: data.slice(1) }])),
    '/chart',
    'series must have one point for each category',
  ],
  [
    'a category of 21',
    chart(bars([{ name: 's', data }], { categories: ['a', long(21)] })),
    '/chart/axis_config/categories/1',
    'must be less than 21 characters',
  ],
  [
    'an axis label of 51',
    chart(bars([{ name: 's', data }], { x_label: long(51) })),
    '/chart/axis_config/x_label',
    'must be less than 51 characters',
  ],
  [
    '21 categories',
    chart(
      bars([{ name: 's', data }], { categories: Array.from({ length: 21 }, (_, n) => `c${n}`) }),
    ),
    '/chart/axis_config/categories',
    'no more than 20 items allowed',
  ],
  ['a table of one row', table(1), '/rows', 'no fewer than 2 items allowed'],
  ['a table of 102 rows', table(102), '/rows', 'no more than 101 items allowed'],
  ['21 columns', table(2, { rows: rows(2, 21) }), '/rows/0', 'no more than 20 items allowed'],
  [
    'a table without a caption',
    table(2, { caption: undefined }),
    '',
    'missing required field: caption',
  ],
  ['pages of 101', table(2, { page_size: 101 }), '/page_size', 'must be at most 100'],
  [
    'a plain table of 101 rows',
    { type: 'table', rows: rows(101) },
    '/rows',
    'no more than 100 items allowed',
  ],
  [
    'eleven blocks in a container',
    { type: 'container', child_blocks: Array(11).fill({ type: 'divider' }) },
    '/child_blocks',
    'no more than 10 items allowed',
  ],
  [
    'a container title of 151',
    { type: 'container', title: plain(long(151)), child_blocks: [{ type: 'divider' }] },
    '/title/text',
    'must be less than 151 characters',
  ],
  [
    'a container that starts closed for ever',
    { type: 'container', default_collapsed: true, child_blocks: [{ type: 'divider' }] },
    '',
    'default_collapsed requires is_collapsible',
  ],
  [
    'a wrong block inside a container',
    { type: 'container', child_blocks: [section(long(3001))] },
    '/child_blocks/0/text/text',
    'must be less than 3001 characters',
  ],
  [
    'rich text of nothing known',
    { type: 'rich_text', elements: [{ type: 'rich_text_poem' }] },
    '/elements/0/type',
    'unsupported type: rich_text_poem',
  ],
];

describe('a newer block', () => {
  it.each(refused)('is refused for %s', async (_name, block, pointer, words) => {
    const answer = await post([block]);
    expect(answer.verdict).toBe('invalid_blocks');
    expect(answer.messages).toContain(`[ERROR] ${words} [json-pointer:/blocks/0${pointer}]`);
    expect(answer.body.errors).toContain(`${words} [json-pointer:/blocks/0${pointer}]`);
  });
});
