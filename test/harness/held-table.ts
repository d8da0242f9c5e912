import pg from 'pg';

/** A table of PostgreSQL into which nobody can write. */
export interface HeldTable {
  /** How many connections wait for a lock, for this one or another. */
  countWaiting(): Promise<number>;
  /** Lets all go on. */
  letGo(): Promise<void>;
}

/** Lets nobody write into a table, as whoever writes the same rows at the same time would; it can be read. */
export async function holdTable(databaseUrl: string, table: string): Promise<HeldTable> {
  const holder = new pg.Client({ connectionString: databaseUrl });
  await holder.connect();
  await holder.query(`begin; lock table ${table} in share row exclusive mode`);
  return {
    countWaiting: async () => {
      const { rows } = await holder.query<{ count: string }>(
        'select count(distinct pid) as count from pg_locks where not granted',
      );
      return Number(rows[0]?.count);
    },
    letGo: async () => {
      await holder.query('commit');
      await holder.end();
    },
  };
}
