import { expect, it } from 'vitest';
import { Turns, turnsAtOnce } from './turns.ts';

const many = 10 * turnsAtOnce;

/** Takes that many turns, all asked for at once or each when the one before is over; in which order, and how many in one round of the event loop. */
async function takeMany(isAtOnce: boolean): Promise<{ order: number[]; most: number }> {
  const turns = new Turns();
  const order: number[] = [];
  let inRound = 0;
  let most = 0;
  let isOver = false;
  const goRound = (): void => {
    inRound = 0;
    if (!isOver) setImmediate(goRound);
  };
  setImmediate(goRound);
  const take = async (turn: number): Promise<void> => {
    await turns.take();
    order.push(turn);
    inRound += 1;
    most = Math.max(most, inRound);
    await Promise.resolve();
    turns.pass();
  };
  const all = Array.from({ length: many }, (_, turn) => turn);
  if (isAtOnce) await Promise.all(all.map(take));
  else for (const turn of all) await take(turn);
  isOver = true;
  return { order, most };
}

it.each([
  ['each when the one before is over', false],
  ['all at once', true],
])(
  'turns that are asked for %s are in order, and let the event loop in every few',
  async (_, isAtOnce) => {
    const { order, most } = await takeMany(isAtOnce);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(order).toHaveLength(many);
    expect(most).toBe(turnsAtOnce);
  },
);
