import type { KyselyPlugin, QueryResult, RootOperationNode, UnknownRow } from 'kysely';
import type { Engine } from '../../../src/platform/db/open.ts';
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

/**
 * Sits in front of one process's database and lets a fault strike at its k-th statement from now. A kill leaves what was
 * committed and takes back the rest, as the end of a process does. (reliability.md F-68, F-70, F-79, F-83)
 */
export class Fuse implements KyselyPlugin {
  isDead = false;
  private left = 0;
  private blow: Blow | undefined;
  private readonly engine: Engine;
  private readonly onBlow: (blow: Blow) => void;

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

  transformQuery({ node }: { node: RootOperationNode }): RootOperationNode {
    if (this.isDead) throw new Killed();
    if (this.blow === undefined) return node;
    this.left -= 1;
    if (this.left > 0) return node;
    const { blow } = this;
    this.blow = undefined;
    this.onBlow(blow);
    if (blow === 'kill') {
      this.isDead = true;
      throw new Killed();
    }
    throw new DatabaseTrouble(codes[this.engine][blow]);
  }

  async transformResult({
    result,
  }: {
    result: QueryResult<UnknownRow>;
  }): Promise<QueryResult<UnknownRow>> {
    return result;
  }
}
