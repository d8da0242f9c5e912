import { expect, it } from 'vitest';
import { openCore } from '../../src/app.ts';
import { openReviews } from '../../src/features/review/jobs.ts';
import { findOpenReview } from '../../src/features/review/store.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import { teamFeature } from '../../src/features/team/feature.ts';
import { resumeUnshared } from '../../src/features/team/pause-jobs.ts';
import { getTeam, saveTeam } from '../../src/features/team/store.ts';
import { sayHeld } from '../../src/operate/outbox-tool.ts';
import { machineRandom } from '../../src/platform/clock.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { openLog } from '../../src/platform/log.ts';
import { noPaces } from '../../src/platform/outbox/rules.ts';
import { putMessage, type WantedMessage } from '../../src/platform/outbox/store.ts';
import { listHeld } from '../../src/platform/outbox/store-held.ts';
import { connectSlack } from '../../src/platform/slack/client.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { at, due, openRoom } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

/** A Slack that shows what it is told to; a test says which channels another organisation reads, and whether anybody hears of it. */
class SharedSlack {
  readonly shared = new Set<string>();
  readonly shown: string[] = [];
  asked = 0;

  answer(method: string, sent: URLSearchParams): object {
    const channel = sent.get('channel') ?? '';
    switch (method) {
      case 'conversations.info':
        this.asked += 1;
        return { ok: true, channel: this.describe(channel) };
      case 'conversations.members':
        return { ok: true, members: ['U1', 'U2', 'U3', 'U4'] };
      case 'conversations.open':
        return { ok: true, channel: { id: `D${sent.get('users')}` } };
      case 'users.info':
        return { ok: true, user: { id: sent.get('user'), name: 'x', tz: 'Europe/Berlin' } };
      default:
        this.shown.push(`${channel} ${sent.get('text')}`);
        return { ok: true, channel, ts: sent.get('ts') ?? `1764000000.${this.shown.length}` };
    }
  }

  private describe(id: string): object {
    return { id, name: id.toLowerCase(), is_member: true, is_ext_shared: this.shared.has(id) };
  }
}

async function openTown(engine: TestEngine) {
  const { db, deps: room } = await openRoom(engine);
  const slack = new SharedSlack();
  let now = at('11-21', '12:00');
  const core = openCore({
    ...{ db, newId: room.newId, log: openLog('silent'), random: machineRandom, paces: noPaces },
    slack: connectSlack({
      ...{ botToken: 'xoxb-test', apiUrl: 'http://127.0.0.1/api/' },
      fetch: async (url, init) => {
        const method = String(url).split('/').at(-1) ?? '';
        return Response.json(slack.answer(method, new URLSearchParams(String(init?.body))));
      },
    }),
    ...{ workspaceId: 'T1', now: () => now, machineNow: () => now, isClockMoved: false },
  });
  const { deps, sender } = core;
  let keys = 0;
  return {
    ...{ db, deps, slack },
    turn: (to: Date) => {
      now = to;
    },
    drain: async () => {
      while ((await sender.pass()) > 0);
    },
    put: (address: string, to: WantedMessage['to'], over: Partial<WantedMessage> = {}) =>
      transact(db, (tx) =>
        putMessage(tx, {
          ...{ workspaceId: 'T1', newId: deps.newId, address, to },
          ...{ content: { text: address, blocks: [] }, ...over },
        }),
      ),
    hear: (type: string, event: object = {}) => {
      keys += 1;
      const act = { workspaceId: 'T1', key: `e${keys}`, now };
      return teamFeature.events?.[type]?.(deps, { ...act, event: { channel: 'C1', ...event } });
    },
    isPaused: async () => (await getTeam(db, 'T1', 'tm_1')).pausedAt !== undefined,
    /** What went to a channel or to somebody, in order. */
    read: (place: string) =>
      slack.shown.filter((one) => one.startsWith(`${place} `)).map((one) => one.slice(3)),
    notes: () => slack.shown.filter((one) => /is shared with another organisation now/.test(one)),
  };
}

const home = { channelId: 'C1' } as const;

