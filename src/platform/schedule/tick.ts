import { schedule } from 'node-cron';
import type { Log } from '../log.ts';
import type { Deps, Job } from '../slack/feature.ts';

/** The bell: what is due is asked of the database, by these jobs in this order. */
export interface Ticker {
  /** Rings now; rings that come while it runs are one more run afterwards. */
  ring(): Promise<void>;
  /** Whether everything that was due at the ritual's present time has been looked at. */
  isCaughtUp(): boolean;
  /** The next instant of each kind of due thing after the ritual's present time. */
  readNext(): Promise<Record<string, Date>>;
  stop(): Promise<void>;
}

/**
 * Rings every ten seconds and when asked. One job's failure is logged and does not stop the next; a job that is asked
 * twice for the same instant changes nothing the second time. (architecture.md section 5, *Time passes*)
 */
export function startTicker(parts: {
  jobs: readonly Job[];
  deps: Deps;
  log: Log;
  now: () => Date;
}): Ticker {
  const { jobs, deps, log } = parts;
  let running: Promise<void> | undefined;
  let isWanted = false;
  let doneAt: Date | undefined;

  async function runAll(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      const now = parts.now();
      let areAllDone = true;
      for (const job of jobs) {
        const isDone = await runJob(job, now);
        areAllDone = areAllDone && isDone;
      }
      if (areAllDone) doneAt = now;
    }
  }

  async function runJob(job: Job, now: Date): Promise<boolean> {
    try {
      await job.run(deps, now);
      return true;
    } catch (error) {
      const stack = error instanceof Error ? error.stack : String(error);
      log.error({ job: job.name, stack }, 'a job failed; it is asked again at the next tick');
      return false;
    }
  }

  function ring(): Promise<void> {
    isWanted = true;
    running ??= runAll().finally(() => {
      running = undefined;
    });
    return running;
  }

  const task = schedule('*/10 * * * * *', () => ring(), { noOverlap: true });
  return {
    ring,
    isCaughtUp: () => running === undefined && doneAt?.getTime() === parts.now().getTime(),
    readNext: async () => {
      const now = parts.now();
      const next: Record<string, Date> = {};
      for (const job of jobs) {
        for (const [kind, at] of Object.entries((await job.nextDue?.(deps, now)) ?? {})) {
          const known = next[kind];
          if (at > now && (known === undefined || at < known)) next[kind] = at;
        }
      }
      return next;
    },
    stop: async () => {
      await task.destroy();
      isWanted = false;
      await running;
    },
  };
}
