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

const write = /^\s*(insert|update|delete|replace|commit)\b/i;

/** Fails the k-th write of the whole process, and watches that nothing of its transaction is kept. */
export class FaultPlan {
  /** How many writes were made to fail, by kind. */
  readonly injected = new Map<string, number>();
  /** How many of all kinds. */
  total = 0;
  /** Transactions that were kept although one of their statements had failed. */
  keptBroken = 0;
  private waiting: { left: number; times: number; kind: FailureKind } | undefined;
  private hasBitten = false;
  private seen = 0;
  private readonly broken = new WeakSet<object>();

  constructor() {
    openSeam({
      before: (statement) => this.before(statement),
      after: (statement) => this.after(statement),
    });
  }

  /** From now on the k-th write fails; 1 is the next. */
  arm(k: number, kind: FailureKind): void {
    this.waiting = { left: k, times: kind.times ?? 1, kind };
    this.hasBitten = false;
    this.seen = 0;
  }

  /** No more failures. Answers whether there was one. */
  disarm(): boolean {
    this.waiting = undefined;
    return this.hasBitten;
  }

  /** How many writes there were since it was armed. */
  get writes(): number {
    return this.seen;
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
    this.seen += 1;
    waiting.left -= 1;
    if (waiting.left > 0 || waiting.times <= 0) return;
    waiting.times -= 1;
    this.hasBitten = true;
    const { kind } = waiting;
    this.total += 1;
    this.injected.set(kind.name, (this.injected.get(kind.name) ?? 0) + 1);
    if (kind.endsTransaction === true) statement.endTransaction();
    else this.broken.add(statement.connection);
    throw new PlannedFailure(kind);
  }
}
