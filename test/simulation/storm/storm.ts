import { createHash } from 'node:crypto';
import { Dice } from '../dice.ts';

/** Every fault that a storm brings, by its name in the figures. The ids are those of reliability.md section 3. */
export const faultKinds = [
  // Slack refuses or breaks off. (F-26 to F-40, F-53, F-54)
  'slack: 429 with Retry-After',
  'slack: 429 without Retry-After',
  'slack: 5xx before accept',
  'slack: 5xx after accept',
  'slack: internal_error after accept',
  'slack: not reached',
  'slack: answer lost',
  'slack: timed out before accept',
  'slack: slow',
  'slack: trigger expired',
  'slack: hash conflict',
  // A channel or the whole workspace is shut, and opens again. (F-43 to F-48)
  'channel archived',
  'bot removed from channel',
  'token revoked',
  // Payloads come more than once, late, in another order or not at all. (F-04 to F-12)
  'delivery: twice at once',
  'delivery: again later',
  'delivery: late',
  'delivery: out of order',
  'delivery: dropped',
  'delivery: dropped, sent again',
  'delivery: ids of another workspace',
  // The process and its database. (F-62 to F-64, F-66, F-68, F-71, F-79, F-83)
  'killed between two statements',
  'killed before Slack answers',
  'restarted',
  'down for a while',
  'paused, the other went on',
  'database full',
  'database busy',
  // The bot's clock is wrong. (F-61)
  'clock -1 h',
  'clock -1 d',
  'clock +1 h',
  'clock +1 d',
] as const;

/** A fault by its name. */
export type FaultKind = (typeof faultKinds)[number];

/** What is thrown where a fault strikes inside the bot: the log may say so. */
export const injectedMark = 'injected by the storm';

/**
 * Chance that faults strike by, counted by kind. What strikes a call hangs on the call itself and not on how many were made
 * before, so that a run on another database, where calls overlap differently, meets the same weather.
 */
export class Storm {
  /** Off: nothing strikes. */
  isOn = false;
  readonly counts = new Map<FaultKind, number>();
  /** Scales every share; 0 for a calm storm. */
  readonly force: number;
  /** When it is there, calls to Slack fail in this way alone. */
  only: FaultKind | undefined;
  /** Whether no fault is aimed at the k-th statement, for lives that ask the database differently often. */
  sparesStatements = false;
  private readonly seed: number;
  private readonly seen = new Map<string, number>();
  private readonly note: (line: string) => void;

  constructor(seed: number, force: number, note: (line: string) => void) {
    this.seed = seed;
    this.force = force;
    this.note = note;
  }

  /** Dice of this one thing, the n-th time it happens. */
  diceFor(what: string): Dice {
    const nth = (this.seen.get(what) ?? 0) + 1;
    this.seen.set(what, nth);
    const digest = createHash('sha256').update(`${this.seed} ${what} ${nth}`).digest();
    return new Dice(digest.readUInt32LE(0));
  }

  /** Whether chance has it now; never while the storm is off. */
  mayStrike(dice: Dice, share: number): boolean {
    const isHit = dice.chance(share * this.force);
    return this.isOn && isHit;
  }

  /** A fault strikes: it is counted and stands in the trail. */
  strike(kind: FaultKind, where = ''): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.note(`  ! ${kind}${where === '' ? '' : ` (${where})`}`);
  }

  /** How often each kind has struck; kinds that never did are there with 0. */
  figures(): Record<string, number> {
    return Object.fromEntries(faultKinds.map((kind) => [kind, this.counts.get(kind) ?? 0]));
  }
}
