import { expect, it } from 'vitest';
import { openDecide, reshapeDecide, submitDecide } from '../../src/features/decide/handlers.ts';
import { listDecisions } from '../../src/features/decision/store.ts';
import {
  insertDeviation,
  listDefaults,
  listSettledDeviations,
} from '../../src/features/deviation/store.ts';
import { type Bet, type OnePager, toBet } from '../../src/features/onepager/rules.ts';
import { getOnePager, insertOnePager } from '../../src/features/onepager/store.ts';
import { EMPTY_FIELDS } from '../../src/features/quality/rules.ts';
import {
  openCardReadings,
  openMyReadings,
  startClock,
  submitReadings,
} from '../../src/features/review/handlers.ts';
import { closeReviews, openReviews, showClocks } from '../../src/features/review/jobs.ts';
import {
  findOpenReview,
  listCards,
  listClosedCards,
  listReviews,
} from '../../src/features/review/store.ts';
import { listVotes } from '../../src/features/review/store-vote.ts';
import { findScene } from '../../src/features/scene/rules.ts';
import { insertTeam, listOccurrences, saveRole } from '../../src/features/team/store.ts';
import { pressVote, seeVotes, submitVote } from '../../src/features/vote/handlers.ts';
import type { OnePagerId } from '../../src/lib/ids.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type {
  ActionAct,
  Deps,
  FormValues,
  Reply,
  SubmitAct,
} from '../../src/platform/slack/feature.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { makeTeam } from './team-fixture.ts';

const zoneOffset = '+01:00';
const at = (day: string, time: string) => new Date(`2026-${day}T${time}:00${zoneOffset}`);
const due = at('11-24', '10:00');
const gateReview = at('12-08', '10:00');

interface Room {
  deps: Deps;
  db: Db;
  /** The newest wish of an address, as text. */
  shown(address: string): Promise<string>;
}

/** A channel of four full members and a guest, with one running one-pager of U1 whose gate is 5 December. */
async function openRoom(engine: TestEngine, options: { onepagers?: number } = {}): Promise<Room> {
  const { db } = await engine.open();
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return ids.toString(36).padStart(8, '0');
  });
  const startedAt = at('11-21', '10:00');
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now: startedAt });
  await transact(db, async (tx) => {
    await insertTeam(tx, makeTeam());
    await saveRole(tx, { teamId: 'tm_1', userId: 'U2', role: 'leader', acceptedAt: startedAt });
    for (const userId of ['U1', 'U2', 'U3', 'U4', 'UGUEST', 'UBOT']) {
      await tx
        .insertInto('person')
        .values({
          workspace_id: 'T1',
          user_id: userId,
          name: userId,
          zone: 'Europe/Berlin',
          is_guest: userId === 'UGUEST' ? 1 : 0,
          is_bot: userId === 'UBOT' ? 1 : 0,
          is_deleted: 0,
          is_external: 0,
          refreshed_at: startedAt.toISOString(),
        })
        .execute();
      await tx
        .insertInto('channel_member')
        .values({ workspace_id: 'T1', channel_id: 'C1', user_id: userId })
        .execute();
    }
    const count = options.onepagers ?? 1;
    for (let number = 1; number <= count; number += 1) {
      const id: OnePagerId = `op_${number}`;
      const onepager: OnePager = {
        id,
        workspaceId: 'T1',
        teamId: 'tm_1',
        number: 100 + number,
        state: 'running',
        kind: 'probe',
        ownerId: 'U1',
        version: 1,
        bet: makeBet(),
        startedAt,
      };
      await insertOnePager(tx, onepager);
    }
  });
  const deps: Deps = {
    db,
    newId,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    people: {
      find: async () => undefined,
      findChannel: async () => undefined,
      listMembers: async () => [],
      refresh: async () => {},
    },
  };
  const shown = async (address: string) => {
    const row = await db
      .selectFrom('message')
      .select('wanted')
      .where('address', '=', address)
      .executeTakeFirst();
    return row?.wanted ?? '';
  };
  return { deps, db, shown };
}

function makeBet(): Bet {
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return `s${ids}`;
  });
  const fields = {
    ...EMPTY_FIELDS,
    ...findScene('product')?.fields('2026-11-21'),
    gateOn: '2026-12-05',
    maturesOn: '2026-11-28',
    stopOwnerId: 'U3',
  };
  const bet = toBet(fields, newId);
  if ('refused' in bet) throw new Error(`the scene is no bet: ${bet.field}`);
  return bet;
}

let keys = 0;

function press(userId: string, value: string, now: Date, variant = ''): ActionAct {
  keys += 1;
  return {
    workspaceId: 'T1',
    userId,
    key: `press-${keys}`,
    now,
    value,
    variant,
    place: { at: 'message', channelId: 'C1', ts: '1.1' },
  };
}

