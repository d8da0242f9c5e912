import type { DatabaseConnection } from 'kysely';
import type { Db, Engine } from '../../../src/platform/db/open.ts';
import { injectedMark } from './storm.ts';

/** The process is gone: whatever it still tries fails. */
export class Killed extends Error {
  constructor() {
    super(`killed, ${injectedMark}`);
  }
}

class DatabaseTrouble extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`${code}, ${injectedMark}`);
    this.code = code;
  }
}

/** What strikes at one of the next statements. */
export type Blow = 'kill' | 'full' | 'busy';

const codes: Readonly<Record<Engine, Readonly<Record<'full' | 'busy', string>>>> = {
  sqlite: { full: 'SQLITE_FULL', busy: 'SQLITE_BUSY' },
  postgres: { full: '53100', busy: '40001' },
};

/** What takes back may always be said: the end of a process does the same. */
const takesBack = /^rollback/;

/**
 * Sits in front of one process's database and lets a fault strike at its k-th statement from now. A kill leaves what was
 * committed and takes back the rest, as the end of a process does. (reliability.md F-68, F-70, F-79, F-83)
 */
export class Fuse {
  isDead = false;
  private left = 0;
  private blow: Blow | undefined;
  private readonly engine: Engine;
  private readonly onBlow: (blow: Blow) => void;
  private readonly guarded = new WeakMap<DatabaseConnection, DatabaseConnection>();

  constructor(engine: Engine, onBlow: (blow: Blow) => void) {
    this.engine = engine;
    this.onBlow = onBlow;
  }

  /** Arms the fuse for the k-th statement from now, counted from 1. */
  arm(blow: Blow, kth: number): void {
    this.blow = blow;
    this.left = kth;
  }

  disarm(): void {
    this.blow = undefined;
  }

  /** A handle of this process alone. A plugin would do, but in front of one the program writes every query anew. */
  guard(db: Db): Db {
    const own = db.withoutPlugins();
    const executor = own.getExecutor();
    const provide = executor.provideConnection.bind(executor);
    const provideConnection: typeof provide = (consumer) =>
      provide((connection) => consumer(this.guardConnection(connection)));
    Object.assign(executor, { provideConnection });
    return own;
  }

  private guardConnection(connection: DatabaseConnection): DatabaseConnection {
    const known = this.guarded.get(connection);
    if (known !== undefined) return known;
    const guarded = new Proxy(connection, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...words: [{ sql?: string }?]) => {
          if (!takesBack.test(words[0]?.sql ?? String(name))) this.meet();
          return Reflect.apply(value, target, words);
        };
      },
    });
    this.guarded.set(connection, guarded);
    return guarded;
  }

  private meet(): void {
    if (this.isDead) throw new Killed();
    if (this.blow === undefined) return;
    this.left -= 1;
    if (this.left > 0) return;
    const { blow } = this;
    this.blow = undefined;
    this.onBlow(blow);
    if (blow === 'kill') {
      this.isDead = true;
      throw new Killed();
    }
    throw new DatabaseTrouble(codes[this.engine][blow]);
  }
}
