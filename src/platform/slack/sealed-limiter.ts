import type { Random } from '../../lib/random.ts';
import { tagOf } from '../secret.ts';

/** Of reports so many for a person and week; of codes so many tries for a person and hour, and for everybody and hour. */
const sealedLimits = { reports: 3, tries: 10, triesOfAll: 300 } as const;

/** What is limited. */
export type Limited = 'reports' | 'tries';

/** Counts of one period, under tags that only its key can make. */
interface Round {
  period: string;
  key: Uint8Array;
  counts: Map<string, number>;
  total: number;
}

/**
 * The only thing that sees who acts in the sealed room; it answers yes or no. It remembers tags made with a random key of the
 * period; key and tags are in this process's memory alone and are gone with the period, or with the process. That restarts
 * give everybody their share again is the price. (reliability.md 5.6, P32)
 */
export class SealedLimiter {
  private readonly random: Random;
  private readonly rounds = new Map<Limited, Round>();

  constructor(random: Random) {
    this.random = random;
  }

  /** Takes one of the person's share of the period; false when nothing is left of it. */
  take(what: Limited, userId: string, period: string): boolean {
    const round = this.roundOf(what, period);
    const tag = tagOf(userId, round.key);
    const used = round.counts.get(tag) ?? 0;
    const isFull = what === 'tries' && round.total >= sealedLimits.triesOfAll;
    if (used >= sealedLimits[what] || isFull) return false;
    round.counts.set(tag, used + 1);
    round.total += 1;
    return true;
  }

  /** What was taken was not needed. */
  giveBack(what: Limited, userId: string, period: string): void {
    const round = this.roundOf(what, period);
    const tag = tagOf(userId, round.key);
    const used = round.counts.get(tag) ?? 0;
    if (used > 0) round.total -= 1;
    if (used > 1) round.counts.set(tag, used - 1);
    else round.counts.delete(tag);
  }

  /** Forgets what is not of this period. */
  forgetBefore(what: Limited, period: string): void {
    if (this.rounds.get(what)?.period !== period) this.rounds.delete(what);
  }

  /** How many people it could tell apart now; nobody's name. */
  get size(): number {
    return [...this.rounds.values()].reduce((sum, round) => sum + round.counts.size, 0);
  }

  private roundOf(what: Limited, period: string): Round {
    const known = this.rounds.get(what);
    if (known?.period === period) return known;
    const round: Round = { period, key: this.random(32), counts: new Map(), total: 0 };
    this.rounds.set(what, round);
    return round;
  }
}
