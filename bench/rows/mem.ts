import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';
import { cache, makeFolder } from '../places.ts';
import { type Measured, startBarbell, startBase, startLoader } from '../rooms/processes.ts';
import { startClockedSlack } from '../rooms/slack.ts';
import { dueNow, openTown } from '../rooms/town.ts';
import { crowdOf, keepVoters } from '../rooms/voters.ts';
import type { Row } from '../row.ts';
import { connections } from './ack.ts';

const withinMs = 120_000;

/** What the process holds after everybody's review has opened and everything was sent. */
export const memRow: Row = {
  id: 'MEM',
  run: async (plan, atEnd) => {
    const teams = plan.isQuick ? 50 : 500;
    const { file, close, db } = await openTown(teams, atEnd);
    await db.updateTable('person').set({ refreshed_at: new Date().toISOString() }).execute();
    await close();
    const { slack, ...clocked } = await startClockedSlack(dueNow, atEnd);
    const environment = { ...clocked.environment, BARBELL_PACE: 'none' };
    const bot = await startBarbell({ databaseUrl: file, apiUrl: slack.apiUrl, environment }, atEnd);
    const deadline = performance.now() + withinMs;
    const posts = () => slack.calls.filter(({ method }) => method === 'chat.postMessage').length;
    while (posts() < teams * 2) {
      if (performance.now() > deadline) throw new Error(`only ${posts()} messages were sent`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const ours = readRssMb(bot);
    const base = await startBase({ does: 'ack', file: join(makeFolder(atEnd), 'base.db') }, atEnd);
    const { pressesFile } = await keepVoters(cache, crowdOf(plan));
    const words = [String(base.port), pressesFile, miniTeamId, 'mem'];
    const loader = await startLoader('load-http', words, atEnd);
    await loader.run({ forMs: plan.loadMs * plan.rounds, connections });
    const what = `memory after ${teams.toLocaleString('en-GB')} reviews have opened and were sent, beside a bare Bolt app under load`;
    return [
      {
        ...{ id: 'MEM', what, unit: 'MB', bound: { atMost: 2.5 } },
        ...{ ours: [ours], baseline: [readRssMb(base)] },
      },
    ];
  },
};

function readRssMb({ pid }: Measured): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
