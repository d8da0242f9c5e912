import { expect, it } from 'vitest';
import { appendDecision } from '../../src/features/decision/store.ts';
import { amendOnePager, getOnePager } from '../../src/features/onepager/store.ts';
import {
  findNote,
  listReadings,
  listReadingsBefore,
  saveNote,
  saveReadings,
} from '../../src/features/reading/store.ts';
import type { Review } from '../../src/features/review/rules.ts';
import {
  closeReview,
  findCard,
  findOpenReview,
  findReview,
  findVersionBefore,
  insertReview,
  listCards,
  listClosedCards,
  listOpenReviews,
  listReviews,
  listReviewsClosed,
  listRoster,
  moveReview,
  saveAhead,
  skipReview,
  startReviewClock,
} from '../../src/features/review/store.ts';
import { decideCard, endOpenCards } from '../../src/features/review/store-card.ts';
import { listTeamsInReview } from '../../src/features/review/store-open.ts';
import { listVotes, saveVote } from '../../src/features/review/store-vote.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { later, makeOnePager, openPair, type Pair, start, writeOnePagers } from './fixture.ts';

interface ReviewPair extends Pair {
  open(over?: Partial<Parameters<typeof insertReview>[2]>): Promise<Review>;
}

async function openReviewPair(engine: TestEngine): Promise<ReviewPair> {
  const pair = await openPair(engine);
  await writeOnePagers(
    pair.db,
    makeOnePager(),
    makeOnePager({ id: 'op_2', number: 13 }),
    makeOnePager({ id: 'op_3', workspaceId: 'T2', teamId: 'tm_2' }),
  );
  const draft = {
    workspaceId: 'T1',
    teamId: 'tm_1',
    weekOn: '2026-11-23',
    dueAt: start,
    openedAt: start,
    closesAt: later(60),
    isLate: false,
    roster: ['U2', 'U1'],
    onepagers: [
      { id: 'op_2', version: 1 },
      { id: 'op_1', version: 1 },
    ],
  } as const;
  const open: ReviewPair['open'] = (over) =>
    transact(pair.db, (tx) => insertReview(tx, pair.newId, { ...draft, ...over }));
  return { ...pair, open };
}

