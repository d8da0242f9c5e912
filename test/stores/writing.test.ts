import { expect, it } from 'vitest';
import { listDecisions } from '../../src/features/decision/store.ts';
import { listDeviations } from '../../src/features/deviation/store.ts';
import { listDrafts } from '../../src/features/draft/store.ts';
import { listOnePagers, listRunning } from '../../src/features/onepager/store.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { readInitialValues } from '../harness/initial-values.ts';
import { describeStores } from './engines.ts';
import { makeTeam } from './team-fixture.ts';
import { openWritingRoom, publish, reachSafety, viewOf } from './writing-room.ts';

describeStores('writing a one-pager', (engine) => {
  it('leads from /onepager over three steps to a card, a log entry and a deviation', async () => {
    const world = await openWritingRoom(engine);
    await publish(world);
    const [onepager] = await listRunning(world.db, 'tm_1');
    expect(onepager).toMatchObject({ number: 1, kind: 'probe', ownerId: 'UANA', version: 1 });
    expect(onepager?.bet.title).toBe('Action X first');
    const card = await world.shown(`onepager:${onepager?.id}`);
    expect(card).toContain('#1 Action X first');
    expect(card).toContain('Ready 5/5');
    const [opened] = await listDecisions(world.db, { teamId: 'tm_1' });
    expect(opened?.kind).toBe('opened');
    expect(opened?.onepagerId).toBe(onepager?.id);
    expect(Object.keys(opened?.texts ?? {}).toSorted()).toEqual(['aim', 'mechanism', 'rule']);
    const [deviation] = await listDeviations(world.db, { teamId: 'tm_1' });
    expect(deviation).toMatchObject({ area: 'Send more', onepagerId: onepager?.id });
    expect(await listDrafts(world.db, 'T1', 'UANA')).toEqual([]);
  });

  it('publishes one one-pager for two presses by two people, and tells the second its number', async () => {
    const world = await openWritingRoom(engine);
    const view = await reachSafety(world, 'UANA');
    await Promise.all([world.submit('UANA', view), world.submit('UBEN', view)]);
    const again = await world.submit('UBEN', view);
    expect(again).toMatchObject({ reply: 'tell' });
    expect(JSON.stringify(again)).toContain('*#1*');
    expect(await listOnePagers(world.db, 'tm_1')).toHaveLength(1);
    expect(await listDecisions(world.db, { teamId: 'tm_1' })).toHaveLength(1);
  });

  it('keeps the form with the reason at the field, and what was typed in the draft', async () => {
    const world = await openWritingRoom(engine);
    const blank = viewOf(await world.run('UANA'));
    const reply = await world.submit('UANA', blank, {
      behaviour: 'People do X',
      because: ' \u200b',
    });
    expect(reply).toMatchObject({ reply: 'fix' });
    if (reply.reply !== 'fix') return;
    expect(Object.keys(reply.errors)).toEqual(
      expect.arrayContaining(['change', 'moves', 'because']),
    );
    expect(reply.errors.because).toContain('For example:');
    const [draft] = await listDrafts(world.db, 'T1', 'UANA');
    expect(draft?.fields.behaviour).toBe('People do X');
  });

  it('says what is too long, and reads what cannot be read back to the person', async () => {
    const world = await openWritingRoom(engine);
    const blank = viewOf(await world.run('UANA'));
    const scene = viewOf(await world.press('UANA', 'draft.scene', { view: blank, value: 'sales' }));
    const long = await world.submit('UANA', scene, { because: 'x'.repeat(3001) });
    expect(long).toMatchObject({
      reply: 'fix',
      errors: { 'because.r1': expect.stringMatching(/3,001/) },
    });
    const second = viewOf(await world.submit('UANA', scene));
    const wrong = { proxyContinueIf: 'a lot', gateOn: '2026-11-20', outcomeName: null };
    const reply = await world.submit('UANA', second, wrong);
    if (reply.reply !== 'fix') throw new Error(JSON.stringify(reply));
    expect(reply.errors['proxyContinueIf.r1']).toContain('+3 pts');
    expect(Object.keys(reply.errors).toSorted()).toEqual([
      'gateOn.r1',
      'outcomeName.r1',
      'proxyContinueIf.r1',
    ]);
  });

  it('keeps what a person had typed as a draft of its own when a scene is chosen over it', async () => {
    const world = await openWritingRoom(engine);
    const blank = viewOf(await world.run('UANA'));
    const typed = { because: 'my own words' };
    const scene = await world.press('UANA', 'draft.scene', {
      view: blank,
      typed,
      value: 'product',
    });
    expect(readInitialValues(viewOf(scene))['because.r1']).toContain('stall');
    const drafts = await listDrafts(world.db, 'T1', 'UANA');
    expect(drafts.map((draft) => draft.fields.because)).toContain('my own words');
  });

  it('saves while a person types, and offers to go on after the form was closed', async () => {
    const world = await openWritingRoom(engine);
    const blank = viewOf(await world.run('UANA'));
    await world.press('UANA', 'draft.type', { view: blank, typed: { change: 'a half sent' } });
    await world.close('UANA', blank);
    const list = viewOf(await world.run('UANA'));
    const [draft] = await listDrafts(world.db, 'T1', 'UANA');
    expect(JSON.stringify(list)).toContain('A half sent');
    const again = await world.press('UANA', 'draft.resume', { view: list, value: draft?.id ?? '' });
    expect(readInitialValues(viewOf(again)).change).toBe('a half sent');
  });

  it('ignores typing that arrives after the step was left', async () => {
    const world = await openWritingRoom(engine);
    const blank = viewOf(await world.run('UANA'));
    const first = viewOf(
      await world.press('UANA', 'draft.scene', { view: blank, value: 'product' }),
    );
    await world.submit('UANA', first, { change: 'the newest words' });
    await world.press('UANA', 'draft.type', { view: first, typed: { change: 'the newest w' } });
    const [draft] = await listDrafts(world.db, 'T1', 'UANA');
    expect(draft?.fields.change).toBe('the newest words');
  });

  it('keeps no draft of a form in which nothing was typed', async () => {
    const world = await openWritingRoom(engine);
    const blank = viewOf(await world.run('UANA'));
    const scene = viewOf(
      await world.press('UANA', 'draft.scene', { view: blank, value: 'product' }),
    );
    await world.close('UANA', scene);
    expect(await listDrafts(world.db, 'T1', 'UANA')).toEqual([]);
  });

  it('goes back without asking anything, and forward again with the same words', async () => {
    const world = await openWritingRoom(engine);
    const blank = viewOf(await world.run('UANA'));
    const first = viewOf(
      await world.press('UANA', 'draft.scene', { view: blank, value: 'product' }),
    );
    const second = viewOf(await world.submit('UANA', first));
    const typed = { proxyName: 'half', proxyNow: null };
    const back = viewOf(await world.press('UANA', 'draft.back', { view: second, typed }));
    expect(back.title.text).toBe('One-pager 1 of 3');
    const forth = viewOf(await world.submit('UANA', back));
    expect(readInitialValues(forth)['proxyName.r1']).toBe('half');
    expect(readInitialValues(forth)['proxyNow.r1']).toBeNull();
  });

  it('makes a longer gate a bet: asks what it might be hurting, or takes a gate in 14 days', async () => {
    const world = await openWritingRoom(engine);
    const view = await reachSafety(world, 'UANA', { gateOn: '2027-01-15' });
    const refused = await world.submit('UANA', view, { counterName: ' ' });
    expect(refused).toMatchObject({ reply: 'fix' });
    const probe = viewOf(await world.press('UANA', 'draft.shorten', { view }));
    expect(JSON.stringify(probe)).toContain('judged 1 Dec');
    const counter = {
      counterName: 'Unsubscribes',
      counterNow: '0.4%',
      counterContinueIf: '<=0.5%',
    };
    const done = viewOf(
      await world.submit(
        'UANA',
        await reachSafety(world, 'UBEN', { gateOn: '2027-01-15' }),
        counter,
      ),
    );
    expect(JSON.stringify(done)).toContain('19 Feb');
    const [bet] = await listRunning(world.db, 'tm_1');
    expect(bet?.kind).toBe('bet');
    const [opened] = await listDecisions(world.db, { teamId: 'tm_1' });
    expect(opened?.revisitOn).toBe('2027-02-19');
  });

  it('blocks what cannot be undone and offers two ways out', async () => {
    const world = await openWritingRoom(engine);
    const view = await reachSafety(world, 'UANA');
    const typed = { isReversible: 'no', rollout: 'everybody', rollback: null };
    const asked = viewOf(await world.press('UANA', 'draft.change', { view, typed }));
    expect(JSON.stringify(asked)).toContain('Make it a spike');
    expect(await world.submit('UANA', asked)).toMatchObject({
      reply: 'fix',
      errors: { 'isReversible.r1': expect.stringContaining('spike') },
    });
    const spike = viewOf(await world.press('UANA', 'draft.way-out:spike', { view: asked }));
    const values = readInitialValues(spike);
    expect(values['isReversible.r2']).toBeNull();
    expect([values['rollout.r2'], values['rollback.r2']]).toEqual([
      'everybody',
      'The spike is thrown away',
    ]);
    const done = viewOf(await world.submit('UANA', spike, { isReversible: 'yes' }));
    expect(done.title.text).toBe('Published');
  });

  it('refuses a guest, somebody outside the channel and people who left as the one who may say stop', async () => {
    const world = await openWritingRoom(engine);
    const view = await reachSafety(world, 'UANA');
    for (const stopOwnerId of ['UGUS', 'UOUT', 'UGONE', 'UBOT']) {
      const reply = await world.submit('UANA', view, { stopOwnerId });
      expect(reply).toMatchObject({
        reply: 'fix',
        errors: { 'stopOwnerId.r1': expect.stringContaining('say stop') },
      });
    }
    expect(await world.run('UGUS')).toMatchObject({ reply: 'tell' });
    expect(await world.submit('UOUT', view)).toMatchObject({ reply: 'tell' });
    expect(await listOnePagers(world.db, 'tm_1')).toEqual([]);
  });

  it('goes to the step that has to be mended when a draft was left until its gate had passed', async () => {
    const world = await openWritingRoom(engine);
    const view = await reachSafety(world, 'UANA');
    const later = new Date('2026-12-24T09:00:00.000Z');
    const mend = viewOf(await world.submit('UANA', view, {}, later));
    expect(mend.title.text).toBe('One-pager 2 of 3');
    expect(JSON.stringify(mend)).toContain('before this can run');
  });

  it('answers a form from another release with a sentence', async () => {
    const world = await openWritingRoom(engine);
    const view = { ...viewOf(await world.run('UANA')), private_metadata: '{"form":0}' };
    expect(await world.submit('UANA', view)).toMatchObject({ reply: 'tell' });
  });

  it('asks which team first, when there is more than one and the channel is none of them', async () => {
    const world = await openWritingRoom(engine);
    const second = makeTeam({ id: 'tm_2', channelId: 'CSECRET', rollupChannelId: 'CSECRET' });
    await transact(world.db, (tx) => insertTeam(tx, second));
    await world.people.listMembers('T1', 'CSECRET');
    const asked = viewOf(await world.run('UANA', '', 'DANA'));
    expect(readInitialValues(asked).team).toBe('tm_1');
    const typed = { team: 'tm_2' };
    const first = viewOf(
      await world.press('UANA', 'draft.scene', { view: asked, typed, value: 'product' }),
    );
    const third = viewOf(await world.submit('UANA', viewOf(await world.submit('UANA', first))));
    await world.submit('UANA', third);
    expect(await listRunning(world.db, 'tm_2')).toHaveLength(1);
  });

  it('tells somebody in no team how to begin', async () => {
    const world = await openWritingRoom(engine);
    expect(JSON.stringify(await world.run('UOUT', '', 'DOUT'))).toContain('/invite @Barbell');
  });
});
