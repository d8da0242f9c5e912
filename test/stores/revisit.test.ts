import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { insertAway } from '../../src/features/away/store.ts';
import type { Decision, DecisionDraft } from '../../src/features/decision/rules.ts';
import {
  appendDecision,
  findDecision,
  listDecisions,
  verifyChain,
} from '../../src/features/decision/store.ts';

import { searchDecisions } from '../../src/features/decision/store-search.ts';
import {
  endWait,
  findNextRevisit,
  listTeamsWithDue,
  moveWait,
  startWait,
} from '../../src/features/decision/store-wait.ts';

import { listTakenPlaces } from '../../src/features/nudge/store.ts';
import { listDueRevisits } from '../../src/features/revisit/access.ts';
import { answerSame, openRevisit, submitRevisit } from '../../src/features/revisit/handlers.ts';
import { askRevisits } from '../../src/features/revisit/jobs.ts';
import { findRevisit, listPutOff, putOff, saveAnswer } from '../../src/features/revisit/store.ts';
import type { Tx } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { at, fill, openRoom, press, type Room, told, viewOf } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

const migration = readFileSync(
  new URL('../../migrations/0078_revisit-wait.sql', import.meta.url),
  'utf8',
);
const team = makeTeam();
/** Tuesday 1 December, at work. */
const now = at('12-01', '11:00');
const today = '2026-12-01';

