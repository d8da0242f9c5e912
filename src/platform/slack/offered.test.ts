import { describe, expect, it } from 'vitest';
import { findTrouble } from './offered.ts';

const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value });
const field = (id: string, element: object) => ({ type: 'input', block_id: id, element });
const words = field('words', { type: 'plain_text_input' });
const one = field('one', { type: 'static_select', options: [option('a'), option('b')] });
const some = field('some', {
  type: 'multi_static_select',
  option_groups: [{ options: [option('c')] }, { options: [option('d')] }],
});
const blocks = [{ type: 'section', block_id: 'text' }, words, one, some];
const filled = { words: 'anything', one: 'a', some: ['c', 'd'] };

describe('a form as it came', () => {
  it('is well with what its fields offer, in a list or in groups, and with whatever was typed', () => {
    expect(findTrouble(blocks, filled)).toBeUndefined();
    expect(findTrouble(blocks, { ...filled, words: null, one: null, some: [] })).toBeUndefined();
  });

  it('names each field with a choice that it does not offer, also one of several', () => {
    const trouble = findTrouble(blocks, { ...filled, one: 'c', some: ['c', 'a'] });
    expect(trouble).toEqual({ as: 'not offered', blockIds: ['one', 'some'] });
  });

  it('is empty when nothing came of any of its fields, and not when something did', () => {
    expect(findTrouble(blocks, {})).toEqual({ as: 'empty' });
    expect(findTrouble(blocks, { elsewhere: 'x' })).toEqual({ as: 'empty' });
    expect(findTrouble(blocks, { words: null })).toBeUndefined();
  });

  it.each([[undefined], ['blocks'], [[]], [[null, { type: 'input' }]], [[blocks[0]]]])(
    'of %j has no fields to be held against',
    (drawn) => {
      expect(findTrouble(drawn, { one: 'x' })).toBeUndefined();
    },
  );
});
