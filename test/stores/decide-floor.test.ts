import { expect, it } from 'vitest';
import { openDecide, reshapeDecide, submitDecide } from '../../src/features/decide/handlers.ts';
import { appendDecision, listDecisions } from '../../src/features/decision/store.ts';
import { findDeviation, insertDeviation } from '../../src/features/deviation/store.ts';
import { joinFloor } from '../../src/features/floor/project.ts';
import { insertDefault, listDefaults, listFloorChanges } from '../../src/features/floor/store.ts';
import { sendNudges } from '../../src/features/nudge/jobs.ts';
import { getOnePager } from '../../src/features/onepager/store.ts';
import { saveReadings } from '../../src/features/reading/store.ts';
import { closeReviews, openReviews } from '../../src/features/review/jobs.ts';
import { findOpenReview } from '../../src/features/review/store.ts';
import { listDueRevisits } from '../../src/features/revisit/access.ts';
import { writeCorrection } from '../../src/features/twokey/write.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { FormValues, Reply } from '../../src/platform/slack/feature.ts';
import { describeStores } from './engines.ts';
import {
  at,
  fill,
  gateReview,
  openedCard,
  openRoom,
  prefilled,
  press,
  type Room,
  viewOf,
} from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

const met = { '27%': 31, '41%': 46 } as const;

