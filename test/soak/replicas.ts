import { shareDue } from '../simulation/replicas.ts';
import { startPostgres } from '../stores/postgres-server.ts';
import type { SoakPart } from './part.ts';

const teams = 10;

/** Five processes on one PostgreSQL with clocks that differ, and so many things that are due. (reliability.md P16) */
export const replicasPart: SoakPart = {
  name: 'replicas',
  run: async ({ things }) => {
    const server = await startPostgres();
    try {
      const weeks = Math.ceil(things / (teams * 2));
      const { due, failures, ...counted } = await shareDue(`${server.url}postgres`, {
        teams,
        weeks,
      });
      const { occurrences, reviews, rollups } = counted;
      if (failures.length > 0) throw failures[0];
      if (occurrences !== due || reviews + rollups !== due)
        throw new Error(JSON.stringify(counted));
      return { processes: 5, 'things due': due, lost: 0, doubled: 0 };
    } finally {
      await server.stop();
    }
  },
};
