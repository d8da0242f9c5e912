import { type Actor, messageWords } from '../../sandbox/server/play/actor.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import { verifyChain } from '../../src/features/decision/store.ts';
import type { Log } from '../../src/platform/log.ts';
import { openTicker } from '../../src/platform/schedule/tick.ts';
import { fillFrom } from '../harness/crew.ts';
import { voteWithLine } from '../harness/review-room.ts';
import type { FaultRoom } from './fault-room.ts';

const growth = 'C0GROWTH';
const bot = 'U0BARBELL';
const mostTries = 4;
const mostTicks = 60;
const quiet = () => {};
const deaf: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/**
 * One week of one team with everything in it once: set-up, a one-pager, the review with votes and a decision, the roll-up,
 * a Home tab, a list, a file. Whoever sees no effect of what they did does it again, as people do.
 */
export async function liveCoreLoop(room: FaultRoom): Promise<void> {
  const [ana, ben, mia] = [room.at('ANA'), room.at('BEN'), room.at('MIA')];
  await room.client.change({ change: 'join', channel: growth, userId: bot, inviterId: ana.userId });
  await insist(ana, 'set up', isThere(room, 'team'), async () => {
    await ana.presses('Set up', { channel: growth });
    await ana.submits();
  });
  await insist(ana, 'a one-pager', isThere(room, 'onepager'), () => publish(ana));
  await insist(ana, 'a Home tab', hasHome(ana), () => ana.opensHome());
  await advanceToDue(room, 'review');
  const card = await findCard(room, ana);
  await insist(ben, 'a vote', isVoted(room, ben), () => ben.presses('Continue', card));
  await insist(mia, 'a vote with a line', isVoted(room, mia), () =>
    voteWithLine(mia, 'Stop', { on: card, line: 'because' }),
  );
  await insist(ana, 'a decision', isDecided(room), async () => {
    await ana.presses('Log decision', card);
    await ana.seesModal(/How sure are we/);
    await ana.fills({ '^Because': 'as the numbers are' }).catch(() => undefined);
    await ana.submits();
    const top = (await ana.client.views(ana.userId)).stack.at(-1);
    if (top === undefined) return;
    await ana.fills({ '^Against': 'what we saw in the calls says so' });
    await ana.submits();
  });
  await advanceToDue(room, 'rollup');
  await insist(ben, 'a list', isAnswered(room, ben), () =>
    ben.runs('/onepager list', { channel: 'growth' }),
  );
}

/** What of the loop is not there, and what is there more than once. */
export async function countLoop(room: FaultRoom): Promise<{ lost: number; doubled: number }> {
  const { db } = room;
  const counts = {
    team: (await db.selectFrom('team').select('id').execute()).length,
    onepager: (await db.selectFrom('onepager').select('id').execute()).length,
    review: (await db.selectFrom('review').select('id').execute()).length,
    decision: (await listDecided(room)).length,
    voteOfBen: await countVotes(room, 'U0BEN'),
    voteOfMia: await countVotes(room, 'U0MIA'),
  };
  const found = Object.values(counts);
  const chain = await verifyChain(db, 'T0NORTHWIND');
  if (!chain.ok) throw new Error(`the chain breaks at ${chain.seq}`);
  return {
    lost: found.filter((count) => count === 0).length,
    doubled: found.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
  };
}

/** Lets time pass until this kind of thing was due, ringing the bell wherever something is. */
async function advanceToDue(room: FaultRoom, kind: string): Promise<void> {
  const { router, deps } = room.core;
  const ticker = openTicker({ ...{ jobs: router.jobs, deps, now: room.now }, log: deaf });
  for (let ticks = 0; ticks < mostTicks; ticks += 1) {
    const next = await ticker.readNext(room.now());
    const at = Object.values(next).toSorted((one, other) => one.getTime() - other.getTime())[0];
    if (at === undefined) throw new Error(`nothing is due, and no ${kind} came`);
    room.setClock(at);
    // What failed is asked again at the next ring, ten seconds later.
    for (let rings = 0; rings < 3; rings += 1) {
      await ticker.ring();
      if (await ticker.isCaughtUp(at)) break;
    }
    await room.drain();
    if (next[kind]?.getTime() === at.getTime()) return;
  }
  throw new Error(`no ${kind} in ${mostTicks} ticks`);
}

/** Does it until it is done; a window that is still open is closed before each new try. */
async function insist(
  who: Actor,
  what: string,
  isDone: () => Promise<boolean>,
  deed: () => Promise<unknown>,
): Promise<void> {
  let why: unknown;
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (await isDone()) return putAway(who);
    await putAway(who);
    await deed().catch((error: unknown) => {
      why = error;
    });
  }
  if (await isDone()) return putAway(who);
  throw new Error(`${who.userId} could not do it: ${what}`, { cause: why });
}

async function putAway(who: Actor): Promise<void> {
  for (;;) {
    const top = (await who.client.views(who.userId)).stack.at(-1);
    if (top === undefined) return;
    await who.closes({ isCleared: true });
  }
}

async function publish(by: Actor): Promise<void> {
  await by.runs('/onepager', { channel: 'growth' });
  const first = await by.seesModal(/Start a new one|One-pager 1 of 3/);
  if (/Start a new one/.test(wordsOf(first.view))) await by.presses('Start a new one');
  await fillFrom(by, 'Platform');
  await by.submits();
  await by.seesModal(/Rule|Moves first/);
  await by.submits();
  await by.seesModal(/Who may say stop/);
  await by.submits();
  const asked = await by.seesModal(/is running\. Its card|Really one more/);
  if (/Really one more/.test(wordsOf(asked.view))) await by.submits();
  await by.seesModal(/is running\. Its card/);
}

async function findCard(room: FaultRoom, by: Actor) {
  const root = await by.sees(/^15-minute review/, { channel: growth });
  const number = (await room.db.selectFrom('onepager').select('number').executeTakeFirstOrThrow())
    .number;
  return { channel: growth, thread: root.ts, in: new RegExp(`^#${number} `) };
}

function isThere(room: FaultRoom, table: 'team' | 'onepager'): () => Promise<boolean> {
  return async () => (await room.db.selectFrom(table).select('id').execute()).length > 0;
}

function hasHome(who: Actor): () => Promise<boolean> {
  return async () => (await who.client.views(who.userId)).home !== undefined;
}

function isVoted(room: FaultRoom, { userId }: Actor): () => Promise<boolean> {
  return async () => (await countVotes(room, userId)) > 0;
}

function isDecided(room: FaultRoom): () => Promise<boolean> {
  return async () => (await listDecided(room)).length > 0;
}

function isAnswered(room: FaultRoom, who: Actor): () => Promise<boolean> {
  return async () =>
    (await room.client.messages(growth, who.userId)).some(
      (one) => one.ephemeralFor === who.userId && messageWords(one).length > 1,
    );
}

async function countVotes({ db }: FaultRoom, userId: string): Promise<number> {
  const rows = await db
    .selectFrom('vote')
    .select('user_id')
    .where('user_id', '=', userId)
    .execute();
  return rows.length;
}

async function listDecided({ db }: FaultRoom): Promise<unknown[]> {
  return db.selectFrom('decision').select('id').where('kind', '<>', 'opened').execute();
}
