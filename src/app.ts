import { alarmFeature } from './features/alarm/feature.ts';
import { andonFeature } from './features/andon/feature.ts';
import { answerFeature } from './features/answer/feature.ts';
import { askFeature } from './features/ask/feature.ts';
import { assumptionFeature } from './features/assumption/feature.ts';
import { attachFeature } from './features/attach/feature.ts';
import { awayFeature } from './features/away/feature.ts';
import { calendarFeature } from './features/calendar/feature.ts';
import { companyFeature } from './features/company/feature.ts';
import { cycleFeature } from './features/cycle/feature.ts';
import { decideFeature } from './features/decide/feature.ts';
import { decisionFeature } from './features/decision/feature.ts';
import { deliveryFeature } from './features/delivery/feature.ts';
import { reportRestored, reportTrouble } from './features/delivery/handlers.ts';
import { deviateFeature } from './features/deviate/feature.ts';
import { doseFeature } from './features/dose/feature.ts';
import { draftFeature } from './features/draft/feature.ts';
import { exampleFeature } from './features/example/feature.ts';
import { exceptionFeature } from './features/exception/feature.ts';
import { exportFeature } from './features/export/feature.ts';
import { floorFeature } from './features/floor/feature.ts';
import { freezeFeature } from './features/freeze/feature.ts';
import { handoverFeature } from './features/handover/feature.ts';
import { hatFeature } from './features/hat/feature.ts';
import { helpFeature } from './features/help/feature.ts';
import { holidayFeature } from './features/holiday/feature.ts';
import { homeFeature } from './features/home/feature.ts';
import { lookbackFeature } from './features/lookback/feature.ts';
import { nudgeFeature } from './features/nudge/feature.ts';
import { onepagerFeature } from './features/onepager/feature.ts';
import { parkFeature } from './features/park/feature.ts';
import { reviewFeature } from './features/review/feature.ts';
import { revisitFeature } from './features/revisit/feature.ts';
import { rollupFeature } from './features/rollup/feature.ts';
import { stopOwnerFeature } from './features/stop-owner/feature.ts';
import { isKeptBack } from './features/team/access.ts';
import { teamFeature } from './features/team/feature.ts';
import { thanksFeature } from './features/thanks/feature.ts';
import { twokeyFeature } from './features/twokey/feature.ts';
import { vacancyFeature } from './features/vacancy/feature.ts';
import { voteFeature } from './features/vote/feature.ts';
import type { NewId } from './lib/ids.ts';
import type { Random } from './lib/random.ts';
import { greetSlack, type Ourselves, openRitualClock } from './operate/greeting.ts';
import { makeBeside, type Nightly, openNightly } from './operate/nightly.ts';
import { openPresence, type Presence } from './operate/presence.ts';
import { recoverRestored } from './operate/recovery.ts';
import type { StartWait } from './operate/start-wait.ts';
import { programVersion } from './operate/version.ts';
import { openVitals } from './operate/vitals.ts';
import { type Clock, machineRandom, newId } from './platform/clock.ts';
import { refuseDamaged } from './platform/db/backup.ts';
import { migrate } from './platform/db/migrate.ts';
import { changesOf, type Database, type Db, engineOf, openDatabase } from './platform/db/open.ts';
import { readDisk } from './platform/db/place.ts';
import { onCommit } from './platform/db/transact.ts';
import { saveWorkspace } from './platform/db/workspace.ts';
import { type Door, openDoor } from './platform/health.ts';
import type { Log } from './platform/log.ts';
import { Sender } from './platform/outbox/deliver.ts';
import type { SenderParts } from './platform/outbox/parts.ts';
import { noPaces, type Paces, slackPaces } from './platform/outbox/rules.ts';
import { type Bell, openBell } from './platform/schedule/bell.ts';
import type { SoundClock } from './platform/schedule/sound-clock.ts';
import { startTicker, type Ticker } from './platform/schedule/tick.ts';
import { quickHash, slowHash } from './platform/secret.ts';
import type { Settings } from './platform/settings.ts';
import { type Listening, listenToSlack } from './platform/slack/bolt.ts';
import type { Slack } from './platform/slack/client.ts';
import type { Deps, Feature, Job } from './platform/slack/feature.ts';
import { forgetOldKeys } from './platform/slack/once.ts';
import { openPeople } from './platform/slack/roster.ts';
import { type Router, route } from './platform/slack/router.ts';
import type { SealedDeps } from './platform/slack/sealed.ts';
import { openSealedDoor, type SealedDoor } from './platform/slack/sealed-door.ts';
import { openWatch, type Watch } from './platform/watch.ts';
import { readCore } from './platform/watching.ts';

