import { openCopy } from '../../src/platform/db/open.ts';
import type { Crew } from '../harness/crew.ts';
import type { ReviewRoom } from '../harness/review-room.ts';
import { isDone, until } from './patience.ts';

const voters = ['BEN', 'MIA', 'NOOR', 'THEO'];
/** A press that was not kept is told to its person in these words. */
const notKept = /Nothing was saved/;

/** What came of everybody’s press on every card. */
export interface Pressed {
  /** All that were meant: `#1/U0BEN continue`. */
  votes: string[];
  /** Those that were not kept. */
  refused: { name: string; number: number }[];
  /** What those were told whose press was not kept, each sentence once. */
  said: Set<string>;
}

/** Everybody presses Continue on every card: each press is kept, or its person reads that it was not; or this never returns. */
export async function pressAll(
  crew: Crew,
  review: ReviewRoom,
  numbers: readonly number[],
): Promise<Pressed> {
  const { databaseUrl } = crew.world;
  const pressed: Pressed = { votes: [], refused: [], said: new Set() };
  for (const number of numbers) {
    for (const name of voters) {
      const by = crew.at(name);
      const card = review.card(number);
      const before = (await listRefusals(crew, review, by.userId)).length;
      await until('an acknowledgement', () => isDone(by.presses('Continue', card)));
      const isKept = () => hasVoted(databaseUrl, number, by.userId);
      await until('a vote or a word', async () => {
        const said = await listRefusals(crew, review, by.userId);
        for (const words of said.slice(before)) pressed.said.add(words);
        return (await isKept()) || said.length > before;
      });
      pressed.votes.push(`#${number}/${by.userId} continue`);
      if (!(await isKept())) pressed.refused.push({ name, number });
    }
  }
  return pressed;
}

/** Whoever read that their press was not kept presses once more, until it is. */
export async function pressAgain(
  crew: Crew,
  review: ReviewRoom,
  refused: Pressed['refused'],
): Promise<void> {
  for (const { name, number } of refused) {
    const by = crew.at(name);
    await until('a vote', async () => {
      await isDone(by.presses('Continue', review.card(number)));
      return hasVoted(crew.world.databaseUrl, number, by.userId);
    });
  }
}

/** What this person alone was told of presses that were not kept, oldest first. */
async function listRefusals(
  { client }: Crew,
  review: ReviewRoom,
  userId: string,
): Promise<string[]> {
  const thread = await client.messages('C0GROWTH', userId, review.root.ts);
  const all = [...(await client.messages('C0GROWTH', userId)), ...thread];
  const own = all.filter((one) => one.ephemeralFor === userId && notKept.test(one.text));
  return [...new Map(own.map(({ ts, text }) => [ts, text])).entries()]
    .toSorted()
    .map(([, text]) => text);
}

/** Read from the database, since a card that nobody can save is not drawn anew. */
async function hasVoted(databaseUrl: string, number: number, userId: string): Promise<boolean> {
  const database = await openCopy(databaseUrl);
  try {
    const row = await database.db
      .selectFrom('vote')
      .innerJoin('card', 'card.id', 'vote.card_id')
      .innerJoin('onepager', 'onepager.id', 'card.onepager_id')
      .select('vote.choice')
      .where('onepager.number', '=', number)
      .where('vote.user_id', '=', userId)
      .executeTakeFirst();
    return row !== undefined;
  } finally {
    await database.close();
  }
}

/** What `/readyz` says now. */
export interface Ready {
  ok: boolean;
  /** What the parts say that are not well. */
  says: string;
}

/** Asks `/readyz`. */
export async function readReady({ world }: Crew): Promise<Ready> {
  const answer = await fetch(world.healthUrl.replace('/healthz', '/readyz'));
  const { checks }: { checks: { ok: boolean; name: string; says: string }[] } = await answer.json();
  const bad = checks.filter((check) => !check.ok).map(({ name, says }) => `${name}: ${says}`);
  return { ok: answer.ok, says: bad.join('\n') };
}
