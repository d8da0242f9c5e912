import { setTimeout as sleep } from 'node:timers/promises';
import { invariant } from '../../lib/invariant.ts';
import { Commits } from './commits.ts';
import { isConnectionLost } from './connection-lost.ts';
import { runFree } from './context.ts';
import { errorCode } from './error-code.ts';
import { refuseInside, runInside } from './guard.ts';
import { type Db, engineOf, type Tx } from './open.ts';
import { lostNameCodes } from './statement-names.ts';

/** SQLite's and PostgreSQL's words for: somebody else was there, do it all again. */
const retryCodes = new Set([
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  'SQLITE_BUSY_RECOVERY',
  '40001',
  '40P01',
  // No room to note who has read what; the end of somebody's transaction gives it back.
  '53200',
]);
const maxTries = 60;
/** SQLite has waited half a second by itself each time, with the event loop stopped; so it gets fewer tries. */
const maxBusyTries = 4;
const maxPauseMs = 40;
/** A connection that broke is replaced at once; a server that starts anew takes longer than a person waits. */
const maxLostTries = 8;
const lostPauseMs = 100;
/**
 * Two that opened the same thing at once, neither of whom had looked where the other's row came to stand, collide at the key. The next
 * try sees that row. What collides again is no race. (https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html)
 */
const sameKeyCode = '23505';
const maxSameKeys = 3;
/** The statement has another name the next time, or none. */
const maxLostNames = 3;

const listeners = new WeakMap<Db, Set<() => void>>();
const shared = new WeakMap<Db, Commits>();

/**
 * Runs `work` in one transaction: immediate on SQLite, serializable on PostgreSQL. All of it happens or nothing does. When
 * another transaction got in the way, `work` runs again from the start, so it does no input or output but SQL, through
 * `tx`; using the root handle inside throws. Answers what `work` answers. When the connection breaks at the commit nobody
 * knows whether it was kept, and `work` runs again too: a key, a unique row or a condition must make the second time
 * harmless, as after a crash. On SQLite those who wait at the same time share a commit (`Commits`).
 * (architecture.md section 8, P26, F-82)
 */
export async function transact<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  invariant(!db.isTransaction, 'transact was given a transaction: pass tx to the store instead');
  // Inside a transaction it would wait for itself.
  refuseInside();
  const result =
    engineOf(db) === 'sqlite' ? await commitsOf(db).join(work) : await transactAlone(db, work);
  // Whoever hears of it goes on by itself: a job that commits wakes the sender, whose questions are no sign of life of the job.
  runFree(() => {
    for (const listener of listeners.get(db) ?? []) listener();
  });
  return result;
}

function commitsOf(db: Db): Commits {
  const known = shared.get(db) ?? new Commits(db, (work) => transactAlone(db, work));
  shared.set(db, known);
  return known;
}

function transactAlone<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return tryAgainAndAgain(() =>
    db
      .transaction()
      .setIsolationLevel('serializable')
      .execute((tx) => runInside(() => work(tx))),
  );
}

/** Calls `listener` after each transaction of this handle that was kept; answers what takes it back. */
export function onCommit(db: Db, listener: () => void): () => void {
  const known = listeners.get(db) ?? new Set();
  listeners.set(db, known.add(listener));
  return () => known.delete(listener);
}

async function tryAgainAndAgain<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const ends = new Map<Cause, number>();
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const cause = causeOf(error);
      if (cause === undefined) throw error;
      // Each cause by itself: who has lost some races may still collide at a key for the first time.
      const alike = (ends.get(cause) ?? 0) + 1;
      if (alike >= mostTries[cause]) throw error;
      ends.set(cause, alike);
      await sleep(cause === 'lost' ? lostPauseMs : pauseMs(tries));
    }
  }
}

/** Why a transaction ended, where another try may mend it; how often it is tried at most for each. */
const mostTries = {
  ...{ lost: maxLostTries, name: maxLostNames, sameKey: maxSameKeys },
  ...{ busy: maxBusyTries, race: maxTries },
} as const;

type Cause = keyof typeof mostTries;

function causeOf(error: unknown): Cause | undefined {
  if (isConnectionLost(error)) return 'lost';
  const code = errorCode(error);
  if (lostNameCodes.has(code)) return 'name';
  if (code === sameKeyCode) return 'sameKey';
  if (!retryCodes.has(code)) return undefined;
  return code.startsWith('SQLITE') ? 'busy' : 'race';
}

let turn = 0;

/** Grows with the tries and differs between those who wait, so that they do not collide again in step. */
function pauseMs(tries: number): number {
  turn = (turn + 7) % maxPauseMs;
  return Math.min(maxPauseMs, tries * 2) + (turn % (tries * 2));
}
