import { expect, it } from 'vitest';
import { insertAway } from '../../src/features/away/store.ts';
import { insertNudge, listTakenPlaces, listUnsettled } from '../../src/features/nudge/store.ts';
import { putOnePagerCard } from '../../src/features/onepager/project.ts';
import { readStopOwner, readStopWordThen } from '../../src/features/onepager/stop-access.ts';
import {
  amendOnePager,
  getOnePager,
  saveOnePagerState,
} from '../../src/features/onepager/store.ts';
import {
  findStopAsk,
  findStopNaming,
  insertStopAsk,
  listOpenStopAsks,
  listStopAsks,
  listStopAsksOf,
  listTeamsUnasked,
  saveStopAnswer,
} from '../../src/features/onepager/store-stop.ts';
import { findPlacedCard } from '../../src/features/review/access.ts';
import { openReviews } from '../../src/features/review/jobs.ts';
import { putCard } from '../../src/features/review/project.ts';
import { answerStop } from '../../src/features/stop-owner/handlers.ts';
import { askStopOwners } from '../../src/features/stop-owner/jobs.ts';
import { saveRole } from '../../src/features/team/store.ts';
import type { OnePagerId } from '../../src/lib/ids.ts';
import { attend } from '../../src/platform/attendance.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { nextQuarter } from '../../src/platform/schedule/due.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { at, due, openRoom, press, type Room, told } from './review-room.ts';

/** Monday 23 November, at work: U1 named U3 on Saturday. */
const monday = at('11-23', '11:00');
const nextMonday = at('11-30', '11:00');
const weekOn = '2026-11-23';

