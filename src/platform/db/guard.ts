import { invariant } from '../../lib/invariant.ts';
import { readContext, runWith } from './context.ts';

/** Runs the work of a transaction; within it every use of the root handle is refused. */
export function runInside<Result>(work: () => Promise<Result>): Promise<Result> {
  return runWith({ isInside: true }, work);
}

/**
 * Throws a `Bug` when called from within a transaction's work. The root handle would wait for the connection that the
 * transaction itself holds: for ever on SQLite. (architecture.md section 8, *Traps*)
 */
export function refuseInside(): void {
  invariant(
    readContext().isInside !== true,
    'the root handle was used inside a transaction: pass tx',
  );
}