describeStores('revisits', (engine) => {
  async function decide(room: Room, over: Partial<DecisionDraft> = {}): Promise<Decision> {
    return transact(room.db, (tx) =>
      appendDecision(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', kind: 'stop', decidedByUserId: 'U3' },
        ...{ at: at('11-20', '10:00'), title: 'Read-through cache', texts: { line: 'no gain' } },
        ...{ isAgainstRule: false, isAgainstMajority: false, revisitOn: today },
        ...over,
      }),
    );
  }

  async function listPrompted({ db }: Room): Promise<{ userId: string; words: string }[]> {
    const rows = await db
      .selectFrom('message')
      .select(['user_id', 'wanted'])
      .where('address', 'like', 'revisit:%')
      .orderBy('position')
      .execute();
    return rows.map((row) => ({ userId: row.user_id ?? '', words: row.wanted }));
  }

  /** What `/onepager decisions due` finds, and what is asked about, must be the same. */
  async function listDue({ db }: Room, on: string): Promise<number[]> {
    const question = { workspaceId: 'T1', teamIds: ['tm_1'] as const, words: [], limit: 50 };
    const found = await searchDecisions(db, { ...question, dueOn: on });
    const due = await listDueRevisits(db, team, on);
    expect(due.map(({ decision }) => decision.number).toSorted()).toEqual(
      found.decisions.map(({ number }) => number).toSorted(),
    );
    expect(await listTeamsWithDue(db, 'T1', on)).toEqual(new Set(due.length > 0 ? ['tm_1'] : []));
    expect(await listTeamsWithDue(db, 'T2', on)).toEqual(new Set());
    return due.map(({ decision }) => decision.number);
  }

  it('asks who decided once, at work on the day, and the answer is an entry of its own', async () => {
    const room = await openRoom(engine);
    const decision = await decide(room, { onepagerId: 'op_1' });
    await askRevisits.run(room.deps, at('11-30', '11:00'));
    await askRevisits.run(room.deps, at('12-01', '08:59'));
    expect(await listPrompted(room)).toEqual([]);
    expect(await askRevisits.nextDue?.(room.deps, at('11-30', '11:00'))).toEqual({
      revisit: at('12-01', '09:00'),
    });
    const wakesAt = (from: Date) => askRevisits.wakesAt?.(room.deps, from);
    expect(await wakesAt(at('11-30', '11:00'))).toEqual(at('12-01', '00:00'));
    expect(await wakesAt(at('12-01', '08:59'))).toEqual(at('12-01', '09:00'));
    expect(await wakesAt(at('12-01', '09:00'))).toEqual(at('12-01', '09:15'));
    await askRevisits.run(room.deps, now);
    expect(await wakesAt(now)).toEqual(at('12-02', '00:00'));
    await askRevisits.run(room.deps, at('12-02', '11:00'));
    const [prompt, ...others] = await listPrompted(room);
    expect(others).toEqual([]);
    expect(prompt?.userId).toBe('U3');
    for (const words of ['Would we decide the same?', 'Read-through cache', 'Differently…']) {
      expect(prompt?.words).toContain(words);
    }
    expect(await listDue(room, today)).toEqual([decision.number]);

    expect(await answerSame(room.deps, press('U3', decision.id, now))).toEqual({ reply: 'done' });
    const [, entry] = await listDecisions(room.db, { teamId: 'tm_1' });
    expect(entry).toMatchObject({
      kind: 'other',
      decidedByUserId: 'U3',
      onepagerId: 'op_1',
      title: 'Read-through cache',
      texts: { line: `Asked again about #${decision.number}: we would decide the same.` },
    });
    expect((await listPrompted(room))[0]?.words).toContain(`*#${entry?.number}* in the log`);
    expect(await listDue(room, '2027-12-01')).toEqual([]);
    expect(await findDecision(room.db, 'T1', decision.id)).toEqual(decision);
    expect(await verifyChain(room.db, 'T1')).toMatchObject({ ok: true });
    const again = await answerSame(room.deps, press('U3', decision.id, now));
    expect(told(again)).toContain('answered already');
    expect(await listDecisions(room.db, { teamId: 'tm_1' })).toHaveLength(2);
  });

  it('takes differently only with a because, and never touches the decision', async () => {
    const room = await openRoom(engine);
    const decision = await decide(room);
    const form = await openRevisit(room.deps, press('U3', decision.id, now, 'different'));
    expect(findLimitBreaks(viewOf(form))).toEqual([]);
    const answer = { answer: 'different', because: '', askOn: null };
    const refused = await submitRevisit(room.deps, fill('U3', form, answer, now));
    expect(refused).toMatchObject({ reply: 'fix', errors: { because: expect.any(String) } });
    const because = 'the vendor left\nand <!channel> nobody minded';
    const filled = fill('U3', form, { ...answer, because, askOn: '2027-06-01' }, now);
    const said = viewOf(await submitRevisit(room.deps, filled));
    expect(JSON.stringify(said)).toContain('New one-pager');
    const [first, entry] = await listDecisions(room.db, { teamId: 'tm_1' });
    expect(first).toEqual(decision);
    expect(entry?.texts.because).toBe(because);
    expect(entry?.supersedesId).toBeUndefined();
    expect(entry?.revisitOn).toBe('2027-06-01');
    // The answer itself carries a day, so it comes back in its turn.
    expect(await listDue(room, '2027-06-01')).toEqual([entry?.number]);
  });

  it('is put off to a day that is to come, and asks again then', async () => {
    const room = await openRoom(engine);
    const decision = await decide(room);
    await askRevisits.run(room.deps, now);
    const form = await openRevisit(room.deps, press('U3', decision.id, now, 'later'));
    const late = { answer: 'later', askOn: today };
    expect(await submitRevisit(room.deps, fill('U3', form, late, now))).toMatchObject({
      reply: 'fix',
      errors: { askOn: expect.any(String) },
    });
    const later = { answer: 'later', askOn: '2026-12-09' };
    await submitRevisit(room.deps, fill('U3', form, later, now));
    expect((await listPrompted(room))[0]?.words).toContain('again on 9 Dec');
    expect(await listDue(room, '2026-12-08')).toEqual([]);
    expect(await listPutOff(room.db, 'tm_1')).toEqual(new Map([[decision.id, '2026-12-09']]));
    expect(await findNextRevisit(room.db, 'tm_1', today)).toBe('2026-12-09');
    expect(told(await answerSame(room.deps, press('U3', decision.id, now)))).toContain('not due');
    await askRevisits.run(room.deps, at('12-08', '11:00'));
    expect(await listPrompted(room)).toHaveLength(1);
    await askRevisits.run(room.deps, at('12-09', '11:00'));
    expect((await listPrompted(room))[1]?.words).toContain('Would we decide the same?');
    expect(await listDecisions(room.db, { teamId: 'tm_1' })).toHaveLength(1);
  });

  it('asks one question a week, and the rest in the weeks that follow', async () => {
    const room = await openRoom(engine);
    for (let count = 0; count < 3; count += 1) await decide(room);
    for (const day of ['12-01', '12-02', '12-04']) {
      await askRevisits.run(room.deps, at(day, '11:00'));
    }
    expect(await listPrompted(room)).toHaveLength(1);
    const week = { workspaceId: 'T1', userId: 'U3', weekOn: '2026-11-30' };
    expect(await listTakenPlaces(room.db, week)).toEqual([{ slot: 1, isQuestion: true }]);
    await askRevisits.run(room.deps, at('12-07', '11:00'));
    expect(await listPrompted(room)).toHaveLength(2);
  });

  it('asks the owner when the decider has left, then a leader, and nobody who is away', async () => {
    const room = await openRoom(engine);
    await decide(room, { onepagerId: 'op_1' });
    const leave = (userId: string) =>
      room.db.updateTable('person').set({ is_deleted: 1 }).where('user_id', '=', userId).execute();
    await leave('U3');
    expect((await listDueRevisits(room.db, team, today))[0]?.askedId).toBe('U1');
    await leave('U1');
    const range = { fromOn: today, untilOn: today, byUserId: 'U2' };
    await transact(room.db, (tx) =>
      insertAway(tx, { id: 'aw_1', workspaceId: 'T1', userId: 'U2', ...range }, now),
    );
    await askRevisits.run(room.deps, now);
    expect(await listPrompted(room)).toEqual([]);
    await askRevisits.run(room.deps, at('12-02', '11:00'));
    expect((await listPrompted(room)).map(({ userId }) => userId)).toEqual(['U2']);
  });

  it('takes an answer from who decided, the owner or a leader, and from nobody else', async () => {
    const room = await openRoom(engine);
    const decision = await decide(room, { onepagerId: 'op_1' });
    expect(told(await answerSame(room.deps, press('U4', decision.id, now)))).toContain('a leader');
    expect(told(await openRevisit(room.deps, press('UGUEST', decision.id, now)))).toContain(
      'a leader',
    );
    expect(told(await answerSame(room.deps, press('U4', 'dec_none', now)))).toContain(
      'not in the log',
    );
    expect(await listDecisions(room.db, { teamId: 'tm_1' })).toHaveLength(1);
    expect(await answerSame(room.deps, press('U2', decision.id, now))).toEqual({ reply: 'done' });
    expect(await listDecisions(room.db, { teamId: 'tm_1' })).toHaveLength(2);
  });

  it('keeps the first answer of two, and forgets a put-off once there is one', async () => {
    const room = await openRoom(engine);
    const decision = await decide(room);
    const about = { decisionId: decision.id, workspaceId: 'T1', teamId: 'tm_1' } as const;
    const later = { ...about, askOn: '2026-12-20' };
    expect(await findRevisit(room.db, 'T1', decision.id)).toBeUndefined();
    expect(await transact(room.db, (tx) => putOff(tx, later))).toBe(true);
    const same = { ...about, askOn: today, answer: 'same', byUserId: 'U3' } as const;
    expect(await transact(room.db, (tx) => saveAnswer(tx, same, now))).toBe(true);
    const other = { ...same, answer: 'different', byUserId: 'U2' } as const;
    expect(await transact(room.db, (tx) => saveAnswer(tx, other, now))).toBe(false);
    expect(await transact(room.db, (tx) => putOff(tx, later))).toBe(false);
    expect(await findRevisit(room.db, 'T1', decision.id)).toMatchObject({
      answered: { answer: 'same', byUserId: 'U3', at: now },
    });
    expect(await findRevisit(room.db, 'T2', decision.id)).toBeUndefined();
    expect(await listPutOff(room.db, 'tm_1')).toEqual(new Map());
    expect(await findNextRevisit(room.db, 'tm_1', today)).toBeUndefined();
    expect(await findDecision(room.db, 'T2', decision.id)).toBeUndefined();
  });

  it('keeps in its own table what still waits: what the log and the answers of years say together', async () => {
    const room = await openRoom(engine);
    const about = { workspaceId: 'T1', teamId: 'tm_1', askOn: '2026-12-09' } as const;
    const change = (work: (tx: Tx) => Promise<unknown>) => transact(room.db, work);
    const waits = await decide(room);
    const later = await decide(room);
    const answered = await decide(room);
    const corrected = await decide(room);
    await change((tx) => putOff(tx, { ...about, decisionId: later.id }));
    const same = { ...about, decisionId: answered.id, answer: 'same', byUserId: 'U3' } as const;
    await change((tx) => putOff(tx, same));
    await change((tx) => saveAnswer(tx, same, now));
    const wording = await decide(room, { supersedesId: corrected.id, revisitOn: '2026-12-05' });
    // What comes too late changes nothing.
    await change((tx) => putOff(tx, { ...about, decisionId: corrected.id }));
    const kept = [
      { decision_id: waits.id, team_id: 'tm_1', ask_on: today },
      { decision_id: wording.id, team_id: 'tm_1', ask_on: '2026-12-05' },
      { decision_id: later.id, team_id: 'tm_1', ask_on: '2026-12-09' },
    ];
    const list = () => room.db.selectFrom('revisit_wait').selectAll().orderBy('ask_on').execute();
    expect(await list()).toEqual(kept);
    // A database from before has the same, by its migration.
    const [fill = ''] = /^insert into revisit_wait[^;]+/m.exec(migration) ?? [];
    await change(async (tx) => {
      for (const { id } of [waits, later, wording]) await endWait(tx, id);
      await sql.raw(fill).execute(tx);
    });
    expect(await list()).toEqual(kept);
    expect(await findNextRevisit(room.db, 'tm_1', '2026-12-05')).toBe('2026-12-09');
    await change(async (tx) => {
      await endWait(tx, waits.id);
      await startWait(tx, { decisionId: waits.id, teamId: 'tm_1', askOn: '2026-12-07' });
      await moveWait(tx, waits.id, '2026-12-08');
    });
    expect(await findNextRevisit(room.db, 'tm_1', '2026-12-05')).toBe('2026-12-08');
  });
});
