import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { errorCode } from './error-code.ts';

/** SQLite's words for: what was read, written or synced cannot be trusted. */
const failing = /^SQLITE_(IOERR|CORRUPT|NOTADB)/;
/** Of those: no room, no memory, somebody else's lock, and the index of the search alone. */
const passing = new Set([
  'SQLITE_IOERR_SHMSIZE',
  'SQLITE_IOERR_NOMEM',
  'SQLITE_IOERR_BLOCKED',
  'SQLITE_CORRUPT_VTAB',
]);

/**
 * Whether a statement failed because the disk under the SQLite file does: an I/O error, or pages that are none. After a sync that
 * failed nobody knows what is on the disk, and asking once more would say that all is well. A disk that is full or can only be read
 * is another matter: nothing was kept, and it may take the next write. (reliability.md F-72, F-73; https://lwn.net/Articles/752063)
 */
export function isDiskFailure(error: unknown): boolean {
  const code = errorCode(error);
  return failing.test(code) && !passing.has(code);
}

/** Both engines' words for: there is no room, or it can only be read. */
const fullCodes = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', '53100']);
const readOnlyCode = /^(SQLITE_READONLY|25006$)/;

/** Why nothing can be written at the moment, by the engine's short code; undefined for every other code. (reliability.md P24) */
export function whyNotWritten(code: string): 'full' | 'read-only' | undefined {
  if (fullCodes.has(code)) return 'full';
  return readOnlyCode.test(code) ? 'read-only' : undefined;
}

/**
 * The one place where the errors of an SQLite file pass. From its first disk failure on nothing more is asked of the file, once
 * somebody listens who ends the process: what the restart finds is then what was there. (reliability.md F-72)
 */
export class Disk {
  private failure: { error: unknown; code: string } | undefined;
  private listener: ((code: string) => void) | undefined;

  /** Calls `listener` once, at the first failure, with SQLite's short code; whoever listens ends the process. */
  onFailure(listener: (code: string) => void): void {
    this.listener = listener;
    if (this.failure !== undefined) listener(this.failure.code);
  }

  /** SQLite's short code of the failure; undefined while all is well. */
  failedWith(): string | undefined {
    return this.failure?.code;
  }

  /** Asks the file something; throws what SQLite throws, and after a failure that again without asking. */
  ask<Result>(work: () => Result): Result {
    if (this.failure !== undefined && this.listener !== undefined) throw this.failure.error;
    try {
      return work();
    } catch (error) {
      if (isDiskFailure(error) && this.failure === undefined) {
        this.failure = { error, code: errorCode(error) };
        this.listener?.(this.failure.code);
      }
      throw error;
    }
  }
}

/** A connection whose every statement passes there. */
export class DiskConnection implements DatabaseConnection {
  private readonly inner: DatabaseConnection;
  private readonly disk: Disk;

  constructor(inner: DatabaseConnection, disk: Disk) {
    this.inner = inner;
    this.disk = disk;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    // SQLite has answered, or has failed, when this returns.
    return this.disk.ask(() => this.inner.executeQuery<Row>(query));
  }

  streamQuery(): never {
    throw new Error('nothing is streamed here');
  }
}
