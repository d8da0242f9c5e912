import type { HomeView } from '@slack/types';
import { expect, it } from 'vitest';
import { openFirstCycles } from '../../src/features/cycle/jobs.ts';
import { appendDecision } from '../../src/features/decision/store.ts';
import { insertDeviation } from '../../src/features/deviation/store.ts';
import { listDrafts } from '../../src/features/draft/store.ts';
import { insertDefault } from '../../src/features/floor/store.ts';
import { homeFeature } from '../../src/features/home/feature.ts';
import { findHomePlace, saveHomePlace } from '../../src/features/home/store.ts';
import { saveMute } from '../../src/features/nudge/store.ts';
import { listRunning } from '../../src/features/onepager/store.ts';
import { insertReview } from '../../src/features/review/store.ts';
import { insertTeam, saveRole } from '../../src/features/team/store.ts';
import { askRole } from '../../src/features/team/store-role.ts';
import type { OnePagerId, TeamId } from '../../src/lib/ids.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Reply } from '../../src/platform/slack/feature.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { later, makeBet, makeOnePager, writeOnePagers } from './fixture.ts';
import { makeTeam } from './team-fixture.ts';
import { openWritingRoom, publish, start, viewOf, type WritingRoom } from './writing-room.ts';

describeStores('Home', (engine) => {
  function homeOf(reply: Reply | undefined): string {
    if (reply?.reply !== 'home') throw new Error(`no Home: ${JSON.stringify(reply)}`);
    const view: HomeView = reply.view;
    expect(findLimitBreaks(view)).toEqual([]);
    return JSON.stringify(view);
  }

  async function open({ deps }: WritingRoom, user: string, now = start): Promise<string> {
    const event = { type: 'app_home_opened', user, tab: 'home' };
    const act = { workspaceId: 'T1', key: 'e1', now, event };
    return homeOf(await homeFeature.events?.app_home_opened?.(deps, act));
  }

  async function press(world: WritingRoom, action: string, value: string): Promise<string> {
    const [name = '', variant = ''] = action.split(':');
    const reply = await homeFeature.actions?.[name]?.(world.deps, {
      ...{ workspaceId: 'T1', userId: 'UANA', key: `${action}${value}`, now: start },
      ...{ value, variant, place: { at: 'home', viewId: 'V9' } as const },
    });
    return homeOf(reply);
  }

  it('tells somebody in no team how to begin, and nothing of any team', async () => {
    const world = await openWritingRoom(engine);
    await publish(world);
    const said = await open(world, 'UOUT');
    expect(said).toContain('/invite @Barbell');
    expect(said).not.toContain('Action X');
    expect(said).not.toContain('CGROWTH');
  });

  it('leads a new team through its first steps, and drops the list with the first decision', async () => {
    const world = await openWritingRoom(engine);
    expect(await open(world, 'UANA')).toContain('Next: Write the first one-pager');
    await publish(world);
    const said = await open(world, 'UANA');
    expect(said).toContain('Done: Write the first one-pager');
    expect(said).toContain('Next: Hold the first review');
    const call = {
      ...({
        workspaceId: 'T1',
        teamId: 'tm_1',
        kind: 'continue',
        decidedByUserId: 'UANA',
      } as const),
      ...{ at: start, title: 'Go on', texts: {}, isAgainstRule: false, isAgainstMajority: false },
      revisitOn: '2026-11-21',
    };
    await transact(world.db, (tx) => appendDecision(tx, world.deps.newId, call));
    const decided = await open(world, 'UANA');
    expect(decided).not.toContain('First steps');
    expect(decided).toContain('Would we decide the same today?');
    expect(await open(world, 'UBEN')).not.toContain('Would we decide the same');
  });

  it('shows what waits: readings of mine, votes of a member, neither to a guest', async () => {
    const world = await openWritingRoom(engine);
    await publish(world);
    const [onepager] = await listRunning(world.db, 'tm_1');
    if (onepager === undefined) throw new Error('nothing runs');
    await transact(world.db, (tx) =>
      insertReview(tx, world.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', weekOn: '2026-11-16' },
        ...{ dueAt: start, openedAt: start, closesAt: new Date('2026-11-22T16:00:00.000Z') },
        ...{ isLate: false, roster: ['UANA'], onepagers: [{ id: onepager.id, version: 1 }] },
      }),
    );
    const mine = await open(world, 'UANA');
    for (const words of ['Readings missing* for #1', 'Waiting for your vote', 'Your one-pagers']) {
      expect(mine).toContain(words);
    }
    const other = await open(world, 'UBEN');
    expect(other).toContain('Waiting for your vote');
    expect(other).not.toContain('Readings missing');
    const guest = await open(world, 'UGUS');
    expect(guest).toContain('#1 Action X first');
    for (const words of ['Waiting for your vote', 'New one-pager', 'Settings']) {
      expect(guest).not.toContain(words);
      expect(mine).toContain(words);
    }
    expect(mine).toContain('vote.ballot');
  });

  it('lets somebody of another organisation read, and asks nothing of them', async () => {
    const world = await openWritingRoom(engine);
    await publish(world);
    const ana = world.town.people.get('UANA');
    if (ana === undefined) throw new Error('no Ana');
    world.town.people.set('UEXT', { ...ana, userId: 'UEXT', isExternal: true });
    world.town.channels.get('CGROWTH')?.members.push('UEXT');
    const [onepager] = await listRunning(world.db, 'tm_1');
    if (onepager === undefined) throw new Error('nothing runs');
    await transact(world.db, async (tx) => {
      await insertReview(tx, world.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', weekOn: '2026-11-16' },
        ...{ dueAt: start, openedAt: start, closesAt: new Date('2026-11-22T16:00:00.000Z') },
        ...{ isLate: false, roster: ['UANA'], onepagers: [{ id: onepager.id, version: 1 }] },
      });
      await appendDecision(tx, world.deps.newId, {
        ...({ workspaceId: 'T1', teamId: 'tm_1', kind: 'stop', decidedByUserId: 'UEXT' } as const),
        ...{ at: start, title: 'Once ours', texts: {}, revisitOn: '2026-11-21' },
        ...{ isAgainstRule: false, isAgainstMajority: false },
      });
    });
    const said = await open(world, 'UEXT');
    expect(said).toContain('#1 Action X first');
    expect(said).not.toContain('Waiting for your vote');
    expect(said).not.toContain('Would we decide the same');
  });

  it('counts what was dared at this very moment, and no stop that was reversed', async () => {
    const world = await openWritingRoom(engine);
    await openFirstCycles(world.deps);
    const entry = {
      ...({ workspaceId: 'T1', teamId: 'tm_1', decidedByUserId: 'UANA' } as const),
      ...{ at: start, title: 'Banner', texts: {}, isAgainstRule: false, isAgainstMajority: false },
    };
    await transact(world.db, async (tx) => {
      await insertDeviation(tx, world.deps.newId, {
        ...({ workspaceId: 'T1', teamId: 'tm_1', byUserId: 'UANA', at: start } as const),
        ...{ area: 'send more', deviation: 'send less', because: 'tired', benefit: '', risk: '' },
        isReversible: true,
      });
      const draft = { ...entry, kind: 'stop' as const };
      const kept = await appendDecision(tx, world.deps.newId, draft);
      expect(kept.number).toBe(1);
      const stopped = await appendDecision(tx, world.deps.newId, draft);
      await appendDecision(tx, world.deps.newId, {
        ...{ ...entry, kind: 'other' as const, isReversal: true, supersedesId: stopped.id },
      });
    });
    const said = await open(world, 'UANA');
    expect(said).toContain('cycle 1: 1 stopped');
    expect(said).toContain('*Deviations* · 1 of 1 this cycle · 1 open');
    expect(said).toContain('#3 reversed #2 · Banner');
  });

  it('asks on top for a role that waits for an answer, until it is answered or seven days are over', async () => {
    const world = await openWritingRoom(engine);
    const named = { teamId: 'tm_1', userId: 'UBEN', role: 'key-holder', byUserId: 'UANA' } as const;
    await transact(world.db, (tx) => askRole(tx, named, start));
    const said = await open(world, 'UBEN');
    expect(said).toMatch(
      /Waiting for your answer.*<@UANA> asks you to be a key-holder in <#CGROWTH>/,
    );
    const value = `tm_1 key-holder ${start.getTime()}`;
    expect(said).toContain(`"action_id":"team.accept-role","value":"${value}"`);
    expect(said).toContain(`"action_id":"team.decline-role","value":"${value}"`);
    expect(await open(world, 'UANA')).not.toContain('Waiting for your answer');
    const week = new Date(start.getTime() + 7 * 24 * 60 * 60_000);
    expect(await open(world, 'UBEN', week)).not.toContain('Waiting for your answer');
    const acceptedAt = later(60);
    await transact(world.db, (tx) => saveRole(tx, { ...named, acceptedAt }));
    expect(await open(world, 'UBEN')).not.toContain('Waiting for your answer');
  });

  it('throws a draft away, once and only one’s own, and shows the page anew', async () => {
    const world = await openWritingRoom(engine);
    const blank = viewOf(await world.run('UANA'));
    await world.submit('UANA', blank, { behaviour: 'People do X' });
    const foreign = viewOf(await world.run('UBEN'));
    await world.submit('UBEN', foreign, { behaviour: 'Ben’s words' });
    const [own] = await listDrafts(world.db, 'T1', 'UANA');
    const [bens] = await listDrafts(world.db, 'T1', 'UBEN');
    expect(await open(world, 'UANA')).toContain('People do X');
    expect(await press(world, 'home.discard:0', `${bens?.id} tm_1`)).toContain('People do X');
    expect(await listDrafts(world.db, 'T1', 'UBEN')).toHaveLength(1);
    expect(await press(world, 'home.discard:0', `${own?.id} tm_1`)).not.toContain('People do X');
    expect(await press(world, 'home.discard:7', 'nonsense')).not.toContain('Your drafts');
  });

  it('shows the chosen one of five teams, pages what is long, and forgets a channel that was left', async () => {
    const world = await openWritingRoom(engine);
    await publish(world);
    const growth = world.town.channels.get('CGROWTH');
    if (growth === undefined) throw new Error('no #growth');
    for (const index of [2, 3, 4, 5]) {
      const channelId = `CTEAM${index}`;
      const isPrivate = index === 5;
      world.town.channels.set(channelId, {
        ...growth,
        ...{ channelId, name: `team-${index}`, isPrivate, members: ['UANA', 'UBEN'] },
      });
      const team = makeTeam({ id: `tm_${index}`, channelId, rollupChannelId: channelId });
      await transact(world.db, (tx) => insertTeam(tx, team));
      await world.people.listMembers('T1', channelId);
    }
    const floor = Array.from({ length: 12 }, (_, line) => ({
      ...({
        workspaceId: 'T1',
        teamId: 'tm_5',
        area: 'Secret',
        segment: '',
        sinceAt: start,
      } as const),
      statement: `Secret way ${line + 1}.`,
    }));
    await transact(world.db, async (tx) => {
      for (const line of floor) await insertDefault(tx, world.deps.newId, line);
    });
    const first = await open(world, 'UANA');
    expect(first).toContain('"action_id":"home.team"');
    expect(first).toContain('#1 Action X first');
    expect(first).not.toContain('Secret way');
    const chosen = await press(world, 'home.team', 'tm_5');
    expect(chosen).toContain('Secret way 5.');
    expect(chosen).not.toContain('Secret way 6.');
    expect(await press(world, 'home.page:next', '2 tm_5')).toContain('Secret way 12.');

    const room = world.town.channels.get('CTEAM5');
    if (room !== undefined) room.members = ['UBEN'];
    const left = await press(world, 'home.team', 'tm_5');
    expect(left).not.toContain('Secret');
    expect(left).not.toContain('team-5');
  });

  it('is drawn anew after what a person does elsewhere, on the page they saw, for a day', async () => {
    const world = await openWritingRoom(engine);
    const redraw = (userId: string, now = start) =>
      homeFeature.afterAct?.(world.deps, { workspaceId: 'T1', userId, key: 'k', now });
    expect(await redraw('UANA')).toBeUndefined();
    await open(world, 'UANA');
    await publish(world);
    expect(homeOf(await redraw('UANA'))).toContain('#1 Action X first');
    expect(await redraw('UBEN')).toBeUndefined();
    expect(await redraw('UANA', new Date('2026-11-22T10:00:00.000Z'))).toBeUndefined();
    const who = { workspaceId: 'T1', userId: 'UANA', since: start };
    expect(await findHomePlace(world.db, who)).toEqual({ page: 0, teamId: '' });
    await transact(world.db, (tx) => saveHomePlace(tx, { ...who, page: 2, teamId: 'tm_1' }, start));
    expect(await findHomePlace(world.db, who)).toEqual({ page: 2, teamId: 'tm_1' });
    expect(await findHomePlace(world.db, { ...who, workspaceId: 'T2' })).toBeUndefined();
  });

  it('offers the way back to somebody who muted a team, and the answer to who is asked', async () => {
    const world = await openWritingRoom(engine);
    await transact(world.db, (tx) => saveMute(tx, { teamId: 'tm_1', userId: 'UANA' }, start));
    expect(await open(world, 'UANA')).toContain('nudge.unmute');
    expect(await open(world, 'UBEN')).not.toContain('nudge.unmute');
  });

  it('stays a page that Slack takes with 200 one-pagers of long words, in one team and in five', async () => {
    const world = await openWritingRoom(engine);
    const growth = world.town.channels.get('CGROWTH');
    if (growth === undefined) throw new Error('no #growth');
    const longest = `<!channel> *&* ${'Überraschungsmoment'.repeat(40)}`;
    const bet = makeBet({ title: longest.slice(0, 150) });
    let count = 0;
    const fillTeam = async (teamId: TeamId, size: number) => {
      const ids: OnePagerId[] = [];
      for (let index = 0; index < size; index += 1) {
        count += 1;
        const id: OnePagerId = `op_${count}`;
        ids.push(id);
        const owned = { id, teamId, number: count, ownerId: 'UANA', bet };
        await writeOnePagers(world.db, makeOnePager(owned));
      }
      const times = { dueAt: start, openedAt: start, closesAt: later(600) };
      await transact(world.db, async (tx) => {
        await insertReview(tx, world.deps.newId, {
          ...{ workspaceId: 'T1', teamId, weekOn: '2026-11-16', isLate: false, ...times },
          ...{ roster: ['UANA'], onepagers: ids.map((id) => ({ id, version: 1 })) },
        });
        for (let index = 0; index < size / 10; index += 1) {
          await appendDecision(tx, world.deps.newId, {
            ...({ workspaceId: 'T1', teamId, kind: 'stop', decidedByUserId: 'UANA' } as const),
            ...{ at: start, title: longest, texts: { line: longest }, revisitOn: '2026-11-21' },
            ...{ isAgainstRule: false, isAgainstMajority: false },
          });
          const area = { area: longest, statement: longest, segment: longest, sinceAt: start };
          await insertDefault(tx, world.deps.newId, { workspaceId: 'T1', teamId, ...area });
        }
      });
    };
    await fillTeam('tm_1', 120);
    let said = await open(world, 'UANA');
    for (const words of [
      'Running* (120, 120 of them yours',
      'Waiting for your vote',
      'and 112 more',
      'Answer…',
    ]) {
      expect(said).toContain(words);
    }
    for (const page of [1, 8, 14]) {
      said = await press(world, 'home.page:next', `${page} tm_1`);
      expect(said).toContain('First page');
    }
    expect(said).not.toContain('Show more');
    for (const index of [2, 3, 4, 5]) {
      const channelId = `CTEAM${index}`;
      const name = 'n'.repeat(80);
      world.town.channels.set(channelId, { ...growth, channelId, name, members: ['UANA'] });
      const teamId: TeamId = `tm_${index}`;
      const team = makeTeam({ id: teamId, channelId, rollupChannelId: channelId });
      await transact(world.db, (tx) => insertTeam(tx, team));
      await world.people.listMembers('T1', channelId);
      await fillTeam(teamId, 20);
    }
    expect(await open(world, 'UANA')).toContain('home.team');
    expect(await press(world, 'home.page:next', '1 tm_4')).toContain('First page');
  });
});
