import { existsSync, statSync } from 'node:fs';
import { listTeamIds, listWorkspaceIds } from '../features/export/store.ts';
import type { Team } from '../features/team/rules.ts';
import { getTeam } from '../features/team/store.ts';
import { StartupError } from '../lib/startup-error.ts';
import { isPostgres } from '../platform/db/address.ts';
import { findDamage, isSearchAlone } from '../platform/db/backup.ts';
import { errorCode } from '../platform/db/error-code.ts';
import { listPending } from '../platform/db/migrate.ts';
import { type Database, type Db, openBeside, readEngineTime } from '../platform/db/open.ts';
import { judgeFileSystem, readDisk, sqliteVersion } from '../platform/db/place.ts';
import { transact } from '../platform/db/transact.ts';
import { backupWithinMs, oldWithinMs, tightBytes } from '../platform/health-rules.ts';
import { readWaiting, type Waiting } from '../platform/outbox/store-held.ts';
import type { Settings } from '../platform/settings.ts';
import { connectSlack, type Slack, settle } from '../platform/slack/client.ts';
import { SlackFailure } from '../platform/slack/failures.ts';
import { beat } from '../platform/watch.ts';
import { newestOf } from './backup-rules.ts';
import type { Line } from './line.ts';
import { listNames, newestAnchor } from './nightly.ts';

const megabyte = 1024 * 1024;
const fullBytes = 50 * megabyte;
/** A reader that never ends keeps the write-ahead log from being folded in (reliability.md F-78). */
const longLogBytes = 64 * megabyte;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const skewMs = 60_000;

/** The disk, the database, what waits in it, its backups, and the channels of its teams. */
export async function examineDatabase(settings: Settings, now: Date): Promise<Line[]> {
  const { databaseUrl } = settings;
  const lines = isPostgres(databaseUrl) ? [] : examineDisk(databaseUrl);
  const about = 'database';
  if (!isPostgres(databaseUrl) && !existsSync(databaseUrl)) {
    const says = `there is none at ${databaseUrl}: start Barbell once, or set DATABASE_URL to the right one.`;
    return [...lines, { as: 'bad', about, says }];
  }
  const [opened] = await Promise.allSettled([openBeside(databaseUrl)]);
  if (opened.status === 'rejected')
    return [...lines, { as: 'bad', about, says: sayError(opened.reason) }];
  const database = opened.value;
  const [looked] = await Promise.allSettled([examineOpen(database, settings, now)]);
  await database.close();
  if (looked.status === 'fulfilled') return [...lines, ...looked.value];
  return [...lines, { as: 'bad', about, says: sayError(looked.reason) }];
}

async function examineOpen(database: Database, settings: Settings, now: Date): Promise<Line[]> {
  const about = 'database';
  const pending = await listPending(database);
  if (pending.length > 0) {
    const says = `is older than this program by ${pending.length} migrations: start Barbell, or run barbell migrate.`;
    return [{ as: 'bad', about, says }];
  }
  const damage = await findDamage(database.db);
  const skewOf = Math.abs((await readEngineTime(database.db, now)).getTime() - now.getTime());
  const what =
    database.engine === 'sqlite'
      ? `SQLite ${sqliteVersion()}, WAL, every commit on disk`
      : 'PostgreSQL';
  return [
    damage.length === 0
      ? { as: 'ok', about, says: `${what}; sound, and of this version` }
      : {
          as: 'bad',
          about,
          says: `is damaged (${damage[0]}): ${isSearchAlone(damage) ? 'start Barbell anew, which mends the index of its search' : 'stop Barbell and run barbell restore <file>'}.`,
        },
    ...(skewOf < skewMs
      ? []
      : [
          {
            as: 'warn',
            about: 'clock',
            says: `is ${Math.round(skewOf / 1000)} s from the database server’s: synchronise both.`,
          } as const,
        ]),
    ...(await examineWriting(database.db, now)),
    ...(await examineOutboxes(database.db, now)),
    ...judgeBackups(settings, now),
    ...(await examineChannels(database, settings)),
  ];
}

/** What answers every question may still take no write. */
async function examineWriting(db: Db, now: Date): Promise<Line[]> {
  const [wrote] = await Promise.allSettled([transact(db, (tx) => beat(tx, now))]);
  if (wrote.status === 'fulfilled') return [];
  const why = errorCode(wrote.reason) || 'no answer';
  const says = `takes no writes (${why}): make room on its disk, and look at its rights and at who holds it.`;
  return [{ as: 'bad', about: 'database', says }];
}

async function examineOutboxes(db: Db, now: Date): Promise<Line[]> {
  const lines: Line[] = [];
  for (const id of await listWorkspaceIds(db)) {
    lines.push(...judgeOutbox(await readWaiting(db, id), now));
  }
  return lines;
}

function examineDisk(file: string): Line[] {
  const { type, freeBytes } = readDisk(file);
  const place = judgeFileSystem(type);
  const about = 'disk';
  const lines: Line[] = [judgeFree(freeBytes)];
  if (place?.isRefused === true) {
    lines.push({
      as: 'bad',
      about,
      says: `is ${place.name}, where locks do not hold: move the file to a disk of this machine.`,
    });
  } else if (place !== undefined) {
    lines.push({
      as: 'warn',
      about,
      says: `is ${place.name}: everything is gone with the next restart of the machine.`,
    });
  }
  const log = `${file}-wal`;
  if (existsSync(log) && statSync(log).size > longLogBytes) {
    const says = `${log} has ${Math.round(statSync(log).size / megabyte)} MB: something reads the file without an end; close it.`;
    lines.push({ as: 'warn', about, says });
  }
  return lines;
}

