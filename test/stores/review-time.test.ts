import { expect, it } from 'vitest';
import { insertAway } from '../../src/features/away/store.ts';
import { listPlannedReviews } from '../../src/features/calendar/access.ts';
import { appendDecision } from '../../src/features/decision/store.ts';
import { saveHolidays } from '../../src/features/holiday/store.ts';
import { openAhead } from '../../src/features/review/ahead-jobs.ts';
import { startClock } from '../../src/features/review/handlers.ts';
import { closeReviews, openReviews } from '../../src/features/review/jobs.ts';
import { openMove, submitMove } from '../../src/features/review/move-handlers.ts';
import { findOpenReview, findReview, listCards } from '../../src/features/review/store.ts';
import { decideCard } from '../../src/features/review/store-card.ts';
import { listVotes } from '../../src/features/review/store-vote.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import { settleChange } from '../../src/features/team/change-rules.ts';
import type { Team } from '../../src/features/team/rules.ts';
import { getTeam, saveTeam } from '../../src/features/team/store.ts';
import { findLastOccurrence, listOccurrences } from '../../src/features/team/store-occurrence.ts';
import { openBallot, submitBallot } from '../../src/features/vote/ballot-handlers.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { at, due, fill, openedCard, openRoom, press, type Room, told } from './review-room.ts';

async function takeOff(room: Room, ...days: [from: string, until: string, name?: string][]) {
  const team = await getTeam(room.db, 'T1', 'tm_1');
  const ownDays = days.map(([fromOn, untilOn, name = '']) => ({ fromOn, untilOn, name }));
  await transact(room.db, (tx) => saveHolidays(tx, team, { country: '', region: '', ownDays }));
}

async function tick(room: Room, now: Date): Promise<void> {
  for (const job of [closeReviews, openReviews, openAhead]) await job.run(room.deps, now);
  await postDueRollups(room.deps, now);
}

/** What was put for the channel, in order, without cards. */
async function listSaid(room: Room): Promise<{ address: string; wanted: string }[]> {
  const rows = await room.db.selectFrom('message').selectAll().orderBy('position').execute();
  return rows
    .filter(({ address }) => !address.startsWith('card:'))
    .map(({ address, wanted }) => ({ address, wanted }));
}

async function lastRollup(room: Room): Promise<string> {
  const said = await listSaid(room);
  const root = said.filter(({ address }) => /^rollup:[^:]+$/.test(address)).at(-1);
  return (
    said
      .filter(({ address }) => root !== undefined && address.startsWith(root.address))
      .map(({ wanted }) => wanted)
      .join('\n') ?? ''
  );
}

async function change(room: Room, after: Partial<Team>, now: Date): Promise<void> {
  const before = await getTeam(room.db, 'T1', 'tm_1');
  const review = await findLastOccurrence(room.db, 'tm_1', 'review');
  const rollup = await findLastOccurrence(room.db, 'tm_1', 'rollup');
  const settled = settleChange(
    { before, after: { ...before, ...after } },
    {
      ...(review === undefined ? {} : { reviewWeekOn: review.weekOn }),
      ...(rollup === undefined ? {} : { rollupWeekOn: rollup.weekOn }),
    },
    now,
  );
  if ('refused' in settled) throw new Error('refused');
  await transact(room.db, (tx) => saveTeam(tx, settled.team));
}

