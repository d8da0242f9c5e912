import { sql } from 'kysely';
import { attend } from '../../src/platform/attendance.ts';
import { changesOf } from '../../src/platform/db/open.ts';
import { stampWaiting } from '../../src/platform/outbox/store-held.ts';
import { openTicker } from '../../src/platform/schedule/tick.ts';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';
import { median } from '../measure/figures.ts';
import { takeTurns } from '../measure/rounds.ts';
import { openBenchCore } from '../rooms/core.ts';
import { openTown, quietNow } from '../rooms/town.ts';
import type { Row } from '../row.ts';

const questions = 2_000;
const warmTicks = 2_000;
const ticks = 6;
/** A little more often than the bell rings: after five minutes one of them would ask everything again. */
const betweenMs = 9_000;
const here = { id: 'bench', workspaceId: miniTeamId, links: 2 };

/** What a tick costs when nothing is due, however many teams there are. */
export const idleRow: Row = {
  id: 'IDLE',
  run: async (plan, atEnd) => {
    const teams = plan.isQuick ? 200 : 10_000;
    const { db } = await openTown(teams, atEnd, { isSettled: true });
    let now = quietNow;
    const { deps, router } = openBenchCore({ db, now: () => now, machineNow: () => now });
    const ticker = openTicker({
      ...{ jobs: router.jobs, deps, log: deps.log, now: () => now, machineNow: () => now },
      changes: changesOf(db),
    });
    // Between two ticks a bot looks after itself: what that writes may wake no job.
    const goOn = async (): Promise<void> => {
      now = new Date(now.getTime() + betweenMs);
      await attend(db, here, now);
      await stampWaiting(db, miniTeamId, now);
    };
    // The first asks everything, as one does every five minutes; after it every job knows what it waits for.
    const first: number[] = [];
    for (let ring = 0; ring < 2; ring += 1) {
      await goOn();
      const startedMs = performance.now();
      await ticker.ring();
      first.push(performance.now() - startedMs);
    }
    // Until it is compiled: a bot that has been running has ticked some thousand times.
    for (let ring = 0; ring < warmTicks; ring += 1) {
      now = new Date(now.getTime() + 1);
      await ticker.ring();
    }
    const tick = async (): Promise<number> => {
      const each: number[] = [];
      for (let count = 0; count < ticks; count += 1) {
        await goOn();
        const startedMs = performance.now();
        await ticker.ring();
        each.push(performance.now() - startedMs);
      }
      return median(each);
    };
    const ask = async (): Promise<number> => {
      const startedMs = performance.now();
      for (let count = 0; count < questions; count += 1) await sql`select 1`.execute(db);
      return (performance.now() - startedMs) / questions;
    };
    const [ours = [], baseline = []] = await takeTurns(plan.rounds, [tick, ask]);
    const size = `${teams.toLocaleString('en-GB')} teams`;
    const what = `a tick with nothing due, ${size}, beside one select 1`;
    const everything = `the tick that asks everything all the same, every five minutes, ${size}`;
    return [
      { id: 'IDLE', what, unit: 'ms', ours, baseline, bound: { atMost: 20 } },
      { id: 'IDLE', what: everything, unit: 'ms', ours: [Math.max(...first)] },
    ];
  },
};
