import { setTimeout as sleep } from 'node:timers/promises';
import { type Door, openDoor } from '../platform/health.ts';
import type { Check } from '../platform/health-rules.ts';
import type { Log } from '../platform/log.ts';
import { openMetrics } from '../platform/metrics.ts';
import { isLoopback, type Settings } from '../platform/settings.ts';
import { programVersion } from './version.ts';

/** A start that has to wait for Slack: whoever asks at the port meanwhile hears for what. */
export interface StartWait {
  /** Says that Slack does not answer, then lets so many milliseconds pass. */
  pause(says: string, ms: number): Promise<void>;
  /** Hands on how Slack reaches us; where that takes longer than a few seconds, says so. */
  untilHeard<Result>(listening: Promise<Result>): Promise<Result>;
  /** The port is free again, for those who answer when the start is done. */
  end(): Promise<void>;
}

/** What a start has to know to say what it waits for. */
export type StartSettings = Pick<Settings, 'port' | 'clockUrl'> & {
  slack: NonNullable<Settings['slack']>;
};

/** An ordinary start takes less, and needs no port of its own. */
const usualMs = 3_000;

/**
 * Opens nothing until there is something to wait for. A start during an outage of Slack goes on by itself when that is over; until
 * then `/healthz` says that the process lives, and `/readyz` what is missing. Throws a `StartupError` when the port is taken.
 */
export function openStartWait(
  { port, clockUrl, slack }: StartSettings,
  { log, machineNow }: { log: Log; machineNow: () => Date },
): StartWait {
  let door: Promise<Door> | undefined;
  let missing: Check = { name: 'slack', ok: false, says: '' };

  async function tell(part: Check['name'], says: string): Promise<void> {
    if (missing.says !== says) log.warn({ part, says }, 'the start waits');
    missing = { name: part, ok: false, says };
    door ??= open();
    await door;
  }

  function open(): Promise<Door> {
    const metrics = openMetrics(programVersion());
    return openDoor({
      port,
      readHealth: async () => ({
        ...{ ok: true, now: machineNow().toISOString() },
        ...{ nextDueAt: null, next: {}, isQuiet: false },
      }),
      readReadiness: async () => ({
        ok: false,
        mode: isLoopback(new URL(slack.apiUrl).hostname) ? 'local workspace' : 'Slack',
        transport: slack.transport.by,
        checks: [missing],
      }),
      readMetrics: async () => ({
        contentType: metrics.contentType,
        text: await metrics.write({ ...nothingYet, checks: [missing] }, machineNow()),
      }),
      onTrouble: (error) => log.error({ error: String(error) }, 'the health check fails'),
      ...(clockUrl === undefined ? {} : { host: '127.0.0.1' }),
      // Slack delivers again what is answered so.
      slackEvents: (_request, response) => void response.writeHead(503).end(),
    });
  }

  return {
    pause: async (says, ms) => {
      await tell('slack', says);
      await sleep(ms);
    },
    untilHeard: async (listening) => {
      const over = new AbortController();
      const late = sleep(usualMs, 'late' as const, { signal: over.signal });
      const [first] = await Promise.allSettled([Promise.race([listening, late])]);
      over.abort();
      await Promise.allSettled([late]);
      if (first.status === 'fulfilled' && first.value === 'late') await tell('transport', unheard);
      return listening;
    },
    end: async () => {
      if (door === undefined) return;
      log.info({}, 'what the start waited for is there');
      await (await door).stop();
    },
  };
}

const unheard =
  'Slack cannot reach us yet: no connection stands; it is tried again, look at status.slack.com and at any proxy that cuts WebSockets';

const nothingYet = {
  waiting: { counts: { pending: 0, sending: 0, unknown: 0, sent: 0, dead: 0 } },
  ...{ longestStallMs: 0, tickedAt: undefined, failedJobs: new Map(), backupAt: undefined },
};
