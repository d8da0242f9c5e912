import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { StartupError } from '../../lib/startup-error.ts';

// Where an SQLite file may lie, and with which SQLite it may be written.

/** File systems whose locks or whose memory an SQLite file cannot trust, by Linux's number of them (statfs(2)). */
const places: ReadonlyMap<number, { name: string; isRefused: boolean }> = new Map([
  [0x6969, { name: 'NFS', isRefused: true }],
  [0x517b, { name: 'SMB', isRefused: true }],
  [0xff534d42, { name: 'CIFS', isRefused: true }],
  [0xfe534d42, { name: 'SMB', isRefused: true }],
  [0x01021994, { name: 'tmpfs', isRefused: false }],
]);

/** From this one on the write-ahead log cannot be reset under a second connection (reliability.md F-75). */
const oldestSqlite = [3, 51, 3];

/** What a file system is called when something is to be said about it; `isRefused`: locks do not hold there. (F-76) */
export function judgeFileSystem(type: number): { name: string; isRefused: boolean } | undefined {
  return places.get(type >>> 0);
}

/** Whether this SQLite (`3.53.2`) is one that is known to corrupt files. */
export function isTooOld(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of oldestSqlite.entries()) {
    const given = parts[index] ?? 0;
    if (given !== wanted) return given < wanted;
  }
  return false;
}

/** The version of the SQLite in this program. */
export function sqliteVersion(): string {
  const memory = new SqliteFile(':memory:');
  const version: unknown = memory.prepare('select sqlite_version()').pluck().get();
  memory.close();
  return String(version);
}

/** The disk under a file that may not be there yet: the kind of its file system, and how much is free. */
export function readDisk(file: string): { type: number; freeBytes: number } {
  let folder = dirname(file);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { type, bavail, bsize } = statfsSync(folder);
  return { type, freeBytes: bavail * bsize };
}

/** Throws a `StartupError` where an SQLite file would be corrupted sooner or later. */
export function refuseUnsafe(file: string): void {
  const version = sqliteVersion();
  if (isTooOld(version)) {
    throw new StartupError(
      `This program was built with SQLite ${version}, which can corrupt files: install it anew with ${oldestSqlite.join('.')} or later.`,
    );
  }
  const place = judgeFileSystem(readDisk(file).type);
  if (place?.isRefused !== true) return;
  throw new StartupError(
    `The database ${file} would be on ${place.name}, where locks do not hold: put it on a disk of this machine, or set DATABASE_URL=postgres://….`,
  );
}
