import { existsSync, readFileSync } from 'node:fs';
import { driverOf, openSeam } from '../harness/driver-seam.ts';

// Loaded into the bot’s own process before anything of the bot (`node --import`): while a file says so, the disk under SQLite is
// sick. There is nothing of it in src/.

/**
 * `sync fails`: each commit that wrote something; `sync fails late`: the same, and all of it is in the file all the same, as the
 * operating system keeps what it could not bring to the disk; `read-only`: SQLite itself takes no write; ``: the disk is well.
 */
export type Sickness = 'sync fails' | 'sync fails late' | 'read-only' | '';

const file = process.env.BARBELL_SICK_DISK ?? '';
let isReadOnly = false;

function sickness(): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

openSeam(
  {
    before: ({ text, connection, endTransaction }) => {
      const how = sickness();
      if (!text.startsWith('pragma') && isReadOnly !== (how === 'read-only')) {
        isReadOnly = !isReadOnly;
        const pragma: unknown = Reflect.get(connection, 'pragma');
        if (typeof pragma === 'function')
          Reflect.apply(pragma, connection, [`query_only = ${isReadOnly ? 'on' : 'off'}`]);
      }
      if (how !== 'sync fails' || text !== 'commit') return;
      endTransaction();
      throw failure();
    },
    after: ({ text }) => {
      if (text === 'commit' && sickness() === 'sync fails late') throw failure();
    },
  },
  driverOf(process.env.DATABASE_URL),
);

function failure(): Error {
  return Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
}

// The last words are there to be read, for a while: a slow machine reads them late.
const longestMs = 60_000;
const realExit = process.exit;
process.exit = ((code?: number) => {
  const latest = performance.now() + longestMs;
  const ending = setInterval(() => {
    if (sickness().startsWith('sync fails') && performance.now() < latest) return;
    clearInterval(ending);
    realExit(code);
  }, 20);
}) as typeof process.exit;
