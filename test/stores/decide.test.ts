import { expect, it } from 'vitest';
import { openDecide, reshapeDecide, submitDecide } from '../../src/features/decide/handlers.ts';
import { listDecisions } from '../../src/features/decision/store.ts';
import { insertDeviation, listSettledDeviations } from '../../src/features/deviation/store.ts';
import { listDefaults } from '../../src/features/floor/store.ts';
import { getOnePager } from '../../src/features/onepager/store.ts';
import { openMyReadings, submitReadings } from '../../src/features/review/handlers.ts';
import { closeReviews } from '../../src/features/review/jobs.ts';
import { listCards } from '../../src/features/review/store.ts';
import { pressVote, submitVote } from '../../src/features/vote/handlers.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import {
  at,
  due,
  fill,
  gateReview,
  openedCard,
  openRoom,
  prefilled,
  press,
  type Room,
  told,
  viewOf,
} from './review-room.ts';

describeStores('log decision', (engine) => {
  async function atGate(room: Room) {
    for (const now of [due, at('12-01', '10:00')]) {
      const { review } = await openedCard(room, now);
      await closeReviews.run(room.deps, review.closesAt);
    }
    const { review, card } = await openedCard(room, gateReview);
    const form = await openMyReadings(room.deps, press('U1', review.id, gateReview));
    const values = {
      [`${card.id}.sg_s1.value`]: '46%',
      [`${card.id}.sg_s2.value`]: '27.4%',
      [`${card.id}.why`]: 'the because does not hold',
    };
    await submitReadings(room.deps, fill('U1', form, values, gateReview));
    return { review, card };
  }

  it('goes with the rule in one press: stop, learned, settled and shown', async () => {
    const room = await openRoom(engine);
    const { review, card } = await atGate(room);
    await transact(room.db, (tx) =>
      insertDeviation(tx, room.deps.newId, {
        workspaceId: 'T1',
        teamId: 'tm_1',
        onepagerId: 'op_1',
        area: 'send more',
        deviation: 'a checklist',
        because: 'people stall',
        benefit: 'more finish',
        risk: 'errors',
        isReversible: true,
        byUserId: 'U1',
        at: due,
      }),
    );
    expect(await room.shown(`card:${card.id}`)).toContain(
      'DON’T CONTINUE (change or stop). Numbers moved, users didn’t.',
    );
    expect(told(await openDecide(room.deps, press('U3', card.id, gateReview)))).toContain('<@U1>');
    const form = await openDecide(room.deps, press('U1', card.id, gateReview));
    expect(prefilled(form)).toMatchObject({
      choice: 'stop',
      learned: 'the because does not hold',
      confidence: 'medium',
    });
    const second = await openDecide(room.deps, press('U2', card.id, gateReview));
    expect(await submitDecide(room.deps, fill('U1', form, {}, gateReview))).toEqual({
      reply: 'done',
    });
    expect(told(await submitDecide(room.deps, fill('U2', second, {}, gateReview)))).toContain(
      '*stop* by <@U1>',
    );
    const window = { teamId: 'tm_1', from: due, to: at('12-31', '00:00') } as const;
    const decisions = await listDecisions(room.db, window);
    expect(decisions).toMatchObject([
      {
        kind: 'stop',
        revisitOn: '2027-03-08',
        isAgainstRule: false,
        outcome: {
          isAtGate: true,
          isRuleMet: false,
          moved: [{ before: '27%', after: '27.4%', direction: 'flat' }],
        },
      },
    ]);
    expect(await getOnePager(room.db, 'T1', 'op_1')).toMatchObject({ state: 'stopped' });
    expect(await listSettledDeviations(room.db, window)).toMatchObject([
      { state: 'retired', lesson: 'the because does not hold' },
    ]);
    const shown = await room.shown(`card:${card.id}`);
    expect(shown).toContain('*Decided: stop* by <@U1>');
    expect(shown).not.toContain('decide.open');
    await closeReviews.run(room.deps, review.closesAt);
    expect(await room.shown(`review:${review.id}:closed`)).toContain('the card was decided');
  });

  it('goes on against the rule only with a because and another person, and with a new gate', async () => {
    const room = await openRoom(engine);
    const { card } = await atGate(room);
    const form = await openDecide(room.deps, press('U1', card.id, gateReview));
    const reshaped = await reshapeDecide(room.deps, {
      ...press('U1', '', gateReview),
      place: {
        at: 'modal',
        viewId: 'V1',
        callbackId: 'decide.log',
        metadata: viewOf(form).private_metadata ?? '',
        values: { ...prefilled(form), choice: 'continue', learned: 'typed before', line: 'mine' },
      },
    });
    expect(prefilled(reshaped)).toMatchObject({
      choice: 'continue',
      line: 'mine',
      newGateOn: '2026-12-22',
    });
    expect(viewOf(reshaped).private_metadata).toContain('typed before');
    const alone = await submitDecide(
      room.deps,
      fill('U1', reshaped, { because: 'one more week' }, gateReview),
    );
    expect(alone).toMatchObject({
      reply: 'fix',
      errors: { choice: expect.stringContaining('one other person') },
    });
    await pressVote(room.deps, press('U4', card.id, gateReview, 'continue'));
    const past = await submitDecide(
      room.deps,
      fill('U1', reshaped, { because: 'x', newGateOn: '2026-12-08' }, gateReview),
    );
    expect(past).toMatchObject({ reply: 'fix', errors: { newGateOn: expect.any(String) } });
    const done = await submitDecide(
      room.deps,
      fill('U1', reshaped, { because: 'one more week' }, gateReview),
    );
    expect(done).toEqual({ reply: 'done' });
    const onepager = await getOnePager(room.db, 'T1', 'op_1');
    expect(onepager).toMatchObject({ state: 'running', version: 2, bet: { gateOn: '2026-12-22' } });
    const shown = await room.shown(`card:${card.id}`);
    expect(shown).toContain('against the rule');
    expect(shown).toContain('gate was 3 days ago');
    const next = await openedCard(room, at('12-15', '10:00'));
    expect(await room.shown(`card:${next.card.id}`)).toContain(
      'changed since the last review: Gate: 5 Dec → 22 Dec',
    );
  });

  it('asks again when votes turned while the form was open, and loses nothing', async () => {
    const room = await openRoom(engine);
    const { card } = await openedCard(room, due);
    const form = await openDecide(room.deps, press('U2', card.id, due));
    const stop = await pressVote(room.deps, press('U3', card.id, due, 'stop'));
    await submitVote(room.deps, fill('U3', stop, { reason: 'enough' }, due));
    const again = await submitDecide(room.deps, fill('U2', form, { line: 'my line' }, due));
    expect(again.reply).toBe('replace');
    expect(prefilled(again)).toMatchObject({ choice: 'continue', because: null, line: 'my line' });
    await pressVote(room.deps, press('U4', card.id, due, 'continue'));
    await submitDecide(room.deps, fill('U2', form, { line: 'my line' }, due));
    expect(await room.shown(`card:${card.id}`)).toContain('*Decided: continue* by <@U2>');
  });

  it('asks a day to look again once major is ticked, and is major by rule on a bet', async () => {
    const room = await openRoom(engine);
    const { card } = await openedCard(room, due);
    const form = await openDecide(room.deps, press('U1', card.id, due));
    expect(prefilled(form)).toMatchObject({ choice: 'continue', major: [] });
    expect(prefilled(form)).not.toHaveProperty('revisitOn');
    const ticked = { ...prefilled(form), major: ['major'], line: 'for two teams' };
    const asked = await submitDecide(room.deps, fill('U1', form, ticked, due));
    expect(asked.reply).toBe('replace');
    expect(prefilled(asked)).toMatchObject({
      major: ['major'],
      revisitOn: '2027-02-22',
      line: 'for two teams',
    });
    const blank = await submitDecide(room.deps, fill('U1', asked, { revisitOn: null }, due));
    expect(blank).toMatchObject({ reply: 'fix', errors: { revisitOn: expect.any(String) } });
    expect(await submitDecide(room.deps, fill('U1', asked, {}, due))).toEqual({ reply: 'done' });
    const [entry] = await listDecisions(room.db, { teamId: 'tm_1', from: due });
    expect(entry).toMatchObject({ kind: 'continue', isMajor: true, revisitOn: '2027-02-22' });
    expect(await room.shown(`card:${card.id}`)).toContain('*major*');
  });

  it('takes what is decided on a bet for major without a tick', async () => {
    const room = await openRoom(engine);
    await room.db.updateTable('onepager').set({ kind: 'bet' }).execute();
    const { card } = await openedCard(room, due);
    const form = await openDecide(room.deps, press('U1', card.id, due));
    expect(prefilled(form)).toHaveProperty('major');
    const values = { ...prefilled(form), choice: 'stop', learned: 'nobody waits' };
    const stop = await submitDecide(room.deps, fill('U1', form, values, due));
    expect(prefilled(stop)).not.toHaveProperty('major');
    expect(JSON.stringify(viewOf(stop))).toContain('*Major*, because it is about a bet');
    await submitDecide(room.deps, fill('U1', stop, {}, due));
    const [entry] = await listDecisions(room.db, { teamId: 'tm_1', from: due });
    expect(entry).toMatchObject({ kind: 'stop', isMajor: true, revisitOn: '2027-02-22' });
  });

  it('changes the mechanism as an amendment, and promotes to a default', async () => {
    const room = await openRoom(engine, { onepagers: 2 });
    const { review } = await openedCard(room, due);
    const [one, two] = await listCards(room.db, review.id);
    if (one === undefined || two === undefined) throw new Error('two cards');
    const reshape = async (cardId: string, choice: string) => {
      const form = await openDecide(room.deps, press('U1', cardId, due));
      return reshapeDecide(room.deps, {
        ...press('U1', '', due),
        place: {
          at: 'modal',
          viewId: 'V1',
          callbackId: 'decide.log',
          metadata: viewOf(form).private_metadata ?? '',
          values: { ...prefilled(form), choice },
        },
      });
    };
    const change = await reshape(one.id, 'change');
    const same = await submitDecide(room.deps, fill('U1', change, { line: 'a change' }, due));
    expect(same).toMatchObject({ reply: 'fix', errors: { newTest: expect.any(String) } });
    const values = { line: 'a change', newTest: 'the prompt by mail', leverage: 'structure' };
    expect(await submitDecide(room.deps, fill('U1', change, values, due))).toEqual({
      reply: 'done',
    });
    expect(await getOnePager(room.db, 'T1', one.onepagerId)).toMatchObject({
      version: 2,
      bet: { smallestTest: 'the prompt by mail' },
    });
    const promote = await reshape(two.id, 'promote');
    const filled = {
      line: 'proven',
      area: 'Onboarding',
      segment: 'segment S',
      default: 'Checklist first',
    };
    expect(await submitDecide(room.deps, fill('U1', promote, filled, due))).toEqual({
      reply: 'done',
    });
    expect(await listDefaults(room.db, 'tm_1')).toMatchObject([
      { area: 'Onboarding', statement: 'Checklist first', segment: 'segment S' },
    ]);
    expect(await getOnePager(room.db, 'T1', two.onepagerId)).toMatchObject({ state: 'promoted' });
    expect(await room.shown(`review:${review.id}`)).toContain('Every card is decided');
  });
});
