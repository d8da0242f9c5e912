import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { listVotes, saveVote } from '../../src/features/review/store-vote.ts';
import { pressVote, submitVote } from '../../src/features/vote/handlers.ts';
import { findSeat } from '../../src/features/vote/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import {
  countRedraws,
  countUndrawn,
  listRedraws,
  listUndrawn,
  postponeRedraw,
  takeRedraw,
  wantRedraw,
} from '../../src/platform/outbox/store-redraw.ts';
import { type Deps, tell } from '../../src/platform/slack/feature.ts';
import { onceIfReady } from '../../src/platform/slack/once.ts';
import { drawAll } from './draw-all.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { due, fill, openedCard, openRoom, press, type Room, told } from './review-room.ts';

/** A room whose channel the cache knows: then a vote goes its short way. */
async function openWarmRoom(engine: TestEngine): Promise<Room> {
  const room = await openRoom(engine);
  await room.db
    .insertInto('channel')
    .values({
      ...{ workspace_id: 'T1', channel_id: 'C1', name: 'team', is_private: 0, is_archived: 0 },
      ...{ is_external: 0, has_bot: 1 },
      ...{ refreshed_at: due.toISOString(), members_read_at: due.toISOString() },
    })
    .execute();
  return room;
}

/** Slack may not be asked: whoever does has gone the long way. */
const onShortWay = (deps: Deps): Deps => ({
  ...deps,
  people: {
    ...deps.people,
    find: () => Promise.reject(new Error('the long way')),
    listMembers: () => Promise.reject(new Error('the long way')),
  },
});

