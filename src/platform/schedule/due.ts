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
  if (instants.length === 0) return {};
  return { [kind]: new Date(Math.min(...instants.map((at) => at.getTime()))) };
}
