import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../platform/clock.ts';
import type { Health, Readiness } from '../platform/health.ts';
import { isReady } from '../platform/health-rules.ts';
import { openMetrics } from '../platform/metrics.ts';
import type { Sender } from '../platform/outbox/deliver.ts';
import type { Ticker } from '../platform/schedule/tick.ts';
import { isLoopback, type Settings } from '../platform/settings.ts';
import type { Listening } from '../platform/slack/bolt.ts';
import type { Watch } from '../platform/watch.ts';

/** The parts of a running Barbell that are asked how they are. */
export interface VitalParts {
  slack: NonNullable<Settings['slack']>;
  bot: { workspaceId: string; workspaceName: string };
  clock: Clock;
  ticker: Ticker;
  sender: Sender;
  listening: Listening;
  watch: Watch;
  machineNow: () => Date;
  version: string;
  readBackupAt?: () => Date | undefined;
}

/** What the pages of the port say. */
export interface Vitals {
  readHealth: () => Promise<Health>;
  readReadiness: () => Promise<Readiness>;
  readMetrics: () => Promise<{ contentType: string; text: string }>;
}

/** Reads the answers of `/healthz` (what is due, and whether all is done), `/readyz` and `/metrics`. (P06) */
export function openVitals(parts: VitalParts): Vitals {
  const metrics = openMetrics(parts.version);
  const ask = orBusy(() => readHealth(parts), foreseenWithinMs);
  return {
    readHealth: async () => (await ask()) ?? stillBusy(parts),
    readReadiness: async () => readReadiness(parts),
    readMetrics: async () => {
      const { watch, ticker, machineNow } = parts;
      const figures = {
        checks: watch.readChecks(),
        waiting: watch.readWaiting(),
        longestStallMs: watch.longestStallMs(),
        tickedAt: ticker.tickedAt(),
        failedJobs: ticker.failures(),
        backupAt: parts.readBackupAt?.(),
      };
      return {
        contentType: metrics.contentType,
        text: await metrics.write(figures, machineNow()),
      };
    },
  };
}

/**
 * Whoever asks whether the process lives is answered, also while thousands of teams are asked what is due next: a supervisor would
 * start it anew in its largest hour.
 */
const foreseenWithinMs = 2_000;

/**
 * Reads whenever it is asked, and answers undefined when that takes longer. While such a reading goes on no other is begun: whoever
 * asks every few seconds would have more and more of them under way.
 */
export function orBusy<Answer>(
  read: () => Promise<Answer>,
  withinMs: number,
): () => Promise<Answer | undefined> {
  let isBehind = false;
  return async () => {
    if (isBehind) return undefined;
    const late = new AbortController();
    const waiting = sleep(withinMs, undefined, { signal: late.signal, ref: false });
    const reading = read();
    const [answered] = await Promise.allSettled([Promise.race([reading, waiting])]);
    late.abort();
    const [waited] = await Promise.allSettled([waiting]);
    if (waited.status === 'fulfilled') {
      isBehind = true;
      void Promise.allSettled([reading]).then(() => {
        isBehind = false;
      });
    }
    if (answered.status === 'rejected') throw answered.reason;
    return answered.value;
  };
}

function stillBusy({ clock }: VitalParts): Health {
  return { ok: true, now: clock.now().toISOString(), nextDueAt: null, next: {}, isQuiet: false };
}

/** One instant for the whole answer; when the clock moves meanwhile, nothing is said to be at rest. */
async function readHealth(parts: VitalParts): Promise<Health> {
  const now = parts.clock.now();
  const next = await parts.ticker.readNext(now);
  const isCaughtUp = await parts.ticker.isCaughtUp(now);
  const isQuiet = isCaughtUp && parts.listening.isIdle() && (await parts.sender.isQuiet());
  const instants = Object.values(next).map((at) => at.getTime());
  return {
    ok: true,
    now: now.toISOString(),
    nextDueAt: instants.length === 0 ? null : new Date(Math.min(...instants)).toISOString(),
    next: Object.fromEntries(Object.entries(next).map(([kind, at]) => [kind, at.toISOString()])),
    isQuiet: isQuiet && (await parts.ticker.isCaughtUp(now)),
  };
}

/** Every part by name, and for whom we work. It asks nobody: the watch has looked already. */
function readReadiness({ slack, bot, watch }: VitalParts): Readiness {
  const checks = watch.readChecks();
  return {
    ok: isReady(checks),
    mode: isLoopback(new URL(slack.apiUrl).hostname) ? 'local workspace' : 'Slack',
    transport: slack.transport.by,
    workspace: { id: bot.workspaceId, name: bot.workspaceName },
    checks,
  };
}