describeStores('what a decision leaves on the floor', (engine) => {
  /** The card of the review at the gate, with numbers that meet its rule unless told otherwise. */
  async function atGate(room: Room, over: { outcome?: number; errors?: number } = {}) {
    const { card } = await openedCard(room, gateReview);
    const { bet } = await getOnePager(room.db, 'T1', card.onepagerId);
    const value = (kind: string) =>
      kind === 'outcome' ? (over.outcome ?? met['27%']) : met['41%'];
    const signals = bet.signals.map(({ id, kind }) => ({ signalId: id, value: value(kind) }));
    const readings = [...signals, { signalId: 'guardrail' as const, value: over.errors ?? 0.06 }];
    await transact(room.db, (tx) =>
      saveReadings(
        tx,
        card.id,
        readings.map((one) => ({
          ...{ ...one, numerator: 400, denominator: 1000, isMissing: false },
          ...{ byUserId: 'U1', at: gateReview },
        })),
      ),
    );
    return card;
  }

  async function choose(room: Room, cardId: string, values: FormValues): Promise<Reply> {
    const form = await openDecide(room.deps, press('U1', cardId, gateReview));
    return reshapeDecide(room.deps, {
      ...press('U1', '', gateReview),
      place: {
        ...{ at: 'modal', viewId: 'V1', callbackId: 'decide.log' },
        metadata: viewOf(form).private_metadata ?? '',
        values: { ...prefilled(form), ...values },
      },
    });
  }

  const log = (room: Room, form: Reply, values: FormValues) =>
    submitDecide(room.deps, fill('U1', form, values, gateReview));
  const promotion = { area: 'Onboarding', segment: 'segment S', default: 'Checklist first' };

  it('takes no stop with harm without what happened and what the floor learns, and keeps both', async () => {
    const room = await openRoom(engine);
    const card = await atGate(room, { outcome: 20 });
    const form = await choose(room, card.id, { choice: 'stop', harmed: 'yes' });
    const values = { learned: 'too early', line: 'stop', because: 'harm' };
    expect(await log(room, form, values)).toMatchObject({
      reply: 'fix',
      errors: { harm: expect.any(String), floor: expect.any(String) },
    });
    expect(await listDefaults(room.db, 'tm_1')).toEqual([]);
    const learned = { harm: '40 people lost a draft', floor: 'Drafts are saved before we try' };
    expect(await log(room, form, { ...values, ...learned })).toEqual({ reply: 'done' });
    const lines = await listDefaults(room.db, 'tm_1');
    expect(lines).toMatchObject([
      { statement: learned.floor, harm: learned.harm, provenAt: gateReview },
    ]);
    const [entry] = await listDecisions(room.db, { teamId: 'tm_1', kinds: ['stop'] });
    expect(entry?.texts).toMatchObject(learned);
    if (entry === undefined) throw new Error('no entry');
    const correction = { mode: 'reverse' as const, title: '', line: '', learned: '' };
    await transact(room.db, (tx) =>
      writeCorrection(
        tx,
        {
          ...{ newId: room.deps.newId, team: makeTeam(), decision: entry, byUserId: 'U1' },
          correction: { ...correction, because: 'the wrong card' },
        },
        gateReview,
      ),
    );
    expect(await listDefaults(room.db, 'tm_1')).toEqual([]);
    const changes = await listFloorChanges(room.db, { teamId: 'tm_1' });
    expect(changes.map(({ what, why }) => `${what}: ${why}`).toSorted()).toEqual([
      'default: too early',
      'retired: the wrong card',
    ]);
  });

  it('is a default when the rule is met, and proves a candidate of the same area and segment', async () => {
    const room = await openRoom(engine);
    const deviation = await transact(room.db, (tx) =>
      insertDeviation(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', area: 'Onboarding', deviation: 'a', because: 'b' },
        ...{ benefit: '', risk: '', isReversible: true, byUserId: 'U3', at: gateReview },
      }),
    );
    await room.db
      .updateTable('deviation')
      .set({ state: 'candidate', settled_at: gateReview.toISOString(), lesson: 'once' })
      .execute();
    const candidate = await transact(room.db, (tx) =>
      insertDefault(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', area: 'onboarding', segment: 'Segment S' },
        ...{ statement: 'Checklist', sinceAt: gateReview, isCandidate: true },
        deviationId: deviation.id,
      }),
    );
    const card = await atGate(room);
    const form = await choose(room, card.id, { choice: 'promote' });
    expect(JSON.stringify(viewOf(form))).not.toContain('becomes a *candidate*');
    expect(await log(room, form, { ...promotion, line: 'proven' })).toEqual({ reply: 'done' });
    expect(await listDefaults(room.db, 'tm_1')).toMatchObject([
      { id: candidate.id, statement: 'Checklist first', provenAt: gateReview },
    ]);
    const [newest] = await listFloorChanges(room.db, { teamId: 'tm_1' });
    expect(newest).toMatchObject({ what: expect.any(String) });
    expect(await findDeviation(room.db, 'T1', deviation.id)).toMatchObject({ state: 'promoted' });
    expect(await getOnePager(room.db, 'T1', card.onepagerId)).toMatchObject({ state: 'promoted' });
  });

  it('that says the same as a line of the floor writes no second one', async () => {
    const room = await openRoom(engine);
    const decision = await transact(room.db, (tx) =>
      appendDecision(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', kind: 'other', title: 'Checklist first' },
        ...{ decidedByUserId: 'U1', at: gateReview, texts: { line: 'on the floor' } },
        ...{ isAgainstRule: false, isAgainstMajority: false },
      }),
    );
    const line = {
      ...{ workspaceId: 'T1', teamId: 'tm_1' as const, area: 'onboarding', segment: 'Segment S' },
      ...{ statement: 'Checklist first', sinceAt: gateReview, decisionId: decision.id },
    };
    const join = (over: Partial<typeof line> = {}) =>
      transact(room.db, (tx) =>
        joinFloor(tx, {
          ...{ newId: room.deps.newId, isProven: true, why: 'it holds' },
          line: { ...line, ...over },
        }),
      );
    await join();
    await join({ statement: 'checklist  FIRST', area: 'Onboarding' });
    expect(await listDefaults(room.db, 'tm_1')).toHaveLength(1);
    await join({ statement: 'Another line' });
    expect(await listDefaults(room.db, 'tm_1')).toHaveLength(2);
  });

  it('ends the gate: no card, no reminder and no question any more, but for the day to look again', async () => {
    const room = await openRoom(engine);
    const card = await atGate(room);
    const form = await choose(room, card.id, { choice: 'promote' });
    await log(room, form, { ...promotion, line: 'proven' });
    await closeReviews.run(room.deps, at('12-09', '17:00'));
    for (const [day, time] of [
      ['12-14', '15:00'],
      ['12-15', '10:00'],
      ['12-16', '15:00'],
      ['12-22', '10:00'],
    ] as const) {
      await sendNudges.run(room.deps, at(day, time));
      await openReviews.run(room.deps, at(day, time));
    }
    expect(await findOpenReview(room.db, 'tm_1')).toBeUndefined();
    expect(await room.db.selectFrom('nudge').select('id').execute()).toEqual([]);
    const cards = await room.db.selectFrom('card').select('id').execute();
    expect(cards.map(({ id }) => id)).toEqual([card.id]);
    const due = await listDueRevisits(room.db, makeTeam(), '2027-03-08');
    expect(due).toMatchObject([{ decision: { kind: 'promote' }, askedId: 'U1' }]);
  });

  it('is a candidate while the rule is not met, and says so before and after', async () => {
    const room = await openRoom(engine);
    const card = await atGate(room, { outcome: 28 });
    await room.db
      .insertInto('vote')
      .values({
        ...{ card_id: card.id, user_id: 'U2', choice: 'continue', reason: '' },
        at: gateReview.toISOString(),
      })
      .execute();
    const form = await choose(room, card.id, { choice: 'promote' });
    expect(JSON.stringify(viewOf(form))).toContain('becomes a *candidate*');
    const values = { ...promotion, line: 'we think so', because: 'two of three segments' };
    expect(await log(room, form, values)).toEqual({ reply: 'done' });
    const [line] = await listDefaults(room.db, 'tm_1');
    expect(line).not.toHaveProperty('provenAt');
    expect(await room.shown(`onepager:${card.onepagerId}`)).toContain('Candidate for a default');
  });

  it('is nothing while users are harmed: past the guardrail, or because somebody says so', async () => {
    const room = await openRoom(engine);
    const card = await atGate(room, { errors: 3 });
    const form = await choose(room, card.id, { choice: 'promote' });
    const refused = await log(room, form, { ...promotion, line: 'x' });
    expect(refused).toMatchObject({
      errors: { choice: expect.stringContaining('past its limit') },
    });
    const other = await openRoom(engine);
    const safe = await atGate(other);
    const again = await choose(other, safe.id, { choice: 'promote' });
    const harmed = await log(other, again, { ...promotion, line: 'x', harmed: 'yes' });
    expect(harmed).toMatchObject({ errors: { harmed: expect.stringContaining('Choose stop') } });
    expect(await listDefaults(other.db, 'tm_1')).toEqual([]);
  });
});
