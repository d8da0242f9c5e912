import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions, bars, chart, confirm, data, option, options, select, table } from './blocks.ts';
import {
  button,
  input,
  long,
  mrkdwn,
  openWithBot,
  plain,
  section,
  type TestSandbox,
} from './fixture.ts';

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
  ['section text of 3001', section(long(3001)), '/text/text', 'must be less than 3001 characters'],
  ['empty section text', section(''), '/text/text', 'must be more than 0 characters'],
  ['a section of nothing', { type: 'section' }, '', 'missing required field: text or fields'],
  [
    '11 fields',
    { type: 'section', fields: Array(11).fill(mrkdwn('x')) },
    '/fields',
    'no more than 10 items allowed',
  ],
  [
    'a field of 2001',
    { type: 'section', fields: [mrkdwn(long(2001))] },
    '/fields/0/text',
    'must be less than 2001 characters',
  ],
  [
    'a header of 151',
    { type: 'header', text: plain(long(151)) },
    '/text/text',
    'must be less than 151 characters',
  ],
  [
    'a formatted header',
    { type: 'header', text: mrkdwn('x') },
    '/text/type',
    'must be one of: plain_text',
  ],
  [
    '11 context elements',
    { type: 'context', elements: Array(11).fill(mrkdwn('x')) },
    '/elements',
    'no more than 10 items allowed',
  ],
  [
    'no context elements',
    { type: 'context', elements: [] },
    '/elements',
    'no fewer than 1 items allowed',
  ],
  [
    'a button in a context',
    { type: 'context', elements: [button('x')] },
    '/elements/0/type',
    'unsupported type: button',
  ],
  [
    '26 actions',
    actions(...Array.from({ length: 26 }, (_, n) => button('x', { action_id: `a${n}` }))),
    '/elements',
    'no more than 25 items allowed',
  ],
  [
    'a button text of 76',
    actions(button(long(76))),
    '/elements/0/text/text',
    'must be less than 76 characters',
  ],
  [
    'a button value of 2001',
    actions(button('x', { value: long(2001) })),
    '/elements/0/value',
    'must be less than 2001 characters',
  ],
  [
    'a button url of 3001',
    actions(button('x', { url: long(3001) })),
    '/elements/0/url',
    'must be less than 3001 characters',
  ],
  [
    'a green button',
    actions(button('x', { style: 'green' })),
    '/elements/0/style',
    'must be one of: primary, danger',
  ],
  [
    'formatted button text',
    actions(button('x', { text: mrkdwn('x') })),
    '/elements/0/text/type',
    'must be one of: plain_text',
  ],
  [
    'an action_id of 256',
    actions(button('x', { action_id: long(256) })),
    '/elements/0/action_id',
    'must be less than 256 characters',
  ],
  [
    'a block_id of 256',
    section('x', { block_id: long(256) }),
    '/block_id',
    'must be less than 256 characters',
  ],
  [
    'an unknown key of a block',
    section('x', { colour: 'red' }),
    '',
    'invalid additional property: colour',
  ],
  [
    'an unknown key of an element',
    actions(button('x', { tooltip: 'y' })),
    '/elements/0',
    'invalid additional property: tooltip',
  ],
  ['an unknown block', { type: 'poem' }, '/type', 'unsupported type: poem'],
  [
    'an unknown element',
    actions({ type: 'slider' }),
    '/elements/0/type',
    'unsupported type: slider',
  ],
  [
    'text input among actions',
    actions({ type: 'plain_text_input', action_id: 'a' }),
    '/elements/0/type',
    'unsupported type: plain_text_input',
  ],
  [
    'a confirm title of 101',
    actions(button('x', { confirm: confirm({ title: plain(long(101)) }) })),
    '/elements/0/confirm/title/text',
    'must be less than 101 characters',
  ],
  [
    'a confirm text of 301',
    actions(button('x', { confirm: confirm({ text: plain(long(301)) }) })),
    '/elements/0/confirm/text/text',
    'must be less than 301 characters',
  ],
  [
    'a confirm button of 31',
    actions(button('x', { confirm: confirm({ deny: plain(long(31)) }) })),
    '/elements/0/confirm/deny/text',
    'must be less than 31 characters',
  ],
  [
    '101 options',
    actions(select({ options: options(101) })),
    '/elements/0/options',
    'no more than 100 items allowed',
  ],
  [
    'no options',
    actions(select({ options: undefined })),
    '/elements/0',
    'missing required field: options',
  ],
  [
    'an option of 76',
    actions(select({ options: [option(1, { text: plain(long(76)) })] })),
    '/elements/0/options/0/text/text',
    'must be less than 76 characters',
  ],
  [
    'an option value of 151',
    actions(select({ options: [option(1, { value: long(151) })] })),
    '/elements/0/options/0/value',
    'must be less than 151 characters',
  ],
  [
    'an option description of 76',
    actions(select({ options: [option(1, { description: plain(long(76)) })] })),
    '/elements/0/options/0/description/text',
    'must be less than 76 characters',
  ],
  [
    'formatted text in a menu',
    actions(select({ options: [option(1, { text: mrkdwn('x') })] })),
    '/elements/0/options/0/text/type',
    'must be one of: plain_text',
  ],
  [
    'an initial option not offered',
    actions(select({ initial_option: option(9) })),
    '/elements/0',
    'initial option must be one of the options',
  ],
  [
    'the same option twice',
    actions(select({ options: [option(1), option(1)] })),
    '/elements/0',
    'option values must be unique',
  ],
  [
    'a placeholder of 151',
    actions(select({ placeholder: plain(long(151)) })),
    '/elements/0/placeholder/text',
    'must be less than 151 characters',
  ],
  [
    'six overflow options',
    actions({ type: 'overflow', action_id: 'o', options: options(6) }),
    '/elements/0/options',
    'no more than 5 items allowed',
  ],
  [
    'eleven radio buttons',
    actions({ type: 'radio_buttons', action_id: 'o', options: options(11) }),
    '/elements/0/options',
    'no more than 10 items allowed',
  ],
  [
    'eleven checkboxes',
    actions({ type: 'checkboxes', action_id: 'o', options: options(11) }),
    '/elements/0/options',
    'no more than 10 items allowed',
  ],
  [
    'a date that is none',
    actions({ type: 'datepicker', action_id: 'd', initial_date: 'today' }),
    '/elements/0/initial_date',
    'must be a date (YYYY-MM-DD)',
  ],
  [
    'a time that is none',
    actions({ type: 'timepicker', action_id: 'd', initial_time: '25:00' }),
    '/elements/0/initial_time',
    'must be a time (HH:mm)',
  ],
  [
    'an input label of 2001',
    input('b', { type: 'plain_text_input' }, { label: plain(long(2001)) }),
    '/label/text',
    'must be less than 2001 characters',
  ],
  [
    'an input hint of 2001',
    input('b', { type: 'plain_text_input' }, { hint: plain(long(2001)) }),
    '/hint/text',
    'must be less than 2001 characters',
  ],
  [
    'max_length of 3001',
    input('b', { type: 'plain_text_input', max_length: 3001 }),
    '/element/max_length',
    'must be at most 3000',
  ],
  [
    'an initial value of 3001',
    input('b', { type: 'plain_text_input', initial_value: long(3001) }),
    '/element/initial_value',
    'must be less than 3001 characters',
  ],
  ['a button as input', input('b', button('x')), '/element/type', 'unsupported type: button'],
  [
    'an image without words',
    { type: 'image', image_url: 'https://x.test/a.png' },
    '',
    'missing required field: alt_text',
  ],
  [
    'an image without a picture',
    { type: 'image', alt_text: 'x' },
    '',
    'missing required field: image_url',
  ],
];

