import { makeNewId, type NewId } from '../../src/lib/ids.ts';
import type { Random } from '../../src/lib/random.ts';

/** Chance from a seed: the same seed throws the same dice, on every machine. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** At least 0 and less than 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.between(0, list.length - 1)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  /** The same things in another order. */
  shuffle<T>(list: readonly T[]): T[] {
    return list
      .map((one) => ({ one, key: this.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ one }) => one);
  }

  /** Bytes from these dice. */
  random(): Random {
    return (count) => Uint8Array.from({ length: count }, () => this.between(0, 255));
  }

  /** Ids from these dice, so that a replay has the same ones. */
  newId(): NewId {
    const alphabet = '0123456789abcdefghijklmnopqrstuv';
    return makeNewId(() =>
      Array.from({ length: 24 }, () => alphabet[this.between(0, 31)]).join(''),
    );
  }
}
