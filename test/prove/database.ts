import type { PlantedFault } from './planted.ts';

const sqlite = 'src/platform/db/sqlite.ts';
const migrating = 'src/platform/db/migrate.ts';
const files = 'test/stores/sqlite-file.test.ts';
const migrations = 'test/stores/migrate.test.ts';
const platform = 'test/stores/platform.test.ts';

/** What the two engines are asked for, and what a schema goes through. */
export const databaseFaults: readonly PlantedFault[] = [
  {
    ids: ['P21', 'F-69'],
    file: sqlite,
    find: `database.pragma('synchronous = FULL');
  if (database.pragma('synchronous', { simple: true }) !== 2) {`,
    put: `database.pragma('synchronous = NORMAL');
  if (database.pragma('synchronous', { simple: true }) !== 1) {`,
    test: files,
    title: 'is created with its folder, and its settings hold after a write',
    sizes:
      'P21: the setting after a write, 100 kills in the crash group / 500 kills, 300 power cuts',
  },
  {
    ids: ['F-79'],
    file: 'src/platform/db/transact.ts',
    find: 'const maxBusyTries = 4;',
    put: 'const maxBusyTries = 1;',
    test: files,
    title: 'waits for a writer that is not us, half a second at a time',
  },
  {
    ids: ['F-71'],
    file: sqlite,
    find: `return new StartupError(\`The database \${file} cannot be opened: \${error.message}. \${remedy}\`);`,
    put: 'return error;',
    test: files,
    title: 'is refused in one line when its place cannot be written',
  },
  {
    ids: ['F-72'],
    file: 'src/platform/db/disk.ts',
    find: `if (this.failure !== undefined && this.listener !== undefined) throw this.failure.error;`,
    put: '',
    test: files,
    title: 'of which a part is gone while it is open is asked nothing more',
  },
  {
    ids: ['F-72'],
    file: 'src/process.ts',
    find: 'setTimeout(() => process.exit(1), lastWordsMs);',
    put: 'setTimeout(() => process.exit(0), lastWordsMs);',
    test: 'test/crash/sick-disk.test.ts',
    title: 'whose disk fails ends the process',
    also: true,
  },
  {
    ids: ['F-71'],
    file: 'src/platform/db/disk.ts',
    find: 'const readOnlyCode = /^(SQLITE_READONLY|25006$)/;',
    put: 'const readOnlyCode = /^25006$/;',
    test: 'test/crash/sick-disk.test.ts',
    title: 'that takes only reads, on SQLite',
    sizes: '8 presses on each engine',
  },
  {
    ids: ['F-73'],
    file: 'src/platform/db/backup.ts',
    find: `if (whole.status === 'rejected') return [String(whole.reason)];`,
    put: `if (whole.status === 'rejected') return [];`,
    test: files,
    title: 'whose pages were written over is found out',
  },
  {
    ids: ['P23'],
    file: migrating,
    find: 'if (known.checksum !== row.checksum) {',
    put: 'if (known.checksum === undefined) {',
    test: migrations,
    title: 'refuses a file that was edited after it was applied, in one line',
  },
  {
    ids: ['P23', 'F-80'],
    file: migrating,
    find: '    await runScript(tx, script);\n    return true;',
    put: `    await runScript(tx, script.split(';')[0] ?? '');
    await sql\`commit\`.execute(tx);
    await sql\`begin\`.execute(tx);
    await runScript(tx, script.split(';').slice(1).join(';'));
    return true;`,
    test: migrations,
    title: 'keeps nothing of a file that fails half way, and goes on once it is mended',
    also: true,
    sizes: 'P23: a file that fails half way / a kill at each statement',
  },
  {
    ids: ['P23', 'F-80'],
    file: migrating,
    find: 'if (claimed.numInsertedOrUpdatedRows !== 1n) return false;',
    put: '',
    test: migrations,
    title: 'is done once when several start at the same moment',
    also: true,
    sizes: 'P23: 6 / 10 starters',
  },
  {
    ids: ['P26'],
    file: 'src/platform/db/transact.ts',
    find: `  '40001',\n`,
    put: '',
    test: platform,
    title: 'lets ten racing read-then-write increments end at ten',
    also: true,
    sizes: 'P26: 10 at once / 50 clients with 200 conflicts',
  },
  {
    ids: ['P26'],
    file: 'src/platform/db/transact.ts',
    find: 'const maxSameKeys = 3;',
    put: 'const maxSameKeys = 1;',
    test: platform,
    title:
      'lets two who open the same thing at once, each without having seen the other, find one of it (P26)',
    also: true,
  },
  {
    ids: ['F-83'],
    file: 'src/platform/db/transact.ts',
    find: `  '53200',\n`,
    put: '',
    test: 'test/stores/postgres-pause.test.ts',
    title: 'does not use up the room for what others have read',
  },
  {
    ids: ['F-82'],
    file: 'src/platform/db/connection-lost.ts',
    find: `  '25P03',\n`,
    put: '',
    test: 'test/stores/postgres-pause.test.ts',
    title: 'is done anew where it stood still because it computed',
    also: true,
  },
  {
    ids: ['B-79'],
    file: 'src/platform/db/transact.ts',
    find: `.setIsolationLevel('serializable')`,
    put: `.setIsolationLevel('read committed')`,
    test: 'test/stores/export.test.ts',
    title: 'is what it was when it began, also where somebody writes',
    also: true,
  },
  {
    ids: ['P25'],
    file: 'src/platform/db/postgres.ts',
    find: 'const textNumberTypes = [20, 1700];',
    put: 'const textNumberTypes = [1700];',
    test: platform,
    title: 'gives counts, sums and fractions as numbers',
    also: true,
  },
];
