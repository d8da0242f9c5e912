import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { isPostgres } from '../platform/db/address.ts';
import type { Database } from '../platform/db/open.ts';
import { removeTraces } from '../platform/db/trace.ts';
import type { Log } from '../platform/log.ts';
import { ownFolder } from '../platform/own-folder.ts';
import { appendAnchors, readAnchors } from './anchors.ts';
import { readHeads } from './backup.ts';
import { isBackupDue, isOfTomorrow, listSpare, nameBackup, newestOf } from './backup-rules.ts';

/** What is needed for the work of the night. */
export interface NightlyParts {
  database: Database;
  databaseUrl: string;
  backups: { folder: string; keep: number };
  log: Log;
  machineNow: () => Date;
  /** Makes and tries one backup; beside the event loop, where people wait for nothing. */
  make: (what: { databaseUrl: string; to: string }) => Promise<void>;
}

/** The work of the night: the decision logs' ends are anchored, a backup is made and tried, old ones go. */
export interface Nightly {
  /** Does the work when it is due; answers whether it was. */
  pass(): Promise<boolean>;
  read(): { newestAt?: Date; error?: string };
  stop(): Promise<void>;
}

/** The night does not begin to the second. */
const lookEveryMs = 20_000;
/** After a failure it is tried again at this distance. */
const retryMs = 60 * 60_000;

/**
 * Does the work of the night once a day, or once it can. A failure is said at each try in the log, stands in `/readyz` and
 * `/metrics`, and ends nothing. (P22, P36)
 */
export function openNightly(parts: NightlyParts): Nightly {
  const { backups, databaseUrl, log, machineNow } = parts;
  const startedAt = machineNow();
  const makesFiles = !isPostgres(databaseUrl) && databaseUrl !== ':memory:' && backups.keep > 0;
  let error: string | undefined;
  let failedAt = startedAt;
  let notBefore = startedAt;
  let running: Promise<boolean> | undefined;

  const newestAt = (): Date | undefined =>
    makesFiles
      ? newestOf(listNames(backups.folder), machineNow())
      : newestAnchor(backups.folder, machineNow());

  async function pass(): Promise<boolean> {
    const now = machineNow();
    const known = { newestAt: newestAt(), startedAt };
    if (now < notBefore || !isBackupDue(known, now)) return false;
    const [done] = await Promise.allSettled([work(parts, makesFiles, now)]);
    error = done.status === 'fulfilled' ? undefined : sayWhy(done.reason);
    if (error === undefined) {
      log.info(
        { folder: backups.folder },
        makesFiles ? 'the nightly backup was made and tried' : 'the logs were anchored',
      );
    } else {
      failedAt = now;
      notBefore = new Date(machineNow().getTime() + retryMs);
      log.error(
        { error },
        makesFiles
          ? 'the nightly backup failed; run barbell backup to see why'
          : 'the logs could not be anchored',
      );
    }
    return true;
  }

  function look(): void {
    running ??= pass().finally(() => {
      running = undefined;
    });
  }
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return {
    pass,
    read: () => {
      const at = newestAt();
      // Whoever was told to run `barbell backup`, and did, is told no longer.
      const isMended = at !== undefined && at > failedAt;
      return {
        ...(at === undefined ? {} : { newestAt: at }),
        ...(error === undefined || isMended ? {} : { error }),
      };
    },
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** Makes a backup in a thread of its own: a large file takes seconds, and people wait for three at the most. */
export function makeBeside(what: { databaseUrl: string; to: string }): Promise<void> {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(join(ownFolder(), `src/operate/backup-worker.${ending}`), {
    workerData: what,
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the thread ended with ${code}`));
    });
  });
}

async function work(parts: NightlyParts, makesFiles: boolean, now: Date): Promise<void> {
  const { database, databaseUrl, backups, make } = parts;
  const heads = await readHeads(database.db);
  appendAnchors(backups.folder, heads, { now });
  if (!makesFiles) return;
  await make({ databaseUrl, to: join(backups.folder, nameBackup('nightly', now)) });
  // While the copy was read, the write-ahead log could not be taken away.
  await removeTraces(database.db);
  for (const name of listSpare(listNames(backups.folder), backups.keep, now)) {
    rmSync(join(backups.folder, name), { force: true });
  }
}

/** The names in a folder; none where it is not there. */
export function listNames(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** When the logs were last anchored; a line of tomorrow says nothing. */
export function newestAnchor(folder: string, now: Date): Date | undefined {
  const { lines } = readAnchors(folder);
  const at = lines.findLast((line) => !isOfTomorrow(new Date(line.at), now))?.at;
  return at === undefined ? undefined : new Date(at);
}

function sayWhy(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  const code = 'code' in reason && typeof reason.code === 'string' ? `${reason.code}: ` : '';
  return `${code}${reason.message.split('\n')[0]}`;
}