describeStores('a home that another organisation comes to read', (engine) => {
  it('gets nothing, whichever feature puts it, and all of it once when it is shared no more (F-39)', async () => {
    const town = await openTown(engine);
    const { db, slack, drain, put, hear, read } = town;
    await put('review:tm_1:a', home);
    await drain();
    slack.shared.add('C1').add('C8').add('C9');
    for (const id of ['C8', 'C9']) await town.deps.people.findChannel('T1', id);
    await hear('channel_shared', { connected_team_id: 'T9' });
    await hear('channel_shared', { connected_team_id: 'T9' });
    expect(await town.isPaused()).toBe(true);

    const changed = { content: { text: 'decided', blocks: [] } };
    await put('review:tm_1:a', home, changed);
    await put('vote:tm_1:b', home, { inThreadOf: 'review:tm_1:a', isBroadcast: true });
    await put('andon:tm_1:c', home);
    await put('rollup:tm_1:d', { channelId: 'C9' });
    await put('setup:C8', { channelId: 'C8' });
    await put('nudge:tm_1:e', { userId: 'U7' });
    await drain();
    await hear('member_joined_channel', { user: 'U0' });
    await drain();
    expect(read('C1')).toEqual(['review:tm_1:a']);
    expect(read('C9')).toEqual([]);
    expect(read('C8')).toEqual(['setup:C8']);
    expect(slack.shown).toContain('DU7 nudge:tm_1:e');
    expect(town.notes()).toHaveLength(1);
    expect(slack.shown.filter((one) => /could not be posted/.test(one))).toEqual([
      expect.stringMatching(/A message for <#C9>.*Another organisation reads that channel/),
    ]);
    const held = (await listHeld(db)).map((one) => sayHeld(one, one.tryAt));
    expect(held).toHaveLength(4);
    for (const line of held) expect(line).toMatch(/cannot be sent \(shared_outside\)/);

    slack.shared.delete('C1');
    await hear('channel_unshared', { is_ext_shared: false });
    await drain();
    expect(await town.isPaused()).toBe(false);
    expect(read('C1').slice(1, 4).toSorted()).toEqual(['andon:tm_1:c', 'decided', 'vote:tm_1:b']);
    expect(read('C1').filter((one) => /Barbell is back/.test(one))).toHaveLength(1);
    expect(read('C1')).toHaveLength(6);
  });

  it('is known by the first message that is kept back, when nobody was told of it', async () => {
    const town = await openTown(engine);
    town.slack.shared.add('C1');
    await town.deps.people.findChannel('T1', 'C1', 'now');
    expect(await town.isPaused()).toBe(false);
    for (const address of ['a:tm_1', 'b:tm_1']) await town.put(address, home);
    await town.drain();
    expect(await town.isPaused()).toBe(true);
    expect(town.slack.shown).toHaveLength(1);
    expect(town.notes()).toHaveLength(1);
  });

  it('gets no review though Slack’s event was lost, and goes on though the next one is lost too (F-39)', async () => {
    const town = await openTown(engine);
    const { db, deps, slack } = town;
    town.turn(due);
    await deps.people.listMembers('T1', 'C1');
    slack.shared.add('C1');
    await openReviews.run(deps, due);
    expect(await findOpenReview(db, 'tm_1')).toBeUndefined();
    await town.drain();
    expect(slack.shown).toEqual(town.notes());
    expect(town.notes()).toHaveLength(1);

    slack.shared.delete('C1');
    const { asked } = slack;
    await resumeUnshared.run(deps, due);
    expect([await town.isPaused(), slack.asked]).toEqual([true, asked]);
    town.turn(at('11-24', '11:01'));
    await resumeUnshared.run(deps, at('11-24', '11:01'));
    await resumeUnshared.run(deps, at('11-24', '11:01'));
    expect([await town.isPaused(), slack.asked]).toEqual([false, asked + 1]);
  });

  it('gets no roll-up though Slack’s event was lost (F-39)', async () => {
    const town = await openTown(engine);
    const rollupAt = at('11-26', '15:00');
    town.turn(rollupAt);
    await town.deps.people.findChannel('T1', 'C1');
    town.slack.shared.add('C1');
    await postDueRollups(town.deps, rollupAt);
    await town.drain();
    expect(await town.isPaused()).toBe(true);
    expect(town.slack.shown).toEqual(town.notes());
  });

  it('does not go on by itself when it was paused for something else', async () => {
    const { db, deps, isPaused } = await openTown(engine);
    await transact(db, (tx) => saveTeam(tx, makeTeam({ pausedAt: at('11-21', '11:00') })));
    await resumeUnshared.run(deps, due);
    expect(await isPaused()).toBe(true);
  });
});