describeStores('a review on a day off', (engine) => {
  it('opens the next working day, says why, and the roll-up says it too', async () => {
    const room = await openRoom(engine);
    await takeOff(room, ['2026-11-24', '2026-11-24', 'Company day']);
    await tick(room, due);
    expect(await listSaid(room)).toEqual([]);
    expect((await openReviews.nextDue?.(room.deps, due))?.review).toEqual(at('11-25', '10:00'));
    await tick(room, at('11-25', '10:00'));
    const review = await findOpenReview(room.db, 'tm_1');
    expect(review).toMatchObject({ isLate: false, closesAt: at('11-26', '17:00') });
    const root = await room.shown(`review:${review?.id}`);
    expect(root).toMatch(/Moved from <!date\^1795510800\^.*: Company day\./);
    expect(root).not.toContain('not running');
    await tick(room, at('11-26', '15:00'));
    expect(await lastRollup(room)).toContain(
      'The review of the week of 23 Nov was moved to another day: Company day.',
    );
    expect(await lastRollup(room)).not.toContain('not running');
  });

  it('is left out when everyone is off: one line for a row of weeks, and each in its roll-up', async () => {
    const room = await openRoom(engine);
    const off = { id: 'aw_1', workspaceId: 'T1', teamId: 'tm_1', byUserId: 'U2' } as const;
    await transact(room.db, (tx) =>
      insertAway(tx, { ...off, fromOn: '2026-11-23', untilOn: '2026-12-06' }, at('11-21', '12:00')),
    );
    await tick(room, due);
    await tick(room, at('11-26', '15:00'));
    expect(await lastRollup(room)).toContain(
      'The review of the week of 23 Nov was skipped: everyone is off.',
    );
    expect(await lastRollup(room)).toContain('1 review skipped');
    await tick(room, at('12-01', '10:00'));
    await tick(room, at('12-03', '15:00'));
    expect(await lastRollup(room)).toContain('The review of the week of 30 Nov was skipped');
    expect(await lastRollup(room)).not.toContain('week of 23 Nov was');
    const lines = (await listSaid(room)).filter(({ address }) => address.startsWith('review:'));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.wanted).toMatch(
      /No review in the week of 23 Nov: everyone is off\. The next is <!date\^1796720400/,
    );
    await tick(room, at('12-08', '10:00'));
    expect(await findOpenReview(room.db, 'tm_1')).toMatchObject({ isLate: false });
  });

  it('never comes in a burst after months of days off and downtime together', async () => {
    const room = await openRoom(engine);
    await takeOff(room, ['2026-11-23', '2026-12-20', 'Long break']);
    await tick(room, at('12-22', '10:30'));
    const outcomes = (await listOccurrences(room.db, 'tm_1', 'review')).map((one) => one.outcome);
    expect(outcomes).toEqual(['skipped', 'skipped', 'skipped', 'skipped', 'late']);
    const said = (await listSaid(room)).map(({ address }) => address);
    expect(said).toEqual([expect.stringMatching(/^review:rv_/)]);
    await tick(room, at('12-24', '15:00'));
    const thread = await lastRollup(room);
    for (const week of ['23 Nov', '30 Nov', '7 Dec', '14 Dec']) {
      expect(thread).toContain(`The review of the week of ${week} was skipped: Long break.`);
    }
  });
});

describeStores('what the roll-up says of reviews', (engine) => {
  it('is every review once, also one that was due before a roll-up and opened after it', async () => {
    const room = await openRoom(engine);
    // Due on Wednesday evening; down until Thursday 18:00; the roll-up of 15:00 comes late, the review on Friday.
    await change(room, { reviewWeekday: 3, reviewTime: '16:00' }, at('11-22', '12:00'));
    await tick(room, at('11-26', '16:30'));
    expect(await lastRollup(room)).toContain('late, Barbell was not running');
    expect(await lastRollup(room)).not.toContain('The review of');
    await tick(room, at('11-27', '09:00'));
    expect(await findOpenReview(room.db, 'tm_1')).toMatchObject({
      ...{ weekOn: '2026-11-23', dueAt: at('11-25', '16:00'), openedAt: at('11-27', '09:00') },
      isLate: true,
    });
    await tick(room, at('12-03', '15:00'));
    expect(await lastRollup(room)).toContain(
      'The review of the week of 23 Nov was moved to the next working day.',
    );
    await tick(room, at('12-10', '15:00'));
    expect(await lastRollup(room)).not.toContain('week of 23 Nov was');
  });

  it('has in a late roll-up what was missed until then', async () => {
    const room = await openRoom(engine);
    await tick(room, at('12-03', '16:00'));
    const said = await lastRollup(room);
    expect(said).toContain('late, Barbell was not running');
    expect(said).toContain('The review of the week of 23 Nov was missed.');
    expect(said).toContain('The roll-up of the week of 23 Nov was missed');
    expect(await findOpenReview(room.db, 'tm_1')).toBeUndefined();
  });
});

