import { expect, it } from 'vitest';
import { openAsk, submitAsk } from '../../src/features/ask/handlers.ts';
import {
  findAsk,
  insertAsk,
  insertHelp,
  listHelpers,
  listOpenAsks,
  settleAsk,
} from '../../src/features/ask/store.ts';
import { openFirstCycles } from '../../src/features/cycle/jobs.ts';
import { insertEvidence } from '../../src/features/evidence/store.ts';
import { pressDone, pressHelp, pressWithdraw } from '../../src/features/rollup/ask-handlers.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { giveThanks } from '../../src/features/thanks/handlers.ts';
import { insertThanks, listThanks } from '../../src/features/thanks/store.ts';
import type { AskId } from '../../src/lib/ids.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { append } from './log-room.ts';
import { at, fill, openRoom, press, type Room, told, viewOf } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

const asked = at('11-24', '11:00');
const first = at('11-26', '15:00');
const second = at('12-03', '15:00');
const third = at('12-10', '15:00');

/** The team of U1 (owner), U2 (leader), U3, U4 and a guest; its home is public, or private, and a second team rolls up elsewhere. */
async function openAsking(engine: Parameters<typeof openRoom>[0], isPrivate = false) {
  const room = await openRoom(engine);
  await room.db
    .insertInto('channel')
    .values({
      ...{ workspace_id: 'T1', channel_id: 'C1', name: 'growth', has_bot: 1 },
      ...{ is_private: isPrivate ? 1 : 0, is_archived: 0, is_external: 0 },
      ...{ refreshed_at: asked.toISOString(), members_read_at: null },
    })
    .execute();
  for (const userId of ['UOUT', 'UFAR']) {
    await room.db
      .insertInto('person')
      .values({
        ...{ workspace_id: 'T1', user_id: userId, name: userId, zone: 'Europe/Berlin' },
        ...{ is_guest: 0, is_bot: 0, is_deleted: 0, is_external: userId === 'UFAR' ? 1 : 0 },
        refreshed_at: asked.toISOString(),
      })
      .execute();
  }
  const channel = (channelId: string) => ({
    ...{ channelId, name: 'growth', hasBot: true, isArchived: false, isExternal: false },
    isPrivate: channelId === 'C1' && isPrivate,
  });
  const people: Room['deps']['people'] = {
    ...room.deps.people,
    findChannel: async (_, channelId) => channel(channelId),
    find: async (_, userId) => ({
      ...{ userId, name: userId, zone: 'Europe/Berlin', isBot: false, isDeleted: false },
      ...{ isGuest: userId === 'UGUEST', isExternal: userId === 'UFAR', isAdmin: false },
    }),
  };
  const deps = { ...room.deps, people };
  await openFirstCycles(deps);
  const ask = async (
    userId: string,
    over: Record<string, string | string[]> = {},
    value = 'op_1',
  ) => {
    const form = await openAsk(deps, press(userId, value, asked));
    const typed = { whom: 'Data', what: 'a cohort export', ...over };
    return submitAsk(deps, fill(userId, form, typed, asked));
  };
  return { ...room, deps, ask };
}

type Asking = Awaited<ReturnType<typeof openAsking>>;

async function theAsk(room: Asking): Promise<AskId> {
  const [ask] = await listOpenAsks(room.db, 'tm_1');
  if (ask === undefined) throw new Error('nothing was asked');
  return ask.id;
}

async function rollupText(room: Asking, which: number, suffix = ''): Promise<string> {
  const rows = await room.db.selectFrom('rollup').select('id').orderBy('week_on').execute();
  return room.shown(`rollup:${rows[which]?.id ?? ''}${suffix}`);
}