/** A submit of the form that a reply shows, with its prefilled values and these on top. */
function fill(userId: string, reply: Reply, over: FormValues, now: Date): SubmitAct {
  const view = viewOf(reply);
  keys += 1;
  return {
    workspaceId: 'T1',
    userId,
    key: `submit-${keys}`,
    now,
    viewId: 'V1',
    metadata: view.private_metadata ?? '',
    values: { ...prefilled(reply), ...over },
  };
}

function viewOf(reply: Reply) {
  if (reply.reply !== 'show' && reply.reply !== 'replace') {
    throw new Error(`no form but ${JSON.stringify(reply)}`);
  }
  return reply.view;
}

function prefilled(reply: Reply): Record<string, string | null> {
  const values: Record<string, string | null> = {};
  for (const block of viewOf(reply).blocks) {
    if (block.type !== 'input' || !('element' in block)) continue;
    const { element, block_id: id = '' } = block;
    if (element.type === 'plain_text_input') values[id] = element.initial_value ?? null;
    if (element.type === 'datepicker') values[id] = element.initial_date ?? null;
    if (element.type === 'static_select') {
      const option = element.initial_option;
      values[id] = option !== undefined && 'value' in option ? (option.value ?? null) : null;
    }
  }
  return values;
}

async function openedCard(room: Room, now: Date) {
  await openReviews.run(room.deps, now);
  const review = await findOpenReview(room.db, 'tm_1');
  if (review === undefined) throw new Error('no review is open');
  const [card] = await listCards(room.db, review.id);
  if (card === undefined) throw new Error('no card');
  return { review, card };
}

function told(reply: Reply): string {
  return reply.reply === 'tell' ? reply.text : `(${reply.reply})`;
}

