import type { PlantedFault } from './planted.ts';

/** Writes that fail, connections that break, processes that die. */
export const storageFaults: readonly PlantedFault[] = [
  {
    ids: ['P24', 'F-68'],
    file: 'src/platform/db/sqlite.ts',
    find: 'if (this.database.inTransaction) await super.rollbackTransaction(connection);',
    put: 'if (this.database.inTransaction) await super.commitTransaction(connection);',
    test: 'test/crash/failing-writes.test.ts',
    title: 'leaves all of an act or nothing and says which, on SQLite',
    sizes: 'every write of a cycle / 200 writes',
  },
  {
    ids: ['F-83'],
    file: 'src/platform/db/transact.ts',
    find: "  '40P01',\n",
    put: '',
    test: 'test/crash/failing-writes.test.ts',
    title: 'leaves all of an act or nothing and says which, on PostgreSQL',
  },
  {
    ids: ['F-82'],
    file: 'src/platform/db/connection-lost.ts',
    find: '/^(Connection terminated|',
    put: '/^(',
    test: 'test/crash/broken-connection.test.ts',
    title: 'at any write or at the commit, answered or not, is one effect and one answer',
    also: true,
  },
  {
    ids: ['F-87'],
    file: 'src/process.ts',
    find: "    process.exit(1);\n  };\n  process.on('uncaughtException', end);",
    put: "  };\n  process.on('uncaughtException', end);",
    test: 'test/crash/signal.test.ts',
    title: 'ends the process with code 1 and a line without tokens:',
  },
  {
    ids: ['F-90'],
    file: 'src/app.ts',
    find: '  await parts.sender.stop();\n',
    put: '',
    test: 'test/crash/signal.test.ts',
    title: 'lets what is being sent arrive, and the next start goes on from there',
    also: true,
  },
  {
    ids: ['F-84'],
    file: 'src/platform/db/migrate.ts',
    find: 'pg_advisory_xact_lock(',
    put: 'pg_advisory_lock(',
    test: 'test/crash/broken-connection.test.ts',
    title: 'may stand a pooler that gives each transaction another connection',
  },
];