describeStores('help from outside the team', (engine) => {
  it('is asked from a card or for the team, and told in each roll-up since when, until it is done', async () => {
    const room = await openAsking(engine);
    const reply = await room.ask('U3');
    expect(JSON.stringify(viewOf(reply))).toContain('*Data*: a cohort export');
    expect(findLimitBreaks(viewOf(reply))).toEqual([]);
    await room.ask('U1', { whom: 'Legal', what: 'one look' }, 'tm_1');
    await postDueRollups(room.deps, first);
    const told1 = await rollupText(room, 0);
    expect(told1).toContain('• Data: a cohort export for #101, asked 24 Nov');
    expect(told1).toContain('• Legal: one look, asked 24 Nov');
    await pressDone(room.deps, press('U1', await theAsk(room), at('11-27', '10:00')));
    await postDueRollups(room.deps, second);
    expect(await rollupText(room, 1)).not.toContain('cohort export');
    expect(await rollupText(room, 1)).toContain('• Legal: one look, asked 24 Nov');
  });

  it('is refused at its field when empty or asked already, and kept to full members of the channel', async () => {
    const room = await openAsking(engine);
    expect(await room.ask('U1', { whom: ' ', what: '' })).toMatchObject({
      reply: 'fix',
      errors: { whom: expect.stringContaining('who could help'), what: expect.any(String) },
    });
    await room.ask('U1');
    expect(await room.ask('U2', { what: 'A  cohort export' })).toMatchObject({
      errors: { what: expect.stringContaining('already') },
    });
    expect(await listOpenAsks(room.db, 'tm_1')).toHaveLength(1);
    for (const userId of ['UGUEST', 'UOUT']) {
      const refused = await openAsk(room.deps, press(userId, 'op_1', asked));
      expect(told(refused)).toContain('Full members');
    }
    expect(told(await openAsk(room.deps, press('U1', 'op_none', asked)))).toContain('not there');
  });

  it('tells whoever asked who can help, once for each helper, and answers every other press kindly', async () => {
    const room = await openAsking(engine);
    await room.ask('U3');
    const id = await theAsk(room);
    await postDueRollups(room.deps, first);
    const now = at('11-27', '10:00');
    const help = async (userId: string) => told(await pressHelp(room.deps, press(userId, id, now)));
    const presses = await Promise.all([help('UOUT'), help('UOUT')]);
    expect(presses.filter((text) => text.startsWith('Thank you'))).toHaveLength(1);
    expect(presses.filter((text) => text.startsWith('You said so already'))).toHaveLength(1);
    expect(await help('U3')).toContain('You asked this yourself');
    expect(await help('UGUEST')).toContain('full members');
    expect(await help('UFAR')).toContain('full members');
    expect(await listHelpers(room.db, id)).toEqual(['UOUT']);
    const dm = await room.db
      .selectFrom('message')
      .select(['user_id', 'wanted'])
      .where('address', '=', `ask:${id}:help:UOUT`)
      .executeTakeFirstOrThrow();
    expect(dm.user_id).toBe('U3');
    expect(dm.wanted).toContain('<@UOUT> can help: *Data*: a cohort export');
    expect(findLimitBreaks(JSON.parse(dm.wanted))).toEqual([]);
    const said = await rollupText(room, 0);
    expect(said).toContain('help is offered');
    expect(said).not.toContain('UOUT');
    await pressDone(room.deps, press('U3', id, now));
    expect(await help('U4')).toContain('done already');
    expect(await rollupText(room, 0)).toContain('done, thank you');
    expect(await rollupText(room, 0)).not.toContain('ask.help');
    expect(await room.shown(`ask:${id}:help:UOUT`)).toContain('Thank you both');
    expect(told(await pressHelp(room.deps, press('U4', 'ak_none', now)))).toContain('not there');
  });

  it('is ended by whoever asked, the owner or a leader, once', async () => {
    const room = await openAsking(engine);
    const now = at('11-25', '10:00');
    for (const [index, ender] of ['U4', 'U1', 'U2'].entries()) {
      await room.ask('U4', { what: `thing ${index}` });
      const id = await theAsk(room);
      expect(told(await pressWithdraw(room.deps, press('U3', id, now)))).toContain('<@U4>');
      expect(told(await pressDone(room.deps, press('UOUT', id, now)))).toContain('leader');
      expect(told(await pressWithdraw(room.deps, press(ender, id, now)))).toContain('Withdrawn');
      expect(told(await pressDone(room.deps, press(ender, id, now)))).toContain('withdrawn before');
      expect(await findAsk(room.db, 'T1', id)).toMatchObject({ state: 'withdrawn' });
    }
  });

  it('leaves a private channel only when whoever asked says so, and is pressed on outside then', async () => {
    const room = await openAsking(engine, true);
    await room.db.updateTable('team').set({ rollup_channel_id: 'C9' }).execute();
    await room.ask('U3', { what: 'CANARY kept' });
    await room.ask('U3', { what: 'shared one', share: ['share'] });
    await postDueRollups(room.deps, first);
    expect(await rollupText(room, 0)).toContain('CANARY');
    const outside = await room.db
      .selectFrom('message')
      .select('wanted')
      .where('channel_id', '=', 'C9')
      .execute();
    expect(outside).toHaveLength(1);
    expect(outside[0]?.wanted).toContain('shared one');
    expect(outside[0]?.wanted).not.toContain('CANARY');
    const [kept, shared] = await listOpenAsks(room.db, 'tm_1');
    const now = at('11-27', '10:00');
    const help = (id = '') => pressHelp(room.deps, press('UOUT', id, now));
    expect(told(await help(kept?.id))).not.toContain('CANARY');
    expect(told(await help(shared?.id))).toContain('Thank you');
    expect(await rollupText(room, 0, ':shared')).toContain('help is offered');
  });

  it('keeps workspaces apart', async () => {
    const room = await openAsking(engine);
    await room.ask('U1');
    const id = await theAsk(room);
    await transact(room.db, async (tx) => {
      expect(await findAsk(tx, 'T2', id)).toBeUndefined();
      expect(await settleAsk(tx, { workspaceId: 'T2', id, state: 'done' }, asked)).toBe(false);
      expect(await insertHelp(tx, { askId: id, userId: 'U4', at: asked })).toBe(true);
      expect(await insertHelp(tx, { askId: id, userId: 'U4', at: first })).toBe(false);
      await insertTeam(tx, makeTeam({ id: 'tm_2', channelId: 'C2' }));
      const draft = { workspaceId: 'T1', teamId: 'tm_2', whom: 'x', what: 'y' } as const;
      await insertAsk(tx, room.deps.newId, {
        ...{ ...draft, isShared: true, byUserId: 'U1', at: first },
      });
    });
    expect(await listOpenAsks(room.db, 'tm_1')).toHaveLength(1);
    expect(await listOpenAsks(room.db, 'tm_2', first)).toEqual([]);
  });
});