describeStores('a vote that nothing stands in the way of', (engine) => {
  it('finds the card, the person and how fresh both are in one look', async () => {
    const room = await openWarmRoom(engine);
    const { card } = await openedCard(room, due);
    const seat = (userId: string, workspaceId = 'T1') =>
      findSeat(room.db, { workspaceId, cardId: card.id, userId });
    expect(await seat('U2')).toEqual({
      card: { id: card.id, state: 'open' },
      ...{ isFrozen: false, isAhead: false, isFullMember: true },
      readAt: {
        person: '2026-11-21T09:00:00.000Z',
        channel: due.toISOString(),
        members: due.toISOString(),
      },
    });
    expect((await seat('UGUEST'))?.isFullMember).toBe(false);
    expect(await seat('U9')).toBeUndefined();
    expect(await seat('U2', 'T2')).toBeUndefined();
  });

  // Whoever reads a whole table is in the way of everybody who writes there. Small ones are what a server likes to read whole.
  it.runIf(engine.engine === 'postgres')(
    'counts on its own rows, and on no whole table, when the server has counted how small they are',
    async () => {
      const room = await openWarmRoom(engine);
      const { card } = await openedCard(room, due);
      await sql`analyze`.execute(room.db);
      const vote = press('U2', card.id, due, 'continue');
      const whole = await onceIfReady(room.deps, vote, {
        look: (tx) => findSeat(tx, { workspaceId: 'T1', cardId: card.id, userId: 'U2' }),
        work: async (tx) => {
          await saveVote(tx, card.id, { userId: 'U2', choice: 'continue', reason: '', at: due });
          await wantRedraw(tx, 'T1', `card:${card.id}`);
          const { rows } = await sql<{ table: string }>`
            select relname::text as "table" from pg_locks join pg_class on pg_class.oid = relation
            where mode = 'SIReadLock' and locktype = 'relation' and pid = pg_backend_pid()
              and relkind = 'r'
          `.execute(tx);
          return tell(rows.map(({ table }) => table).join(', '));
        },
      });
      expect(whole).toEqual(tell(''));
    },
  );

  it('counts once for each key, without asking Slack, and its card is drawn once for all of them', async () => {
    const room = await openWarmRoom(engine);
    const { card } = await openedCard(room, due);
    const deps = onShortWay(room.deps);
    const first = press('U2', card.id, due, 'continue');
    expect(await pressVote(deps, first)).toEqual({ reply: 'done' });
    expect(await pressVote(deps, first)).toEqual({ reply: 'done' });
    const form = await pressVote(room.deps, press('U3', card.id, due, 'stop'));
    const stopping = fill('U3', form, { reason: 'enough' }, due);
    expect(await submitVote(deps, stopping)).toEqual({ reply: 'done' });
    expect((await listVotes(room.db, card.id)).map(({ choice }) => choice).toSorted()).toEqual([
      'continue',
      'stop',
    ]);
    expect(await countRedraws(room.db, 'T1')).toBe(1);
    expect(await room.shown(`card:${card.id}`)).toContain('2 of 4 voted');
    expect(await countRedraws(room.db, 'T1')).toBe(0);
  });

  it('counts once also when the same press comes five times at the same moment', async () => {
    const room = await openWarmRoom(engine);
    const { card } = await openedCard(room, due);
    const deps = onShortWay(room.deps);
    const first = press('U2', card.id, due, 'continue');
    const all = await Promise.all(Array.from({ length: 5 }, () => pressVote(deps, first)));
    expect(all).toEqual(Array.from({ length: 5 }, () => ({ reply: 'done' })));
    // Somebody else’s is another one, and what was done once is not done again after it was changed.
    expect(await pressVote(deps, press('U3', card.id, due, 'continue'))).toEqual({ reply: 'done' });
    await transact(room.db, (tx) => tx.deleteFrom('vote').execute());
    expect(await pressVote(deps, first)).toEqual({ reply: 'done' });
    expect(await listVotes(room.db, card.id)).toEqual([]);
  });

  it('keeps nothing where a part of it fails, and says what failed', async () => {
    const { db } = await openRoom(engine);
    const vote = { userId: 'U2', choice: 'continue', reason: '', at: due } as const;
    const failing = transact(db, async (tx) => {
      await wantRedraw(tx, 'T1', 'card:cd_0');
      await saveVote(tx, 'cd_0', vote);
      await wantRedraw(tx, 'T1', 'card:cd_1');
    });
    await expect(failing).rejects.toThrow(/foreign key/i);
    // Also where something is asked after it.
    const asking = transact(db, async (tx) => {
      await saveVote(tx, 'cd_0', vote);
      return tx.selectFrom('vote').selectAll().execute();
    });
    await expect(asking).rejects.toThrow(/foreign key/i);
    expect(await countRedraws(db, 'T1')).toBe(0);
    // The connection does for the next one.
    await transact(db, (tx) => wantRedraw(tx, 'T1', 'card:cd_2'));
    expect(await countRedraws(db, 'T1')).toBe(1);
  });

  it('is shown also when its card is being drawn, for somebody else, while it is kept', async () => {
    const room = await openWarmRoom(engine);
    const { card } = await openedCard(room, due);
    await pressVote(room.deps, press('U2', card.id, due, 'continue'));
    let keep = (): void => {};
    const kept = new Promise<void>((resolve) => {
      keep = resolve;
    });
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const voting = transact(room.db, async (tx) => {
      await saveVote(tx, card.id, { userId: 'U3', choice: 'continue', reason: '', at: due });
      await wantRedraw(tx, 'T1', `card:${card.id}`);
      begin();
      await kept;
    });
    await begun;
    const drawing = drawAll(room.deps, due);
    // SQLite lets nobody draw meanwhile.
    if (engine.engine === 'postgres') await drawing;
    keep();
    await Promise.all([voting, drawing]);
    expect(await room.shown(`card:${card.id}`)).toContain('2 of 4 voted');
  });

  it('goes the long way, which says why not, for a guest, a stranger, a frozen and a closed card', async () => {
    const room = await openWarmRoom(engine);
    const { card } = await openedCard(room, due);
    const vote = (userId: string) => pressVote(room.deps, press(userId, card.id, due, 'continue'));
    expect(told(await vote('UGUEST'))).toContain('full members');
    expect(told(await vote('U9'))).toContain('full members');
    const onepager = room.db.updateTable('onepager').where('id', '=', card.onepagerId);
    await onepager.set({ state: 'frozen' }).execute();
    expect(told(await vote('U2'))).toContain('frozen');
    await onepager.set({ state: 'running' }).execute();
    const closing = room.db.updateTable('card').where('id', '=', card.id);
    await closing.set({ state: 'no-decision', ended_version: 1 }).execute();
    expect(told(await vote('U2'))).toContain('closed');
    expect(await listVotes(room.db, card.id)).toEqual([]);
  });

  it('asks Slack first when what is known of the person or the channel is old', async () => {
    const room = await openWarmRoom(engine);
    const { card } = await openedCard(room, due);
    const asked: string[] = [];
    const people: Deps['people'] = {
      ...room.deps.people,
      isFresh: () => false,
      find: async (_, userId) => {
        asked.push(userId);
        // Slack says by now that they are a guest.
        const person = room.db.updateTable('person').where('user_id', '=', userId);
        await person.set({ is_guest: 1 }).execute();
        return undefined;
      },
    };
    const pressing = press('U2', card.id, due, 'continue');
    expect(told(await pressVote({ ...room.deps, people }, pressing))).toContain('full members');
    expect(asked).toEqual(['U2']);
    expect(await listVotes(room.db, card.id)).toEqual([]);
  });

  it('keeps nothing, not even its key, where it is not ready', async () => {
    const { deps } = await openRoom(engine);
    const act = press('U2', 'x', due);
    const work = async () => ({ reply: 'done' as const });
    expect(await onceIfReady(deps, act, { look: async () => undefined, work })).toBeUndefined();
    expect(await deps.db.selectFrom('action_key').selectAll().execute()).toEqual([]);
    expect(await onceIfReady(deps, act, { look: async () => 1, work })).toEqual({ reply: 'done' });
  });

  it('a drawing is wanted once, waits while its message rests, and when it failed', async () => {
    const { db } = await openRoom(engine);
    const now = new Date('2026-11-24T09:00:00.000Z');
    const soon = new Date('2026-11-24T09:00:10.000Z');
    await transact(db, async (tx) => {
      for (const address of ['card:cd_1', 'card:cd_1', 'card:cd_2']) {
        await wantRedraw(tx, 'T1', address);
      }
      await wantRedraw(tx, 'T2', 'card:cd_1');
    });
    const list = async (at: Date) =>
      (await listRedraws(db, 'T1', { now: at, limit: 10 })).map(({ address }) => address);
    expect(await list(now)).toEqual(['card:cd_1', 'card:cd_2']);
    await transact(db, (tx) => postponeRedraw(tx, 'T1', { address: 'card:cd_1', tryAt: soon }));
    expect(await list(now)).toEqual(['card:cd_2']);
    expect([await countUndrawn(db, 'T1'), await countUndrawn(db, 'T2')]).toEqual([1, 0]);
    expect(await listUndrawn(db)).toEqual([
      { address: 'card:cd_1', hasFailed: true },
      { address: 'card:cd_2', hasFailed: false },
      { address: 'card:cd_1', hasFailed: false },
    ]);
    expect(await list(soon)).toEqual(['card:cd_1', 'card:cd_2']);
    // Postponed by a clock that was put back since.
    const tomorrow = new Date('2026-11-25T09:00:00.000Z');
    await transact(db, (tx) => postponeRedraw(tx, 'T1', { address: 'card:cd_1', tryAt: tomorrow }));
    expect(await list(now)).toEqual(['card:cd_1', 'card:cd_2']);
    const take = () => transact(db, (tx) => takeRedraw(tx, 'T1', 'card:cd_1'));
    expect([await take(), await take()]).toEqual([true, false]);
    expect([await countRedraws(db, 'T1'), await countRedraws(db, 'T2')]).toEqual([1, 1]);
  });
});
