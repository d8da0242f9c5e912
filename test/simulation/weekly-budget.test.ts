import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostForPerson, mostInChannel } from '../../src/features/budget/rules.ts';
import { type Crew, countWeeks, everywhere, type Heard, liveMonth } from './month/month.ts';

const berlin = { zone: 'Europe/Berlin', rhythmDays: 7 } as const;
const weeks = ['2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26', '2026-11-02'];

/** Nobody hears more than the budget allows, nothing is said twice, and no subject comes up twice for one person. */
function expectWithinBudget(heard: readonly Heard[]): void {
  for (const [where, count] of countWeeks(heard, false)) {
    expect(count, where).toBeLessThanOrEqual(mostInChannel);
  }
  for (const [who, count] of countWeeks(heard, true)) {
    expect(count, who).toBeLessThanOrEqual(mostForPerson);
  }
  const addresses = heard.map(({ address }) => address);
  expect(new Set(addresses).size).toBe(addresses.length);
}

const crewOf = (size: number, isBusy: boolean): Crew => ({ ...berlin, size, isBusy });

describe('five weeks of a team', () => {
  it.each([3, 15])(
    'of %i lazy people: a review, its end and a roll-up, one reminder each',
    async (size) => {
      const heard = await liveMonth([crewOf(size, false)]);
      expectWithinBudget(heard);
      const channel = countWeeks(heard, false);
      for (const weekOn of weeks) expect(channel.get(`C1 ${weekOn}`)).toBe(3);
      const people = countWeeks(heard, true);
      // Each of them did nothing, so each is reminded once for each review: by their numbers or by their vote.
      for (let index = 0; index < size; index += 1) {
        for (const weekOn of weeks) {
          const isOwnersFirst = weekOn === weeks[0] && index < 2;
          const count = people.get(`U1X${index} ${weekOn}`) ?? 0;
          expect(count, `U1X${index} ${weekOn}`).toBeLessThanOrEqual(isOwnersFirst ? 2 : 1);
          if (!isOwnersFirst) expect(count, `U1X${index} ${weekOn}`).toBe(1);
        }
      }
    },
  );

  it.each([1, 6])(
    'of %i busy people: no reminder at all, only the questions that are due',
    async (size) => {
      const heard = await liveMonth([crewOf(size, true)]);
      expectWithinBudget(heard);
      const direct = heard.filter(({ isDirect }) => isDirect);
      expect(direct.filter(({ address }) => address.startsWith('nudge:'))).toEqual([]);
      const questions = direct.filter(({ address }) => address.startsWith('revisit:'));
      expect(questions.map(({ to, weekOn }) => `${to} ${weekOn}`)).toEqual(
        weeks.map((weekOn) => `${everywhere} ${weekOn}`),
      );
    },
  );
});

describe('five weeks with days off', () => {
  it('a review that moves into another’s week leaves its end in the thread', async () => {
    const crew = { ...crewOf(3, false), reviewWeekday: 4, off: ['2026-10-08', '2026-10-09'] };
    const heard = await liveMonth([crew]);
    expectWithinBudget(heard);
    const second = heard.filter(({ to, weekOn }) => to === 'C1' && weekOn === '2026-10-12');
    const roots = second.filter(({ address }) => /^review:[^:]+$/.test(address));
    expect(roots).toHaveLength(2);
    expect(second).toHaveLength(3);
  });
});

describe('five weeks of what is asked and said besides', () => {
  const asks = ({ address }: Heard) => address.startsWith('stop-ask:');
  const alarms = ({ address }: Heard) => address.startsWith('alarm:');

  it('who is named to say stop is asked in one of their places, and the alarm speaks where the week has room', async () => {
    const crew: Crew = { ...crewOf(5, false), rhythmDays: 14, namesOthers: true };
    const heard = await liveMonth([crew]);
    expectWithinBudget(heard);
    const asked = heard.filter(asks).map(({ to }) => to);
    expect(asked.toSorted()).toEqual(['U1X0', 'U1X1', 'U1X2']);
    const spoken = heard.filter(alarms);
    expect(spoken.map(({ to }) => to)).toEqual(['C1']);
  });

  it('nobody hears more than that of three teams that all name the same person', async () => {
    const crews = [1, 1, 1].map((size): Crew => ({ ...crewOf(size, false), namesOthers: true }));
    const heard = await liveMonth(crews);
    expectWithinBudget(heard);
    expect(heard.filter(asks).some(({ to }) => to === everywhere)).toBe(true);
    expect(heard.filter(alarms)).toEqual([]);
  });
});

describe('five weeks of many teams', () => {
  it('somebody who is in five lazy teams hears twice a week, neither more nor less', async () => {
    const heard = await liveMonth([2, 3, 3, 6, 6].map((size) => crewOf(size, false)));
    expectWithinBudget(heard);
    const people = countWeeks(heard, true);
    for (const weekOn of weeks) expect(people.get(`${everywhere} ${weekOn}`)).toBe(mostForPerson);
  });

  it('whatever their sizes, moods, rhythms and zones', { timeout: 120_000 }, async () => {
    const crews = fc.array(
      fc.record<Crew>({
        size: fc.integer({ min: 1, max: 8 }),
        isBusy: fc.boolean(),
        zone: fc.constantFrom(
          'Europe/Berlin',
          'America/Los_Angeles',
          'Pacific/Auckland',
          'Asia/Kolkata',
        ),
        rhythmDays: fc.constantFrom(7, 14),
        namesOthers: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(crews, async (some) => expectWithinBudget(await liveMonth(some))),
      { numRuns: 2, seed: 20_261_005 },
    );
  });
});
