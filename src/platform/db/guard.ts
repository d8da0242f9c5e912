import { AsyncLocalStorage } from 'node:async_hooks';
import { invariant } from '../../lib/invariant.ts';

const inside = new AsyncLocalStorage<true>();

/** Runs the work of a transaction; within it every use of the root handle is refused. */
export function runInside<Result>(work: () => Promise<Result>): Promise<Result> {
  return inside.run(true, work);
}

/**
 * Throws a `Bug` when called from within a transaction's work. The root handle would wait for the connection that the
 * transaction itself holds: for ever on SQLite. (architecture.md section 8, *Traps*)
 */
export function refuseInside(): void {
  invariant(
    inside.getStore() === undefined,
    'the root handle was used inside a transaction: pass tx',
  );
}
