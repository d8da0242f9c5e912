import { expect, it } from 'vitest';
import { alarmFeature } from '../../src/features/alarm/feature.ts';
import { watchAlarms } from '../../src/features/alarm/jobs.ts';
import { listAlarms } from '../../src/features/alarm/store.ts';
import { assumptionFeature } from '../../src/features/assumption/feature.ts';
import { listDecisions } from '../../src/features/decision/store.ts';
import { exceptionFeature } from '../../src/features/exception/feature.ts';
import { onepagerFeature } from '../../src/features/onepager/feature.ts';
import { toBet } from '../../src/features/onepager/rules.ts';
import { amendOnePager, getOnePager } from '../../src/features/onepager/store.ts';
import { insertMark, listMarks } from '../../src/features/onepager/store-assumption.ts';
import { insertException, listExceptions } from '../../src/features/onepager/store-exception.ts';
import { saveReadings } from '../../src/features/reading/store.ts';
import { closeReviews } from '../../src/features/review/jobs.ts';
import { listCards } from '../../src/features/review/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { FormValues, Reply } from '../../src/platform/slack/feature.ts';
import { describeStores } from './engines.ts';
import { type FreezeRoom, openFreezeRoom } from './freeze-room.ts';
import { at, due, fill, openedCard, press, told, viewOf } from './review-room.ts';

const features = [alarmFeature, exceptionFeature, assumptionFeature, onepagerFeature];
const noon = at('11-24', '12:00');

