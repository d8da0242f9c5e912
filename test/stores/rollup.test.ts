import { expect, it } from 'vitest';
import { findNextCycleClose, openFirstCycles } from '../../src/features/cycle/jobs.ts';
import { findOpenCycle, listClosedCycles } from '../../src/features/cycle/store.ts';
import type { DecisionDraft } from '../../src/features/decision/rules.ts';
import { appendDecision } from '../../src/features/decision/store.ts';
import { insertDeviation } from '../../src/features/deviation/store.ts';
import { findNextRollup, postDueRollups } from '../../src/features/rollup/jobs.ts';
import { refreshRollup } from '../../src/features/rollup/project.ts';
import type { Team } from '../../src/features/team/rules.ts';
import { getTeam, insertTeam, saveTeam } from '../../src/features/team/store.ts';
import { listOccurrences } from '../../src/features/team/store-occurrence.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { openLog } from '../../src/platform/log.ts';
import type { Deps } from '../../src/platform/slack/feature.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { makeTeam } from './team-fixture.ts';

const nobody = () => Promise.reject(new Error('nobody is looked up here'));
const publicChannel = (channelId: string) => ({
  ...{ channelId, name: channelId, hasBot: true },
  ...{ isPrivate: false, isArchived: false, isExternal: false },
});
let ids = 0;
const newId = makeNewId(() => {
  ids += 1;
  return ids.toString(36).padStart(8, '0');
});

const at = (text: string) => new Date(`2026-${text}:00.000Z`);
/** The first roll-ups of the team, at 15:00 in Berlin. */
const firstAt = at('11-26T14:00');
const secondAt = at('12-03T14:00');
const thirdAt = at('12-10T14:00');

async function openTeam(engine: TestEngine, over: Partial<Team> = {}): Promise<Deps> {
  const { db } = await engine.open();
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now: at('11-21T09:00') });
  await transact(db, (tx) => insertTeam(tx, makeTeam({ rollupChannelId: 'C9', ...over })));
  const people = {
    ...{ find: nobody, listMembers: nobody, refresh: () => Promise.resolve(), isFresh: () => true },
    findChannel: (_: string, channelId: string) => Promise.resolve(publicChannel(channelId)),
  };
  const deps = { db, workspaceId: 'T1', newId, log: openLog('silent'), people };
  await openFirstCycles(deps);
  return deps;
}

async function tick(deps: Deps, now: Date): Promise<void> {
  await openFirstCycles(deps);
  await postDueRollups(deps, now);
}

const stop: DecisionDraft = {
  workspaceId: 'T1',
  teamId: 'tm_1',
  kind: 'stop',
  decidedByUserId: 'U1',
  at: at('12-01T10:00'),
  title: 'Read-through cache',
  texts: { learned: 'the query is slow', because: 'numbers moved, users did not' },
  isAgainstRule: false,
  isAgainstMajority: true,
};

function append(deps: Deps, over: Partial<DecisionDraft> = {}) {
  return transact(deps.db, (tx) => appendDecision(tx, newId, { ...stop, ...over }));
}

async function listMessages(db: Db) {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    // The offer of the next cycle's dose has tests of its own.
    .where('address', 'not like', 'dose:%')
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    address: row.address,
    channelId: row.channel_id,
    threadAddress: row.thread_address,
    wanted: row.wanted,
  }));
}

async function listOutcomes(db: Db): Promise<string[]> {
  const occurrences = await listOccurrences(db, 'tm_1', 'rollup');
  return occurrences.map(({ weekOn, outcome }) => `${weekOn} ${outcome}`);
}

