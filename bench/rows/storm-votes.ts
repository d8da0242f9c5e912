import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, openBeside, openDatabase } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';
import type { Measured } from '../measure/figures.ts';
import { beginFixture, make } from '../measure/fixtures.ts';
import { type Plan, takeTurns } from '../measure/rounds.ts';
import { cache, makeFolder } from '../places.ts';
import { startBarbell, startLoader, untilQuiet, untilTicked } from '../rooms/processes.ts';
import { startClockedSlack } from '../rooms/slack.ts';
import {
  crowdOf,
  keepVoters,
  refreshPeople,
  reviewNow,
  settleAt,
  showAll,
  writeTeams,
} from '../rooms/voters.ts';
import type { AtEnd } from '../row.ts';
import { connections, copyVoters, slowest } from './ack.ts';

/** How slow the slowest hundredth of the votes is while other teams' reviews open, beside how slow it is otherwise. */
export async function measureVotesInStorm(plan: Plan, atEnd: AtEnd): Promise<Measured> {
  const folder = makeFolder(atEnd);
  const { file, pressesFile } = await keepVoters(cache, crowdOf(plan));
  const databaseUrl = await copyVoters(await keepTowns(file, plan), join(folder, 'barbell.db'));
  const { slack, environment } = await startClockedSlack(reviewNow, atEnd);
  const setClock = (minutes: number): void =>
    slack.answers('/clock', {
      now: new Date(reviewNow.getTime() + minutes * 60_000).toISOString(),
    });
  const bot = await startBarbell({ databaseUrl, apiUrl: slack.apiUrl, environment }, atEnd);
  const words = [String(bot.port), pressesFile, miniTeamId, 'storm'];
  const [loader] = await Promise.all([startLoader('load-http', words, atEnd), untilQuiet(bot)]);
  await loader.run({ forMs: plan.warmMs, connections });
  const { db, close } = await openBeside(databaseUrl);
  atEnd(close);
  let round = 0;
  let short = 0;
  const quiet = () => loader.run({ forMs: plan.loadMs, connections });
  const storm = async () => {
    const before = await countReviews(db);
    round += 1;
    // The next town's reviews are due: the program sees it within a fifth of a second, and the votes begin when it has.
    setClock(round * 10);
    await untilOpen(db, before + 1);
    const done = await loader.run({ forMs: plan.loadMs, connections });
    const all = before + townSize(plan);
    if ((await countReviews(db)) >= all) short += 1;
    // What is left of it would fall into the calm, and make the two alike.
    await untilOpen(db, all);
    await untilTicked(bot);
    return done;
  };
  const [calm = [], stormy = []] = await takeTurns(plan.rounds, [quiet, storm]);
  const what = 'slowest hundredth of votes while reviews open, beside otherwise';
  return {
    ...{ id: 'STORM', what, unit: 'ms', bound: { atMost: 2 } },
    ...{ ours: stormy.map(slowest), baseline: calm.map(slowest) },
    ...(short === 0
      ? {}
      : { note: `in ${short} rounds all had opened before the votes were over` }),
  };
}

/**
 * The voters, and for each round a town whose reviews are due ten minutes after the one before; made once. What was due before is
 * done and shown, as in a bot that has been running.
 */
async function keepTowns(voters: string, plan: Plan): Promise<string> {
  const teams = townSize(plan);
  const file = join(cache, `storm-${plan.rounds}x${teams}.db`);
  if (!existsSync(file)) {
    await make(`${plan.rounds} towns of ${teams}`, () => writeTowns({ file, voters, teams }, plan));
  }
  return file;
}

async function writeTowns(
  { file, voters, teams }: { file: string; voters: string; teams: number },
  plan: Plan,
): Promise<void> {
  const unfinished = beginFixture(file);
  copyFileSync(voters, unfinished);
  const { db, close } = await openDatabase(unfinished);
  await transact(db, async (tx) => {
    for (let round = 1; round <= plan.rounds; round += 1) {
      const first = crowdOf(plan).teams + (round - 1) * teams;
      const reviewTime = `10:${String(round * 10).padStart(2, '0')}`;
      await writeTeams(tx, { first, teams, cards: 1, people: 5, reviewTime });
    }
  });
  await refreshPeople(db, new Date());
  await settleAt(db, reviewNow);
  await showAll(db);
  await close();
  renameSync(unfinished, file);
}

/** Enough that they still open when the votes of a round are over. */
const townSize = (plan: Plan): number => (plan.isQuick ? 30 : 200);

/** Throws when so many reviews never open: then there was no storm. */
async function untilOpen(db: Db, count: number): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const open = await countReviews(db);
    if (open >= count) return;
    if (performance.now() > deadline) throw new Error(`${open} of ${count} reviews opened`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Those that have opened: one that is open ahead of its time, for numbers, is not there for votes yet. */
async function countReviews(db: Db): Promise<number> {
  const opened = db.selectFrom('review').select('id').where('is_ahead', '=', 0);
  return (await opened.execute()).length;
}