describeStores('what proposes to stop the line', (engine) => {
  async function enter() {
    const room = await openFreezeRoom(engine);
    const { card } = await openedCard(room, due);
    return { room, card };
  }

  /** The guardrail's number, given on a card. */
  async function reads(
    room: FreezeRoom,
    given: { cardId: `cd_${string}`; value: number; at: Date },
  ) {
    const reading = { signalId: 'guardrail', value: given.value, isMissing: false };
    await transact(room.db, (tx) =>
      saveReadings(tx, given.cardId, [{ ...reading, byUserId: 'U1', at: given.at }]),
    );
  }

  async function pressed(
    room: FreezeRoom,
    userId: string,
    what: { action: string; value: string; now?: Date },
  ) {
    const [name = '', variant = ''] = what.action.split(':');
    const handler = features.map((one) => one.actions?.[name]).find(Boolean);
    const act = press(userId, what.value, what.now ?? noon, variant);
    return (await handler?.(room.deps, act)) ?? ({ reply: 'done' } as const);
  }

  async function sent(
    room: FreezeRoom,
    userId: string,
    what: { form: Reply; over: FormValues; now?: Date },
  ) {
    const name = viewOf(what.form).callback_id ?? '';
    const handler = features.map((one) => one.submits?.[name]).find(Boolean);
    const act = fill(userId, what.form, what.over, what.now ?? noon);
    return (await handler?.(room.deps, act)) ?? ({ reply: 'done' } as const);
  }

  const standing = async (room: FreezeRoom) =>
    (await listAlarms(room.db, 'tm_1')).filter((one) => !one.clearedAt && !one.dismissed);

  it('says at once that a guardrail is past its limit, once, and is quiet by an exception until its day', async () => {
    const { room, card } = await enter();
    await reads(room, { cardId: card.id, value: 0.3, at: noon });
    await watchAlarms.run(room.deps, noon);
    await watchAlarms.run(room.deps, noon);
    const [alarm] = await listAlarms(room.db, 'tm_1');
    expect(alarm).toMatchObject({ kind: 'guardrail-tripped', subject: 'op_1', told: 'message' });
    expect(await listAlarms(room.db, 'tm_1')).toHaveLength(1);
    const said = await room.shown(`alarm:${alarm?.id}`);
    expect(said).toContain('The guardrail of #101 is past its limit');
    expect(said).toContain('0.3%, limit ≤ 0.1%');
    expect(said).toContain('freeze.open');
    expect(said).not.toContain('alarm.dismiss');

    expect(told(await pressed(room, 'U4', { action: 'exception.open', value: 'op_1' }))).toContain(
      'logged by its owner <@U1>',
    );
    const form = await pressed(room, 'U3', { action: 'exception.open', value: 'op_1' });
    const wrong = await sent(room, 'U3', { form, over: { reason: '', untilOn: '2026-12-09' } });
    expect(wrong).toMatchObject({
      errors: { reason: expect.any(String), untilOn: expect.stringContaining('One cycle') },
    });
    const over = { reason: 'Outage on *Monday*', untilOn: '2026-11-30' };
    expect(told(await sent(room, 'U3', { form, over }))).toBe('(done)');
    await watchAlarms.run(room.deps, noon);
    expect(await standing(room)).toEqual([]);
    expect(await room.shown(`alarm:${alarm?.id}`)).toContain('an exception holds until 30 Nov.');
    expect(await room.shown('onepager:op_1')).toContain(
      'Past its limit, by an exception until 30 Nov',
    );
    expect(await room.shown(`card:${card.id}`)).toContain(
      '*Past its limit*, by an exception until 30 Nov',
    );
    const log = await listDecisions(room.db, { teamId: 'tm_1' });
    expect(log.at(-1)?.texts.line).toBe('Guardrail exception until 30 Nov: Outage on *Monday*');
    const again = await pressed(room, 'U3', { action: 'exception.open', value: 'op_1' });
    expect(told(again)).toContain('There is an exception');

    const later = at('12-01', '09:00');
    await watchAlarms.run(room.deps, at('11-30', '23:59'));
    expect(await standing(room)).toEqual([]);
    await watchAlarms.run(room.deps, later);
    expect(await standing(room)).toHaveLength(1);
    const renew = await pressed(room, 'U3', {
      action: 'exception.open',
      value: 'op_1',
      now: later,
    });
    expect(JSON.stringify(renew)).toContain('the first renewal');
  });

  it('clears when it is frozen or safe again, and is not said anew after the evidence review', async () => {
    const { room, card } = await enter();
    await reads(room, { cardId: card.id, value: 0.3, at: noon });
    await watchAlarms.run(room.deps, noon);
    const [alarm] = await standing(room);
    await room.freeze('U4', { now: noon });
    await watchAlarms.run(room.deps, noon);
    expect(await standing(room)).toEqual([]);
    expect(await room.shown(`alarm:${alarm?.id}`)).toContain(': it is frozen until its evidence');
    await room.end('U1', { over: { line: 'An outage' }, now: at('11-24', '13:00') });
    await watchAlarms.run(room.deps, at('11-24', '13:01'));
    expect(await standing(room)).toEqual([]);
    await closeReviews.run(room.deps, at('11-25', '17:00'));
    const next = await openedCard(room, at('12-01', '10:00'));
    await reads(room, { cardId: next.card.id, value: 0.4, at: at('12-01', '11:00') });
    await watchAlarms.run(room.deps, at('12-01', '11:00'));
    const [second] = await standing(room);
    await reads(room, { cardId: next.card.id, value: 0.1, at: at('12-01', '11:30') });
    await watchAlarms.run(room.deps, at('12-01', '11:30'));
    expect(await standing(room)).toEqual([]);
    expect(await room.shown(`alarm:${second?.id}`)).toContain(': it is back within its limit.');
    const now = at('12-01', '12:00');
    const none = await pressed(room, 'U1', { action: 'exception.open', value: 'op_1', now });
    expect(told(none)).toContain('not past its limit');
  });

  it('clears by a decision that came before anybody looked, and says so', async () => {
    const { room, card } = await enter();
    await reads(room, { cardId: card.id, value: 0.3, at: noon });
    await watchAlarms.run(room.deps, noon);
    const [alarm] = await standing(room);
    await room.freeze('U4', { now: at('11-24', '12:10') });
    await room.end('U1', { over: { line: 'An outage' }, now: at('11-24', '12:20') });
    await watchAlarms.run(room.deps, at('11-24', '12:30'));
    expect(await room.shown(`alarm:${alarm?.id}`)).toContain(': its evidence review has decided.');
  });

  it('says that the outcome went the other way twice, and keeps it with a reason that the log has', async () => {
    const { room, card } = await enter();
    const { bet } = await getOnePager(room.db, 'T1', 'op_1');
    const outcome = bet.signals.find(({ kind }) => kind === 'outcome');
    if (outcome === undefined) throw new Error('no outcome');
    const falls = async (cardId: `cd_${string}`, now: Date) => {
      const reading = { value: outcome.baseline.value - 5, denominator: 400, isMissing: false };
      await transact(room.db, (tx) =>
        saveReadings(tx, cardId, [{ ...reading, signalId: outcome.id, byUserId: 'U1', at: now }]),
      );
      await watchAlarms.run(room.deps, now);
    };
    // Before it is ready to be read it says nothing.
    await falls(card.id, noon);
    for (const day of ['12-01', '12-08']) {
      await closeReviews.run(room.deps, at(day, '09:00'));
      const opened = await openedCard(room, at(day, '10:00'));
      await falls(opened.card.id, at(day, '11:00'));
      expect(await standing(room)).toHaveLength(day === '12-01' ? 0 : 1);
    }
    const [alarm] = await standing(room);
    expect(alarm).toMatchObject({ kind: 'opposite-trend', evidence: [{}, {}] });
    const now = at('12-08', '12:00');
    const keep = { action: 'alarm.dismiss:keep', value: alarm?.id ?? '', now };
    const form = await pressed(room, 'U4', keep);
    expect(viewOf(form).title.text).toBe('Keep it');
    await sent(room, 'U4', { form, over: { because: 'A campaign ended' }, now });
    const entry = (await listDecisions(room.db, { teamId: 'tm_1' })).at(-1);
    expect(entry).toMatchObject({ onepagerId: 'op_1', texts: { because: 'A campaign ended' } });
    await watchAlarms.run(room.deps, now);
    expect(await standing(room)).toEqual([]);
  });

  it('marks an assumption with its evidence, on the card, and says that it does not hold', async () => {
    const { room, card } = await enter();
    const { bet } = await getOnePager(room.db, 'T1', 'op_1');
    const amended = toBet(
      { ...bet.fields, assumptions: 'They stall\nThey care' },
      room.deps.newId,
      bet,
    );
    if ('refused' in amended) throw new Error('no bet');
    const change = { id: 'op_1', byUserId: 'U1', at: noon, amendment: 'x' } as const;
    await transact(room.db, (tx) => amendOnePager(tx, { ...change, bet: amended }));
    expect(
      told(await pressed(room, 'UGUEST', { action: 'assumption.open', value: 'op_1' })),
    ).toContain('full members');
    const form = await pressed(room, 'U4', { action: 'assumption.open', value: 'op_1' });
    const empty = await sent(room, 'U4', { form, over: { evidence: ' ' } });
    expect(empty).toMatchObject({
      errors: { assumption: expect.any(String), evidence: expect.any(String) },
    });
    const [stall] = amended.assumptions;
    const over = { assumption: stall?.id ?? '', evidence: 'Eight of ten <knew>' };
    await sent(room, 'U4', { form, over });
    expect(await listMarks(room.db, 'T1', 'op_1')).toMatchObject([
      { mark: 'falsified', byUserId: 'U4', at: noon },
    ]);
    expect(await listMarks(room.db, 'T2', 'op_1')).toEqual([]);
    expect(await room.shown('onepager:op_1')).toContain(
      '*Does not hold:* They stall · Eight of ten &lt;knew&gt;',
    );
    expect(await room.shown(`card:${card.id}`)).toContain('*Does not hold:* They stall');
    await watchAlarms.run(room.deps, noon);
    const [alarm] = await standing(room);
    expect(alarm?.kind).toBe('assumption-falsified');
    expect(await room.shown(`alarm:${alarm?.id}`)).toContain('Seen: Eight of ten &lt;knew&gt;');
    await sent(room, 'U4', { form, over: { ...over, mark: 'holds', evidence: 'Asked again' } });
    await watchAlarms.run(room.deps, noon);
    expect(await standing(room)).toEqual([]);
    expect(await room.shown(`alarm:${alarm?.id}`)).toContain('the assumption is marked as holding');
    const bare = { ...amended, assumptions: [] };
    await transact(room.db, (tx) => amendOnePager(tx, { ...change, bet: bare }));
    const none = await pressed(room, 'U4', { action: 'assumption.open', value: 'op_1' });
    expect(told(none)).toContain('*Sharpen*');
  });

  it('keeps marks and exceptions as they came, each renewal once', async () => {
    const { room } = await enter();
    const where = { workspaceId: 'T1', onepagerId: 'op_1' } as const;
    const mark = { id: 'am_9', assumptionId: 'as_9', mark: 'holds', evidence: 'x' } as const;
    await transact(room.db, (tx) => insertMark(tx, where, { ...mark, byUserId: 'U1', at: noon }));
    expect((await listMarks(room.db, 'T1', 'op_1')).map(({ id }) => id)).toEqual(['am_9']);
    const base = { ...where, teamId: 'tm_1', indicator: 'errors', reason: 'x' } as const;
    const give = (id: 'gx_1' | 'gx_2', renewal: number) =>
      transact(room.db, (tx) =>
        insertException(tx, {
          ...{ ...base, id, renewal, untilOn: '2026-11-30', byUserId: 'U1', at: noon },
        }),
      );
    expect([await give('gx_1', 0), await give('gx_2', 0), await give('gx_2', 1)]).toEqual([
      ...[true, false, true],
    ]);
    expect((await listExceptions(room.db, 'T1', 'op_1')).map(({ renewal }) => renewal)).toEqual([
      0, 1,
    ]);
    expect(await listExceptions(room.db, 'T2', 'op_1')).toEqual([]);
    expect(await listCards(room.db, 'rv_none')).toEqual([]);
  });
});