describe('a block', () => {
  it.each(refused)('is refused for %s', async (_name, block, pointer, words) => {
    const answer = await post([block]);
    expect(answer.verdict).toBe('invalid_blocks');
    expect(answer.messages).toContain(`[ERROR] ${words} [json-pointer:/blocks/0${pointer}]`);
    expect(answer.body.errors).toContain(`${words} [json-pointer:/blocks/0${pointer}]`);
  });

  it.each([
    ['a section of 3000 code points', section('🏋'.repeat(3000))],
    ['ten fields', { type: 'section', fields: Array(10).fill(mrkdwn('x')) }],
    ['a header of 150', { type: 'header', text: plain(long(150)) }],
    [
      '25 actions',
      actions(...Array.from({ length: 25 }, (_, n) => button('x', { action_id: `a${n}` }))),
    ],
    ['100 options', actions(select({ options: options(100) }))],
    [
      'option groups',
      actions(
        select({ options: undefined, option_groups: [{ label: plain('g'), options: options(3) }] }),
      ),
    ],
    ['a picture', { type: 'image', image_url: 'https://x.test/a.png', alt_text: 'x' }],
    ['bars', chart(bars([{ name: 's', data }], { x_label: 'x', y_label: 'y' }))],
    ['a pie', chart({ type: 'pie', segments: data })],
    ['a data table', table(101, { page_size: 100 })],
    [
      'a container',
      {
        type: 'container',
        title: plain('More'),
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: [section('x'), actions(button('x'))],
      },
    ],
    ['markdown', { type: 'markdown', text: `# Title\n${long(11_000)}` }],
    [
      'rich text',
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [{ type: 'text', text: 'x', style: { bold: true } }],
          },
        ],
      },
    ],
    [
      'an accessory',
      section('x', { accessory: button('Go', { style: 'primary', confirm: confirm({}) }) }),
    ],
    [
      'feedback',
      {
        type: 'context_actions',
        elements: [{ type: 'icon_button', icon: 'trash', text: plain('Remove'), action_id: 'x' }],
      },
    ],
  ])('may be %s', async (_name, block) => {
    const answer = await post([block]);
    expect(answer.messages).toEqual([]);
    expect(answer.verdict).toBe('ok');
  });
});

