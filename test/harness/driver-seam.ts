import { createRequire } from 'node:module';
import { join } from 'node:path';

// Where a test gets between Barbell and its database: both drivers’ own functions, so that nothing in src/ knows of it. The
// file imports nothing of ours and no types of the drivers: the crash tests also load it into the bot’s own process.

/** One statement, about to be carried out or just carried out. */
export interface SeenStatement {
  text: string;
  /** What SQLite does by itself on a full disk: the transaction is over. On PostgreSQL: the connection breaks. */
  endTransaction(): void;
  /** The connection it runs on. */
  connection: object;
}

/** What happens around every statement; whatever it throws is what the driver answers. */
export interface Seam {
  before(statement: SeenStatement): void;
  after(statement: SeenStatement): void;
}

/** The drivers of the two engines. */
type Driver = 'sqlite' | 'postgres';

/** The driver of a bot that keeps to one database: it loads no other either. */
export function driverOf(databaseUrl: string | undefined): readonly Driver[] {
  return [databaseUrl?.startsWith('postgres') === true ? 'postgres' : 'sqlite'];
}

/** Puts the seam around the drivers, both by default, for as long as the process lives. */
export function openSeam(seam: Seam, drivers: readonly Driver[] = ['sqlite', 'postgres']): void {
  const load = createRequire(join(process.cwd(), 'package.json'));
  if (drivers.includes('sqlite')) patchSqlite(load('better-sqlite3'), seam);
  if (drivers.includes('postgres')) patchPostgres(load('pg'), seam);
}

type Call = (this: object, ...words: unknown[]) => unknown;

function patchSqlite(Sqlite: new (file: string) => object, seam: Seam): void {
  const probe = new Sqlite(':memory:');
  const statement = Object.getPrototypeOf(call(probe, 'prepare', 'select 1'));
  for (const name of ['run', 'all', 'get']) {
    wrap(statement, name, (self) => {
      const connection = objectAt(self, 'database');
      return {
        text: String(Reflect.get(self, 'source')),
        connection,
        endTransaction: () => {
          if (Reflect.get(connection, 'inTransaction') === true)
            call(connection, 'exec', 'rollback');
        },
      };
    });
  }
  wrap(Object.getPrototypeOf(probe), 'exec', (self, [text]) => ({
    text: String(text),
    connection: self,
    endTransaction: () => {},
  }));
  call(probe, 'close');

  function wrap(
    owner: object,
    name: string,
    look: (self: object, words: unknown[]) => SeenStatement,
  ): void {
    const real: Call = Reflect.get(owner, name);
    Reflect.set(owner, name, function (this: object, ...words: unknown[]) {
      const seen = look(this, words);
      seam.before(seen);
      const result = Reflect.apply(real, this, words);
      seam.after(seen);
      return result;
    });
  }
}

function patchPostgres(pg: { Client: { prototype: object } }, seam: Seam): void {
  const owner = pg.Client.prototype;
  const real: Call = Reflect.get(owner, 'query');
  Reflect.set(owner, 'query', function (this: object, ...words: unknown[]) {
    const [asked] = words;
    // One that is planned once comes with its name.
    const text: unknown =
      typeof asked === 'object' && asked !== null ? Reflect.get(asked, 'text') : asked;
    // With a callback it is the pool itself that asks.
    if (typeof text !== 'string' || typeof words.at(-1) === 'function') {
      return Reflect.apply(real, this, words);
    }
    const stream = objectAt(objectAt(this, 'connection'), 'stream');
    // A commit that also tells its transaction's number is a commit.
    const said = text.endsWith('; commit') ? 'commit' : text;
    const seen = { text: said, connection: this, endTransaction: () => call(stream, 'destroy') };
    return (async () => {
      seam.before(seen);
      const result = await Reflect.apply(real, this, words);
      seam.after(seen);
      return result;
    })();
  });
}

function call(owner: object, name: string, ...words: unknown[]): object {
  const work: Call = Reflect.get(owner, name);
  const answer = Reflect.apply(work, owner, words);
  return typeof answer === 'object' && answer !== null ? answer : {};
}

function objectAt(owner: object, name: string): object {
  const value: unknown = Reflect.get(owner, name);
  return typeof value === 'object' && value !== null ? value : {};
}
