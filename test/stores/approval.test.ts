import { expect, it } from 'vitest';
import {
  endApproval,
  findApproval,
  insertApproval,
  linkApproval,
  listWaitingApprovals,
} from '../../src/features/deviation/store-approval.ts';
import {
  deleteOwnArea,
  insertOwnArea,
  listOwnAreas,
} from '../../src/features/deviation/store-area.ts';
import { gatherExport } from '../../src/features/export/gather.ts';
import { readExport, writeJson } from '../../src/features/export/rules.ts';
import { deleteRole, saveRole } from '../../src/features/team/store.ts';
import { listApprovers } from '../../src/features/team/store-role.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { openDareRoom, wholeDeviation, wordsOf } from './dare-room.ts';
import { describeStores } from './engines.ts';
import { start, viewOf } from './writing-room.ts';

const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

describeStores('a deviation in a protected area', (engine) => {
  it('is blocked while nobody may approve, and says who names somebody', async () => {
    const room = await openDareRoom(engine);
    await transact(room.db, (tx) =>
      saveRole(tx, { teamId: 'tm_1', userId: 'UBEN', role: 'leader', acceptedAt: start }),
    );
    const blocked = viewOf(await room.log('UANA', { area: 'protected:compliance' }));
    expect(JSON.stringify(blocked)).toContain(
      'named no approver yet. A leader (<@UBEN>) names one',
    );
    expect(JSON.stringify(blocked)).toContain(wholeDeviation.because);
    await room.appoint('UANA');
    const own = viewOf(await room.submit('UANA', blocked));
    expect(JSON.stringify(own)).toContain('the only approver of this team is you');
    expect([await room.listDared(), await room.listAsked()]).toEqual([[], []]);
  });

  it('waits with everything in it, and is open the moment an approver agrees, with who and when', async () => {
    const room = await openDareRoom(engine, ['UOUT', 'UANA']);
    const asked = await room.ask('UANA', { area: 'protected:user data' });
    expect(await room.listDared()).toEqual([]);
    const question = await room.shown(`approval:${asked}:UOUT`);
    expect(question).toContain('<@UANA> asks beforehand for a deviation in <#CGROWTH>');
    expect(question).toContain('One line on their own work first');
    expect(question).toContain('Can be undone');
    expect(question).toContain('*Approve* means: it may be tried here');
    expect(await room.shown(`approval:${asked}:UANA`)).toBe('');
    const done = await room.press('UOUT', 'deviation.approve', { value: asked, now: later(9) });
    expect(done.reply).toBe('done');
    const [one] = await room.listDared();
    expect(one).toMatchObject({ area: 'User data', byUserId: 'UANA', at: later(9), state: 'open' });
    const [approval] = await room.listAsked();
    expect(approval).toMatchObject({
      ...{ state: 'approved', answeredBy: 'UOUT', answeredAt: later(9), deviationId: one?.id },
    });
    expect(await room.shown(`deviation:${one?.id}`)).toContain(
      'User data: agreed beforehand by <@UOUT>',
    );
    expect(await room.shown(`approval:${asked}:UOUT`)).not.toContain('deviation.approve');
    expect(await room.shown(`approval:${asked}:end`)).toContain('Your deviation is open now');
    const scope = { workspaceId: 'T1', teams: [room.team], about: '' };
    const taken = await transact(room.db, (tx) => gatherExport(tx, scope, later(10)));
    const at = later(9).toISOString();
    expect(taken.teams[0]?.deviations).toMatchObject([
      { area: 'User data', approval: { protects: 'User data', byUserId: 'UOUT', at } },
    ]);
    expect(taken.teams[0]?.approvals).toMatchObject([
      { state: 'approved', askedBy: 'UANA', answeredBy: 'UOUT', answeredAt: at },
    ]);
    expect(taken.people).toHaveProperty('UOUT');
    expect(readExport(JSON.parse(writeJson(taken)))).toEqual(taken);
  });

  it('counts the first of two answers at once, and tells the second what is true', async () => {
    const room = await openDareRoom(engine, ['UBEN', 'UOUT']);
    const value = await room.ask('UANA');
    const form = viewOf(await room.press('UOUT', 'deviation.not-now', { value }));
    const replies = await Promise.all([
      room.press('UBEN', 'deviation.approve', { value }),
      room.submit('UOUT', form, { reason: 'after the audit' }),
    ]);
    expect(replies.map(({ reply }) => reply).toSorted()).toEqual(['done', 'tell']);
    expect(wordsOf(replies[0]) + wordsOf(replies[1])).toContain('The first answer counts');
    const [approval] = await room.listAsked();
    expect(await room.listDared()).toHaveLength(approval?.state === 'approved' ? 1 : 0);
  });

  it('is approved once by one who presses twice', async () => {
    const room = await openDareRoom(engine, ['UBEN']);
    const value = await room.ask('UANA');
    await Promise.all([1, 2].map(() => room.press('UBEN', 'deviation.approve', { value })));
    expect(await room.listDared()).toHaveLength(1);
  });

  it('tells the author why not now, and hands back what was written', async () => {
    const room = await openDareRoom(engine, ['UBEN']);
    const value = await room.ask('UANA');
    const form = viewOf(await room.press('UBEN', 'deviation.not-now', { value }));
    expect(await room.submit('UBEN', form, { reason: ' ' })).toHaveProperty('errors.reason');
    await room.submit('UBEN', form, { reason: 'After the *audit* <soon>' });
    const told = await room.shown(`approval:${value}:end`);
    expect(told).toContain('After the *audit* &lt;soon&gt;');
    expect(told).toContain('deviation.again');
    expect(await room.listDared()).toEqual([]);
    const again = viewOf(await room.press('UANA', 'deviation.again', { value }));
    expect(JSON.stringify(again)).toContain(wholeDeviation.deviation);
    expect(wordsOf(await room.press('UBEN', 'deviation.again', { value }))).toContain('not there');
    await room.submit('UANA', again, { risk: 'nobody is affected: synthetic data' });
    expect((await room.listAsked()).map(({ state }) => state)).toEqual(['refused', 'waiting']);
  });

  it('tells the author nothing of a team that they have left meanwhile', async () => {
    const room = await openDareRoom(engine, ['UBEN']);
    const growth = room.town.channels.get('CGROWTH');
    if (growth !== undefined) growth.isPrivate = true;
    const value = await room.ask('UANA');
    growth?.members.splice(growth.members.indexOf('UANA'), 1);
    const form = viewOf(await room.press('UBEN', 'deviation.not-now', { value }));
    await room.submit('UBEN', form, { reason: 'After the audit' });
    expect((await room.listAsked()).map(({ state }) => state)).toEqual(['refused']);
    const told = await room.db
      .selectFrom('message')
      .select('address')
      .where('address', '=', `approval:${value}:end`)
      .execute();
    expect(told).toEqual([]);
  });

  it('takes nobody’s word who is the author, was made a guest, left or gave the role back', async () => {
    const room = await openDareRoom(engine, ['UANA', 'UBEN', 'UOUT']);
    const value = await room.ask('UANA');
    const approve = (userId: string) => room.press(userId, 'deviation.approve', { value });
    expect(wordsOf(await approve('UANA'))).toContain('your own request');
    const ben = room.town.people.get('UBEN');
    if (ben !== undefined) room.town.people.set('UBEN', { ...ben, isGuest: true });
    expect(wordsOf(await approve('UBEN'))).toContain('you are none at the moment');
    if (ben !== undefined) room.town.people.set('UBEN', { ...ben, isDeleted: true });
    expect(wordsOf(await approve('UBEN'))).toContain('you are none at the moment');
    await transact(room.db, (tx) =>
      deleteRole(tx, { teamId: 'tm_1', userId: 'UOUT', role: 'approver' }),
    );
    expect(wordsOf(await approve('UOUT'))).toContain('you are none at the moment');
    expect(wordsOf(await room.press('UOUT', 'deviation.not-now', { value }))).toContain('none');
    expect(wordsOf(await approve('UGUS'))).toContain('you are none');
    expect((await room.listAsked()).map(({ state }) => state)).toEqual(['waiting']);
    if (ben !== undefined) room.town.people.set('UBEN', ben);
    expect((await approve('UBEN')).reply).toBe('done');
  });

  it('says nothing more of a private team to an approver who has left it', async () => {
    const room = await openDareRoom(engine, ['UBEN', 'UANA']);
    const growth = room.town.channels.get('CGROWTH');
    if (growth !== undefined) growth.isPrivate = true;
    await room.people.listMembers('T1', 'CGROWTH');
    const value = await room.ask('UANA');
    expect(await room.shown(`approval:${value}:UBEN`)).toContain('One line on their own work');
    growth?.members.splice(growth.members.indexOf('UBEN'), 1);
    const refused = await room.press('UBEN', 'deviation.approve', { value });
    expect(wordsOf(refused)).not.toContain('One line');
    await room.press('UANA', 'deviation.withdraw', { value });
    expect(await room.shown(`approval:${value}:UBEN`)).not.toContain('One line');
    expect(await listApprovers(room.db, room.team)).toEqual(['UANA']);
  });

  it('is taken back by its author only, and shown on both sides until then', async () => {
    const room = await openDareRoom(engine, ['UBEN']);
    const value = await room.ask('UANA');
    const home = async (userId: string) => {
      const reply = await room.press(userId, 'home.page', { value: '0' });
      return wordsOf(reply);
    };
    expect(await home('UBEN')).toContain('Waiting for your approval');
    expect(await home('UANA')).toContain('Waiting for an approver');
    expect(wordsOf(await room.press('UBEN', 'deviation.withdraw', { value }))).toContain(
      'Only whoever asked',
    );
    expect(wordsOf(await room.press('UANA', 'deviation.withdraw', { value }))).toContain(
      'is taken back',
    );
    expect(wordsOf(await room.press('UANA', 'deviation.withdraw', { value }))).toContain(
      'This request is over',
    );
    expect(wordsOf(await room.press('UBEN', 'deviation.approve', { value }))).toContain(
      'took this request back',
    );
    expect(await home('UBEN')).not.toContain('Waiting for your approval');
    expect(await room.listDared()).toEqual([]);
  });

  it('asks the same thing once while it waits', async () => {
    const room = await openDareRoom(engine, ['UBEN']);
    await room.ask('UANA');
    const again = await room.log('UANA', { area: 'protected:security' });
    expect(wordsOf(again)).toContain('waits for an approver: <@UANA> asked');
    expect(await room.listAsked()).toHaveLength(1);
  });

  it('is kept by workspace, ends once, and becomes a deviation only when approved', async () => {
    const room = await openDareRoom(engine, ['UBEN']);
    const { id, ...written } = await transact(room.db, (tx) =>
      insertApproval(tx, room.deps.newId, {
        ...({ workspaceId: 'T1', teamId: 'tm_1', draftId: 'dr_1', protects: 'Security' } as const),
        ...{ area: 'Security', deviation: 'x', because: 'y', benefit: 'b', risk: 'r' },
        ...{ isReversible: true, askedBy: 'UANA', askedAt: start, askedOf: ['UBEN', 'UOUT'] },
      }),
    );
    expect(await findApproval(room.db, 'T1', id)).toEqual({ id, ...written });
    const end = { workspaceId: 'T1', id, byUserId: 'UBEN', reason: 'x' };
    expect(await findApproval(room.db, 'T2', id)).toBeUndefined();
    expect(await listWaitingApprovals(room.db, 'T2')).toEqual([]);
    expect(await listWaitingApprovals(room.db, 'T1')).toHaveLength(1);
    await transact(room.db, async (tx) => {
      expect(await endApproval(tx, { ...end, workspaceId: 'T2', state: 'refused' }, start)).toBe(
        false,
      );
      expect(await endApproval(tx, { ...end, state: 'refused' }, start)).toBe(true);
      expect(await endApproval(tx, { ...end, state: 'approved' }, later(1))).toBe(false);
      await linkApproval(tx, { workspaceId: 'T1', id, deviationId: 'dv_1' });
    });
    expect(await findApproval(room.db, 'T1', id)).toMatchObject({ state: 'refused', reason: 'x' });
    expect(await findApproval(room.db, 'T1', id)).not.toHaveProperty('deviationId');
  });
});