describe('a message', () => {
  it('has at most 50 blocks', async () => {
    expect((await post(Array(50).fill({ type: 'divider' }))).verdict).toBe('ok');
    const answer = await post(Array(51).fill({ type: 'divider' }));
    expect(answer.messages).toEqual([
      '[ERROR] no more than 50 items allowed [json-pointer:/blocks]',
    ]);
  });
  it('has unique block ids, also inside containers', async () => {
    const same = { type: 'divider', block_id: 'one' };
    expect((await post([same, same])).verdict).toBe('invalid_blocks');
    const nested = { type: 'container', child_blocks: [same] };
    expect((await post([same, nested])).verdict).toBe('invalid_blocks');
  });
  it('has unique action ids within a block, but not across blocks', async () => {
    expect((await post([actions(button('a'), button('b'))])).verdict).toBe('invalid_blocks');
    expect((await post([actions(button('a')), actions(button('b'))])).verdict).toBe('ok');
  });
  it('has at most two charts', async () => {
    const one = chart({ type: 'pie', segments: data });
    expect((await post([one, one])).verdict).toBe('ok');
    expect((await post([one, one, one])).verdict).toBe('invalid_blocks');
  });
  it('holds about 10,000 characters in all blocks', async () => {
    const many = (count: number) => Array.from({ length: count }, () => section(long(2500)));
    expect((await post(many(4))).verdict).toBe('ok');
    expect((await post([...many(4), section('x')])).verdict).toBe('msg_blocks_too_long');
  });
  it('puts the focus on one element at most', async () => {
    const focused = (id: string) => input(id, { type: 'plain_text_input', focus_on_load: true });
    expect((await post([focused('a')])).verdict).toBe('ok');
    expect((await post([focused('a'), focused('b')])).verdict).toBe('invalid_blocks');
  });
});
