import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { makeSceneBet } from '../../../test/stores/bet-fixture.ts';
import { clean } from '../../platform/slack/text.ts';
import { type AskLine, answerNote, askMessage } from './messages.ts';

function line(number: number, state: AskLine['state'], title = 'Action X first'): AskLine {
  const bet = { ...makeSceneBet('2026-11-21'), title };
  return {
    ...{ onepager: { id: `op_${number}`, number, bet }, channelId: 'C1', namedBy: 'UBEN', state },
  };
}

const wordsOf = (lines: readonly AskLine[]) => JSON.stringify(askMessage(lines));

describe('askMessage', () => {
  it('asks about one and about several, with two buttons each', () => {
    expect(wordsOf([line(12, 'open')])).toContain('Can you say stop on this?');
    const two = wordsOf([line(12, 'open'), line(14, 'open')]);
    expect(two).toContain('Can you say stop on #12, #14?');
    expect(two).toContain('Can you say stop on these?');
    expect(two.match(/"stop-owner.answer:yes"/g)).toHaveLength(2);
    expect(two).toContain('"stop-owner.answer:no","value":"op_14"');
  });

  it('says of each what was answered, with the way back, and asks only what is open', () => {
    const shown = wordsOf([line(12, 'yes'), line(13, 'no'), line(14, 'over'), line(15, 'open')]);
    for (const words of ['I can’t any more', 'I can after all', 'needs no answer any more']) {
      expect(shown).toContain(words);
    }
    expect(shown).toContain('"text":"Can you say stop on #15?"');
    expect(wordsOf([line(12, 'yes')])).toContain('nothing is left to answer');
  });

  it('shows what is open before what is answered, so that all of it can be answered', () => {
    const many = Array.from({ length: 14 }, (_, index) =>
      line(index + 1, index < 3 ? 'yes' : 'open'),
    );
    expect(wordsOf(many).match(/"stop-owner.answer:yes"/g)).toHaveLength(11);
    const more = Array.from({ length: 15 }, (_, index) => line(index + 1, 'open'));
    expect(wordsOf(more)).toContain('And 3 more');
  });

  it('keeps Slack’s sizes, whatever was typed and however much is asked', () => {
    const states = fc.constantFrom<AskLine['state']>('open', 'yes', 'no', 'over');
    fc.assert(
      fc.property(typedText().map(clean), fc.array(states, { maxLength: 40 }), (title, some) => {
        const lines = some.map((state, index) => line(index + 1, state, title));
        expect(findLimitBreaks(askMessage(lines))).toEqual([]);
        for (const answer of ['yes', 'no'] as const) {
          const { onepager } = line(1, answer, title);
          expect(findLimitBreaks(answerNote({ onepager, userId: 'UANA', answer }))).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });
});