describeStores('a rhythm that is changed in mid-week', (engine) => {
  it('moves a review that was to come into the past: it keeps its time and blames nobody', async () => {
    const room = await openRoom(engine);
    await change(room, { reviewWeekday: 4, rollupWeekday: 5 }, at('11-22', '12:00'));
    await tick(room, at('11-26', '10:00'));
    await tick(room, at('11-27', '15:00'));
    await tick(room, at('11-27', '17:00'));
    const wednesday = at('12-02', '12:00');
    await tick(room, wednesday);
    await change(room, { reviewWeekday: 2, rollupWeekday: 3 }, wednesday);
    const before = await listSaid(room);
    await tick(room, wednesday);
    expect(await listSaid(room)).toEqual(before);
    await tick(room, at('12-02', '15:00'));
    await tick(room, at('12-03', '10:00'));
    const review = await findOpenReview(room.db, 'tm_1');
    expect(review).toMatchObject({ isLate: false, closesAt: at('12-04', '17:00') });
    await tick(room, at('12-04', '15:00'));
    expect(await lastRollup(room)).not.toContain('not running');
    await tick(room, at('12-08', '10:00'));
    expect(await findOpenReview(room.db, 'tm_1')).toMatchObject({ weekOn: '2026-12-07' });
  });

  it('neither fires a review again nor loses one when the zone changes after it opened', async () => {
    const room = await openRoom(engine);
    await openedCard(room, due);
    for (const [zone, minutes] of [
      ['America/Los_Angeles', 5],
      ['Pacific/Auckland', 30],
      ['Europe/Berlin', 60],
    ] as const) {
      const now = new Date(due.getTime() + minutes * 60_000);
      await change(room, { zone }, now);
      await tick(room, now);
    }
    for (let hour = 0; hour < 24 * 8; hour += 4) {
      await tick(room, new Date(due.getTime() + hour * 3_600_000));
    }
    const roots = (await listSaid(room)).filter(({ address }) => /^review:rv_[^:]*$/.test(address));
    expect(roots).toHaveLength(2);
    expect(await listOccurrences(room.db, 'tm_1', 'review')).toMatchObject([
      { weekOn: '2026-11-23', outcome: 'opened' },
      { weekOn: '2026-11-30', outcome: 'opened' },
    ]);
  });
});

describeStores('voting the afternoon before', (engine) => {
  it('is open without a word in the channel, moves with the review, and its votes are on the cards', async () => {
    const room = await openRoom(engine);
    await tick(room, at('11-23', '13:59'));
    expect(await findOpenReview(room.db, 'tm_1')).toBeUndefined();
    expect(await openReviews.nextDue?.(room.deps, at('11-23', '13:59'))).toMatchObject({
      reviewAhead: at('11-23', '14:00'),
    });
    await tick(room, at('11-23', '14:00'));
    const ahead = await findOpenReview(room.db, 'tm_1');
    expect(ahead).toMatchObject({ isAhead: true, openedAt: due });
    const value = ahead?.id ?? 'rv_none';
    const [card] = await listCards(room.db, value === 'rv_none' ? 'rv_none' : value);
    const now = at('11-23', '15:00');
    const form = await openBallot(room.deps, press('U3', value, now));
    const blank = fill('U3', form, { [`choice.${card?.id}`]: 'stop' }, now);
    expect((await submitBallot(room.deps, blank)).reply).toBe('fix');
    // What no window of Slack's sends, but a program may.
    const made = { [`choice.${card?.id}`]: 'maybe' };
    const unknown = await submitBallot(room.deps, fill('U3', form, made, now));
    expect(unknown).toMatchObject({ errors: { [`choice.${card?.id}`]: expect.any(String) } });
    const long = { [`choice.${card?.id}`]: 'continue', [`reason.${card?.id}`]: 'x'.repeat(301) };
    const tooLong = await submitBallot(room.deps, fill('U3', form, long, now));
    expect(tooLong).toMatchObject({
      errors: { [`reason.${card?.id}`]: expect.stringContaining('300') },
    });
    const stop = { [`choice.${card?.id}`]: 'stop', [`reason.${card?.id}`]: 'no user gained' };
    expect(await submitBallot(room.deps, fill('U3', form, stop, now))).toEqual({ reply: 'done' });
    expect(await listSaid(room)).toEqual([]);
    // The day turns out to be off.
    await takeOff(room, ['2026-11-24', '2026-11-24']);
    await tick(room, now);
    expect((await findOpenReview(room.db, 'tm_1'))?.openedAt).toEqual(at('11-25', '10:00'));
    await tick(room, due);
    expect(await listSaid(room)).toEqual([]);
    await tick(room, at('11-25', '10:00'));
    const review = await findOpenReview(room.db, 'tm_1');
    expect(review?.id).toBe(ahead?.id);
    expect(review?.isAhead).toBeUndefined();
    expect(await listVotes(room.db, card?.id ?? 'cd_none')).toMatchObject([{ choice: 'stop' }]);
    expect(await room.shown(`card:${card?.id}`)).toContain('1 of 4 voted');
  });
});

