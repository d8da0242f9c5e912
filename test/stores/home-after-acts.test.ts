import { expect, it } from 'vitest';
import { homeFeature } from '../../src/features/home/feature.ts';
import { saveHomePlace } from '../../src/features/home/store.ts';
import { askRole } from '../../src/features/team/store-role.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Slack } from '../../src/platform/slack/client.ts';
import { SlackFailure } from '../../src/platform/slack/failures.ts';
import { refreshAfter } from '../../src/platform/slack/refresh.ts';
import { route } from '../../src/platform/slack/router.ts';
import { describeStores } from './engines.ts';
import { openWritingRoom, start } from './writing-room.ts';

describeStores('Home after an act', (engine) => {
  /** Ana has looked at Home, and acts; each drawing that Slack was given, as text. */
  async function openLooked() {
    const { db, town, ...room } = await openWritingRoom(engine);
    // The room's own people are written at every question; here, as in the process, what is known is fresh.
    const find = async (_: string, userId: string) => town.people.get(userId);
    const deps = {
      ...room.deps,
      people: { ...room.deps.people, find, listMembers: async () => [] },
    };
    const place = { page: 0, teamId: '', workspaceId: 'T1', userId: 'UANA' };
    await transact(db, (tx) => saveHomePlace(tx, place, start));
    const drawn: string[] = [];
    const failures: SlackFailure[] = [];
    const publishHome: Slack['publishHome'] = async (_, view) => {
      const failure = failures.pop();
      if (failure !== undefined) throw failure;
      drawn.push(JSON.stringify(view));
    };
    const parts = { slack: { publishHome }, deps, log: deps.log, router: route([homeFeature]) };
    const acts = async (secondsLater: number) => {
      const now = new Date(start.getTime() + secondsLater * 1_000);
      const act = { workspaceId: 'T1', userId: 'UANA', key: `k${secondsLater}`, now };
      await refreshAfter(parts, act, { reply: 'tell', text: 'That is so already.' });
      return drawn.length;
    };
    return { db, drawn, failures, acts };
  }

  it('is drawn again only once something was written that it shows, whoever acted there, or a minute has begun (F-43)', async () => {
    const { db, drawn, acts } = await openLooked();
    expect(await acts(0)).toBe(1);
    expect(await acts(5)).toBe(1);
    const asked = { teamId: 'tm_1', userId: 'UANA', role: 'key-holder', byUserId: 'UBEN' } as const;
    await transact(db, (tx) => askRole(tx, asked, start));
    expect(await acts(10)).toBe(2);
    expect(drawn[0]).not.toContain('asks you to be a key-holder');
    expect(drawn[1]).toContain('asks you to be a key-holder');
    expect(await acts(59)).toBe(2);
    expect(await acts(60)).toBe(3);
    expect(await acts(70)).toBe(3);
  });

  it('is drawn again when Slack did not take it', async () => {
    const { failures, acts } = await openLooked();
    failures.push(new SlackFailure('internal_error', 'uncertain'));
    expect(await acts(0)).toBe(0);
    expect(await acts(1)).toBe(1);
    expect(await acts(2)).toBe(1);
  });
});