describeStores('the weekly roll-up', (engine) => {
  it('is one line, without a thread, in a week in which nothing happened', async () => {
    const deps = await openTeam(engine);
    await tick(deps, at('11-26T13:59'));
    expect(await listMessages(deps.db)).toEqual([]);
    // The first cycle closes with this roll-up, so the one after it is the quiet one.
    await tick(deps, firstAt);
    await tick(deps, secondAt);
    const [, , quiet, ...rest] = await listMessages(deps.db);
    expect(rest).toEqual([]);
    expect(quiet).toMatchObject({ channelId: 'C9', threadAddress: null });
    expect(quiet?.wanted).toContain('a quiet week');
  });

  it('tells what was stopped, with what went against the majority in its thread', async () => {
    const deps = await openTeam(engine);
    await tick(deps, firstAt);
    await append(deps);
    await tick(deps, secondAt);
    const [root, thread, trend] = (await listMessages(deps.db)).slice(-3);
    expect(trend).toMatchObject({
      address: `${root?.address}:trend`,
      threadAddress: root?.address,
    });
    expect(trend?.wanted).toContain('30 Nov: 0 outcomes moved · 1 stopped · 1 decided');
    expect(trend?.wanted).toContain('data_visualization');
    expect(root?.wanted).toContain('Learned: the query is slow.');
    expect(root?.wanted).toContain('1 against the majority');
    expect(thread).toMatchObject({
      address: `${root?.address}:thread`,
      threadAddress: root?.address,
    });
    expect(thread?.wanted).toContain('numbers moved, users did not');
  });

  it('is posted once, however often and by however many it is asked', async () => {
    const deps = await openTeam(engine);
    await append(deps, { at: at('11-25T10:00') });
    await Promise.all(Array.from({ length: 4 }, () => tick(deps, firstAt)));
    await tick(deps, firstAt);
    expect(await listMessages(deps.db)).toHaveLength(2);
    expect(await listOutcomes(deps.db)).toEqual(['2026-11-23 opened']);
  });

  it('covers each instant once: what happens at the due instant is the next one’s', async () => {
    const deps = await openTeam(engine);
    await append(deps, { title: 'before', at: new Date(firstAt.getTime() - 1) });
    await append(deps, { title: 'exactly then', at: firstAt });
    await tick(deps, at('11-26T14:05'));
    const first = (await listMessages(deps.db)).map(({ wanted }) => wanted).join();
    expect(first).toContain('before');
    expect(first).not.toContain('exactly then');
    await tick(deps, secondAt);
    const roots = (await listMessages(deps.db)).filter(
      ({ threadAddress }) => threadAddress === null,
    );
    expect(roots[1]?.wanted).toContain('exactly then');
    expect(roots[1]?.wanted).not.toContain('before');
  });

  it('comes late when the bot was down for hours, and says so', async () => {
    const deps = await openTeam(engine);
    await tick(deps, at('11-26T15:30'));
    expect(await listOutcomes(deps.db)).toEqual(['2026-11-23 late']);
    expect((await listMessages(deps.db))[0]?.wanted).toContain('late, Barbell was not running');
  });

  it('posts one after five weeks of downtime, covers all of them and names what was missed', async () => {
    const deps = await openTeam(engine);
    await append(deps, { at: at('11-24T10:00') });
    await tick(deps, new Date('2026-12-31T14:00:00.000Z'));
    expect(await listOutcomes(deps.db)).toEqual([
      '2026-11-23 missed',
      '2026-11-30 missed',
      '2026-12-07 missed',
      '2026-12-14 missed',
      '2026-12-21 missed',
      '2026-12-28 opened',
    ]);
    const [root, thread, ...rest] = await listMessages(deps.db);
    expect(rest).toEqual([]);
    expect(root?.wanted).toContain('Read-through cache');
    for (const day of ['23 Nov', '30 Nov', '7 Dec', '14 Dec', '21 Dec']) {
      expect(thread?.wanted).toContain(`The roll-up of the week of ${day} was missed`);
    }
    for (const number of [1, 2, 3]) expect(thread?.wanted).toContain(`Cycle ${number} closed`);
  });

  it.each([
    ['archived', { isArchived: true }, 'is archived'],
    ['without the bot', { hasBot: false }, '/invite @Barbell'],
    ['shared with another organisation', { isExternal: true }, 'another organisation'],
  ])(
    'stays at home, and says why, when its channel is %s by now; also once it is edited',
    async (_, place, words) => {
      const deps = await openTeam(engine);
      const people = {
        ...deps.people,
        findChannel: async (_: string, channelId: string) => ({
          ...publicChannel(channelId),
          ...(channelId === 'C9' ? place : {}),
        }),
      };
      await tick({ ...deps, people }, firstAt);
      const root = async () => (await listMessages(deps.db))[0];
      expect(await root()).toMatchObject({ channelId: 'C1' });
      expect((await root())?.wanted).toContain(words);
      await append(deps, { at: at('11-26T13:00'), title: 'told by the edit' });
      await transact(deps.db, async (tx) => {
        const team = await getTeam(tx, 'T1', 'tm_1');
        await refreshRollup(tx, { newId, team }, at('11-26T15:00'));
      });
      expect((await root())?.wanted).toContain('told by the edit');
      expect((await root())?.wanted).toContain(words);
    },
  );

  it('leaves a paused team alone', async () => {
    const deps = await openTeam(engine);
    await transact(deps.db, (tx) => saveTeam(tx, makeTeam({ pausedAt: at('11-22T00:00') })));
    await tick(deps, firstAt);
    expect(await listMessages(deps.db)).toEqual([]);
  });

  it('says when it is due next', async () => {
    const deps = await openTeam(engine);
    expect(await findNextRollup(deps, at('11-22T00:00'))).toEqual({ rollup: firstAt });
    await tick(deps, firstAt);
    expect(await findNextRollup(deps, firstAt)).toEqual({ rollup: secondAt });
    // After hours: it waits for Friday morning, 9:00 in Berlin.
    expect(await findNextRollup(deps, at('12-03T22:00'))).toEqual({ rollup: at('12-04T08:00') });
  });
});

