import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findPlace,
  maySpeak,
  mostForPerson,
  mostInChannel,
  mostQuestions,
  type TakenPlace,
} from './rules.ts';

describe('findPlace', () => {
  it('gives a review its place beside a question, and a second question none', () => {
    const question = { slot: 1, isQuestion: true };
    expect(findPlace([question], { isQuestion: false })).toBe(2);
    expect(findPlace([question], { isQuestion: true })).toBeUndefined();
    expect(findPlace([{ slot: 2, isQuestion: false }], { isQuestion: true })).toBe(1);
  });

  it('whatever is wished for in a week, each place is given once and nothing goes beyond the budget', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (wishes) => {
        const taken: TakenPlace[] = [];
        for (const isQuestion of wishes) {
          const slot = findPlace(taken, { isQuestion });
          if (slot === undefined) continue;
          expect(slot).toBeGreaterThanOrEqual(1);
          expect(slot).toBeLessThanOrEqual(mostForPerson);
          expect(taken.map((place) => place.slot)).not.toContain(slot);
          taken.push({ slot, isQuestion });
        }
        const questions = wishes.filter((isQuestion) => isQuestion).length;
        const reminders = wishes.length - questions;
        expect(taken.filter(({ isQuestion }) => isQuestion).length).toBeLessThanOrEqual(
          mostQuestions,
        );
        // As much as there is room for is given: one is not stingy either.
        expect(taken.length).toBe(
          Math.min(mostForPerson, reminders + Math.min(questions, mostQuestions)),
        );
      }),
    );
  });
});

describe('maySpeak', () => {
  it('leaves room for what is still to come this week', () => {
    expect(maySpeak({ said: 0, due: 0 })).toBe(true);
    expect(maySpeak({ said: 1, due: 1 })).toBe(true);
    expect(maySpeak({ said: 2, due: 1 })).toBe(false);
    expect(maySpeak({ said: 3, due: 0 })).toBe(false);
  });

  it('keeps the places of what is still to come, and never lets a fourth message through', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), (said, due) => {
        if (maySpeak({ said, due })) expect(said + 1 + due).toBeLessThanOrEqual(mostInChannel);
        else expect(said + 1 + due).toBeGreaterThan(mostInChannel);
      }),
    );
  });
});
