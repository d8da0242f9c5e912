import { teamId } from '../../sandbox/server/workspace/workspace.ts';
import { mostForPerson, mostInChannel } from '../../src/features/budget/rules.ts';
import { mondayOf, toLocalDate } from '../../src/lib/time.ts';
import { Broken, type Room } from './room.ts';

const newestRows = 80;

/** Slack shows each address once, exactly as the database wants it, and nothing else of ours. */
export async function expectShown(room: Room, which: 'newest' | 'all'): Promise<void> {
  const { db, sandbox } = room.world;
  const { workspace } = sandbox.world;
  const posted = workspace.messages
    .list()
    .filter(({ isByApp, ephemeralFor, files }) => isByApp && !ephemeralFor && files.length === 0);
  const keys = new Set(posted.map(({ metadata }) => String(metadata?.event_payload.k)));
  const rows = await db
    .selectFrom('message')
    .select(['id', 'address', 'state', 'wanted', 'ts', 'shown_channel_id'])
    .orderBy('position', 'desc')
    .execute();
  const unsent = rows.find(({ state }) => state !== 'sent');
  if (unsent !== undefined) throw new Broken(`${unsent.address} is ${unsent.state}`);
  const [undrawn] = await db.selectFrom('redraw').select('address').execute();
  if (undrawn !== undefined) throw new Broken(`${undrawn.address} was never drawn`);
  if (posted.length !== rows.length || keys.size !== rows.length)
    throw new Broken(
      `${rows.length} addresses, but ${posted.length} messages of ${keys.size} of them`,
    );
  for (const row of which === 'all' ? rows : rows.slice(0, newestRows)) {
    const shown = workspace.findMessage(row.shown_channel_id ?? '', row.ts ?? '');
    const wanted: { text: string } = JSON.parse(row.wanted);
    if (shown?.text !== wanted.text)
      throw new Broken(`${row.address} shows “${shown?.text}”, and should show “${wanted.text}”`);
  }
}

/**
 * Slack shows each address at most once, as the database wants it; what it does not show is dead, and somebody was told.
 * (reliability.md P09)
 */
export async function expectDelivered(room: Room): Promise<void> {
  const { db, sandbox } = room.world;
  const { workspace } = sandbox.world;
  const rows = await db
    .selectFrom('message')
    .leftJoin('trouble as t', 't.message_id', 'message.id')
    .leftJoin('message as p', 'p.address', 'message.thread_address')
    .select(['message.address', 'message.state', 'message.wanted', 'message.ts'])
    .select(['message.shown_channel_id', 'message.last_error', 't.error', 'p.state as parent'])
    .where('message.workspace_id', '=', teamId)
    .execute();
  for (const row of rows) {
    if (row.state === 'dead' && row.error !== null) continue;
    // A paused team's leader is told once, in the note that may have been posted twice already.
    if (row.address.startsWith('paused:') && row.last_error === 'perhaps_posted') continue;
    if (row.parent === 'dead' && row.state !== 'sent') continue;
    if (row.state !== 'sent')
      throw new Broken(
        `P09: ${row.address} is ${row.state} (${row.last_error}), and nobody was told`,
      );
    const shown = workspace.findMessage(row.shown_channel_id ?? '', row.ts ?? '');
    const wanted: { text: string } = JSON.parse(row.wanted);
    if (shown?.text !== wanted.text)
      throw new Broken(`${row.address} shows “${shown?.text}”, and should show “${wanted.text}”`);
  }
}

/** A card that is drawn counts each person’s vote once, and nobody’s who has none; one that waits for its drawing says nothing yet. */
export async function expectVotesCounted(room: Room): Promise<void> {
  const { db } = room.world;
  const votes = await db
    .selectFrom('vote')
    .innerJoin('card', 'card.id', 'vote.card_id')
    .innerJoin('review', 'review.id', 'card.review_id')
    .innerJoin('person', 'person.user_id', 'vote.user_id')
    .select(['vote.card_id as cardId', 'vote.user_id as userId', 'person.is_guest as isGuest'])
    .where('review.workspace_id', '=', 'T0NORTHWIND')
    .where('review.state', '=', 'open')
    .where('review.is_ahead', '=', 0)
    .execute();
  const guest = votes.find(({ isGuest }) => isGuest === 1);
  if (guest !== undefined) throw new Broken(`the guest ${guest.userId} has a vote`);
  const cards = await db
    .selectFrom('card')
    .innerJoin('review', 'review.id', 'card.review_id')
    .select('card.id')
    .where('review.workspace_id', '=', 'T0NORTHWIND')
    .where('review.state', '=', 'open')
    .where('review.is_ahead', '=', 0)
    .execute();
  const waiting = await db.selectFrom('redraw').select('address').execute();
  const undrawn = new Set(waiting.map(({ address }) => address));
  for (const { id } of cards) {
    if (undrawn.has(`card:${id}`)) continue;
    const message = await db
      .selectFrom('message')
      .select('wanted')
      .where('address', '=', `card:${id}`)
      .executeTakeFirst();
    const said = /(\d+) of \d+ voted/.exec(message?.wanted ?? '')?.[1];
    const voters = new Set(votes.filter(({ cardId }) => cardId === id).map(({ userId }) => userId));
    if (Number(said) !== voters.size)
      throw new Broken(`a card says ${said} voted, and ${voters.size} have`);
  }
}

/** No week in which a channel hears the ritual too often, or a person is reminded too often. */
export async function expectBudget(room: Room): Promise<void> {
  const { db } = room.world;
  const zones = new Map(
    (await db.selectFrom('team').select(['channel_id', 'zone']).execute()).map((team) => [
      team.channel_id,
      team.zone,
    ]),
  );
  const people = new Map(
    (await db.selectFrom('person').select(['user_id', 'zone']).execute()).map((person) => [
      person.user_id,
      person.zone,
    ]),
  );
  const said = new Map<string, number>();
  for (const row of await db.selectFrom('message').selectAll().execute()) {
    const isRitual = /^(review:[^:]+|rollup:[^:]+)$/.test(row.address) || row.is_broadcast === 1;
    const isReminder = /^(nudge|revisit):/.test(row.address);
    const zone = zones.get(row.channel_id ?? '') ?? people.get(row.user_id ?? '');
    if (!(isRitual || isReminder) || zone === undefined || row.ts === null) continue;
    const week = mondayOf(toLocalDate(new Date(Number(row.ts) * 1000), zone));
    const key = `${row.channel_id ?? row.user_id} in the week of ${week}`;
    const count = (said.get(key) ?? 0) + 1;
    said.set(key, count);
    if (count > (isReminder ? mostForPerson : mostInChannel))
      throw new Broken(`${count} messages for ${key}: ${row.address}`);
  }
}
