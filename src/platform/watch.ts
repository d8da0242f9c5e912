import { attend, attendDeaf } from './attendance.ts';
import { errorCode } from './db/error-code.ts';
import { toInstant } from './db/instant.ts';
import type { Db } from './db/open.ts';
import { type Check, type Facts, findTurned, judge } from './health-rules.ts';
import type { Log } from './log.ts';
import type { Sender } from './outbox/deliver.ts';
import { findParked, readWaiting, stampWaiting, type Waiting } from './outbox/store-held.ts';
import type { Standing } from './schedule/clock-rules.ts';
import type { Ticker } from './schedule/tick.ts';
import { type Slack, settle } from './slack/client.ts';
import { SlackFailure } from './slack/failures.ts';
import { watchStalls } from './stalls.ts';

/** What is watched. `machineNow` is transport time. */
export interface WatchParts {
  db: Db;
  slack: Pick<Slack, 'authTest'>;
  workspaceId: string;
  /** Of this process, among those that share the database. */
  processId: string;
  listening: { isConnected(): boolean; countOthers(): number; countLinks(): number };
  sender: Pick<Sender, 'passedAt'>;
  ticker: Pick<Ticker, 'tickedAt' | 'movedAt'>;
  log: Log;
  machineNow: () => Date;
  /** The database server's time, where other processes may share the database. */
  readServerTime?: () => Promise<Date>;
  /** The engine's code once the disk under the database has failed. */
  readDiskError?: () => string | undefined;
  /** How far the machine's clock is to be believed. */
  readClock?: () => Standing;
  /** How much room the database has, where it lies on a disk of ours. */
  readFreeBytes?: () => number;
  /** How the backups stand, where backups are made here. */
  readBackup?: () => NonNullable<Facts['backup']>;
  /** How much a crash would write of the memory, where nobody may look into it. */
  core?: string | undefined;
}

/** What the watch knows: the judgement of each part, and the figures of the outbox. */
export interface Watch {
  readChecks(): Check[];
  readWaiting(): Waiting;
  /** How long the event loop stood still at the most within the last minute. */
  longestStallMs(): number;
  stop(): Promise<void>;
}

const lookEveryMs = 10_000;
/** Slack is asked every second time. */
const greetEvery = 2;
/** Each stall is told for half a minute at least. */
const stallWindowMs = 30_000;

/**
 * Looks after every part of the process every ten seconds and remembers when each last did its work, so that health is told
 * at once and without asking anything. Slack itself is asked too: on a quiet day nothing else would show that nobody hears us.
 * (reliability.md P06)
 */
export function openWatch(parts: WatchParts): Watch {
  const { machineNow } = parts;
  const startedAt = machineNow();
  const seen: Seen = {
    ...{ lookedAt: startedAt, greetedAt: startedAt, wroteAt: startedAt },
    waiting: { counts: { pending: 0, sending: 0, unknown: 0, sent: 0, dead: 0 } },
  };
  const stalls = watchStalls(stallWindowMs);
  let looks = 0;
  let looking: Promise<void> | undefined;
  let told: Check[] = [];
  let isStopped = false;

  function readChecks(): Check[] {
    const now = machineNow();
    const { waiting, ...rest } = seen;
    return judge(
      {
        ...rest,
        startedAt,
        ...(waiting.oldestSince === undefined ? {} : { oldestSince: waiting.oldestSince }),
        ...(waiting.undrawn === undefined ? {} : { undrawn: waiting.undrawn }),
        isConnected: parts.listening.isConnected(),
        others: parts.listening.countOthers(),
        passedAt: parts.sender.passedAt() ?? startedAt,
        tickedAt: parts.ticker.tickedAt() ?? startedAt,
        movedAt: parts.ticker.movedAt() ?? startedAt,
        longestStallMs: stalls.longestMs(),
        diskError: parts.readDiskError?.(),
        clock: parts.readClock?.(),
        ...(parts.readBackup === undefined ? {} : { backup: parts.readBackup() }),
        ...(parts.core === undefined ? {} : { core: parts.core }),
      },
      now,
    );
  }

  function look(): void {
    if (isStopped) return;
    const checks = readChecks();
    tellTurned(parts.log, findTurned(told, checks));
    told = checks;
    // A look that hangs is not begun again: then it shows that nobody looks.
    looking ??= lookOnce(parts, seen, looks % greetEvery === 0).finally(() => {
      looking = undefined;
    });
    looks += 1;
  }

  const timer = setInterval(look, lookEveryMs);
  look();
  return {
    readChecks,
    readWaiting: () => seen.waiting,
    longestStallMs: () => stalls.longestMs(),
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      stalls.stop();
      await looking;
    },
  };
}

