import type { PlantedFault } from './planted.ts';

const points = 'test/crash/points.test.ts';

/** Writes that fail, connections that break, processes that die. */
export const storageFaults: readonly PlantedFault[] = [
  {
    ids: ['P24', 'F-68'],
    file: 'src/platform/db/sqlite.ts',
    find: 'if (this.database.inTransaction) await super.rollbackTransaction(connection);',
    put: 'if (this.database.inTransaction) await super.commitTransaction(connection);',
    test: 'test/crash/failing-writes.test.ts',
    title: 'leaves all of an act or nothing and says which, on SQLite',
    also: true,
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
    ids: ['F-66'],
    file: 'src/platform/outbox/queue.ts',
    find: "case when ts is null then 'unknown' else 'pending' end",
    put: "case when ts is null then 'pending' else 'pending' end",
    test: points,
    title: 'loses nothing that was acknowledged and doubles nothing, on SQLite',
    also: true,
  },
  {
    // Each statement is kept by itself, so that a death leaves half an act.
    ids: ['P02', 'P21'],
    file: 'src/platform/db/sqlite.ts',
    find: "    await connection.executeQuery(CompiledQuery.raw('begin immediate'));\n  }\n",
    put: `    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    await super.commitTransaction(connection);
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('savepoint done'));
    await super.commitTransaction(connection);
  }
`,
    test: points,
    title: 'loses nothing that was acknowledged and doubles nothing, on SQLite',
    sizes: 'P02: 102 / 2,000 kills; P21: 102 / 500 kills and 0 / 300 power cuts',
  },
  {
    ids: ['F-70'],
    file: 'src/platform/db/commits.ts',
    find: 'for (const member of members) await member.alone();',
    put: `for (const member of members) member.keep({ status: 'fulfilled', value: undefined });`,
    test: 'src/platform/db/commits.test.ts',
    title: 'on a disk that is full: what was answered well is there, what was not is not',
    also: true,
  },
  {
    ids: ['F-70'],
    file: 'src/platform/slack/answer.ts',
    find: 'at the moment. Nothing was saved; please try again',
    put: 'at the moment. Please try again',
    test: 'test/crash/full-disk.test.ts',
    title: 'that is full under the running process',
    sizes: '16 presses on one small disk',
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
  {
    ids: ['F-84'],
    file: 'src/platform/db/statement-names.ts',
    find: 'new Set([noSuchName, nameTaken, planOutdated])',
    put: 'new Set([nameTaken, planOutdated])',
    test: 'test/stores/postgres-names.test.ts',
    title: 'is answered when a pooler has lost its name',
  },
];
