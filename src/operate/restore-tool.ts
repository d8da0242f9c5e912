import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { StartupError } from '../lib/startup-error.ts';
import { machineNow, newId } from '../platform/clock.ts';
import { findDamage, foldLog, removeFile, syncPath } from '../platform/db/backup.ts';
import { migrate } from '../platform/db/migrate.ts';
import { openBeside, openDatabase } from '../platform/db/open.ts';
import { holdSqlite } from '../platform/db/sqlite.ts';
import { transact } from '../platform/db/transact.ts';
import { beginRecovery } from '../platform/outbox/store-recovery.ts';
import type { Settings } from '../platform/settings.ts';
import { appendAnchors } from './anchors.ts';
import { refusePostgres, tryBackup } from './backup.ts';
import { readBackupName, stampOf } from './backup-rules.ts';
import type { Finding } from './soundness.ts';
import { readWords } from './words.ts';

const usage = 'barbell restore <file>';

/**
 * `barbell restore <file>`: puts a backup in the database's place. The backup is tried first; a running bot stops it; the
 * old file stays under a name that is said. At no moment is there no database, or half of one: what is new is written beside,
 * put on the disk, and given the name in one step. (reliability.md F-74, F-81, P22)
 */
export async function runRestore(
  { databaseUrl: named, backups }: Pick<Settings, 'databaseUrl' | 'backups'>,
  words: readonly string[],
): Promise<Finding[]> {
  // Behind a link the file is replaced, where it lies; the link itself stays.
  const databaseUrl = existsSync(named) ? realpathSync(named) : named;
  const { plain } = readWords(words, { options: [], plain: 1, usage });
  const [file] = plain;
  if (file === undefined) throw new StartupError(`Say which backup. ${usage}`);
  refusePostgres(databaseUrl, `pg_restore --clean --if-exists --dbname="$DATABASE_URL" ${file}`);
  if (!existsSync(file))
    throw new StartupError(
      `There is no file ${file}: ${backups.folder} is where backups are made.`,
    );
  // A pipe can be read once, and a restore reads it twice; a pipe that nobody fills would hold it for ever.
  if (!statSync(file).isFile()) {
    throw new StartupError(`${file} is no file on a disk: unpack the backup into one first.`);
  }
  if (isSame(file, databaseUrl)) {
    throw new StartupError(`${file} is the database itself: name one of its backups.`);
  }
  mkdirSync(dirname(resolve(databaseUrl)), { recursive: true });
  const held = holdSqlite(databaseUrl);
  try {
    return await replace({ file, databaseUrl, folder: backups.folder });
  } finally {
    held.release();
  }
}

async function replace(what: {
  file: string;
  databaseUrl: string;
  folder: string;
}): Promise<Finding[]> {
  const { file, databaseUrl, folder } = what;
  const tried = await tryBackup(file);
  const now = machineNow();
  const fresh = `${databaseUrl}.restoring`;
  await prepare({ from: file, to: fresh, backupAt: instantOf(file) }, now);
  const kept = await keepOld(databaseUrl, now);
  renameSync(fresh, databaseUrl);
  syncPath(dirname(resolve(databaseUrl)));
  // From here on the anchors before bind no more, and everybody who reads the file sees why.
  appendAnchors(folder, tried.heads, { now, restored: basename(file) });
  return [
    {
      ok: true,
      says: `${file} is in place as ${databaseUrl} (${tried.rows.get('decision') ?? 0} decisions).`,
    },
    {
      ok: true,
      says:
        kept === undefined
          ? 'There was no database before.'
          : `What was there before is kept as ${kept}.`,
    },
    {
      ok: true,
      says: 'Start Barbell now. It looks in Slack for what it may have posted since the backup before it posts anything, and tells each team.',
    },
  ];
}

/** Makes the file that will be the database, whole and on the disk, with the note that it is a restored one. */
async function prepare(
  what: { from: string; to: string; backupAt: Date },
  now: Date,
): Promise<void> {
  removeFile(what.to);
  copyFileSync(what.from, what.to);
  const database = await openDatabase(what.to);
  try {
    await migrate(database);
    const id = newId('rc');
    await transact(database.db, (tx) =>
      beginRecovery(tx, { id, backupAt: what.backupAt, restoredAt: now }),
    );
    const damage = await findDamage(database.db);
    if (damage.length > 0)
      throw new StartupError(`The copy of ${what.from} is damaged: look at the disk.`);
    await foldLog(database.db);
  } finally {
    await database.close();
  }
  for (const end of ['.lock', '.holder']) rmSync(`${what.to}${end}`, { force: true });
  syncPath(what.to);
}

/**
 * Gives the old file a second name. Its write-ahead log is folded in first: left behind, it would be read into the new file.
 * Where the old file is too damaged for that, its log goes along with it.
 */
async function keepOld(databaseUrl: string, now: Date): Promise<string | undefined> {
  if (!existsSync(databaseUrl)) {
    for (const end of ['-wal', '-shm']) rmSync(`${databaseUrl}${end}`, { force: true });
    return undefined;
  }
  const kept = nameForOld(databaseUrl, now);
  const [folded] = await Promise.allSettled([
    (async () => {
      const old = await openBeside(databaseUrl);
      await foldLog(old.db).finally(() => old.close());
    })(),
  ]);
  if (!existsSync(kept)) linkSync(databaseUrl, kept);
  if (folded.status === 'rejected' && existsSync(`${databaseUrl}-wal`)) {
    renameSync(`${databaseUrl}-wal`, `${kept}-wal`);
  }
  for (const end of ['-wal', '-shm']) rmSync(`${databaseUrl}${end}`, { force: true });
  return kept;
}

/** The second of the restore names the old file; a restore that was killed in this second has given it that name already, another file keeps its own. */
function nameForOld(databaseUrl: string, now: Date): string {
  const first = `${databaseUrl}.before-${stampOf(now)}`;
  let name = first;
  for (let n = 2; existsSync(name) && !isSame(name, databaseUrl); n += 1) name = `${first}-${n}`;
  return name;
}

/** A backup of ours says in its name when it was made; of another file the last change counts. */
function instantOf(file: string): Date {
  return readBackupName(basename(file))?.at ?? statSync(file).mtime;
}

function isSame(one: string, other: string): boolean {
  if (!existsSync(one) || !existsSync(other)) return resolve(one) === resolve(other);
  const [first, second] = [statSync(one), statSync(other)];
  return first.ino === second.ino && first.dev === second.dev;
}