/** How much room there is. */
export function judgeFree(freeBytes: number): Line {
  const free = `${Math.floor(freeBytes / megabyte)} MB free`;
  if (freeBytes < fullBytes)
    return { as: 'bad', about: 'disk', says: `${free}: make room now, writes are about to fail.` };
  if (freeBytes < tightBytes)
    return { as: 'warn', about: 'disk', says: `${free}: make room, or keep fewer backups.` };
  return { as: 'ok', about: 'disk', says: free };
}

/** What waits, and for how long. */
export function judgeOutbox({ counts, undrawn, oldestSince }: Waiting, now: Date): Line[] {
  const about = 'outbox';
  const lines: Line[] = [];
  const waiting = counts.pending + counts.sending + counts.unknown;
  const minutes =
    oldestSince === undefined ? 0 : Math.floor((now.getTime() - oldestSince.getTime()) / minuteMs);
  if (minutes * minuteMs >= oldWithinMs) {
    lines.push({
      as: 'bad',
      about,
      says: `the oldest of ${waiting} has waited for ${minutes} minutes: run barbell outbox.`,
    });
  }
  if (counts.dead > 0) {
    lines.push({
      as: 'warn',
      about,
      says: `${counts.dead} cannot be sent: run barbell outbox, mend the cause, then resend.`,
    });
  }
  if (undrawn !== undefined) {
    lines.push({
      as: 'warn',
      about,
      says: `${undrawn} cannot be drawn, which is a bug of ours: look in the log for “could not be drawn”.`,
    });
  }
  return lines.length > 0
    ? lines
    : [{ as: 'ok', about, says: waiting === 0 ? 'empty' : `${waiting} on their way` }];
}

function judgeBackups({ databaseUrl, backups }: Settings, now: Date): Line[] {
  const about = 'backup';
  if (isPostgres(databaseUrl)) {
    const at = newestAnchor(backups.folder, now);
    const says =
      at === undefined
        ? `nothing is anchored in ${backups.folder} yet`
        : `the log was anchored on ${at.toISOString().slice(0, 10)}`;
    return [{ as: 'ok', about, says: `${says}; back PostgreSQL up with pg_dump` }];
  }
  if (backups.keep === 0)
    return [{ as: 'warn', about, says: 'switched off by BARBELL_BACKUP_KEEP=0: set it to 14.' }];
  const at = newestOf(listNames(backups.folder), now);
  if (at === undefined)
    return [{ as: 'warn', about, says: `there is none in ${backups.folder}: run barbell backup.` }];
  return [judgeBackup(at, now)];
}

/** Whether the newest backup is one of the last night. */
export function judgeBackup(at: Date, now: Date): Line {
  const about = 'backup';
  const hours = Math.floor((now.getTime() - at.getTime()) / hourMs);
  return hours * hourMs < backupWithinMs
    ? { as: 'ok', about, says: `the newest is ${hours} h old` }
    : {
        as: 'bad',
        about,
        says: `the newest is ${hours} h old: run barbell backup, and look at the log for why.`,
      };
}

async function examineChannels(database: Database, { slack: access }: Settings): Promise<Line[]> {
  if (access === undefined) return [];
  const slack = connectSlack({ botToken: access.botToken, apiUrl: access.apiUrl });
  const identity = await settle(slack.authTest());
  if (identity instanceof SlackFailure) return [];
  const lines: Line[] = [];
  const { workspaceId } = identity;
  const teams: Team[] = [];
  // Paused ones too: an archived channel pauses its team.
  for (const id of await listTeamIds(database.db, workspaceId)) {
    teams.push(await getTeam(database.db, workspaceId, id));
  }
  for (const channelId of new Set(
    teams.flatMap((team) => [team.channelId, team.rollupChannelId]),
  )) {
    lines.push(await examineChannel(slack, channelId));
  }
  if (teams.length === 0) {
    lines.push({
      as: 'ok',
      about: 'channels',
      says: 'no team yet: /invite @Barbell in a channel and press Set up',
    });
  }
  return lines;
}

async function examineChannel(slack: Slack, channelId: string): Promise<Line> {
  const about = `channel ${channelId}`;
  const channel = await settle(slack.readChannel(channelId));
  if (channel instanceof SlackFailure) {
    const says = `Slack says ${channel.code}: /invite @Barbell there, or choose another one in /onepager settings.`;
    return { as: 'bad', about, says };
  }
  const { name, isArchived, hasBot, isExternal } = channel;
  if (isArchived)
    return {
      as: 'bad',
      about,
      says: `#${name} is archived: unarchive it, or choose another one in /onepager settings.`,
    };
  if (!hasBot)
    return { as: 'bad', about, says: `Barbell is not in #${name}: type /invite @Barbell there.` };
  if (isExternal)
    return {
      as: 'bad',
      about,
      says: `#${name} is shared with another organisation, so nothing is posted there: stop sharing it, or choose another one in /onepager settings.`,
    };
  return { as: 'ok', about, says: `#${name}` };
}

function sayError(error: unknown): string {
  if (error instanceof StartupError) return error.lines.join(' ');
  return error instanceof Error
    ? `${error.message}: stop Barbell, then look at the disk and the file.`
    : String(error);
}
