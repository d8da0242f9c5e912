import { expect, it } from 'vitest';
import { freezeFeature } from '../../src/features/freeze/feature.ts';
import { moveEvidenceReview } from '../../src/features/onepager/store-freeze.ts';
import { findLastNote, saveNote } from '../../src/features/reading/store.ts';
import { saveTeam } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { type FreezeRoom, openFreezeRoom } from './freeze-room.ts';
import { at, openedCard, told } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

describeStores('the clock of a freeze', (engine) => {
  async function next({ deps }: FreezeRoom, now: Date): Promise<Record<string, Date>> {
    const found = await Promise.all(
      (freezeFeature.jobs ?? []).map((job) => job.nextDue?.(deps, now) ?? {}),
    );
    return Object.assign({}, ...found);
  }

  async function overdue(room: FreezeRoom): Promise<string[]> {
    return (await room.addresses('freeze:')).filter((address) => address.includes(':overdue:'));
  }

  it('opens the evidence review at its time with what is known, and counts down in it', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    expect(await next(room, at('11-23', '14:30'))).toEqual({
      evidenceReview: at('11-23', '15:00'),
    });
    await room.tick(at('11-23', '14:59'));
    expect((await room.frozen())?.openedAt).toBeUndefined();
    const opens = at('11-23', '15:00');
    await room.tick(opens);
    await room.tick(opens);
    const address = `freeze:${(await room.frozen())?.id}:review`;
    expect(await room.addresses(address)).toHaveLength(1);
    const shown = await room.shown(address);
    expect(shown).toContain('*Clock:* 30 minutes');
    expect(shown).toContain('*What we know*');
    expect(shown).toContain('Errors *doubled* &lt;since&gt; Monday');
    expect(shown).not.toContain('opens late');
    expect((await next(room, opens)).evidenceClock).toEqual(at('11-23', '15:25'));
    await room.tick(at('11-23', '15:25'));
    expect(await room.shown(address)).toContain('5 minutes left');
    await room.tick(at('11-23', '15:30'));
    expect(await room.shown(address)).toContain('It stays frozen until a decision is logged');
  });

  it('tells the newest that argues against it', async () => {
    const room = await openFreezeRoom(engine);
    const { card } = await openedCard(room, at('11-24', '10:00'));
    const note = { changed: '', unchanged: '', why: 'x', byUserId: 'U1', at: at('11-24', '10:10') };
    expect(await findLastNote(room.db, 'op_1')).toBeUndefined();
    const against = 'Stallers come from <one> campaign';
    await transact(room.db, (tx) => saveNote(tx, card.id, { ...note, against }));
    expect((await findLastNote(room.db, 'op_1'))?.against).toBe(against);
    expect(await findLastNote(room.db, 'op_2')).toBeUndefined();
    await room.freeze('U4', { now: at('11-24', '10:20') });
    await room.act('U4', 'freeze.now', { now: at('11-24', '10:30') });
    const shown = await room.shown(`freeze:${(await room.frozen())?.id}:review`);
    expect(shown).toContain('*Against us:* Stallers come from &lt;one&gt; campaign');
  });

  it('says every working day that it is overdue, once, and catches up on nothing', async () => {
    const room = await openFreezeRoom(engine);
    // Thursday; its evidence review is at 15:00, and nobody decides.
    await room.freeze('U4', { now: at('11-26', '14:20') });
    await room.tick(at('11-26', '15:00'));
    await room.tick(at('11-26', '16:00'));
    expect(await overdue(room)).toEqual([]);
    expect((await next(room, at('11-26', '18:00'))).freezeOverdue).toEqual(at('11-27', '10:00'));
    await room.tick(at('11-27', '09:59'));
    expect(await overdue(room)).toEqual([]);
    for (const time of ['10:00', '10:01', '16:00']) await room.tick(at('11-27', time));
    expect(await overdue(room)).toHaveLength(1);
    // Nobody works on Saturday and Sunday; then the bot is down until Wednesday noon.
    for (const day of ['11-28', '11-29']) await room.tick(at(day, '11:00'));
    expect(await overdue(room)).toHaveLength(1);
    await room.tick(at('12-02', '12:00'));
    expect(await overdue(room)).toHaveLength(2);
    const [, second = ''] = await overdue(room);
    expect(await room.shown(second)).toContain('<@U1> <@U3>, what does the evidence say?');
    await room.end('U1', { over: { line: 'Fine' }, now: at('12-02', '13:00') });
    await room.tick(at('12-03', '11:00'));
    expect(await overdue(room)).toHaveLength(2);
    expect(await next(room, at('12-03', '11:00'))).toEqual({});
  });

  it('opens late in the next working hours after the bot was down, and says so', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4', { now: at('11-27', '14:20') });
    // Friday's review at 15:00 was slept through until Saturday.
    await room.tick(at('11-28', '12:00'));
    expect((await room.frozen())?.openedAt).toBeUndefined();
    expect((await next(room, at('11-28', '12:00'))).evidenceReview).toEqual(at('11-30', '09:00'));
    await room.tick(at('11-30', '09:00'));
    const address = `freeze:${(await room.frozen())?.id}:review`;
    expect(await room.shown(address)).toContain('It opens late');
    await room.tick(at('11-30', '11:00'));
    expect(await overdue(room)).toEqual([]);
  });

  it('cannot be put off to a time that is over, nor while the team is paused', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    const { reviewAt } = (await room.frozen()) ?? {};
    // The bot slept through it: the working morning that the button means has passed.
    const late = await room.act('U4', 'freeze.tomorrow', { now: at('11-24', '10:01') });
    expect(told(late)).toContain('That time is over');
    await transact(room.db, (tx) => saveTeam(tx, makeTeam({ pausedAt: at('11-23', '14:40') })));
    for (const action of ['freeze.now', 'freeze.tomorrow', 'freeze.pick']) {
      const now = at('11-23', '14:50');
      expect(told(await room.act('U4', action, { now }))).toContain('is paused');
    }
    expect(await room.frozen()).toMatchObject({ reviewAt });
    expect((await room.frozen())?.openedAt).toBeUndefined();
  });

  it('does not open when somebody puts it off at the very moment it is due', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    const next = at('11-24', '10:00');
    const { id } = (await room.frozen()) ?? {};
    if (id === undefined) throw new Error('no freeze');
    room.deps.people.listMembers = async () => {
      await transact(room.db, (tx) => moveEvidenceReview(tx, id, next));
      return [];
    };
    await room.tick(at('11-23', '15:00'));
    expect(await room.frozen()).toMatchObject({ reviewAt: next });
    expect((await room.frozen())?.openedAt).toBeUndefined();
  });

  it('waits while the team is paused, and goes on when it is back', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    await transact(room.db, (tx) => saveTeam(tx, makeTeam({ pausedAt: at('11-23', '14:40') })));
    await room.tick(at('11-23', '15:00'));
    expect((await room.frozen())?.openedAt).toBeUndefined();
    await transact(room.db, (tx) => saveTeam(tx, makeTeam()));
    await room.tick(at('11-24', '12:00'));
    expect((await room.frozen())?.openedAt).toEqual(at('11-24', '12:00'));
    expect(await overdue(room)).toEqual([]);
  });

  it('calls a leader when owner and stop-owner are gone', async () => {
    const room = await openFreezeRoom(engine);
    await room.db
      .updateTable('person')
      .set({ is_deleted: 1 })
      .where('user_id', 'in', ['U1', 'U3'])
      .execute();
    await room.freeze('U4');
    await room.tick(at('11-23', '15:00'));
    const shown = await room.shown(`freeze:${(await room.frozen())?.id}:review`);
    expect(shown).toContain('<@U2>');
    expect(shown).not.toContain('<@U1>');
  });
});
