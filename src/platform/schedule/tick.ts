import type { Watched } from '../db/changes.ts';
import type { Log } from '../log.ts';
import type { Deps, Job } from '../slack/feature.ts';
import { startBeat } from './beat.ts';
import { Rest } from './rest.ts';

/** The bell: what is due is asked of the database, by these jobs in this order. */
export interface Ticker {
  /** Rings now; rings that come while it runs are one more run afterwards. */
  ring(): Promise<void>;
  /**
   * Rings for what was done in this process: what others have written meanwhile is theirs to follow up, and is looked at with the
   * next `ring`. Two processes whose people act at the same time would otherwise each ask everything for every act of the other.
   */
  ringForOwn(): Promise<void>;
  /** Whether everything that was due by `now` has been done: no run is under way, and nothing fell due since the last. */
  isCaughtUp(now: Date): Promise<boolean>;
  /** The next instant of each kind of due thing after `now`. */
  readNext(now: Date): Promise<Record<string, Date>>;
  /** When the last run ended, by the machine's clock; undefined without one. */
  tickedAt(): Date | undefined;
  /** When a run last got on: it ended, or one of its jobs asked the database something. Undefined likewise. */
  movedAt(): Date | undefined;
  /** How often each job failed since the start. */
  failures(): ReadonlyMap<string, number>;
  /** Rings no more, and waits for the run that is under way. */
  stop(): Promise<void>;
}

interface Parts {
  jobs: readonly Job[];
  deps: Deps;
  log: Log;
  /** The ritual's time. */
  now: () => Date;
  /** Transport time, where somebody watches whether the bell still rings. */
  machineNow?: () => Date;
  /** What knows of the changes of the database: then jobs may rest. */
  changes?: Watched | undefined;
  /** Whether the ritual's time is known; until it is, nothing is asked for. (P19) */
  isTimeSure?: (() => Promise<boolean>) | undefined;
}

type Asked = Parts & { rest: Rest };

/** A ticker with a bell of its own: it rings every ten seconds, and when asked. */
export function startTicker(parts: Parts): Ticker {
  const ticker = openTicker(parts);
  const stopBeat = startBeat(() => void ticker.ring());
  return {
    ...ticker,
    stop: async () => {
      stopBeat();
      await ticker.stop();
    },
  };
}

/**
 * Rings only when asked. One job's failure is logged and does not stop the next; a job that is asked twice for the same
 * instant changes nothing the second time. (architecture.md section 5, *Time passes*)
 */
export function openTicker(parts: Parts): Ticker {
  let running: Promise<void> | undefined;
  let isWanted = false;
  let isLookWanted = false;
  let isStopped = false;
  let doneAt: Date | undefined;
  let tickedAt: Date | undefined;
  let movedAt: Date | undefined;
  const failures = new Map<string, number>();
  const asked: Asked = { ...parts, rest: new Rest(parts.changes, parts.machineNow) };

  async function runAll(): Promise<void> {
    while (isWanted && !isStopped) {
      isWanted = false;
      const isSure = (await parts.isTimeSure?.()) ?? true;
      const now = parts.now();
      if (isSure && isLookWanted) {
        isLookWanted = false;
        await asked.rest.look();
      }
      const run = () => runEach(asked, now, { fail, isStopped: () => isStopped });
      doneAt = isSure && (await follow(parts, run, move)) ? now : undefined;
      tickedAt = parts.machineNow?.();
      move();
    }
    // In the same breath as the last look at `isWanted`, so that no ring falls in between.
    running = undefined;
  }

  const move = (): void => {
    movedAt = parts.machineNow?.();
  };

  const fail = (job: Job): void => {
    failures.set(job.name, (failures.get(job.name) ?? 0) + 1);
  };

  function ringForOwn(): Promise<void> {
    if (isStopped) return Promise.resolve();
    isWanted = true;
    running ??= runAll();
    return running;
  }

  async function isCaughtUp(now: Date): Promise<boolean> {
    if (running !== undefined || doneAt === undefined) return false;
    if (doneAt.getTime() === now.getTime()) return true;
    // The clock went back: what is due then is asked anew.
    if (doneAt > now) return false;
    return Object.values(await readNext(asked, doneAt)).every((at) => at > now);
  }

  return {
    ring: () => {
      isLookWanted = true;
      return ringForOwn();
    },
    ringForOwn,
    isCaughtUp,
    readNext: (now) => readNext(asked, now),
    tickedAt: () => tickedAt,
    movedAt: () => movedAt,
    failures: () => failures,
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}

/** A run over thousands of teams takes minutes: while it asks one question after the other, it does not stand still. */
function follow<Result>(
  { changes }: Parts,
  work: () => Promise<Result>,
  onAsk: () => void,
): Promise<Result> {
  return changes === undefined ? work() : changes.follow(work, onAsk);
}

/** Asks one job after the other until it is stopped; whether all of them were done. */
async function runEach(
  asked: Asked,
  now: Date,
  { fail, isStopped }: { fail: (job: Job) => void; isStopped: () => boolean },
): Promise<boolean> {
  let areAllDone = true;
  for (const job of asked.jobs) {
    // Without a promise for each: most ticks find nothing due.
    if (!isStopped() && asked.rest.recallRest(job, now)) continue;
    const isDone = !isStopped() && (await runJob(job, asked, now));
    if (!isDone) fail(job);
    areAllDone = areAllDone && isDone;
  }
  return areAllDone;
}

async function runJob(job: Job, { deps, log, rest }: Asked, now: Date): Promise<boolean> {
  try {
    if (!(await rest.isResting(job, deps, now))) await rest.run(job, deps, now);
    return true;
  } catch (error) {
    log.error(
      { job: job.name, stack: stackOf(error) },
      'a job failed; it is asked again at the next tick',
    );
    return false;
  }
}

/** Where it went wrong; for several failures together each of theirs, because their own sum says nothing. */
function stackOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(stackOf).join('\n');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function readNext({ jobs, deps, rest }: Asked, now: Date): Promise<Record<string, Date>> {
  const next: Record<string, Date> = {};
  await rest.look();
  for (const job of jobs) {
    for (const [kind, at] of Object.entries(await rest.readNext(job, deps, now))) {
      const known = next[kind];
      if (at > now && (known === undefined || at < known)) next[kind] = at;
    }
  }
  return next;
}
