import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import type { PublicAndon } from '../raised/concern-rules.ts';
import {
  type Mine,
  mineForm,
  parseCode,
  parseMine,
  parseMineMetadata,
  receiptForm,
} from './receipt-form.ts';

const nonce = '0123456789abcdef0123456789abcdef';
const waiting: Mine = {
  concern: {
    ...{ about: 'assumption', onepagerId: 'op_1', assumption: 'stallers do not know' },
    ...{ reason: 'evidence', words: 'three calls', pause: 'test' },
  },
  onepager: { number: 12, title: 'Action X first' },
  isSentBack: false,
};
const posted = (over: Partial<PublicAndon>): Mine => ({
  ...waiting,
  raised: { ...waiting.concern, state: 'open', isHidden: false, ...over },
});
const answer = { kind: 'tested', words: 'four say so' } as const;

const textsOf = ({ blocks }: ModalView) =>
  blocks.flatMap((block) =>
    'text' in block && typeof block.text === 'object' ? [block.text.text] : [],
  );
const show = (mine: Mine) => mineForm(mine, { code: 'C', nonce });

function choicesOf(view: ModalView): string[] {
  const block = view.blocks.find((one) => one.block_id === 'what');
  if (block === undefined || !('element' in block) || block.element.type !== 'radio_buttons') {
    return [];
  }
  expect(block.element.initial_option?.value).toBe('words');
  return block.element.options.map((one) => `${one.value}=${one.text.text}`);
}

describe('the window that asks for a code', () => {
  it('asks for one thing, and says that nobody is looked at', () => {
    const view = receiptForm();
    const said = JSON.stringify(view);
    expect([view.callback_id, view.title.text, view.submit?.text]).toEqual([
      ...['andon.receipt', 'Your andon', 'Open'],
    ]);
    expect(textsOf(view)).toEqual([expect.stringMatching(/who you are is not looked at\.$/)]);
    for (const words of ['"Code"', 'XXXX-XXXX', 'Blanks, hyphens and small letters do not']) {
      expect(said).toContain(words);
    }
    expect(said).toMatch(/"block_id":"code".*"max_length":100/);
    expect([parseCode({ code: 'abc' }), parseCode({}), parseCode({ code: ['abc'] })]).toEqual([
      ...['abc', '', ''],
    ]);
  });
});

describe('the window that a code opens', () => {
  it('shows what was sent, where it stands, and what can be done', () => {
    const view = show(waiting);
    expect([view.callback_id, view.title.text, view.submit?.text, view.close?.text]).toEqual([
      ...['andon.mine', 'Your andon', 'Send, no name', 'Close'],
    ]);
    expect(textsOf(view)).toEqual([
      '*About* *#12 Action X first*: “stallers do not know”\n*What is off* I have seen evidence against it · asks to pause: this test\n> three calls',
      '*Not posted yet.* It waits for its random moment; until then only this code shows it.',
    ]);
    expect(choicesOf(view)).toEqual(['words=Add something', 'withdrawal=Withdraw it']);
    const said = JSON.stringify(view);
    for (const words of [
      ...['What would you like to do?', '"Own words"', '"multiline":true', '"block_id":"words"'],
      'Shown as from the reporter of this andon, verified by the code. Style betrays.',
    ]) {
      expect(said).toContain(words);
    }
    const silent = { ...waiting, concern: { ...waiting.concern, words: '' } };
    expect(textsOf(show(silent))[0]).toMatch(/this test$/);
  });

  it.each([
    [{ state: 'open' }, '*Posted.* Nobody has taken the next step yet.'],
    [
      { state: 'taken' },
      '*Taken.* Somebody has the next step; its message in the channel says who.',
    ],
    [
      { state: 'queued' },
      '*In the queue.* Somebody looks for evidence; its message in the channel says who, and until when.',
    ],
    [{ state: 'answered' }, '*Answered.* The answer is in its thread in the channel.'],
    [{ state: 'answered', answer }, '*Answered: Tested*\n> four say so'],
  ] as const)('says where it stands: %j', (over, words) => {
    expect(textsOf(show(posted(over)))[1]).toBe(words);
  });

  it('shows of what was posted only what the channel reads', () => {
    expect(textsOf(show(posted({ words: '' })))[0]).not.toMatch(/three calls/);
  });

  it('sends back what was answered, once a week', () => {
    const back = 'not-answered=Not answered for me: open it again';
    expect(choicesOf(show(posted({ state: 'answered', answer })))).toContain(back);
    for (const mine of [
      { ...posted({ state: 'answered', answer }), isSentBack: true },
      posted({ state: 'taken' }),
    ]) {
      expect(choicesOf(show(mine))).toHaveLength(2);
    }
  });

  it('knows again which andon it is, and no other', () => {
    expect(parseMineMetadata(show(waiting).private_metadata ?? '')).toEqual({ code: 'C', nonce });
    for (const odd of [
      ...['', '{}', JSON.stringify({ code: 'C' }), JSON.stringify({ nonce })],
      JSON.stringify({ code: 'C'.repeat(41), nonce }),
      JSON.stringify({ code: 'C', nonce: `${nonce}0` }),
      JSON.stringify({ code: 'C', nonce: `x${nonce}` }),
      JSON.stringify({ code: 'C', nonce: 'x' }),
    ]) {
      expect(parseMineMetadata(odd), odd).toBeUndefined();
    }
    const longest = { code: 'C'.repeat(40), nonce };
    expect(parseMineMetadata(JSON.stringify(longest))).toEqual(longest);
  });
});

describe('what is sent there', () => {
  it('adds words, withdraws or sends back; words go with an addition alone', () => {
    expect(parseMine({ what: 'words', words: ' more👎🏿' })).toEqual({
      ...{ kind: 'words', words: expect.stringMatching(/^ ?more👎$/) },
    });
    for (const kind of ['withdrawal', 'not-answered']) {
      expect(parseMine({ what: kind, words: 'more' })).toEqual({ kind, words: '' });
      expect(parseMine({ what: kind })).toEqual({ kind, words: '' });
    }
  });

  it.each([[''], [' \u3164'], [['a list']]])('adds nothing that is nothing: %j', (words) => {
    expect(parseMine({ what: 'words', words })).toEqual({
      errors: {
        words: 'Please say what should be added, or choose something else above.',
      },
    });
  });

  it('is refused where a person could be found, and where nothing was chosen', () => {
    expect(parseMine({ what: 'words', words: 'ask <@U1>' })).toEqual({
      errors: { words: expect.stringMatching(/mention/) },
    });
    expect(parseMine({ what: 'everything', words: 'x' })).toEqual({
      errors: { what: 'Please choose one of these.' },
    });
  });
});
