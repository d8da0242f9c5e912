import { expect } from 'vitest';
import type { Message } from '../../sandbox/protocol.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { openCopy } from '../../src/platform/db/open.ts';
import type { Crew } from './crew.ts';

/** What people typed that must be there at the end, as often as they meant it. */
export interface Typed {
  /** `#1/U0BEN continue`, without a double. */
  votes: readonly string[];
  /** `#1 continue`: what was decided on cards. */
  decisions: readonly string[];
  /** `#1 Action X in 24 h 46`: readings by signal. */
  readings: readonly string[];
  /** Reviews and roll-ups that did not come at their time: `2026-11-23 review late`. */
  skips: readonly string[];
}

/**
 * The count that each of the ten situations ends with: every message is in Slack exactly once and shows its newest words,
 * nothing waits, votes, decisions and readings are those that were typed, and the only reviews and roll-ups away from their
 * time are those given, each of which the bot has said.
 */
export async function countAtTheEnd(crew: Crew, typed: Typed): Promise<void> {
  let odd = ['not looked yet'];
  await crew.client
    .until('every message as it is wanted', async () => {
      odd = await read(crew, async (db) => findOdd(db, await listShown(crew)));
      return odd.length === 0 ? true : undefined;
    })
    // Which messages they are says more than that there are some.
    .catch(() => expect(odd).toEqual([]));
  await read(crew, async (db) => {
    expect(await listVotes(db)).toEqual([...typed.votes].toSorted());
    expect(await listDecisions(db)).toEqual([...typed.decisions].toSorted());
    expect(await listReadings(db)).toEqual([...typed.readings].toSorted());
    expect(await listSkips(db)).toEqual([...typed.skips].toSorted());
  });
}

async function read<Result>(crew: Crew, work: (db: Db) => Promise<Result>): Promise<Result> {
  const database = await openCopy(crew.world.databaseUrl);
  try {
    return await work(database.db);
  } finally {
    await database.close();
  }
}

/** Everything of ours that anybody can see, in every channel, direct message and thread. */
export async function listShown(crew: Crew): Promise<Message[]> {
  const { people } = await crew.client.state('U0ANA');
  const places = new Set<string>();
  for (const { id } of people) {
    for (const channel of (await crew.client.state(id)).channels) places.add(channel.id);
  }
  const found = new Map<string, Message>();
  for (const id of places) {
    for (const message of await crew.client.messages(id)) {
      found.set(`${id}/${message.ts}`, message);
      if (message.replyCount === 0) continue;
      for (const reply of await crew.client.messages(id, undefined, message.ts)) {
        found.set(`${id}/${reply.ts}`, reply);
      }
    }
  }
  return [...found.values()].filter((message) => message.metadata !== undefined);
}

/** What is not as it should be: an address is one message, and shows the words that are wanted now. */
async function findOdd(db: Db, shown: readonly Message[]): Promise<string[]> {
  const rows = await db.selectFrom('message').selectAll().execute();
  const known = new Set(rows.map((row) => row.id));
  const odd = shown
    .filter((message) => !known.has(`ms_${String(message.metadata?.event_payload.k).slice(3)}`))
    .map((message) => `nobody’s: ${message.text}`);
  for (const row of rows) {
    const copies = shown.filter((one) => one.metadata?.event_payload.k === row.id);
    const wanted: { text: string } = JSON.parse(row.wanted);
    const [first] = copies;
    if (row.state !== 'sent') odd.push(`${row.address} is ${row.state}`);
    if (copies.length !== 1) odd.push(`${row.address} is there ${copies.length} times`);
    else if (first?.ts !== row.ts || first?.text !== wanted.text) {
      odd.push(`${row.address} shows ${first?.text} for ${wanted.text}`);
    }
  }
  return odd;
}

async function listVotes(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('vote')
    .innerJoin('card', 'card.id', 'vote.card_id')
    .innerJoin('onepager', 'onepager.id', 'card.onepager_id')
    .select(['onepager.number', 'vote.user_id', 'vote.choice'])
    .execute();
  return rows.map((row) => `#${row.number}/${row.user_id} ${row.choice}`).toSorted();
}

async function listDecisions(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('decision')
    .innerJoin('onepager', 'onepager.id', 'decision.onepager_id')
    .select(['onepager.number', 'decision.kind'])
    .where('decision.kind', 'in', ['continue', 'change', 'stop', 'promote'])
    .execute();
  return rows.map((row) => `#${row.number} ${row.kind}`).toSorted();
}

async function listReadings(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('reading')
    .innerJoin('card', 'card.id', 'reading.card_id')
    .innerJoin('onepager', 'onepager.id', 'card.onepager_id')
    .select(['onepager.number', 'reading.value'])
    .where('reading.value', 'is not', null)
    .execute();
  return rows.map((row) => `#${row.number} ${row.value}`).toSorted();
}

async function listSkips(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('occurrence')
    .select(['kind', 'week_on', 'outcome'])
    .where('outcome', '<>', 'opened')
    .execute();
  return rows.map((row) => `${row.week_on} ${row.kind} ${row.outcome}`).toSorted();
}