describeStores('the review', (engine) => {
  it('opens once at its time, with the roster and a card for each one-pager, and says nothing twice', async () => {
    const room = await openRoom(engine, { onepagers: 3 });
    await openReviews.run(room.deps, new Date(due.getTime() - 1));
    expect(await findOpenReview(room.db, 'tm_1')).toBeUndefined();
    const { review } = await openedCard(room, due);
    await openReviews.run(room.deps, due);
    expect(await listCards(room.db, review.id)).toHaveLength(3);
    const root = await room.shown(`review:${review.id}`);
    expect(root).toContain('<@U1> your cards are due. 3 cards, 5 minutes each.');
    expect(review.closesAt).toEqual(at('11-25', '17:00'));
    expect(await listOccurrences(room.db, 'tm_1', 'review')).toMatchObject([{ outcome: 'opened' }]);
    const next = await openReviews.nextDue?.(room.deps, due);
    expect(next).toEqual({ review: at('12-01', '10:00'), gate: gateReview });
  });

  it('opens one review after a long sleep, late and said so; what was missed is recorded', async () => {
    const room = await openRoom(engine);
    await openReviews.run(room.deps, at('12-22', '11:00'));
    const review = await findOpenReview(room.db, 'tm_1');
    expect(review).toMatchObject({ isLate: true, weekOn: '2026-12-21' });
    expect(await room.shown(`review:${review?.id}`)).toContain('was not running then');
    const outcomes = (await listOccurrences(room.db, 'tm_1', 'review')).map((one) => one.outcome);
    expect(outcomes).toEqual(['missed', 'missed', 'missed', 'missed', 'late']);
  });

  it('skips a week in which nothing runs, without a word', async () => {
    const room = await openRoom(engine, { onepagers: 0 });
    await openReviews.run(room.deps, due);
    expect(await findOpenReview(room.db, 'tm_1')).toBeUndefined();
    expect(await listOccurrences(room.db, 'tm_1', 'review')).toMatchObject([
      { outcome: 'skipped' },
    ]);
    expect(await room.db.selectFrom('message').selectAll().execute()).toEqual([]);
  });

  it('runs the fifteen minutes in the root: 15, 5, 0; a second start hears that it runs', async () => {
    const room = await openRoom(engine);
    const { review } = await openedCard(room, due);
    const minutes = (count: number) => new Date(due.getTime() + count * 60_000);
    expect(await startClock(room.deps, press('U3', review.id, due))).toEqual({ reply: 'done' });
    expect(told(await startClock(room.deps, press('U4', review.id, minutes(2))))).toContain(
      'runs already',
    );
    expect(await showClocks.nextDue?.(room.deps, minutes(2))).toEqual({ clock: minutes(10) });
    await showClocks.run(room.deps, minutes(10));
    expect(await room.shown(`review:${review.id}`)).toContain('5 minutes left');
    await showClocks.run(room.deps, minutes(15));
    expect(await room.shown(`review:${review.id}`)).toContain('The 15 minutes are up');
  });

  it('counts votes of full members once each, and hides how they fell', async () => {
    const room = await openRoom(engine);
    const { card } = await openedCard(room, due);
    const first = press('U2', card.id, due, 'continue');
    expect(await pressVote(room.deps, first)).toEqual({ reply: 'done' });
    expect(await pressVote(room.deps, first)).toEqual({ reply: 'done' });
    expect(told(await pressVote(room.deps, press('UGUEST', card.id, due, 'continue')))).toContain(
      'full members',
    );
    expect(told(await seeVotes(room.deps, press('U3', card.id, due)))).toContain('hidden');
    const form = await pressVote(room.deps, press('U3', card.id, due, 'stop'));
    const blank = await submitVote(room.deps, fill('U3', form, { reason: ' ' }, due));
    expect(blank.reply).toBe('fix');
    await submitVote(room.deps, fill('U3', form, { reason: 'one <!channel> campaign' }, due));
    await pressVote(room.deps, press('U3', card.id, due, 'continue'));
    await submitVote(room.deps, fill('U3', form, { reason: 'one <!channel> campaign' }, due));
    const votes = await listVotes(room.db, card.id);
    expect(votes.map((vote) => vote.choice).sort()).toEqual(['continue', 'stop']);
    const shown = await room.shown(`card:${card.id}`);
    expect(shown).toContain('2 of 4 voted');
    expect(shown).not.toContain('1 stop');
    const split = JSON.stringify(await seeVotes(room.deps, press('U2', card.id, due)));
    expect(split).toContain('one &lt;!channel&gt; campaign');
  });

  it('keeps readings, refuses what is no number at its field, and shows the verdict', async () => {
    const room = await openRoom(engine);
    const { review, card } = await openedCard(room, due);
    expect(told(await openMyReadings(room.deps, press('U3', review.id, due)))).toContain(
      'None of the open cards',
    );
    const form = await openMyReadings(room.deps, press('U1', review.id, due));
    const proxy = `${card.id}.sg_s1`;
    const bad = await submitReadings(
      room.deps,
      fill('U1', form, { [`${proxy}.value`]: 'good', [`${card.id}.why`]: 'because' }, due),
    );
    expect(bad).toMatchObject({ reply: 'fix', errors: { [`${proxy}.value`]: expect.any(String) } });
    const good = {
      [`${proxy}.value`]: '46,1 %',
      [`${proxy}.counted`]: '190 / 412',
      [`${card.id}.why`]: 'the list helps',
    };
    expect(await submitReadings(room.deps, fill('U1', form, good, due))).toEqual({ reply: 'done' });
    const shown = await room.shown(`card:${card.id}`);
    expect(shown).toContain('41% → 46.12% (n 412)');
    expect(shown).toContain('On track, gate in 11 days.');
    expect(shown).toContain('the list helps');
    expect(await room.shown(`review:${review.id}`)).toContain('on track · gate in 11 days');
  });

  it('asks the cards of somebody with many in pages', async () => {
    const room = await openRoom(engine, { onepagers: 6 });
    const { review } = await openedCard(room, due);
    const first = await openMyReadings(room.deps, press('U1', review.id, due));
    const whys = Object.fromEntries(
      Object.keys(prefilled(first))
        .filter((id) => id.endsWith('.why'))
        .map((id) => [id, 'so']),
    );
    expect(Object.keys(whys)).toHaveLength(4);
    const second = await submitReadings(room.deps, fill('U1', first, whys, due));
    expect(second.reply).toBe('replace');
    expect(Object.keys(prefilled(second)).filter((id) => id.endsWith('.why'))).toHaveLength(2);
  });

  it('closes at its time: undecided cards end as no decision, one broadcast, late readings are marked', async () => {
    const room = await openRoom(engine);
    const { review, card } = await openedCard(room, due);
    const closesAt = at('11-25', '17:00');
    expect(await closeReviews.nextDue?.(room.deps, due)).toEqual({ reviewClose: closesAt });
    await closeReviews.run(room.deps, closesAt);
    await closeReviews.run(room.deps, closesAt);
    expect(await room.shown(`card:${card.id}`)).toContain('*No decision.*');
    expect(await room.shown(`review:${review.id}:closed`)).toContain(
      '0 decided, 1 with no decision',
    );
    const window = { teamId: 'tm_1', from: due, to: at('12-01', '00:00') } as const;
    expect(await listClosedCards(room.db, window)).toMatchObject([{ state: 'no-decision' }]);
    expect(await listReviews(room.db, window)).toHaveLength(1);
    const later = new Date(closesAt.getTime() + 60_000);
    expect(told(await pressVote(room.deps, press('U2', card.id, later, 'continue')))).toContain(
      'no decision',
    );
    expect(told(await openDecide(room.deps, press('U1', card.id, later)))).toContain('no decision');
    const form = await openCardReadings(room.deps, press('U3', card.id, later));
    const late = { [`${card.id}.sg_s1.value`]: '44%', [`${card.id}.why`]: 'found it' };
    expect(told(await submitReadings(room.deps, fill('U3', form, late, later)))).toContain('late');
    expect(await room.shown(`card:${card.id}`)).toContain('read after the card was closed');
    const again = await openCardReadings(room.deps, press('U3', card.id, later));
    const over = { [`${card.id}.sg_s1.value`]: '49%', [`${card.id}.why`]: 'better' };
    expect((await submitReadings(room.deps, fill('U3', again, over, later))).reply).toBe('fix');
  });
});

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