/** Every feature. The order of their jobs is the order in which one tick does them. */
export const features: readonly Feature[] = [
  teamFeature,
  holidayFeature,
  awayFeature,
  calendarFeature,
  draftFeature,
  deviateFeature,
  exampleFeature,
  onepagerFeature,
  handoverFeature,
  vacancyFeature,
  parkFeature,
  freezeFeature,
  exceptionFeature,
  assumptionFeature,
  reviewFeature,
  voteFeature,
  decideFeature,
  decisionFeature,
  twokeyFeature,
  floorFeature,
  hatFeature,
  attachFeature,
  exportFeature,
  cycleFeature,
  askFeature,
  thanksFeature,
  rollupFeature,
  companyFeature,
  alarmFeature,
  doseFeature,
  // Before the reminders: who can stop harm is worth a place of somebody's week more than a vote.
  stopOwnerFeature,
  nudgeFeature,
  revisitFeature,
  lookbackFeature,
  homeFeature,
  deliveryFeature,
  helpFeature,
  answerFeature,
  { name: 'housekeeping', jobs: [forgetOldKeys] },
];

/** What is entered by a door of its own, with nobody's name. Its jobs come first: what it raises is posted by the same tick. */
export const sealedFeature = andonFeature;

/** Everything that thinks, on the four seams to the outside world: the clock, ids, Slack and the database. */
export interface Core {
  deps: Deps;
  router: Router;
  sender: Sender;
  /** The second entry. */
  door: SealedDoor;
}

/**
 * Wires the features to what they are handed; opens nothing and starts nothing. `machineNow` is transport time. What makes
 * it a process (sockets, a port, the bell) is added by `startApp`, or left out by a simulation.
 */
export function openCore(seams: {
  db: Db;
  slack: Slack;
  log: Log;
  newId: NewId;
  random: Random;
  /** Ours, as Slack says. */
  workspaceId: string;
  /** The ritual's time. */
  now: () => Date;
  machineNow: () => Date;
  /** What this machine's clock says and whether that is in doubt, where it may be. */
  doubts?: Pick<SenderParts, 'wallNow' | 'isTimeSure'>;
  /** The database server's time, where other processes may send from the same database. */
  readServerTime?: () => Promise<Date>;
  paces: Paces;
  /** Whether people move the ritual's time. */
  isClockMoved: boolean;
}): Core {
  const { db, slack, log, newId, machineNow, paces } = seams;
  const people = openPeople({ db, slack, machineNow });
  const { random, workspaceId, now, isClockMoved } = seams;
  const deps: Deps = { db, workspaceId, newId, log, people };
  const router = route(features);
  const sender = new Sender({
    ...{ db, workspaceId, slack, log, paces, machineNow, ...seams.doubts },
    ...(seams.readServerTime === undefined ? {} : { readServerTime: seams.readServerTime }),
    onTrouble: (tx, trouble) => reportTrouble(tx, { newId, trouble, now: now() }),
    draw: (tx, address) => {
      const { draw, id } = router.drawing(address);
      return draw(tx, { deps, id }, now());
    },
    isKeptBack: (message) => isKeptBack(db, message),
  });
  const tellsHour = engineOf(db) === 'postgres';
  const sealed: SealedDeps = {
    ...{ db, workspaceId, newId, random, slowHash, quickHash, tellsHour, isClockMoved },
  };
  const door = openSealedDoor({
    ...{ slack, workspaceId, now, machineNow },
    feature: sealedFeature,
    deps: sealed,
  });
  const jobs = [...listSealedJobs(door, sealed), ...router.jobs];
  return { deps, router: { ...router, jobs }, sender, door };
}

/** The room's jobs with what the room is handed, and nothing of what the others are. */
function listSealedJobs(door: SealedDoor, sealed: SealedDeps): Job[] {
  const forget: Job = { name: 'sealed.forget', run: async () => door.forget() };
  const jobs = sealedFeature.jobs.map(({ name, run, nextDue, wakesAt }) => ({
    name,
    restsUntil: 'due' as const,
    run: (_: Deps, now: Date) => run(sealed, now),
    wakesAt: (_: Deps, now: Date) => wakesAt(sealed, now),
    ...(nextDue === undefined ? {} : { nextDue: (_: Deps, now: Date) => nextDue(sealed, now) }),
  }));
  return [forget, ...jobs];
}

/** A running Barbell. */
export interface App {
  port: number;
  stop(): Promise<void>;
}

/** Settings of a Barbell that talks to a Slack: real, or the local workspace. */
export type AppSettings = Settings & { slack: NonNullable<Settings['slack']> };

/** What the process ends for, to be started anew. */
export interface Endings {
  /** Slack can never reach us again. */
  onDeaf: (why: string) => void;
  /** The disk under the database failed, with the engine's code; nothing more is asked of it. */
  onDiskFailure: (code: string) => void;
}

