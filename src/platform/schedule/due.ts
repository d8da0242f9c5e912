/**
 * Does the work of a job for each row, one after the other. What fails for one team does not stop the next: all failures are
 * thrown together at the end, so that the job is asked again at the next tick. (architecture.md section 5, *Time passes*)
 */
export async function doEach<T>(
  rows: readonly T[],
  work: (row: T) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const row of rows) {
    const [result] = await Promise.allSettled([work(row)]);
    if (result.status === 'rejected') failures.push(result.reason);
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} failed`);
}

/** What a job's `nextDue` answers: the first of the instants under the name of its kind, and nothing when there is none. */
export function earliest(kind: string, instants: readonly Date[]): Record<string, Date> {
  const at = first(instants);
  return at === undefined ? {} : { [kind]: at };
}

const quarterMs = 15 * 60_000;

/**
 * The next full quarter of an hour after `now`: for who waits for an hour or a date of people, in whatever zone. The zones of today lie whole
 * quarters of an hour apart, so no hour and no date begins in between. (architecture.md section 6)
 */
export function nextQuarter(now: Date): Date {
  return new Date((Math.floor(now.getTime() / quarterMs) + 1) * quarterMs);
}

/** The first of some instants; undefined when there is none. */
export function first(instants: readonly Date[]): Date | undefined {
  let found: Date | undefined;
  for (const at of instants) if (found === undefined || at < found) found = at;
  return found;
}
