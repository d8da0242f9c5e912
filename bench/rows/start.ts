import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../test/harness/world.ts';
import { startMiniSlack } from '../../test/protocol/mini-slack.ts';
import { takeTurns } from '../measure/rounds.ts';
import { dist, makeFolder, programFile } from '../places.ts';
import { signingSecret } from '../programs/click.ts';
import { copyLog } from '../rooms/log.ts';
import type { Row } from '../row.ts';

const pollMs = 5;
const withinMs = 60_000;

/** From nothing to the first healthy answer, with a log of years. */
export const startRow: Row = {
  id: 'START',
  run: async (plan, atEnd) => {
    const decisions = plan.isQuick ? 10_000 : 100_000;
    const databaseUrl = await copyLog(decisions, join(makeFolder(atEnd), 'barbell.db'));
    const slack = await startMiniSlack(atEnd);
    const environment = {
      ...{ DATABASE_URL: databaseUrl, SLACK_API_URL: slack.apiUrl, LOG_LEVEL: 'silent' },
      ...{ SLACK_BOT_TOKEN: 'xoxb-bench', SLACK_SIGNING_SECRET: signingSecret },
      BARBELL_BACKUP_KEEP: '0',
    };
    const barbell = (port: number) =>
      start([join(dist, 'src/main.js')], { ...environment, PORT: String(port) });
    const base = (port: number) => start([programFile('base-start'), String(port)], {});
    const startBoth = () => Promise.all([measureStart(barbell), measureStart(base)]);
    // Both at the same time, each on a core: as fair as in turns, and half as long.
    const takePairs = async () => {
      const [pairs = []] = await takeTurns(plan.rounds, [startBoth]);
      return [pairs.map(([ours]) => ours), pairs.map(([, baseline]) => baseline)];
    };
    // The first start has the most to catch up with, and fills the disk's cache.
    await startBoth();
    const [ours = [], baseline = []] = plan.isQuick
      ? await takePairs()
      : await takeTurns(plan.rounds, [() => measureStart(barbell), () => measureStart(base)]);
    const what = `start to the first healthy answer, ${decisions.toLocaleString('en-GB')} decisions`;
    return [{ id: 'START', what, unit: 'ms', ours, baseline, bound: { atMost: 2 } }];
  },
};

function start(words: readonly string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [...words], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: 'ignore',
  });
}

async function measureStart(begin: (port: number) => ChildProcess): Promise<number> {
  const port = await freePort();
  const startedMs = performance.now();
  const child = begin(port);
  const ended = once(child, 'exit');
  try {
    while (!(await isHealthy(port))) {
      if (child.exitCode !== null || performance.now() - startedMs > withinMs) {
        throw new Error('it does not start');
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    return performance.now() - startedMs;
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function isHealthy(port: number): Promise<boolean> {
  if (!(await isListening(port))) return false;
  const [answer] = await Promise.allSettled([fetch(`http://127.0.0.1:${port}/healthz`)]);
  if (answer.status === 'rejected') return false;
  await answer.value.arrayBuffer();
  return answer.value.ok;
}

/** Asked every few milliseconds, so it costs less than a request that fails. */
async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const [connected] = await Promise.allSettled([once(socket, 'connect')]);
  socket.destroy();
  return connected.status === 'fulfilled';
}
