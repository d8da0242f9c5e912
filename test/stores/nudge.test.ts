import { expect, it } from 'vitest';
import { insertAway } from '../../src/features/away/store.ts';
import { dismissNudge, muteTeam, unmuteTeam } from '../../src/features/nudge/handlers.ts';
import { sendNudges, settleNudges } from '../../src/features/nudge/jobs.ts';
import {
  deleteMute,
  findNudge,
  insertNudge,
  listAsked,
  listMuted,
  listPrompts,
  listTakenPlaces,
  listUnsettled,
  saveMute,
  settleNudge,
} from '../../src/features/nudge/store.ts';
import { listReadCards, saveReadings } from '../../src/features/reading/store.ts';
import { openAhead } from '../../src/features/review/ahead-jobs.ts';
import { closeReviews, openReviews } from '../../src/features/review/jobs.ts';
import { findOpenReview, listCards } from '../../src/features/review/store.ts';
import { listVoters, listVotes, saveVote } from '../../src/features/review/store-vote.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { at, openRoom, press, type Room, told } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

/** An hour after the review takes numbers, the afternoon before it opens. */
const ahead = at('11-23', '15:00');
const opening = at('11-24', '10:00');
const twoHoursBefore = at('11-25', '15:00');

describeStores('nudges', (engine) => {
  /** Everything that the team's time does at an instant. */
  async function tick(room: Room, now: Date): Promise<void> {
    for (const job of [closeReviews, openReviews, openAhead, sendNudges, settleNudges]) {
      await job.run(room.deps, now);
    }
  }

  /** Direct messages so far: to whom, and what they say now. */
  async function listSent({ db }: Room): Promise<{ userId: string; words: string }[]> {
    const rows = await db
      .selectFrom('message')
      .select(['user_id', 'wanted'])
      .where('address', 'like', 'nudge:%')
      .orderBy('position')
      .execute();
    return rows.map((row) => ({ userId: row.user_id ?? '', words: row.wanted }));
  }

  const whoGot = async (room: Room) => (await listSent(room)).map(({ userId }) => userId);

  async function firstCard({ db }: Room) {
    const review = await findOpenReview(db, 'tm_1');
    const [card] = review === undefined ? [] : await listCards(db, review.id);
    if (review === undefined || card === undefined) throw new Error('no card is open');
    return { review, card };
  }

  it('asks the owner once for missing numbers, the afternoon before, and nobody else', async () => {
    const room = await openRoom(engine, { onepagers: 2 });
    await tick(room, at('11-23', '14:59'));
    expect(await whoGot(room)).toEqual([]);
    await tick(room, ahead);
    await tick(room, at('11-23', '15:30'));
    const [sent, ...others] = await listSent(room);
    expect(others).toEqual([]);
    expect(sent?.userId).toBe('U1');
    for (const words of [
      'Numbers are missing',
      '#101',
      '#102',
      'review.readings',
      'Not this time',
    ]) {
      expect(sent?.words).toContain(words);
    }
  });

  it('asks for no numbers that are in, and says thank you once they come', async () => {
    const room = await openRoom(engine);
    await tick(room, ahead);
    const { card } = await firstCard(room);
    const reading = { signalId: 'guardrail', isMissing: false, value: 1 };
    const given = [{ ...reading, byUserId: 'U1', at: ahead }];
    const { review } = await firstCard(room);
    expect(await listReadCards(room.db, review.id)).toEqual([]);
    await transact(room.db, (tx) => saveReadings(tx, card.id, given));
    expect(await listReadCards(room.db, review.id)).toEqual([card.id]);
    await tick(room, at('11-23', '15:30'));
    expect((await listSent(room))[0]?.words).toContain('The numbers for');
    expect((await listSent(room))[0]?.words).not.toContain('Not this time');

    const second = await openRoom(engine);
    await openAhead.run(second.deps, ahead);
    const other = await firstCard(second);
    await transact(second.db, (tx) => saveReadings(tx, other.card.id, given));
    await sendNudges.run(second.deps, ahead);
    expect(await whoGot(second)).toEqual([]);
  });

  it('asks each other once two hours before the close, only who has not voted, never a guest', async () => {
    const room = await openRoom(engine);
    await tick(room, ahead);
    await tick(room, opening);
    const { card } = await firstCard(room);
    const vote = { userId: 'U2', choice: 'continue' as const, reason: '', at: opening };
    await transact(room.db, (tx) => saveVote(tx, card.id, vote));
    await tick(room, at('11-25', '14:59'));
    expect(await whoGot(room)).toEqual(['U1']);
    expect(await sendNudges.nextDue?.(room.deps, at('11-25', '14:59'))).toEqual({
      nudge: twoHoursBefore,
    });
    await tick(room, twoHoursBefore);
    await tick(room, at('11-25', '15:30'));
    // The owner had a message about this review already.
    expect((await whoGot(room)).toSorted()).toEqual(['U1', 'U3', 'U4']);
    const { review } = await firstCard(room);
    expect(await listAsked(room.db, { workspaceId: 'T1', subject: review.id })).toEqual([
      'U1',
      'U3',
      'U4',
    ]);

    const late = { userId: 'U3', choice: 'stop' as const, reason: 'no', at: twoHoursBefore };
    await transact(room.db, (tx) => saveVote(tx, card.id, late));
    expect(await listVotes(room.db, card.id)).toHaveLength(2);
    expect(await listVoters(room.db, review.id)).toEqual(new Map([[card.id, ['U2', 'U3']]]));
    expect(await listVoters(room.db, 'rv_none')).toEqual(new Map());
    await tick(room, at('11-25', '17:00'));
    const words = new Map((await listSent(room)).map((one) => [one.userId, one.words]));
    expect(words.get('U3')).toContain('Your votes');
    expect(words.get('U4')).toContain('has closed');
    expect(await listUnsettled(room.db, 'T1')).toEqual([]);
  });

  it('leaves those alone who are away, have muted the team, or sleep', async () => {
    const room = await openRoom(engine);
    await transact(room.db, async (tx) => {
      const range = { fromOn: '2026-11-25', untilOn: '2026-11-25', byUserId: 'U3' };
      await insertAway(tx, { id: 'aw_1', workspaceId: 'T1', userId: 'U3', ...range }, opening);
      await saveMute(tx, { teamId: 'tm_1', userId: 'U4' }, opening);
      await saveMute(tx, { teamId: 'tm_1', userId: 'U4' }, opening);
    });
    expect(await listMuted(room.db, 'tm_1')).toEqual(['U4']);
    await room.db
      .updateTable('person')
      .set({ zone: 'America/Los_Angeles' })
      .where('user_id', '=', 'U2')
      .execute();
    await openReviews.run(room.deps, opening);
    await sendNudges.run(room.deps, twoHoursBefore);
    expect(await whoGot(room)).toEqual(['U1']);
    await transact(room.db, (tx) => deleteMute(tx, { teamId: 'tm_1', userId: 'U4' }));
    expect(await listMuted(room.db, 'tm_1')).toEqual([]);
    await sendNudges.run(room.deps, at('11-25', '15:01'));
    expect(await whoGot(room)).toEqual(['U1', 'U4']);
  });

  it('keeps what one team’s people muted or were asked apart from another’s', async () => {
    const room = await openRoom(engine);
    await transact(room.db, (tx) => insertTeam(tx, makeTeam({ id: 'tm_2', channelId: 'C2' })));
    const mutes = [
      { teamId: 'tm_1', userId: 'U3' },
      { teamId: 'tm_1', userId: 'U4' },
      { teamId: 'tm_2', userId: 'U4' },
    ] as const;
    const about = { workspaceId: 'T1', weekOn: '2026-11-23', slot: 1, at: ahead };
    await transact(room.db, async (tx) => {
      for (const mute of mutes) await saveMute(tx, mute, opening);
      await deleteMute(tx, { teamId: 'tm_1', userId: 'U4' });
      for (const nudge of [
        { id: 'nu_1', teamId: 'tm_1', userId: 'U3', subject: 'rv_1' },
        { id: 'nu_2', teamId: 'tm_2', userId: 'U4', subject: 'rv_2' },
      ] as const) {
        await insertNudge(tx, { ...about, ...nudge, kind: 'votes' });
      }
    });
    expect(await listMuted(room.db, 'tm_1')).toEqual(['U3']);
    expect(await listMuted(room.db, 'tm_2')).toEqual(['U4']);
    const unsettled = await listUnsettled(room.db, 'T1');
    expect(unsettled.map(({ id, teamId }) => [id, teamId])).toEqual([
      ['nu_1', 'tm_1'],
      ['nu_2', 'tm_2'],
    ]);
    expect(await listUnsettled(room.db, 'T2')).toEqual([]);
  });

  it('rests until the first time that somebody has, and looks each quarter of an hour while somebody waits for theirs', async () => {
    const room = await openRoom(engine);
    const wakesAt = (now: Date) => sendNudges.wakesAt?.(room.deps, now);
    expect(await wakesAt(opening)).toBeUndefined();
    await openReviews.run(room.deps, opening);
    expect(await wakesAt(opening)).toEqual(at('11-25', '15:00'));
    // It was their time, and they were not there.
    expect(await wakesAt(at('11-25', '17:01'))).toEqual(at('11-25', '17:15'));
  });

  it('reaches a far zone in its own working day before the close', async () => {
    const room = await openRoom(engine);
    await room.db
      .updateTable('person')
      .set({ zone: 'America/Los_Angeles' })
      .where('user_id', '=', 'U2')
      .execute();
    await openReviews.run(room.deps, opening);
    await sendNudges.run(room.deps, at('11-25', '00:59'));
    expect(await whoGot(room)).toEqual([]);
    // 16:00 on Tuesday in Los Angeles.
    await sendNudges.run(room.deps, at('11-25', '01:00'));
    expect(await whoGot(room)).toEqual(['U2']);
  });

  it('does what its buttons say, for the person it was sent to', async () => {
    const room = await openRoom(engine);
    await tick(room, ahead);
    const [nudge] = await listUnsettled(room.db, 'T1');
    if (nudge === undefined) throw new Error('nobody was asked');
    const now = at('11-23', '15:05');
    expect(told(await dismissNudge(room.deps, press('U2', nudge.id, now)))).toContain(
      'somebody else',
    );
    expect(await dismissNudge(room.deps, press('U1', nudge.id, now))).toEqual({ reply: 'done' });
    expect(await findNudge(room.db, 'T1', nudge.id)).toMatchObject({
      isDismissed: true,
      settledAt: now,
    });
    expect(await findNudge(room.db, 'T2', nudge.id)).toBeUndefined();
    expect(await room.shown(`nudge:${nudge.id}`)).toContain('not this time');
    const twice = await dismissNudge(room.deps, press('U1', nudge.id, now));
    expect(told(twice)).toContain('already');
    await muteTeam(room.deps, press('U1', nudge.id, now));
    expect(await room.shown(`nudge:${nudge.id}`)).toContain('Remind me again');
    expect(await listMuted(room.db, 'tm_1')).toEqual(['U1']);
    // A second device still shows the buttons that were there before.
    for (const pressAgain of [muteTeam, dismissNudge]) {
      const again = await pressAgain(room.deps, press('U1', nudge.id, now));
      expect(told(again)).toContain('muted for you already');
      expect(await room.shown(`nudge:${nudge.id}`)).toContain('Remind me again');
    }
    const unmute = async () => told(await unmuteTeam(room.deps, press('U1', nudge.id, now)));
    expect(await unmute()).toBe('(done)');
    expect(await listMuted(room.db, 'tm_1')).toEqual([]);
    expect(await room.shown(`nudge:${nudge.id}`)).toContain('come again');
    expect(await unmute()).toContain('come again');
    await muteTeam(room.deps, press('U1', nudge.id, now));
    expect(told(await unmuteTeam(room.deps, press('U1', 'tm_1', now)))).toContain('come again');
    expect(await listMuted(room.db, 'tm_1')).toEqual([]);
    expect(told(await dismissNudge(room.deps, press('U1', 'nu_none', now)))).toContain('not there');
  });

  it('keeps a place of a week once, and a subject once, whoever is first', async () => {
    const room = await openRoom(engine);
    const nudge = {
      ...({ id: 'nu_a', workspaceId: 'T1', teamId: 'tm_1', userId: 'U1' } as const),
      ...({ kind: 'votes', subject: 'rv_1', weekOn: '2026-11-23', slot: 1, at: ahead } as const),
    };
    const insert = (over: object) =>
      transact(room.db, (tx) => insertNudge(tx, { ...nudge, ...over }));
    expect(await insert({})).toBe(true);
    expect(await insert({ id: 'nu_b', slot: 2 })).toBe(false);
    expect(await insert({ id: 'nu_c', subject: 'rv_2' })).toBe(false);
    expect(
      await insert({ id: 'nu_d', subject: 'dec_1 2026-11-23', slot: 2, kind: 'revisit' }),
    ).toBe(true);
    expect(await insert({ id: 'nu_e', subject: 'rv_3', weekOn: '2026-11-30' })).toBe(true);
    await expect(insert({ id: 'nu_f', subject: 'rv_4', slot: 3 })).rejects.toThrow();
    const week = { workspaceId: 'T1', userId: 'U1', weekOn: '2026-11-23' };
    expect(await listTakenPlaces(room.db, week)).toEqual([
      { slot: 1, isQuestion: false },
      { slot: 2, isQuestion: true },
    ]);
    const asked = { workspaceId: 'T1', subject: 'dec_1 2026-11-23' };
    expect((await listPrompts(room.db, asked)).map(({ id }) => id)).toEqual(['nu_d']);
    expect(await listPrompts(room.db, { ...asked, subject: 'rv_1' })).toEqual([]);
    expect(await transact(room.db, (tx) => settleNudge(tx, { id: 'nu_a' }, ahead))).toBe(true);
    expect(await transact(room.db, (tx) => settleNudge(tx, { id: 'nu_a' }, ahead))).toBe(false);
    expect((await findNudge(room.db, 'T1', 'nu_a'))?.isDismissed).toBe(false);
  });

  it('stays silent when the week is full', async () => {
    const room = await openRoom(engine);
    const full = {
      workspaceId: 'T1',
      teamId: 'tm_1',
      userId: 'U1',
      weekOn: '2026-11-23',
      at: ahead,
    } as const;
    await transact(room.db, async (tx) => {
      await insertNudge(tx, { ...full, id: 'nu_a', kind: 'votes', subject: 'rv_x', slot: 1 });
      await insertNudge(tx, { ...full, id: 'nu_b', kind: 'votes', subject: 'rv_y', slot: 2 });
    });
    await openAhead.run(room.deps, ahead);
    await sendNudges.run(room.deps, ahead);
    expect(await whoGot(room)).toEqual([]);
  });
});