describeStores('Move / skip', (engine) => {
  it('moves the meeting with its reason: root, one line in the channel, calendar and roll-up', async () => {
    const room = await openRoom(engine);
    const { review } = await openedCard(room, due);
    const form = await openMove(room.deps, press('U3', review.id, due));
    const move = (values: Record<string, string>) =>
      submitMove(room.deps, fill('U3', form, values, due));
    const late = await move({ when: 'other', on: '2026-11-27', at: '10:00' });
    expect(late).toMatchObject({ reply: 'fix', errors: { on: expect.stringContaining('closed') } });
    const past = await move({ when: 'other', on: '2026-11-23', at: '10:00' });
    expect(past).toMatchObject({ reply: 'fix', errors: { on: expect.stringContaining('over') } });
    const noDay = await move({ when: 'other', on: '2026-02-30', at: '10:00' });
    expect(noDay).toMatchObject({ reply: 'fix', errors: { on: expect.any(String) } });
    expect(await move({ when: 'tomorrow', reason: 'customer <visit>' })).toEqual({ reply: 'done' });
    const root = await room.shown(`review:${review.id}`);
    expect(root).toContain('(<@U3>: customer &lt;visit&gt;)');
    const note = (await listSaid(room)).find(({ address }) => address.includes(':moved:'));
    expect(note?.wanted).toContain('The review is moved:');
    expect(note?.wanted).toContain('calendar.google.com');
    expect(note?.wanted).toContain('outlook.office.com');
    const { reviews } = await listPlannedReviews(room.db, await getTeam(room.db, 'T1', 'tm_1'));
    expect(reviews.slice(0, 2)).toEqual([
      { weekOn: '2026-11-23', opensAt: at('11-25', '10:00') },
      { weekOn: '2026-11-30', opensAt: at('12-01', '10:00') },
    ]);
    expect((await findReview(room.db, 'T1', review.id))?.closesAt).toEqual(review.closesAt);
    await tick(room, at('11-25', '17:00'));
    await tick(room, at('11-26', '15:00'));
    expect(await lastRollup(room)).toMatch(
      /The review of the week of 23 Nov was moved to <!date\^1795597200.*: “customer &lt;visit&gt;”/,
    );
  });

  it('snoozes by an hour without a reason', async () => {
    const room = await openRoom(engine);
    const { review } = await openedCard(room, due);
    expect(await startClock(room.deps, press('U4', review.id, due))).toEqual({ reply: 'done' });
    expect(await room.shown(`review:${review.id}`)).toContain('*Clock:*');
    const form = await openMove(room.deps, press('U4', review.id, due));
    await submitMove(room.deps, fill('U4', form, { when: 'hour' }, due));
    const moved = await findReview(room.db, 'T1', review.id);
    expect(moved?.movedTo).toEqual({ at: at('11-24', '11:00'), byUserId: 'U4', because: '' });
    expect(moved?.clockStartedAt).toBeUndefined();
    const root = await room.shown(`review:${review.id}`);
    expect(root).toContain('(<@U4>)');
    expect(root).not.toContain('*Clock:*');
  });

  it('moves once, however many forms show the same time; who comes second is told by whom', async () => {
    const room = await openRoom(engine);
    const { review } = await openedCard(room, due);
    const one = await openMove(room.deps, press('U3', review.id, due));
    const other = await openMove(room.deps, press('U4', review.id, due));
    await submitMove(room.deps, fill('U3', one, { when: 'hour' }, due));
    for (const values of [{ when: 'hour' }, { when: 'skip', reason: 'too early' }]) {
      const second = await submitMove(room.deps, fill('U4', other, values, due));
      expect(told(second)).toMatch(/moved meanwhile to <!date\^1795514400\^.* by <@U3>/);
    }
    const standing = { at: at('11-24', '11:00'), byUserId: 'U3', because: '' };
    expect((await findReview(room.db, 'T1', review.id))?.movedTo).toEqual(standing);

    const again = await openMove(room.deps, press('U4', review.id, due));
    const same = { when: 'other', on: '2026-11-24', at: '11:00' };
    const nothing = await submitMove(room.deps, fill('U4', again, same, due));
    const errors = { on: expect.stringContaining('then already') };
    expect(nothing).toMatchObject({ reply: 'fix', errors });
    expect((await findReview(room.db, 'T1', review.id))?.movedTo).toEqual(standing);
    const notes = (await listSaid(room)).filter(({ address }) => address.includes(':moved:'));
    expect(notes).toHaveLength(1);
  });

  it('calls a review off with a reason, once; nothing of it is counted and the roll-up says it', async () => {
    const room = await openRoom(engine);
    const { review, card } = await openedCard(room, due);
    const form = await openMove(room.deps, press('U3', review.id, due));
    const silent = await submitMove(room.deps, fill('U3', form, { when: 'skip' }, due));
    expect(silent).toMatchObject({ reply: 'fix', errors: { reason: expect.any(String) } });
    const skip = { when: 'skip', reason: 'All at the off-site' };
    expect(await submitMove(room.deps, fill('U3', form, skip, due))).toEqual({ reply: 'done' });
    expect(told(await submitMove(room.deps, fill('U2', form, skip, due)))).toContain('closed');
    expect(await room.shown(`review:${review.id}`)).toContain('called off');
    const notes = (await listSaid(room)).filter(({ address }) => address.includes(':off:'));
    expect(notes).toHaveLength(1);
    expect(notes[0]?.wanted).toContain('All at the off-site (<@U3>)');
    expect(await room.shown(`card:${card.id}`)).not.toContain('review.vote');
    await tick(room, at('11-26', '15:00'));
    const said = await lastRollup(room);
    expect(said).toContain('was called off: “All at the off-site”.');
    expect(said).not.toContain('without a decision');
    await tick(room, at('12-01', '10:00'));
    expect(await findOpenReview(room.db, 'tm_1')).toMatchObject({ weekOn: '2026-11-30' });
  });

  it('offers no calling off once a card is decided', async () => {
    const room = await openRoom(engine);
    const { review, card } = await openedCard(room, due);
    const choices = async () =>
      JSON.stringify(await openMove(room.deps, press('U3', review.id, due)));
    expect(await choices()).toContain('"skip"');
    const form = await openMove(room.deps, press('U3', review.id, due));
    await transact(room.db, async (tx) => {
      const entry = await appendDecision(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', kind: 'continue', decidedByUserId: 'U1' },
        ...{ at: due, title: 'Go on', texts: {}, isAgainstRule: false, isAgainstMajority: false },
      });
      await decideCard(tx, card.id, entry.id);
    });
    expect(await choices()).not.toContain('"skip"');
    const late = { when: 'skip', reason: 'All at the off-site' };
    expect(told(await submitMove(room.deps, fill('U3', form, late, due)))).toContain('decided');
  });

  it('is for full members only', async () => {
    const room = await openRoom(engine);
    const { review } = await openedCard(room, due);
    expect(told(await openMove(room.deps, press('UGUEST', review.id, due)))).toContain(
      'full members',
    );
  });
});