describeStores('the store of reviews', (engine) => {
  it('opens with its roster and its cards in the order given', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    expect(await findReview(db, 'T1', review.id)).toEqual(review);
    expect(await findOpenReview(db, 'tm_1')).toEqual(review);
    expect(await listRoster(db, review.id)).toEqual(['U1', 'U2']);
    const cards = await listCards(db, review.id);
    expect(cards.map(({ onepagerId, position, state }) => [onepagerId, position, state])).toEqual([
      ['op_2', 1, 'open'],
      ['op_1', 2, 'open'],
    ]);
  });

  it('is nobody else’s: not of another workspace, not of another team', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    const [card] = await listCards(db, review.id);
    expect(await findReview(db, 'T2', review.id)).toBeUndefined();
    expect(await findOpenReview(db, 'tm_2')).toBeUndefined();
    expect(await findCard(db, 'T2', card?.id ?? 'cd_none')).toBeUndefined();
    expect(await findCard(db, 'T1', card?.id ?? 'cd_none')).toEqual({ card, review });
  });

  it('opens once for a week, and one at a time, however many start at once', async () => {
    const { db, open } = await openReviewPair(engine);
    const tries = await Promise.allSettled([open(), open(), open()]);
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    await expect(open({ weekOn: '2026-11-30' })).rejects.toThrow();
    expect(await listOpenReviews(db, 'T1')).toHaveLength(1);
    expect(await listTeamsInReview(db, 'T1')).toEqual(new Set(['tm_1']));
    expect(await listTeamsInReview(db, 'T2')).toEqual(new Set());
  });

  it('closes once, and its undecided cards end without a decision', async () => {
    const { db, newId, open } = await openReviewPair(engine);
    const review = await open();
    const [first, second] = await listCards(db, review.id);
    const decided = await transact(db, async (tx) => {
      const decision = await appendDecision(tx, newId, {
        workspaceId: 'T1',
        teamId: 'tm_1',
        kind: 'continue',
        decidedByUserId: 'U1',
        at: later(5),
        title: 'Go on',
        texts: {},
        isAgainstRule: false,
        isAgainstMajority: false,
      });
      return decideCard(tx, first?.id ?? 'cd_none', decision.id);
    });
    expect(decided).toBe(true);
    const close = () => transact(db, (tx) => closeReview(tx, review.id, later(60)));
    const closings = await Promise.all([close(), close()]);
    expect(closings.filter((isFirst) => isFirst)).toHaveLength(1);
    const closed = await listClosedCards(db, { teamId: 'tm_1', from: start, to: later(61) });
    expect(closed.map(({ id, state, closedAt }) => [id, state, closedAt])).toEqual([
      [first?.id, 'decided', later(60)],
      [second?.id, 'no-decision', later(60)],
    ]);
    expect(await findOpenReview(db, 'tm_1')).toBeUndefined();
    const late = await transact(db, (tx) => decideCard(tx, second?.id ?? 'cd_none', 'dec_none'));
    expect(late).toBe(false);
  });

  it('keeps the version on which each card ended, whatever is amended afterwards', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    const { bet } = await getOnePager(db, 'T1', 'op_1');
    const by = { byUserId: 'U1', at: later(5), amendment: 'Gate: 5 Dec → 8 Dec' };
    const amend = () => transact(db, (tx) => amendOnePager(tx, { id: 'op_1', bet, ...by }));
    await amend();
    await transact(db, (tx) => endOpenCards(tx, review.id));
    await amend();
    const ended = (await listCards(db, review.id)).map((card) => [
      card.onepagerId,
      card.state,
      card.endedVersion,
    ]);
    expect(ended).toEqual([
      ['op_2', 'no-decision', 1],
      ['op_1', 'no-decision', 2],
    ]);
  });

  it('tells reviews and closed cards by the half-open stretch of time', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    await transact(db, (tx) => closeReview(tx, review.id, later(60)));
    const between = (from: number, to: number) => ({
      teamId: 'tm_1' as const,
      from: later(from),
      to: later(to),
    });
    expect(await listReviews(db, between(0, 1))).toHaveLength(1);
    expect(await listReviews(db, between(-5, 0))).toEqual([]);
    expect(await listClosedCards(db, between(60, 61))).toHaveLength(2);
    expect(await listClosedCards(db, between(0, 60))).toEqual([]);
  });

  it('starts its clock once, and never after its end', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    const startClock = (minutes: number) =>
      transact(db, (tx) => startReviewClock(tx, review.id, later(minutes)));
    expect(await startClock(1)).toBe(true);
    expect(await startClock(2)).toBe(false);
    expect((await findReview(db, 'T1', review.id))?.clockStartedAt).toEqual(later(1));
    await transact(db, (tx) => closeReview(tx, review.id, later(60)));
    const next = await open({ weekOn: '2026-11-30', openedAt: later(99), closesAt: later(100) });
    await transact(db, (tx) => closeReview(tx, next.id, later(100)));
    expect(await transact(db, (tx) => startReviewClock(tx, next.id, later(101)))).toBe(false);
  });

  it('knows which version was on the card of the review before', async () => {
    const { db, open } = await openReviewPair(engine);
    const first = await open({ onepagers: [{ id: 'op_1', version: 1 }] });
    await transact(db, (tx) => closeReview(tx, first.id, later(60)));
    const onepagers = [{ id: 'op_1', version: 3 }] as const;
    await open({ weekOn: '2026-11-30', openedAt: later(100), onepagers });
    expect(await findVersionBefore(db, 'op_1', later(100))).toBe(1);
    expect(await findVersionBefore(db, 'op_1', later(101))).toBe(3);
    expect(await findVersionBefore(db, 'op_1', start)).toBeUndefined();
  });
});