/** So that the log says since when, and for how long: in the morning nobody remembers what `/readyz` said. */
function tellTurned(log: Log, turned: readonly Check[]): void {
  for (const { name, ok, isWarning, says } of turned) {
    if (ok) log.info({ part: name }, 'a part works again');
    else if (isWarning === true) log.warn({ part: name, says }, 'a part wants a look');
    // It works again when this is seen.
    else if (name === 'loop') log.info({ part: name, says }, 'a part did not work');
    else log.error({ part: name, says }, 'a part does not work');
  }
}

type Seen = Pick<
  Facts,
  'lookedAt' | 'greetedAt' | 'refusedCode' | 'parkedReason' | 'wroteAt' | 'writeError' | 'freeBytes'
> & { waiting: Waiting };

async function lookOnce(parts: WatchParts, seen: Seen, doesGreet: boolean): Promise<void> {
  await Promise.all([
    lookAtDatabase(parts, seen),
    lookAtDisk(parts, seen),
    doesGreet ? lookAtSlack(parts, seen) : undefined,
  ]);
  seen.lookedAt = parts.machineNow();
}

/** Writes, because a database that can only be read answers every question. */
async function lookAtDatabase(parts: WatchParts, seen: Seen): Promise<void> {
  const { db, workspaceId, log, machineNow } = parts;
  const [done] = await Promise.allSettled([
    (async () => {
      const at = (await parts.readServerTime?.()) ?? machineNow();
      const here = { id: parts.processId, workspaceId, links: parts.listening.countLinks() };
      if (parts.listening.isConnected()) await attend(db, here, at);
      else await attendDeaf(db, here);
      await stampWaiting(db, workspaceId, machineNow());
      seen.waiting = await readWaiting(db, workspaceId);
      seen.parkedReason = await findParked(db, workspaceId);
    })(),
  ]);
  if (done.status === 'fulfilled') {
    seen.wroteAt = machineNow();
    seen.writeError = undefined;
    return;
  }
  // The short code alone: whoever asks for health may be a stranger, and messages hold paths and addresses.
  const error = errorCode(done.reason) || 'no answer';
  if (seen.writeError !== error) log.error({ error }, 'the database takes no writes');
  seen.writeError = error;
}

async function lookAtDisk({ readFreeBytes }: WatchParts, seen: Seen): Promise<void> {
  // A disk that does not even say that is told by what is written to it.
  const [read] = await Promise.allSettled([(async () => readFreeBytes?.())()]);
  seen.freeBytes = read.status === 'fulfilled' ? read.value : undefined;
}

async function lookAtSlack({ slack, machineNow }: WatchParts, seen: Seen): Promise<void> {
  const greeted = await settle(slack.authTest());
  if (!(greeted instanceof SlackFailure)) {
    seen.greetedAt = machineNow();
    seen.refusedCode = undefined;
  } else if (greeted.treatment === 'park') {
    seen.refusedCode = greeted.code;
  }
}

/** Writes a row of the doctor's own, to see whether writes are taken; throws what the engine throws. (reliability.md P06) */
export async function beat(db: Db, now: Date): Promise<void> {
  const at = toInstant(now);
  await db
    .insertInto('heartbeat')
    .values({ name: 'doctor', at })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ at }))
    .execute();
}
