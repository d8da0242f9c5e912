import { describe, expect, it } from 'vitest';
import { addsVotes, asksTwice, forgetsASend, forgetsAWeek, losesWords } from './mischief.ts';
import { simulate } from './run.ts';

const startAt = new Date('2026-01-05T07:00:00.000Z');

describe('the simulation notices', () => {
  it.each([
    { what: 'a message that is posted twice', plants: [forgetsASend], words: /addresses, but/ },
    { what: 'words that are lost', plants: [losesWords], words: /lost in card_note/ },
    {
      what: 'a vote that nobody may have',
      plants: [addsVotes],
      words: /has a vote|’s vote counts/,
    },
    {
      what: 'more questions than a week may have',
      plants: [asksTwice],
      words: /3 messages for \S+ in the week of \S+: revisit:/,
    },
    { what: 'a week without an outcome', plants: [forgetsAWeek], words: /has no outcome/ },
  ])('$what, and says its seed', async ({ plants, words }) => {
    const living = simulate({ seed: 1, startAt, days: 14, plants });
    await expect(living).rejects.toThrow(words);
    await expect(living).rejects.toThrow(/seed 1, at 2026-01-/);
  });
});

it('the same seed lives the same days', async () => {
  const live = async () => {
    const {
      seconds: _,
      cpuSeconds: __,
      ...figures
    } = await simulate({ seed: 5, startAt, days: 4 });
    return figures;
  };
  expect(await live()).toEqual(await live());
});