describeStores('a review at another time', (engine) => {
  const times = {
    weekOn: '2026-11-23',
    dueAt: start,
    openedAt: start,
    closesAt: later(60),
    isLate: false,
  } as const;

  it('is open ahead without being posted, and becomes the review with what is on its cards', async () => {
    const { db, newId, open } = await openReviewPair(engine);
    const ahead = await open({ isAhead: true });
    expect(await findOpenReview(db, 'tm_1')).toEqual(ahead);
    expect(ahead.isAhead).toBe(true);
    expect(await listOpenReviews(db, 'T1')).toEqual([]);
    expect(await listTeamsInReview(db, 'T1')).toEqual(new Set(['tm_1']));
    expect(await listReviews(db, { teamId: 'tm_1', from: start, to: later(1) })).toEqual([]);
    expect(await transact(db, (tx) => startReviewClock(tx, ahead.id, later(1)))).toBe(false);
    expect(await transact(db, (tx) => closeReview(tx, ahead.id, later(1)))).toBe(false);
    const [first, second] = await listCards(db, ahead.id);
    const vote = { userId: 'U1', choice: 'stop', reason: 'no users', at: later(-5) } as const;
    await transact(db, (tx) => saveVote(tx, first?.id ?? 'cd_none', vote));
    const holiday = { why: 'holiday', name: 'Company “day”' } as const;
    const opened = { ...times, openedAt: later(10), closesAt: later(99), because: holiday };
    const agenda = {
      roster: ['U3'],
      onepagers: [
        { id: 'op_1', version: 2 },
        { id: 'op_2', version: 1 },
      ] as const,
    };
    const save = () =>
      transact(db, (tx) => saveAhead(tx, newId, { id: ahead.id, times: opened, agenda }));
    expect(await save()).toBe(true);
    const { isAhead: _isAhead, ...kept } = ahead;
    expect(await findReview(db, 'T1', ahead.id)).toEqual({ ...kept, ...opened });
    expect(await listRoster(db, ahead.id)).toEqual(['U3']);
    const cards = await listCards(db, ahead.id);
    expect(cards.map(({ id, onepagerId, version }) => [id, onepagerId, version])).toEqual([
      [second?.id, 'op_1', 2],
      [first?.id, 'op_2', 1],
    ]);
    expect(await listVotes(db, first?.id ?? 'cd_none')).toEqual([vote]);
    // Once it is open it is nobody's to open again.
    expect(await save()).toBe(false);
  });

  it('opens without what ended since, unless somebody voted on it', async () => {
    const { db, newId, open } = await openReviewPair(engine);
    const agenda = { roster: ['U1'], onepagers: [] };
    const ahead = await open({ isAhead: true });
    const [voted] = await listCards(db, ahead.id);
    const vote = { userId: 'U1', choice: 'stop', reason: 'no users', at: start } as const;
    await transact(db, (tx) => saveVote(tx, voted?.id ?? 'cd_none', vote));
    await transact(db, (tx) => saveAhead(tx, newId, { id: ahead.id, times, agenda }));
    expect((await listCards(db, ahead.id)).map(({ id }) => id)).toEqual([voted?.id]);
  });

  it('meets at another time while it is open, and not after', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    const movedTo = { at: later(30), byUserId: 'U2', because: 'a “visit”' };
    const move = () => transact(db, (tx) => moveReview(tx, review.id, movedTo));
    expect(await move()).toBe(true);
    expect(await findReview(db, 'T1', review.id)).toEqual({ ...review, movedTo });
    await transact(db, (tx) => closeReview(tx, review.id, later(60)));
    expect(await move()).toBe(false);
  });

  it('is called off once, and then counts in nothing', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    const skipped = { because: 'off-site', byUserId: 'U2' };
    const skip = () =>
      transact(db, (tx) => skipReview(tx, review.id, { ...skipped, at: later(20) }));
    expect(await skip()).toBe(true);
    expect(await skip()).toBe(false);
    expect(await findReview(db, 'T1', review.id)).toEqual({
      ...review,
      state: 'closed',
      skipped,
      closedAt: later(20),
    });
    const stretch = { teamId: 'tm_1', from: start, to: later(99) } as const;
    expect(await listReviews(db, stretch)).toEqual([]);
    expect(await listReviewsClosed(db, stretch)).toEqual([]);
    expect(await listClosedCards(db, stretch)).toEqual([]);
  });

  it('is told by the instant of its close, half open', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    await transact(db, (tx) => closeReview(tx, review.id, later(60)));
    const between = (from: number, to: number) =>
      listReviewsClosed(db, { teamId: 'tm_1', from: later(from), to: later(to) });
    expect(await between(60, 61)).toMatchObject([{ id: review.id, state: 'closed' }]);
    expect(await between(0, 60)).toEqual([]);
  });
});

