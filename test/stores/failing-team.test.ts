import { expect, it } from 'vitest';
import { openFirstCycles } from '../../src/features/cycle/jobs.ts';
import { findOpenCycle } from '../../src/features/cycle/store.ts';
import { sendNudges } from '../../src/features/nudge/jobs.ts';
import { listAsked } from '../../src/features/nudge/store.ts';
import { openAhead } from '../../src/features/review/ahead-jobs.ts';
import { findOpenReview, insertReview } from '../../src/features/review/store.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import { findLastRollup } from '../../src/features/rollup/store.ts';
import { insertTeam, listTeams } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Deps } from '../../src/platform/slack/feature.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { at, due, openRoom, type Room } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

const ahead = at('11-23', '15:00');

/** The room's team behind one that is asked first: its days off cannot be read, and Slack knows nothing of its channel. */
async function openBehind(engine: TestEngine): Promise<Room> {
  const room = await openRoom(engine);
  const broken = makeTeam({
    id: 'tm_0',
    channelId: 'C0',
    rollupChannelId: 'C8',
    setUpAt: at('11-20', '10:00'),
  });
  const times = { weekOn: '2026-11-23', dueAt: due, openedAt: due, closesAt: at('11-25', '17:00') };
  await transact(room.db, async (tx) => {
    await insertTeam(tx, broken);
    await insertReview(tx, room.deps.newId, {
      ...{ workspaceId: 'T1', teamId: 'tm_0', ...times, isLate: false, isAhead: true },
      ...{ roster: [], onepagers: [] },
    });
    await tx
      .insertInto('team_calendar')
      .values({ team_id: 'tm_0', workspace_id: 'T1', country: '', region: '', own_days: '[{}]' })
      .execute();
  });
  const findChannel: Deps['people']['findChannel'] = async (_, channelId) => {
    if (channelId === 'C0') throw new Error('Slack does not answer');
    return undefined;
  };
  return { ...room, deps: { ...room.deps, people: { ...room.deps.people, findChannel } } };
}

describeStores('a team whose work fails', (engine) => {
  it('keeps no team after it from its review, its reminder or its roll-up', async () => {
    const { db, deps } = await openBehind(engine);
    expect((await listTeams(db, 'T1')).map(({ id }) => id)).toEqual(['tm_0', 'tm_1']);

    await expect(openAhead.run(deps, ahead)).rejects.toThrow('1 failed');
    const review = await findOpenReview(db, 'tm_1');
    expect(review).toMatchObject({ isAhead: true, openedAt: due });

    await expect(sendNudges.run(deps, ahead)).rejects.toThrow('1 failed');
    const subject = review?.id ?? 'none';
    expect(await listAsked(db, { workspaceId: 'T1', subject })).toEqual(['U1']);

    await expect(postDueRollups(deps, at('11-26', '15:00'))).rejects.toThrow('1 failed');
    expect(await findLastRollup(db, 'tm_0')).toBeUndefined();
    expect(await findLastRollup(db, 'tm_1')).toMatchObject({ coversTo: at('11-26', '15:00') });
  });

  it('does not keep the next team from its first cycle', async () => {
    const { db, deps } = await openBehind(engine);
    let calls = 0;
    const newId: Deps['newId'] = (kind) => {
      calls += 1;
      if (calls === 1) throw new Error('no id');
      return deps.newId(kind);
    };
    await expect(openFirstCycles({ ...deps, newId })).rejects.toThrow('1 failed');
    expect(await findOpenCycle(db, 'tm_0')).toBeUndefined();
    expect(await findOpenCycle(db, 'tm_1')).toMatchObject({ teamId: 'tm_1' });
  });
});