describeStores('thanks', (engine) => {
  it('put one line into the next roll-up, without names and without a count, and none into the one after', async () => {
    const room = await openAsking(engine);
    const stop = await append(room.db, { onepagerId: 'op_1', at: at('11-24', '12:00') });
    await transact(room.db, (tx) =>
      insertEvidence(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1', channelId: 'C1', ts: '1.1' },
        ...{ permalink: 'https://x.slack.com/archives/C1/p11', why: 'five of six stall' },
        ...{ byUserId: 'U4', at: at('11-24', '12:00') },
      }),
    );
    const evidence = await room.db.selectFrom('evidence').select('id').executeTakeFirstOrThrow();
    await postDueRollups(room.deps, first);
    expect(await rollupText(room, 0)).toContain(stop.id);
    expect(await rollupText(room, 0, ':thread')).toContain('five of six stall');
    const now = at('11-27', '10:00');
    const thank = async (userId: string, id: string) =>
      told(await giveThanks(room.deps, press(userId, id, now)));
    for (const userId of ['U3', 'U4', 'UOUT']) {
      expect(await thank(userId, stop.id)).toContain('Thank you');
      expect(await thank(userId, evidence.id)).toContain('Thank you');
    }
    expect(await thank('U3', stop.id)).toContain('once is enough');
    expect(await thank('UGUEST', stop.id)).toContain('full members');
    expect(await thank('U3', 'dec_none')).toContain('not there');
    await postDueRollups(room.deps, second);
    const said = await rollupText(room, 1);
    expect(said.match(/• Thanks for stopping #101/g)).toHaveLength(1);
    expect(said.match(/• Thanks for evidence on #101/g)).toHaveLength(1);
    expect(said).not.toMatch(/U3|UOUT|\b3 /);
    await postDueRollups(room.deps, third);
    expect(await rollupText(room, 2)).not.toContain('Thanks for');
  });

  it('are for whoever may read the team', async () => {
    const room = await openAsking(engine, true);
    const stop = await append(room.db, { at: asked });
    expect(told(await giveThanks(room.deps, press('UOUT', stop.id, asked)))).toContain(
      'people who can read the team',
    );
    const thanks = { workspaceId: 'T1', teamId: 'tm_1', userId: 'U3', at: asked } as const;
    await transact(room.db, async (tx) => {
      expect(await insertThanks(tx, { ...thanks, subjectId: stop.id })).toBe(true);
      expect(await insertThanks(tx, { ...thanks, subjectId: stop.id })).toBe(false);
    });
    const week = { teamId: 'tm_1', from: asked, to: first } as const;
    expect(await listThanks(room.db, week)).toEqual([{ subjectId: stop.id }]);
    expect(await listThanks(room.db, { ...week, from: first, to: second })).toEqual([]);
  });
});
