import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

let making = 0;
let sinceMs = 0;
let madeMs = 0;

/** Makes what is kept for the next runs, and says so: it takes minutes once, and is no part of how long a run takes. */
export async function make<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const startedMs = performance.now();
  if (making === 0) sinceMs = startedMs;
  making += 1;
  const result = await work();
  making -= 1;
  const endedMs = performance.now();
  // What is made at the same time takes its time once.
  if (making === 0) madeMs += endedMs - sinceMs;
  process.stderr.write(`(${what} made once, in ${((endedMs - startedMs) / 1000).toFixed(0)} s) `);
  return result;
}

/** How long fixtures were made since this was asked last, in milliseconds. */
export function takeMadeMs(): number {
  const taken = madeMs;
  madeMs = 0;
  return taken;
}

/** Where a fixture is made before it is put in its place. What a run that was ended has left there is begun anew. */
export function beginFixture(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.new`;
  for (const end of ['', '-wal', '-shm']) rmSync(`${unfinished}${end}`, { force: true });
  return unfinished;
}
