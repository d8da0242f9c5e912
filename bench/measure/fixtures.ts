let madeMs = 0;

/** Makes what is kept for the next runs, and says so: it takes minutes once, and is no part of how long a run takes. */
export async function make<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const startedMs = performance.now();
  const result = await work();
  const tookMs = performance.now() - startedMs;
  madeMs += tookMs;
  process.stderr.write(`(${what} made once, in ${(tookMs / 1000).toFixed(0)} s) `);
  return result;
}

/** How long fixtures were made since this was asked last, in milliseconds. */
export function takeMadeMs(): number {
  const taken = madeMs;
  madeMs = 0;
  return taken;
}