describeStores('the store of votes and readings', (engine) => {
  it('keeps one vote a person, the last, also of several at once, and touches nobody else’s (B-73)', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    const [card, other] = await listCards(db, review.id);
    const id = card?.id ?? 'cd_none';
    const vote = (userId: string, choice: 'continue' | 'stop', minutes: number) =>
      transact(db, (tx) =>
        saveVote(tx, id, { userId, choice, reason: `“${choice}” & '`, at: later(minutes) }),
      );
    await vote('U2', 'continue', 1);
    await Promise.all([vote('U1', 'continue', 2), vote('U3', 'stop', 4)]);
    await Promise.all([vote('U1', 'stop', 3), vote('U1', 'continue', 3), vote('U1', 'stop', 3)]);
    const atOnce = (await listVotes(db, id)).filter(({ userId }) => userId === 'U1');
    expect(atOnce).toEqual([expect.objectContaining({ at: later(3) })]);
    await vote('U1', 'stop', 3);
    expect(await listVotes(db, id)).toEqual([
      { userId: 'U2', choice: 'continue', reason: `“continue” & '`, at: later(1) },
      { userId: 'U1', choice: 'stop', reason: `“stop” & '`, at: later(3) },
      { userId: 'U3', choice: 'stop', reason: `“stop” & '`, at: later(4) },
    ]);
    expect(await listVotes(db, other?.id ?? 'cd_none')).toEqual([]);
  });

  it('keeps numbers exactly as they are, large, small and missing', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    const [card] = await listCards(db, review.id);
    const id = card?.id ?? 'cd_none';
    const by = { byUserId: 'U1', at: later(1) };
    const readings = [
      { signalId: 'guardrail', isMissing: true, ...by },
      { signalId: 'sg_1', isMissing: false, value: 0.1 + 0.2, ...by },
      { signalId: 'sg_2', isMissing: false, value: 123_456_789.12, ...by },
      { signalId: 'sg_3', isMissing: false, value: -46, numerator: 190, denominator: 412, ...by },
    ];
    await transact(db, (tx) => saveReadings(tx, id, readings));
    expect(await listReadings(db, id)).toEqual(readings);
    const better = { signalId: 'guardrail', isMissing: false, value: 0, ...by };
    await transact(db, (tx) => saveReadings(tx, id, [better]));
    expect((await listReadings(db, id))[0]).toEqual(better);
  });

  it('reads the numbers of earlier reviews, the newest first', async () => {
    const { db, open } = await openReviewPair(engine);
    const by = { byUserId: 'U1', at: later(1) };
    for (const [week, minutes] of [
      ['2026-11-23', 0],
      ['2026-11-30', 100],
    ] as const) {
      const review = await open({ weekOn: week, openedAt: later(minutes) });
      const cards = await listCards(db, review.id);
      const card = cards.find((one) => one.onepagerId === 'op_1');
      const reading = { signalId: 'sg_1', isMissing: false, value: minutes, ...by };
      await transact(db, (tx) => saveReadings(tx, card?.id ?? 'cd_none', [reading]));
      await transact(db, (tx) => closeReview(tx, review.id, later(minutes + 60)));
    }
    const values = async (before: Date) =>
      (await listReadingsBefore(db, 'op_1', before)).map((reading) => reading.value);
    expect(await values(later(101))).toEqual([100, 0]);
    expect(await values(later(100))).toEqual([0]);
    expect(await listReadingsBefore(db, 'op_2', later(101))).toEqual([]);
  });

  it('keeps one note a card, the last', async () => {
    const { db, open } = await openReviewPair(engine);
    const review = await open();
    const [card] = await listCards(db, review.id);
    const id = card?.id ?? 'cd_none';
    const note = { changed: 'a', unchanged: '', why: 'b', against: 'c', byUserId: 'U1', at: start };
    expect(await findNote(db, id)).toBeUndefined();
    await transact(db, (tx) => saveNote(tx, id, note));
    const second = { ...note, why: 'because', byUserId: 'U2', at: later(1) };
    await transact(db, (tx) => saveNote(tx, id, second));
    expect(await findNote(db, id)).toEqual(second);
  });
});
