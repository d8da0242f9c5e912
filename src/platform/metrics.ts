import { Counter, Gauge, Registry } from 'prom-client';
import { type Check, isReady } from './health-rules.ts';
import type { Waiting } from './outbox/store-held.ts';

/** The figures of one moment. */
export interface Figures {
  checks: readonly Check[];
  waiting: Waiting;
  longestStallMs: number;
  tickedAt: Date | undefined;
  /** How often each job failed since the start, by its name. */
  failedJobs: ReadonlyMap<string, number>;
  backupAt: Date | undefined;
}

/** `/metrics`. */
export interface Metrics {
  contentType: string;
  write(figures: Figures, now: Date): Promise<string>;
}

/**
 * Prometheus' text form of what an alarm may hang on. No label carries a person, a team, a channel or a text. Neither
 * counters of what people do nor figures of the processor or its memory are among it: read every second, they would tell when
 * somebody pulled the andon, whose slow hash takes 16 MB; for the same reason a stall is told in whole seconds.
 * (docs/anonymity.md)
 */
export function openMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <T extends string>(name: string, help: string, labelNames: T[] = []): Gauge<T> =>
    new Gauge({ name: `barbell_${name}`, help, labelNames, registers });
  const info = gauge('info', 'Always 1; the version that runs.', ['version']);
  const check = gauge('check', '1 when the part works, 0 when it does not.', ['part']);
  const ready = gauge('ready', '1 when /readyz answers 200.');
  const messages = gauge('outbox_messages', 'Messages in the outbox.', ['state']);
  const oldest = gauge(
    'outbox_oldest_seconds',
    'How long the message has waited that waits longest.',
  );
  const lag = gauge('scheduler_lag_seconds', 'Since when what is due was last asked for.');
  const stall = gauge(
    'loop_stall_seconds',
    'The longest stall of the event loop in the last minute, in whole seconds.',
  );
  const backup = gauge('backup_age_seconds', 'How old the newest backup is; absent without one.');
  const failures = new Counter({
    ...{ name: 'barbell_job_failures_total', help: 'How often a job failed since the start.' },
    ...{ labelNames: ['job'], registers },
  });
  info.set({ version }, 1);

  return {
    contentType: registry.contentType,
    write: async (figures, now) => {
      const ageOf = (at: Date | undefined): number =>
        at === undefined ? 0 : Math.max(0, (now.getTime() - at.getTime()) / 1000);
      for (const { name, ok } of figures.checks) check.set({ part: name }, ok ? 1 : 0);
      ready.set(isReady(figures.checks) ? 1 : 0);
      for (const [state, count] of Object.entries(figures.waiting.counts)) {
        messages.set({ state }, count);
      }
      oldest.set(ageOf(figures.waiting.oldestSince));
      lag.set(ageOf(figures.tickedAt));
      stall.set(Math.floor(figures.longestStallMs / 1000));
      if (figures.backupAt === undefined) backup.remove();
      else backup.set(ageOf(figures.backupAt));
      failures.reset();
      for (const [job, count] of figures.failedJobs) failures.inc({ job }, count);
      return registry.metrics();
    },
  };
}