describeStores('protected areas', (engine) => {
  it('are added by any member, taken away by a leader or approver, and told to the channel', async () => {
    const room = await openDareRoom(engine);
    const open = () => room.press('UANA', 'deviation.areas', { value: 'tm_1' });
    const view = viewOf(await open());
    expect(JSON.stringify(view)).toContain('Security · Compliance · User data');
    expect(await room.submit('UANA', view, { area: 'security' })).toHaveProperty('errors.area');
    const added = viewOf(await room.submit('UANA', view, { area: ' Price list ' }));
    expect(JSON.stringify(added)).toContain('*Price list* is protected from now on');
    expect(JSON.stringify(added)).not.toContain('deviation.unprotect');
    expect(await listOwnAreas(room.db, 'tm_1')).toEqual(['Price list']);
    const remove = () => room.press('UANA', 'deviation.unprotect', { value: 'tm_1 price list' });
    expect(wordsOf(await remove())).toContain('by a leader or an approver');
    await room.appoint('UANA');
    expect(wordsOf(await open())).toContain('deviation.unprotect');
    expect(viewOf(await remove()).title.text).toBe('Protected areas');
    expect(await listOwnAreas(room.db, 'tm_1')).toEqual([]);
    const notes = await room.db.selectFrom('message').select('wanted').execute();
    const said = notes.map(({ wanted }) => wanted).join('\n');
    expect(said).toContain('<@UANA> protected *Price list*');
    expect(said).toContain('<@UANA> took the protection off *Price list*');
    expect(wordsOf(await room.press('UGUS', 'deviation.areas', { value: 'tm_1' }))).toContain(
      'full member',
    );
  });

  it('hold for the team’s own words', async () => {
    const room = await openDareRoom(engine, ['UBEN']);
    const area = { workspaceId: 'T1', teamId: 'tm_1', name: 'Prices', byUserId: 'UANA' } as const;
    await transact(room.db, async (tx) => {
      expect(await insertOwnArea(tx, area, start)).toBe(true);
      expect(await insertOwnArea(tx, { ...area, name: 'PRICES' }, start)).toBe(false);
    });
    const view = await room.openForm('UANA');
    const typed = { ...wholeDeviation, area: 'other' };
    const drawn = viewOf(await room.press('UANA', 'deviation.area', { view, typed }));
    await room.submit('UANA', drawn, { ...typed, areaOther: 'how we set prices' });
    expect(await room.listAsked()).toMatchObject([
      { protects: 'Prices', area: 'how we set prices' },
    ]);
    const gone = { workspaceId: 'T2', teamId: 'tm_1', key: 'prices' } as const;
    await transact(room.db, async (tx) => {
      expect(await deleteOwnArea(tx, gone)).toBeUndefined();
      expect(await deleteOwnArea(tx, { ...gone, workspaceId: 'T1' })).toBe('Prices');
    });
  });
});