describeStores('cycles', (engine) => {
  it('open with set-up and close with their roll-up, with their counts frozen', async () => {
    const deps = await openTeam(engine);
    const { db } = deps;
    expect(await findOpenCycle(db, 'tm_1')).toMatchObject({
      number: 1,
      startsAt: at('11-21T09:00'),
    });
    await tick(deps, firstAt);
    await append(deps);
    await transact(db, (tx) =>
      insertDeviation(tx, newId, {
        workspaceId: 'T1',
        teamId: 'tm_1',
        area: 'send more',
        deviation: 'reason first',
        because: 'they see why',
        benefit: '',
        risk: '',
        isReversible: true,
        byUserId: 'U1',
        at: at('12-02T10:00'),
      }),
    );
    await tick(deps, secondAt);
    expect(await findOpenCycle(db, 'tm_1')).toMatchObject({ number: 2, startsAt: firstAt });
    await append(deps, { at: thirdAt });
    await tick(deps, thirdAt);
    const [second, first] = await listClosedCycles(db, 'tm_1', 5);
    expect(first).toMatchObject({
      number: 1,
      closedAt: firstAt,
      counts: { stops: 0, deviations: 0 },
    });
    expect(second).toMatchObject({
      number: 2,
      startsAt: firstAt,
      closedAt: thirdAt,
      counts: { stops: 1, decisions: 1, deviations: 1, reviews: 0, gatesDue: 0 },
    });
    expect(await findOpenCycle(db, 'tm_1')).toMatchObject({ number: 3, startsAt: thirdAt });
  });

  it('close once when several processes are there at the instant', async () => {
    const deps = await openTeam(engine);
    await Promise.all(Array.from({ length: 4 }, () => tick(deps, firstAt)));
    expect(await listClosedCycles(deps.db, 'tm_1', 5)).toHaveLength(1);
    expect(await findOpenCycle(deps.db, 'tm_1')).toMatchObject({ number: 2 });
  });

  it('say when the next closes', async () => {
    const deps = await openTeam(engine);
    expect(await findNextCycleClose(deps, at('11-22T00:00'))).toEqual({ cycleClose: firstAt });
    await tick(deps, firstAt);
    expect(await findNextCycleClose(deps, firstAt)).toEqual({ cycleClose: thirdAt });
  });
});
