import { describe, expect, it } from 'vitest';
import { SealedLimiter } from './sealed-limiter.ts';

let drawn = 0;
const random = (count: number) => {
  drawn += 1;
  return Uint8Array.from({ length: count }, (_, index) => (index * 7 + drawn) % 256);
};

describe('SealedLimiter', () => {
  it('takes three of a thousand of one person, and one of each of two hundred', () => {
    const limiter = new SealedLimiter(random);
    const one = Array.from({ length: 1000 }, () => limiter.take('reports', 'U1', 'w1'));
    expect(one.filter(Boolean)).toHaveLength(3);
    const many = Array.from({ length: 200 }, (_, n) => limiter.take('reports', `V${n}`, 'w1'));
    expect(many.every(Boolean)).toBe(true);
  });

  it('gives back what was not needed, and never more', () => {
    const limiter = new SealedLimiter(random);
    limiter.take('reports', 'U1', 'w1');
    limiter.giveBack('reports', 'U1', 'w1');
    limiter.giveBack('reports', 'U1', 'w1');
    expect(limiter.size).toBe(0);
    const takes = Array.from({ length: 4 }, () => limiter.take('reports', 'U1', 'w1'));
    expect(takes).toEqual([true, true, true, false]);
  });

  it('knows nothing of last week, in the next and after it was told to forget', () => {
    const limiter = new SealedLimiter(random);
    for (let count = 0; count < 3; count += 1) limiter.take('reports', 'U1', 'w1');
    limiter.forgetBefore('reports', 'w1');
    expect(limiter.size).toBe(1);
    limiter.forgetBefore('reports', 'w2');
    expect(limiter.size).toBe(0);
    expect(limiter.take('reports', 'U1', 'w2')).toBe(true);
  });

  it('holds no id, only tags that are others with every key', () => {
    const [limiter, other] = [new SealedLimiter(random), new SealedLimiter(random)];
    limiter.take('reports', 'U0CANARY', 'w1');
    other.take('reports', 'U0CANARY', 'w1');
    const [held, heldElsewhere] = [limiter, other].map((one) => tagsOf(one));
    expect(held).toHaveLength(1);
    expect(held?.join()).not.toContain('U0CANARY');
    expect(held).not.toEqual(heldElsewhere);
  });

  it('lets all together try three hundred codes an hour', () => {
    const limiter = new SealedLimiter(random);
    let taken = 0;
    for (let person = 0; person < 100; person += 1) {
      for (let guess = 0; guess < 11; guess += 1) {
        if (limiter.take('tries', `U${person}`, 'h1')) taken += 1;
      }
    }
    expect(taken).toBe(300);
    expect(limiter.take('tries', 'U999', 'h2')).toBe(true);
  });
});

function tagsOf(limiter: SealedLimiter): string[] {
  const rounds: unknown = Reflect.get(limiter, 'rounds');
  if (!(rounds instanceof Map)) return [];
  return [...rounds.values()].flatMap((round: { counts: Map<string, number> }) => [
    ...round.counts.keys(),
  ]);
}
