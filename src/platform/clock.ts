import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { makeNewId, type NewId } from '../lib/ids.ts';

// The only file that takes time and randomness from the machine; everything else is handed them.

/** The machine's time: for leases, pace, retries, time-outs and signatures, never for what is due or shown. */
export function machineNow(): Date {
  return new Date();
}

/** Milliseconds of the machine's steady clock: it runs evenly, nobody can set it, and its beginning means nothing. */
export function machineSteadyMs(): number {
  return performance.now();
}

/** Ids from the machine's randomness: 120 bits in 24 characters, without an order. */
export const newId: NewId = makeNewId(() => {
  const alphabet = '0123456789abcdefghijklmnopqrstuv';
  return Array.from(randomBytes(24), (byte) => alphabet[byte % 32] ?? '0').join('');
});

/** Random bytes of the machine, so many as asked. */
export function machineRandom(count: number): Uint8Array {
  return randomBytes(count);
}

/** The ritual's time: what is due, shown and counted. It may be moved, and may stand still. */
export interface Clock {
  now(): Date;
  /** Whether it is known what time it is, where that can be in doubt. */
  isSure?: () => Promise<boolean>;
  stop(): void;
}

const answerSchema = z.object({ now: z.iso.datetime() });
const pollMs = 200;

/**
 * A clock that follows `{ "now": ISO }` at a URL, asked a few times a second. The first answer must come before this
 * resolves; later failures leave the time where it was and are reported once until it is back.
 */
export async function followClock(
  url: string,
  told: { onMove: () => void; onTrouble: (error: unknown) => void },
): Promise<Clock> {
  let current = await askClock(url);
  let isTroubled = false;
  let isStopped = false;

  async function poll(): Promise<void> {
    const answer = await askClock(url).catch((error: unknown) => {
      if (!isTroubled && !isStopped) told.onTrouble(error);
      isTroubled = true;
      return undefined;
    });
    if (answer !== undefined) {
      isTroubled = false;
      const hasMoved = answer.getTime() !== current.getTime();
      current = answer;
      if (hasMoved && !isStopped) told.onMove();
    }
    if (!isStopped) timer = setTimeout(() => void poll(), pollMs);
  }

  let timer = setTimeout(() => void poll(), pollMs);
  return {
    now: () => current,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

async function askClock(url: string): Promise<Date> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  return new Date(answerSchema.parse(await response.json()).now);
}
