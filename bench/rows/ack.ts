import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../src/platform/db/open.ts';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';
import { type Plan, takeTurns } from '../measure/rounds.ts';
import { cache, makeFolder } from '../places.ts';
import type { LoadDone } from '../programs/load.ts';
import { expectKept } from '../rooms/kept.ts';
import {
  type Loader,
  type Measured,
  startBarbell,
  startBase,
  startLoader,
  untilQuiet,
} from '../rooms/processes.ts';
import { startClockedSlack } from '../rooms/slack.ts';
import { crowdOf, keepVoters, refreshPeople, reviewNow } from '../rooms/voters.ts';
import type { AtEnd, Row } from '../row.ts';

/** How many clicks are under way at once. */
export const connections = 32;

/**
 * Vote clicks over signed HTTP, each acknowledged when it is durable, against a Bolt app that writes one row before it
 * acknowledges; in the same rounds also beside one that only acknowledges.
 */
export const ackRow: Row = {
  id: 'ACK',
  run: async (plan, atEnd) => {
    const [ours = [], base = [], bare = []] = await measureHttp(plan, ['insert', 'ack'], atEnd);
    return [
      {
        ...{ id: 'ACK', what: 'votes over signed HTTP', unit: '/s' },
        ...{ ours: ours.map(rate), baseline: base.map(rate), bound: { atLeast: 0.8 } },
      },
      {
        ...{ id: 'ACK', what: 'slowest hundredth of them', unit: 'ms' },
        ...{ ours: ours.map(slowest), baseline: base.map(slowest), bound: { atMost: 1.5 } },
      },
      besideAck(ours, bare),
    ];
  },
};

/** The same against a Bolt app that only acknowledges: how far the framework itself goes. */
export const ackZeroRow: Row = {
  id: 'ACK-0',
  run: async (plan, atEnd) => {
    const [ours = [], bare = []] = await measureHttp(plan, ['ack'], atEnd);
    return [besideAck(ours, bare)];
  },
};

function besideAck(ours: readonly LoadDone[], bare: readonly LoadDone[]) {
  return {
    ...{ id: 'ACK-0', what: 'votes, beside a bot that only acknowledges', unit: '/s' },
    ...{ ours: ours.map(rate), baseline: bare.map(rate) },
  };
}

async function measureHttp(plan: Plan, bases: readonly ('insert' | 'ack')[], atEnd: AtEnd) {
  const folder = makeFolder(atEnd);
  const { file, pressesFile } = await keepVoters(cache, crowdOf(plan));
  const { slack, environment } = await startClockedSlack(reviewNow, atEnd);
  const databaseUrl = await copyVoters(file, join(folder, 'barbell.db'));
  const load = (process: Measured, name: string) =>
    startLoader('load-http', [String(process.port), pressesFile, miniTeamId, name], atEnd);
  const startOurs = async (): Promise<Side> => {
    const barbell = await startBarbell({ databaseUrl, apiUrl: slack.apiUrl, environment }, atEnd);
    const [loader] = await Promise.all([load(barbell, 'ours'), untilQuiet(barbell)]);
    return { process: barbell, loader, databaseUrl };
  };
  const startBare = async (does: 'insert' | 'ack'): Promise<Side> => {
    const base = await startBase({ does, file: join(folder, `${does}.db`) }, atEnd);
    return { process: base, loader: await load(base, does) };
  };
  return measureTurns(plan, await Promise.all([startOurs(), ...bases.map(startBare)]));
}

/** A copy of the voters with people that were looked up just now. */
export async function copyVoters(file: string, copy: string): Promise<string> {
  copyFileSync(file, copy);
  const database = await openDatabase(copy);
  await refreshPeople(database.db, new Date());
  await database.close();
  return copy;
}

/** Clicks a second. */
export const rate = (done: LoadDone): number => done.perSecond;
/** How long the slowest hundredth took at least, in milliseconds. */
export const slowest = (done: LoadDone): number => done.p99Ms;

/** A process and whoever presses its buttons; `databaseUrl` where each click must be found as a vote in the end. */
export interface Side {
  process: Measured;
  loader: Loader;
  databaseUrl?: string;
}

/** Measures the sides in turns; who is not measured stands still. Throws when a click was not answered as it should be. */
export async function measureTurns(plan: Plan, sides: readonly Side[]): Promise<LoadDone[][]> {
  const acked = new Map<Side, number>();
  const measure = async (side: Side, forMs: number): Promise<LoadDone> => {
    for (const other of sides) if (other !== side) other.process.freeze();
    side.process.thaw();
    const done = await side.loader.run({ forMs, connections });
    if (done.failed > 0) {
      throw new Error(`${done.failed} of ${done.count} clicks were not acknowledged`);
    }
    acked.set(side, (acked.get(side) ?? 0) + done.count);
    return done;
  };
  for (const side of sides) await measure(side, plan.warmMs);
  const turns = sides.map((side) => () => measure(side, plan.loadMs));
  const taken = await takeTurns(plan.rounds, turns);
  for (const side of sides) {
    side.process.thaw();
    if (side.databaseUrl !== undefined) await expectKept(side.databaseUrl, acked.get(side) ?? 0);
  }
  return taken;
}