/** Starts everything in order and resolves when Slack can reach us. Throws a `StartupError` for whatever a person can mend. */
export async function startApp(
  settings: AppSettings,
  log: Log,
  { onDeaf, onDiskFailure }: Endings,
): Promise<App> {
  const { slack, bot, sound, isTimeSure, waiting } = await greetSlack(settings, log);
  const machineNow = sound.now;
  const database = await openSound(settings.databaseUrl, log);
  const { db } = database;
  await saveWorkspace(db, { id: bot.workspaceId, botUserId: bot.botUserId, now: machineNow() });
  const { workspaceId } = bot;
  const presence = await openPresence(database, { workspaceId, newId, machineNow });

  const paces = settings.keepsPace ? slackPaces : noPaces;
  let ticker: Ticker | undefined;
  const clock = await openRitualClock(
    settings,
    { sound, isTimeSure, log },
    () => void ticker?.ring(),
  );
  const { now } = clock;
  const core = openCore({
    ...{ db, slack, log, newId, now, machineNow, paces },
    doubts: { wallNow: sound.wall, isTimeSure },
    random: machineRandom,
    isClockMoved: settings.clockUrl !== undefined,
    ...{ workspaceId, ...presence },
  });
  const { deps, router, sender, door: sealedDoor } = core;
  await sender.recover(database.engine === 'sqlite');

  ticker = startTicker({
    ...{ jobs: router.jobs, deps, log, now, machineNow },
    changes: changesOf(db),
    isTimeSure: clock.isSure,
  });
  const { ring } = ticker;
  await recoverRestored({
    ...{ db, log, machineNow, ring },
    tell: (tx, backupAt) => reportRestored(tx, { newId, workspaceId, backupAt }),
  });
  onCommit(db, () => sender.wake());
  // They would only complain, one after the other, that nothing is answered any more.
  const rest = () => void Promise.all([ticker?.stop(), sender.stop()]);
  database.disk?.onFailure((code) => {
    onDiskFailure(code);
    rest();
  });
  const bell = openBell(() => void ticker?.ringForOwn());
  const hearing = listenToSlack({
    ...settings.slack,
    ...{ bot, router, deps, slack, log, now },
    door: sealedDoor,
    newRef: () => newId('ref').slice(4, 10),
    ...{ machineNow, isTimeSure, onDeaf },
    ...{ random: machineRandom, onActed: bell.touch, ...presence },
    onRevoked: () => sender.checkToken(workspaceId),
  });
  const listening = await waiting.untilHeard(hearing);
  const seen = { settings, slack, bot, database, log, clock, sound, ticker, sender, listening };
  const { nightly, watch, door } = await openEyes({ ...seen, waiting, presence });
  void ticker.ring();
  sender.wake();
  return {
    port: door.port,
    stop: () => stopAll({ listening, watch, nightly, bell, ticker, sender, clock, door, database }),
  };
}

/** Whole pages, and of this version. */
async function openSound(url: string, log: Log): Promise<Database> {
  const database = await openDatabase(url);
  if (await refuseDamaged(database.db, url)) {
    log.warn({}, 'the index of the search was damaged and was built anew: look at the disk');
  }
  await migrate(database);
  return database;
}

/** What looks after the process while it runs, and the port at which it is asked how it is. */
async function openEyes(parts: {
  settings: AppSettings;
  slack: Slack;
  bot: Ourselves;
  database: Database;
  log: Log;
  clock: Clock;
  sound: SoundClock;
  ticker: Ticker;
  sender: Sender;
  listening: Listening;
  waiting: StartWait;
  presence: Presence;
}): Promise<{ nightly: Nightly; watch: Watch; door: Door }> {
  const { settings, slack, bot, database, log, clock, ticker, sender, listening } = parts;
  const { databaseUrl, backups } = settings;
  const { db } = database;
  const machineNow = parts.sound.now;
  const nightly = openNightly({
    ...{ database, databaseUrl, backups, log, machineNow, make: makeBeside },
  });
  const watch = openWatch({
    ...{ db, slack, listening, sender, ticker, log, machineNow, workspaceId: bot.workspaceId },
    ...parts.presence,
    readDiskError: () => database.disk?.failedWith(),
    readClock: parts.sound.standing,
    ...(database.engine === 'sqlite'
      ? { readFreeBytes: () => readDisk(databaseUrl).freeBytes }
      : {}),
    ...(backups.keep === 0 ? {} : { readBackup: nightly.read }),
    ...(settings.isProduction ? { core: readCore() } : {}),
  });
  await parts.waiting.end();
  const door = await openDoor({
    port: settings.port,
    ...openVitals({
      ...{ bot, clock, ticker, sender, listening, watch, machineNow, version: programVersion() },
      slack: settings.slack,
      readBackupAt: () => nightly.read().newestAt,
    }),
    onTrouble: (error) => log.error({ error: String(error) }, 'the health check fails'),
    // A clock that may be moved is only for a Slack on this machine: then nobody else has business here either.
    ...(settings.clockUrl === undefined ? {} : { host: '127.0.0.1' }),
    ...(listening.requestListener === undefined ? {} : { slackEvents: listening.requestListener }),
  });
  return { nightly, watch, door };
}

/** Stops listening first, finishes what is under way, closes the database last. */
async function stopAll(parts: {
  listening: Listening;
  watch: Watch;
  nightly: Nightly;
  bell: Bell;
  ticker: Ticker;
  sender: Sender;
  clock: Clock;
  door: Door;
  database: Database;
}): Promise<void> {
  parts.clock.stop();
  await parts.door.stop();
  await parts.watch.stop();
  await parts.listening.stop();
  parts.bell.stop();
  await parts.ticker.stop();
  await parts.nightly.stop();
  await parts.sender.stop();
  await parts.database.close();
}
