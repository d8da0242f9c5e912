import { openSeam, type SeenStatement } from '../harness/driver-seam.ts';

/** How a statement fails: the engine’s own words for it, and what is left of the transaction then. */
export interface FailureKind {
  name: string;
  code: string;
  message: string;
  /** Whether the statement is carried out before it is said to have failed: only the answer is lost. */
  isDone?: boolean;
  /** Whether the engine ends the transaction by itself. */
  endsTransaction?: boolean;
  /** How often in a row; once by default. */
  times?: number;
}

/** Failures that nobody can mend by trying again at once: the person hears that nothing was saved. */
export const lasting: Readonly<Record<'sqlite' | 'postgres', readonly FailureKind[]>> = {
  sqlite: [
    {
      name: 'full, ending the transaction',
      code: 'SQLITE_FULL',
      message: 'database or disk is full',
      endsTransaction: true,
    },
    { name: 'full', code: 'SQLITE_FULL', message: 'database or disk is full' },
    { name: 'I/O error', code: 'SQLITE_IOERR_WRITE', message: 'disk I/O error' },
    { name: 'read-only', code: 'SQLITE_READONLY', message: 'attempt to write a readonly database' },
    { name: 'busy for long', code: 'SQLITE_BUSY', message: 'database is locked', times: 20 },
  ],
  postgres: [
    { name: 'disk full', code: '53100', message: 'could not extend file' },
    { name: 'statement timeout', code: '57014', message: 'canceling statement due to timeout' },
    { name: 'lock timeout', code: '55P03', message: 'could not obtain lock' },
    { name: 'read-only', code: '25006', message: 'cannot execute in a read-only transaction' },
  ],
};

/** Failures that another try outlives: nobody hears of them. */
export const passing: Readonly<Record<'sqlite' | 'postgres', readonly FailureKind[]>> = {
  sqlite: [{ name: 'busy', code: 'SQLITE_BUSY', message: 'database is locked' }],
  postgres: [
    { name: 'serialization', code: '40001', message: 'could not serialize access' },
    { name: 'deadlock', code: '40P01', message: 'deadlock detected' },
    { name: 'reset', code: 'ECONNRESET', message: 'read ECONNRESET', endsTransaction: true },
    {
      name: 'reset after it was done',
      code: '',
      message: 'Connection terminated unexpectedly',
      endsTransaction: true,
      isDone: true,
    },
  ],
};

/** What was planned went wrong: not an `Error` of the drivers’ own classes, but with their codes. */
class PlannedFailure extends Error {
  readonly code: string;
  constructor({ code, message }: FailureKind) {
    super(message);
    this.code = code;
  }
}

/** A failure that waits for its write. */
interface Waiting {
  tried: Set<string>;
  /** How many writes of each kind there were since it was armed. */
  seen: Map<string, number>;
  times: number;
  kind: FailureKind;
}

const write = /^\s*(insert|update|delete|replace|commit)\b/i;

/** Fails one write after the other of the whole process, and watches that nothing of its transaction is kept. */
export class FaultPlan {
  /** How many writes were made to fail, by kind. */
  readonly injected = new Map<string, number>();
  /** How many of all kinds. */
  total = 0;
  /** Armed failures that came to pass; one that lasts counts once. */
  shots = 0;
  /** What was written while a failure waited (`insert vote`), and what of it was made to fail. */
  readonly written = new Set<string>();
  readonly failed = new Set<string>();
  /** Transactions that were kept although one of their statements had failed. */
  keptBroken = 0;
  private waiting: Waiting | undefined;
  private hasBitten = false;
  private readonly broken = new WeakSet<object>();

  constructor() {
    openSeam({
      before: (statement) => this.before(statement),
      after: (statement) => this.after(statement),
    });
  }

  /**
   * From now on the first write fails that is not among those `tried`, and is one of them then: a write is known by what it
   * is and how many of its kind came before, because a second try may have less to write than the first.
   */
  arm(tried: Set<string>, kind: FailureKind): void {
    this.waiting = { tried, seen: new Map(), times: kind.times ?? 1, kind };
    this.hasBitten = false;
  }

  /** No more failures. Answers whether there was one. */
  disarm(): boolean {
    if (this.waiting !== undefined && this.hasBitten) this.shots += 1;
    this.waiting = undefined;
    return this.hasBitten;
  }

  private before(statement: SeenStatement): void {
    const { connection, text } = statement;
    if (/^\s*(rollback|begin|start)\b/i.test(text)) this.broken.delete(connection);
    if (/^\s*commit\b/i.test(text) && this.broken.has(connection)) this.keptBroken += 1;
    if (this.waiting?.kind.isDone !== true) this.consider(statement);
  }

  private after(statement: SeenStatement): void {
    if (this.waiting?.kind.isDone === true) this.consider(statement);
  }

  private consider(statement: SeenStatement): void {
    const { waiting } = this;
    if (waiting === undefined || !write.test(statement.text)) return;
    const site = siteOf(statement.text);
    this.written.add(site);
    const nth = (waiting.seen.get(site) ?? 0) + 1;
    waiting.seen.set(site, nth);
    const isNew = !this.hasBitten && !waiting.tried.has(`${site} ${nth}`);
    if (waiting.times <= 0 || !(this.hasBitten || isNew)) return;
    if (isNew) waiting.tried.add(`${site} ${nth}`);
    waiting.times -= 1;
    this.hasBitten = true;
    this.failed.add(site);
    const { kind } = waiting;
    this.total += 1;
    this.injected.set(kind.name, (this.injected.get(kind.name) ?? 0) + 1);
    if (kind.endsTransaction === true) statement.endTransaction();
    else this.broken.add(statement.connection);
    throw new PlannedFailure(kind);
  }
}

/** A write without its values: its verb and its table. */
function siteOf(text: string): string {
  const found = /^\s*(commit|(?:insert|replace) into|update|delete from)\s*"?(\w*)/i.exec(text);
  return `${found?.[1] ?? text} ${found?.[2] ?? ''}`.trim().toLowerCase();
}