describeStores('can you say stop on this', (engine) => {
  async function listAsked({ db }: Room): Promise<{ userId: string; words: string }[]> {
    const rows = await db
      .selectFrom('message')
      .select(['user_id', 'wanted', 'address'])
      .where('address', 'like', 'stop-ask:%')
      .orderBy('position')
      .execute();
    for (const { wanted } of rows) {
      expect(findLimitBreaks(JSON.parse(wanted))).toEqual([]);
    }
    return rows
      .filter(({ address }) => address.split(':').length === 2)
      .map((row) => ({ userId: row.user_id ?? '', words: row.wanted }));
  }

  const ask = (room: Room, now = monday) => askStopOwners.run(room.deps, now);
  const answer = async (room: Room, given: { by?: string; yes: boolean; now?: Date }) =>
    told(
      await answerStop(
        room.deps,
        press(given.by ?? 'U3', 'op_1', given.now ?? monday, given.yes ? 'yes' : 'no'),
      ),
    );
  const wordOf = async (room: Room, now = monday, id: OnePagerId = 'op_1') =>
    (await readStopOwner(room.db, await getOnePager(room.db, 'T1', id), now)).word;

  async function name(room: Room, named: { by: string; to: string; at: Date }): Promise<void> {
    await transact(room.db, async (tx) => {
      const { bet } = await getOnePager(tx, 'T1', 'op_1');
      const guardrail = { ...bet.guardrail, stopOwnerId: named.to };
      await amendOnePager(tx, {
        ...{ id: 'op_1', byUserId: named.by, at: named.at, amendment: 'Who may say stop: changed' },
        bet: { ...bet, guardrail, fields: { ...bet.fields, stopOwnerId: named.to } },
      });
    });
  }

  const cardOf = async (room: Room, now = monday) => {
    const what = { workspaceId: 'T1', newId: room.deps.newId, onepagerId: 'op_1' as const };
    await transact(room.db, (tx) => putOnePagerCard(tx, what, now));
    return room.shown('onepager:op_1');
  };

  it('is asked once, at work, in a place of the week, and the card says so until it is answered', async () => {
    const room = await openRoom(engine);
    expect(await askStopOwners.nextDue?.(room.deps, at('11-21', '12:00'))).toEqual({
      stopAsk: at('11-23', '09:00'),
    });
    await ask(room, at('11-21', '12:00'));
    await ask(room, at('11-23', '08:59'));
    expect(await listAsked(room)).toEqual([]);
    await ask(room);
    await ask(room, at('11-24', '12:00'));
    await ask(room, nextMonday);
    const [question, ...others] = await listAsked(room);
    expect(others).toEqual([]);
    expect(question?.userId).toBe('U3');
    for (const words of ['Can you say stop on this?', '#101', 'named by <@U1>', 'Yes, I can']) {
      expect(question?.words).toContain(words);
    }
    expect(await listTakenPlaces(room.db, { workspaceId: 'T1', userId: 'U3', weekOn })).toEqual([
      { slot: 1, isQuestion: false },
    ]);
    expect(await askStopOwners.nextDue?.(room.deps, monday)).toEqual({});
    expect(await cardOf(room)).toContain('<@U3> may say stop (asked)');
    expect(await answer(room, { yes: true })).toBe('(done)');
    expect(await cardOf(room)).toMatch(/<@U3> may say stop\\n/);
    expect((await listAsked(room))[0]?.words).toMatch(/You can say stop on .*Thank you/);
    expect(await listUnsettled(room.db, 'T1')).toEqual([]);
    expect(await wordOf(room, at('12-20', '11:00'))).toBe('yes');
  });

  it('a second press of the same button says so, and somebody who was not asked hears that', async () => {
    const room = await openRoom(engine);
    await ask(room);
    expect(await answer(room, { by: 'U2', yes: true })).toMatch(/for somebody else/);
    expect(await answer(room, { yes: true })).toBe('(done)');
    expect(await answer(room, { yes: true })).toMatch(/You said yes about #101 already/);
    const wrong = await answerStop(room.deps, press('U3', 'op_9', monday, 'yes'));
    expect(told(wrong)).toMatch(/not there any more/);
    const odd = await answerStop(room.deps, press('U3', 'team', monday, 'yes'));
    expect(told(odd)).toMatch(/not there any more/);
  });

  it('a no is told to whoever named them, with a way to name another; a later yes takes its place', async () => {
    const room = await openRoom(engine);
    await ask(room);
    await openReviews.run(room.deps, due);
    const card = async () => {
      const row = await room.db
        .selectFrom('message')
        .select('wanted')
        .where('address', 'like', 'card:%')
        .executeTakeFirst();
      return row?.wanted ?? '';
    };
    expect(await card()).toContain('<@U3> may say stop (asked)');
    expect(await answer(room, { yes: false, now: due })).toBe('(done)');
    expect(await card()).toContain('nobody has said yes to saying stop');
    expect(await room.shown('onepager:op_1')).toContain('nobody has said yes to saying stop');
    const note = async () => {
      const row = await room.db
        .selectFrom('message')
        .select(['user_id', 'wanted'])
        .where('address', 'like', 'stop-ask:%:no')
        .execute();
      expect(row).toHaveLength(1);
      return `${row[0]?.user_id} ${row[0]?.wanted}`;
    };
    expect(await note()).toMatch(/^U1 .*<@U3> cannot say stop.*"draft.edit:3","value":"op_1"/);
    expect(await wordOf(room)).toBe('no');
    expect(await answer(room, { yes: true, now: at('12-15', '11:00') })).toBe('(done)');
    expect(await note()).toMatch(/<@U3> can say stop on .* after all/);
    expect(await card()).toMatch(/<@U3> may say stop(?! \(asked)/);
  });

  it('a no stands on both cards when the one-pager is over', async () => {
    const room = await openRoom(engine);
    await ask(room);
    await openReviews.run(room.deps, due);
    await answer(room, { yes: false, now: due });
    await transact(room.db, async (tx) => {
      await saveOnePagerState(tx, { id: 'op_1', state: 'promoted', endedAt: due });
      const drawn = await tx.selectFrom('card').select('id').executeTakeFirstOrThrow();
      const placed = await findPlacedCard(tx, 'T1', drawn.id);
      if (placed !== undefined) await putCard(tx, { ...placed, newId: room.deps.newId }, due);
    });
    expect(await cardOf(room, due)).toContain('nobody has said yes to saying stop');
    const { wanted } = await room.db
      .selectFrom('message')
      .select('wanted')
      .where('address', 'like', 'card:%')
      .executeTakeFirstOrThrow();
    expect(wanted).toContain('nobody has said yes to saying stop');
  });

  it('an answer after seven days still counts; until then nobody has said yes', async () => {
    const room = await openRoom(engine);
    await ask(room);
    expect(await wordOf(room, at('11-30', '10:59'))).toBe('asked');
    expect(await wordOf(room, nextMonday)).toBe('silent');
    expect(await answer(room, { yes: true, now: at('12-03', '11:00') })).toBe('(done)');
    expect(await wordOf(room, at('12-03', '11:00'))).toBe('yes');
  });

  it('a card that ended stays as it was, though Barbell was away then and the answer came since', async () => {
    const room = await openRoom(engine);
    await ask(room);
    const process = { id: 'pr_1', workspaceId: 'T1', links: 2 };
    await attend(room.db, process, at('11-24', '09:00'));
    await attend(room.db, process, at('11-28', '09:00'));
    const now = at('12-02', '11:00');
    const endedAt = at('12-01', '11:00');
    const wordThen = async () => {
      const onepager = await getOnePager(room.db, 'T1', 'op_1');
      const { facts } = await readStopOwner(room.db, onepager, now);
      return readStopWordThen(room.db, { onepager, facts, at: endedAt }, now);
    };
    expect(await wordOf(room, endedAt)).toBe('asked');
    expect(await wordThen()).toBe('asked');
    await answer(room, { yes: true, now });
    expect(await wordThen()).toBe('asked');
  });

  it('a changed stop-owner is asked anew; the one before has nothing to answer, and is never asked twice', async () => {
    const room = await openRoom(engine);
    await ask(room);
    await name(room, { by: 'U1', to: 'U4', at: at('11-23', '12:00') });
    expect(await answer(room, { yes: true })).toMatch(/#101 needs no answer any more/);
    expect((await listAsked(room))[0]?.words).toContain('needs no answer any more');
    expect(await wordOf(room)).toBe('to-ask');
    await ask(room, at('11-23', '13:00'));
    expect((await listAsked(room)).map(({ userId }) => userId)).toEqual(['U3', 'U4']);
    await name(room, { by: 'U1', to: 'U3', at: at('11-24', '12:00') });
    await ask(room, nextMonday);
    expect(await listAsked(room)).toHaveLength(2);
    expect(await answer(room, { yes: true, now: nextMonday })).toBe('(done)');
    expect(await wordOf(room, nextMonday)).toBe('yes');
  });

  it('who was asked to say stop for the team and has not said yes to that is asked here all the same', async () => {
    const room = await openRoom(engine);
    await transact(room.db, (tx) => saveRole(tx, { teamId: 'tm_1', userId: 'U3', role: 'deputy' }));
    await ask(room);
    expect((await listAsked(room)).map(({ userId }) => userId)).toEqual(['U3']);
  });

  it('who names themselves waits for no question, and nothing is due for them', async () => {
    const room = await openRoom(engine);
    await name(room, { by: 'U2', to: 'U2', at: monday });
    expect(await askStopOwners.nextDue?.(room.deps, monday)).toEqual({});
  });

  it('who names themselves, or says stop for the team, has said yes and is not asked', async () => {
    const room = await openRoom(engine);
    await transact(room.db, (tx) =>
      saveRole(tx, { teamId: 'tm_1', userId: 'U3', role: 'deputy', acceptedAt: monday }),
    );
    expect(await wordOf(room)).toBe('yes');
    await ask(room);
    expect(await listStopAsks(room.db, 'tm_1')).toEqual([]);
    expect(await listTeamsUnasked(room.db, 'T1')).toEqual(new Set());
    await name(room, { by: 'U2', to: 'U2', at: at('11-23', '12:00') });
    expect(await wordOf(room)).toBe('yes');
    await ask(room, at('11-23', '12:00'));
    expect(await listAsked(room)).toEqual([]);
    const asked = { onepagerId: 'op_1' as const, userId: 'U2' };
    expect(await findStopAsk(room.db, asked)).toMatchObject({ answer: 'yes' });
    // There is no question that could be answered otherwise.
    expect(await answer(room, { by: 'U2', yes: false })).toMatch(/for somebody else/);
  });

  it('everything at once is one message; nobody is asked who is away, gone, a guest, or has no place this week', async () => {
    const room = await openRoom(engine, { onepagers: 3 });
    const { db, deps } = room;
    const places = { workspaceId: 'T1', teamId: 'tm_1' as const, userId: 'U3', weekOn, at: monday };
    await transact(db, async (tx) => {
      for (const slot of [1, 2]) {
        const subject = `rv_${slot}`;
        await insertNudge(tx, { ...places, id: deps.newId('nu'), kind: 'votes', subject, slot });
      }
    });
    await ask(room);
    expect(await listAsked(room)).toEqual([]);
    expect(await askStopOwners.nextDue?.(deps, monday)).toEqual({ stopAsk: at('11-24', '09:00') });
    expect(await listTeamsUnasked(db, 'T1')).toEqual(new Set(['tm_1']));
    expect(await listTeamsUnasked(db, 'T2')).toEqual(new Set());
    expect(await askStopOwners.wakesAt?.(deps, monday)).toEqual(nextQuarter(monday));
    await transact(db, (tx) =>
      insertAway(
        tx,
        {
          ...{ id: deps.newId('aw'), workspaceId: 'T1', teamId: 'tm_1' },
          ...{ userId: 'U3', fromOn: '2026-11-30', untilOn: '2026-11-30', byUserId: 'U3' },
        },
        monday,
      ),
    );
    await ask(room, nextMonday);
    expect(await listAsked(room)).toEqual([]);
    const person = (columns: { is_deleted?: number; is_guest?: number }) =>
      db.updateTable('person').set(columns).where('user_id', '=', 'U3').execute();
    const tuesday = at('12-01', '11:00');
    for (const gone of ['is_deleted', 'is_guest'] as const) {
      await person({ [gone]: 1 });
      await ask(room, tuesday);
      expect(await listAsked(room)).toEqual([]);
      expect(await askStopOwners.nextDue?.(deps, tuesday)).toEqual({});
      await person({ [gone]: 0 });
    }
    await ask(room, tuesday);
    expect(await listTeamsUnasked(db, 'T1')).toEqual(new Set());
    expect(await askStopOwners.wakesAt?.(deps, tuesday)).toBeUndefined();
    const [question, ...others] = await listAsked(room);
    expect(others).toEqual([]);
    for (const words of ['on these?', '#101', '#102', '#103']) {
      expect(question?.words).toContain(words);
    }
    await person({ is_guest: 1 });
    expect(await answer(room, { yes: true, now: tuesday })).toMatch(/has to be a full member/);
    expect(await answer(room, { yes: false, now: tuesday })).toBe('(done)');
    expect(await listUnsettled(db, 'T1')).toHaveLength(3);
  });

  it('keeps one answer for each person and one-pager, and finds who named them', async () => {
    const room = await openRoom(engine, { onepagers: 2 });
    const { db } = room;
    const about = { workspaceId: 'T1', teamId: 'tm_1' as const, userId: 'U3' };
    const by = { nudgeId: 'nu_1' as const };
    const first = { ...about, onepagerId: 'op_1' as const };
    const other = { ...about, onepagerId: 'op_2' as const };
    await transact(db, async (tx) => {
      expect(await saveStopAnswer(tx, { ...first, answer: 'yes' }, monday)).toBe(false);
      expect(await insertStopAsk(tx, { ...first, by }, monday)).toBe(true);
      expect(await insertStopAsk(tx, { ...first, by: { answer: 'yes' } }, monday)).toBe(false);
      expect(await insertStopAsk(tx, { ...other, by }, nextMonday)).toBe(true);
      expect(await saveStopAnswer(tx, { ...first, answer: 'no' }, monday)).toBe(true);
      expect(await saveStopAnswer(tx, { ...first, answer: 'no' }, monday)).toBe(false);
    });
    const kept = { userId: 'U3', nudgeId: 'nu_1' };
    const answered = {
      ...kept,
      onepagerId: 'op_1',
      askedAt: monday,
      answer: 'no',
      answeredAt: monday,
    };
    const open = { ...kept, onepagerId: 'op_2', askedAt: nextMonday };
    expect(await findStopAsk(db, first)).toEqual(answered);
    expect(await listStopAsks(db, 'tm_1')).toEqual([answered, open]);
    expect(await listStopAsks(db, 'tm_2')).toEqual([]);
    expect(await listStopAsksOf(db, 'nu_1')).toEqual([answered, open]);
    expect(await listStopAsksOf(db, 'nu_2')).toEqual([]);
    expect(await listOpenStopAsks(db, about)).toEqual([open]);
    expect(await listOpenStopAsks(db, { ...about, workspaceId: 'T2' })).toEqual([]);
    const naming = async () => findStopNaming(db, await getOnePager(db, 'T1', 'op_1'));
    expect(await naming()).toEqual({ byUserId: 'U1', at: at('11-21', '10:00') });
    await name(room, { by: 'U2', to: 'U4', at: monday });
    await name(room, { by: 'U1', to: 'U4', at: nextMonday });
    expect(await naming()).toEqual({ byUserId: 'U2', at: monday });
  });
});
