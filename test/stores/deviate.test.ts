import { expect, it } from 'vitest';
import { findDeviation, settleDeviationById } from '../../src/features/deviation/store.ts';
import { listOpenDeviations } from '../../src/features/deviation/store-open.ts';
import { insertDefault } from '../../src/features/floor/store.ts';
import { insertTeam, saveRole } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { openDareRoom, wholeDeviation, wordsOf } from './dare-room.ts';
import { describeStores } from './engines.ts';
import { makeTeam } from './team-fixture.ts';
import { start, viewOf } from './writing-room.ts';

describeStores('a loose deviation', (engine) => {
  it('is logged with all its fields, and the channel reads what, why and that it can be undone', async () => {
    const room = await openDareRoom(engine);
    const done = viewOf(await room.log('UANA'));
    expect(done.title.text).toBe('Logged');
    expect(JSON.stringify(done)).toContain('1 of 1 this cycle');
    const [one, ...more] = await room.listDared();
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      ...{ area: 'Send more', deviation: wholeDeviation.deviation, state: 'open' },
      ...{ because: wholeDeviation.because, benefit: wholeDeviation.benefit },
      ...{ risk: wholeDeviation.risk, isReversible: true, byUserId: 'UANA', at: start },
    });
    const shown = await room.shown(`deviation:${one?.id}`);
    expect(shown).toContain('Instead of *Send more*: One line on their own work first, because');
    expect(shown).toContain('Can be undone');
  });

  it('is refused at the field that is short, and keeps what was typed', async () => {
    const room = await openDareRoom(engine);
    const refused = await room.log('UANA', { because: ' \u200b ' });
    expect(refused).toMatchObject({ reply: 'fix' });
    expect(refused).toHaveProperty('errors.because', expect.stringContaining('why it should work'));
    const final = await room.log('UANA', { isReversible: 'no' });
    expect(final).toHaveProperty('errors.isReversible', expect.stringContaining('two keys'));
    const long = await room.log('UANA', { deviation: 'x'.repeat(3000) });
    expect(long).toHaveProperty('errors.deviation', expect.stringContaining('3,000 characters'));
    const none = await room.log('UANA', { area: null });
    expect(none).toHaveProperty('errors.area');
    expect(await room.listDared()).toEqual([]);
  });

  it('is written once: a second press finds the first, the same words find what is open', async () => {
    const room = await openDareRoom(engine);
    const view = await room.openForm('UANA');
    const twice = { ...view, private_metadata: view.private_metadata ?? '' };
    await room.submit('UANA', twice, wholeDeviation);
    const again = await room.submit('UANA', twice, wholeDeviation);
    expect(again.reply).toBe('tell');
    expect(wordsOf(again)).toContain('open already: <@UANA> logged it');
    const other = await room.log('UBEN', { deviation: 'one LINE on their own work, first!' });
    expect(wordsOf(other)).toContain('deviation.retire');
    expect(await room.listDared()).toHaveLength(1);
  });

  it('is written once by two at the same moment', async () => {
    const room = await openDareRoom(engine);
    const view = await room.openForm('UANA');
    const replies = await Promise.all(
      ['UANA', 'UBEN'].map((userId) => room.submit(userId, view, wholeDeviation)),
    );
    expect(replies.map(({ reply }) => reply).toSorted()).toEqual(['replace', 'tell']);
    expect(await room.listDared()).toHaveLength(1);
  });

  it('asks really once above the quota, keeps what was typed, and goes on at a press', async () => {
    const room = await openDareRoom(engine);
    await room.log('UANA');
    const asked = viewOf(await room.log('UBEN', { deviation: 'No template at all this week' }));
    expect(JSON.stringify(asked)).toContain('Really one more?');
    expect(JSON.stringify(asked)).toContain('No template at all this week');
    expect(asked.submit?.text).toBe('Log it anyway');
    expect(await room.listDared()).toHaveLength(1);
    const done = viewOf(await room.submit('UBEN', asked));
    expect(JSON.stringify(done)).toContain('2 of 1 this cycle');
    expect(await room.listDared()).toHaveLength(2);
  });

  it('is refused where nobody could agree before it is asked whether it really should be', async () => {
    const room = await openDareRoom(engine);
    await room.log('UANA');
    const asked = viewOf(await room.log('UBEN', { area: 'protected:security' }));
    expect(JSON.stringify(asked)).toContain('approver');
    expect(JSON.stringify(asked)).not.toContain('Really one more?');
    expect(asked.submit?.text).not.toBe('Log it anyway');
    expect(await room.listDared()).toHaveLength(1);
  });

  it('is for full members of the channel, who are asked for at the press', async () => {
    const room = await openDareRoom(engine);
    const guest = await room.press('UGUS', 'deviation.log', { value: 'tm_1' });
    expect(wordsOf(guest)).toContain('logged by full members');
    expect(wordsOf(await room.shortcut('UOUT', 'deviation.log'))).toContain('you are in none');
    const view = await room.openForm('UBEN');
    room.town.channels.get('CGROWTH')?.members.splice(1, 1);
    const left = await room.submit('UBEN', view, wholeDeviation);
    expect(wordsOf(left)).toContain('Join the channel');
    const redrawn = await room.press('UBEN', 'deviation.area', { view, typed: wholeDeviation });
    expect(wordsOf(redrawn)).toContain('Join the channel');
    const gone = await room.press('UANA', 'deviation.log', { value: 'tm_9' });
    expect(wordsOf(gone)).toContain('you are in none');
    expect(await room.listDared()).toEqual([]);
  });

  it('offers the reflexes, the floor and what is protected; the shortcut asks which team', async () => {
    const room = await openDareRoom(engine);
    await transact(room.db, async (tx) => {
      await insertTeam(tx, makeTeam({ id: 'tm_2', channelId: 'CCOMPANY' }));
      await insertDefault(tx, room.deps.newId, {
        ...({ workspaceId: 'T1', teamId: 'tm_2', area: 'Outreach', segment: '' } as const),
        ...{ statement: 'One line on their own work', sinceAt: start },
      });
    });
    await room.people.listMembers('T1', 'CCOMPANY');
    const first = viewOf(await room.shortcut('UANA', 'deviation.log'));
    const words = JSON.stringify(first);
    for (const choice of ['Template first', 'Demo first', 'Rewrite', 'Protected: User data']) {
      expect(words).toContain(choice);
    }
    expect(words).not.toContain('Outreach');
    const typed = { ...wholeDeviation, team: 'tm_2' };
    const second = viewOf(await room.press('UANA', 'deviation.team', { view: first, typed }));
    expect(JSON.stringify(second)).toContain('Floor: Outreach: One line on their own work');
    expect(JSON.stringify(second)).toContain(wholeDeviation.because);
    const [floor] = /floor:df_\w+/.exec(JSON.stringify(second)) ?? [];
    await room.submit('UANA', second, { area: floor ?? '' });
    expect(await listOpenDeviations(room.db, 'tm_2')).toMatchObject([{ area: 'Outreach' }]);
    expect(await listOpenDeviations(room.db, 'tm_1')).toEqual([]);
  });

  it('takes other words for a habit, and shows what was typed to nobody as a ping', async () => {
    const room = await openDareRoom(engine);
    const view = await room.openForm('UANA');
    const typed = { ...wholeDeviation, area: 'other' };
    const drawn = viewOf(await room.press('UANA', 'deviation.area', { view, typed }));
    const areaOther = '\u202e<!channel> kick-offs';
    await room.submit('UANA', drawn, { ...typed, areaOther });
    const [one] = await room.listDared();
    expect(one?.area).toBe('<!channel> kick-offs');
    const shown = await room.shown(`deviation:${one?.id}`);
    expect(shown).toContain('&lt;!channel&gt; kick-offs');
    expect(shown).not.toContain('<!channel>');
  });

  it('is retired with one lesson by its author or a leader at any time, once', async () => {
    const room = await openDareRoom(engine);
    await room.log('UBEN');
    const [one] = await room.listDared();
    const id = one?.id ?? 'dv_0';
    expect(wordsOf(await room.press('UANA', 'deviation.retire', { value: id }))).toContain(
      'by <@UBEN>, who logged it, or a leader',
    );
    await transact(room.db, (tx) =>
      saveRole(tx, { teamId: 'tm_1', userId: 'UANA', role: 'leader', acceptedAt: start }),
    );
    const form = viewOf(await room.press('UANA', 'deviation.retire', { value: id }));
    const bare = await room.submit('UANA', form, { lesson: ' ', outcome: '' });
    expect(bare).toHaveProperty('errors.lesson');
    const lesson = { lesson: 'the second line is not read', outcome: '6 → 7' };
    expect((await room.submit('UANA', form, lesson)).reply).toBe('done');
    expect(await findDeviation(room.db, 'T1', id)).toMatchObject({ state: 'retired', ...lesson });
    expect(await room.shown(`deviation:${id}`)).toContain('Lesson: the second line is not read');
    const again = await room.submit('UBEN', form, { ...lesson, lesson: 'another' });
    expect(wordsOf(again)).toContain('settled already');
    const late = { workspaceId: 'T1', id, state: 'retired' as const, ...lesson, at: start };
    expect(await transact(room.db, (tx) => settleDeviationById(tx, late))).toBeUndefined();
    expect(await findDeviation(room.db, 'T2', id)).toBeUndefined();
    // What is settled may be dared again.
    expect(viewOf(await room.submit('UBEN', viewOf(await room.log('UBEN')))).title.text).toBe(
      'Logged',
    );
  });
});
