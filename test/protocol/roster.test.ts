import { describe, expect, it, onTestFinished } from 'vitest';
import { teamId } from '../../sandbox/server/workspace/workspace.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import { openPresence } from '../../src/operate/presence.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { openLog } from '../../src/platform/log.ts';
import { connectSlack } from '../../src/platform/slack/client.ts';
import { SlackFailure } from '../../src/platform/slack/failures.ts';
import {
  isFullMember,
  listCachedFullMembers,
  type People,
} from '../../src/platform/slack/people.ts';
import { openPeople } from '../../src/platform/slack/roster.ts';
import { openWatch } from '../../src/platform/watch.ts';
import { openFresh } from '../harness/fresh.ts';
import { openWithBot, type TestSandbox } from '../sandbox/fixture.ts';
import { miniTeamId, startMiniSlack } from './mini-slack.ts';

interface Room {
  sandbox: TestSandbox;
  people: People;
  db: Db;
  count(method: string): Promise<number>;
  pass(hours: number): void;
  /** What a start of the program does. */
  begin(): Promise<void>;
  /** What a process that is at work does every ten seconds. */
  look(isConnected: boolean): Promise<void>;
}

async function openPeopleOn(
  apiUrl: string,
): Promise<Pick<Room, 'people' | 'db' | 'pass' | 'begin' | 'look'>> {
  const database = await openFresh();
  onTestFinished(() => database.close());
  const { db } = database;
  let now = new Date('2026-11-21T09:00:00.000Z');
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return String(ids);
  });
  await saveWorkspace(db, { id: teamId, botUserId: 'U0BARBELL', now });
  const slack = connectSlack({ botToken: 'xoxb-sandbox', apiUrl });
  await slack.authTest();
  return {
    people: openPeople({ db, slack, machineNow: () => now }),
    db,
    begin: async () => {
      await openPresence(database, { workspaceId: teamId, newId, machineNow: () => now });
    },
    look: async (isConnected) => {
      const watch = openWatch({
        ...{ db, slack, workspaceId: teamId, processId: 'pr_1', log: openLog('silent') },
        machineNow: () => now,
        listening: { isConnected: () => isConnected, countOthers: () => 0, countLinks: () => 2 },
        sender: { passedAt: () => now },
        ticker: { tickedAt: () => now, movedAt: () => now },
      });
      await watch.stop();
    },
    pass: (hours) => {
      now = new Date(now.getTime() + hours * 3_600_000);
    },
  };
}

async function openRoom(): Promise<Room> {
  const sandbox = await openWithBot({ timing: { redeliverMs: [] } });
  onTestFinished(() => sandbox.stop());
  return {
    sandbox,
    ...(await openPeopleOn(sandbox.apiUrl)),
    count: async (method) =>
      (await sandbox.control.calls()).filter((call) => call.method === method).length,
  };
}

const down = { kind: 'serverError', method: '*', times: 99 } as const;

describe('a person', () => {
  it('is asked of Slack once a day', async () => {
    const room = await openRoom();
    const ana = await room.people.find(teamId, 'U0ANA');
    expect(ana).toMatchObject({ name: 'Ana', zone: 'Europe/Berlin', isGuest: false, isBot: false });
    room.pass(23);
    await room.people.find(teamId, 'U0ANA');
    expect(await room.count('users.info')).toBe(1);
    room.pass(2);
    await room.sandbox.control.change({
      change: 'editPerson',
      userId: 'U0ANA',
      person: { tz: 'Asia/Tokyo' },
    });
    expect(await room.people.find(teamId, 'U0ANA')).toMatchObject({ zone: 'Asia/Tokyo' });
    expect(await room.count('users.info')).toBe(2);
  });

  it('is asked again at once after news of a change', async () => {
    const room = await openRoom();
    await room.people.find(teamId, 'U0ANA');
    await room.sandbox.control.change({
      change: 'editPerson',
      userId: 'U0ANA',
      person: { isDeleted: true },
    });
    await room.people.refresh(teamId, { userId: 'U0ANA' });
    expect(await room.people.find(teamId, 'U0ANA')).toMatchObject({ isDeleted: true });
  });

  it('who does not exist is nobody', async () => {
    const room = await openRoom();
    expect(await room.people.find(teamId, 'U0NOBODY')).toBeUndefined();
  });

  it('stays as last known while Slack is down; of strangers the failure is told', async () => {
    const room = await openRoom();
    const ana = await room.people.find(teamId, 'U0ANA');
    room.pass(48);
    await room.sandbox.control.faults([down]);
    expect(await room.people.find(teamId, 'U0ANA')).toEqual(ana);
    await expect(room.people.find(teamId, 'U0BEN')).rejects.toBeInstanceOf(SlackFailure);
  });

  it.each([
    [{ team_id: miniTeamId }, false],
    [{ team_id: 'T0OTHER', is_stranger: true }, true],
    // Somebody with whom we share a channel is no stranger, but of another organisation all the same.
    [{ team_id: 'T0OTHER' }, true],
    // A colleague in another workspace of our own organisation.
    [{ team_id: 'T0OTHER', enterprise_user: { teams: ['T0OTHER', miniTeamId] } }, false],
  ])('of %j is external: %s (B-21)', async (user, isExternal) => {
    const slack = await startMiniSlack();
    slack.answers('users.info', { ok: true, user: { id: 'U0ONE', name: 'one', ...user } });
    const { people } = await openPeopleOn(slack.apiUrl);
    const person = await people.find(teamId, 'U0ONE');
    expect(person?.isExternal).toBe(isExternal);
    expect(person !== undefined && isFullMember(person)).toBe(!isExternal);
  });
});

describe('the members of a channel', () => {
  it('are all known afterwards, and only the full ones take part', async () => {
    const room = await openRoom();
    const bot = 'U0BARBELL';
    await room.sandbox.control.change({ change: 'join', channel: 'C0COMPANY', userId: bot });
    const members = await room.people.listMembers(teamId, 'C0COMPANY');
    expect(members.map((one) => one.userId)).toEqual(
      expect.arrayContaining(['U0ANA', 'U0LENA', 'U0GIL', bot]),
    );
    const full = await listCachedFullMembers(room.db, teamId, 'C0COMPANY');
    const ids = full.map((one) => one.userId);
    expect(ids).toContain('U0LENA');
    expect(ids).not.toContain('U0GIL');
    expect(ids).not.toContain(bot);
  });

  it('are asked once an hour, or when somebody comes or goes', async () => {
    const room = await openRoom();
    const ids = async () =>
      (await room.people.listMembers(teamId, 'C0GROWTH')).map((one) => one.userId);
    expect(await ids()).not.toContain('U0LENA');
    await room.sandbox.control.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0LENA' });
    expect(await ids()).not.toContain('U0LENA');
    expect(await room.count('conversations.members')).toBe(1);
    await room.people.refresh(teamId, { channelId: 'C0GROWTH' });
    expect(await ids()).toContain('U0LENA');
    await room.sandbox.control.change({ change: 'leave', channel: 'C0GROWTH', userId: 'U0LENA' });
    room.pass(2);
    expect(await ids()).not.toContain('U0LENA');
  });

  it('and whether we are in it are asked anew by a start whose predecessor was away for so long that events are lost (F-09)', async () => {
    const room = await openRoom();
    const { people, sandbox } = room;
    const [channel, minute] = ['C0GROWTH', 1 / 60];
    const isHere = async (userId: string): Promise<boolean> =>
      (await people.listMembers(teamId, channel)).some((one) => one.userId === userId);
    await room.begin();
    expect(await isHere('U0BEN')).toBe(true);
    // Nobody listens: what Slack tells of it is told to nobody.
    for (const userId of ['U0BEN', 'U0BARBELL']) {
      await sandbox.control.change({ change: 'leave', channel, userId });
    }
    room.pass(3 * minute);
    await room.begin();
    expect(await isHere('U0BEN')).toBe(true);

    room.pass(10 * minute);
    await sandbox.control.faults([down]);
    await room.begin();
    expect(await isHere('U0BEN')).toBe(true);
    await sandbox.control.faults([]);
    expect(await isHere('U0BEN')).toBe(false);
    expect(await people.findChannel(teamId, channel)).toMatchObject({ hasBot: false });
  });

  it.each([
    ['stood still', [], 5],
    ['had no connection', [1, 2], 3],
  ])(
    'are asked anew by a process that lives on and %s for minutes (F-09)',
    async (_, deaf, last) => {
      const room = await openRoom();
      const [channel, minute, userId] = ['C0GROWTH', 1 / 60, 'U0BEN'];
      const isHere = async (): Promise<boolean> =>
        (await room.people.listMembers(teamId, channel)).some((one) => one.userId === userId);
      await room.look(true);
      expect(await isHere()).toBe(true);
      await room.sandbox.control.change({ change: 'leave', channel, userId });
      for (const minutes of deaf) {
        room.pass(minutes * minute);
        await room.look(false);
      }
      room.pass(last * minute);
      expect(await isHere()).toBe(true);
      await room.look(true);
      expect(await isHere()).toBe(false);
    },
  );

  it('may be more than one page', async () => {
    const room = await openRoom();
    const memberIds = ['U0BARBELL'];
    for (let count = 0; count < 230; count += 1) {
      const person = { name: `p${count}` };
      const { userId } = await room.sandbox.control.change({ change: 'addPerson', person });
      memberIds.push(String(userId));
    }
    const added = await room.sandbox.control.change({
      change: 'addChannel',
      name: 'everybody',
      kind: 'public',
      memberIds,
    });
    const members = await room.people.listMembers(teamId, String(added.channel));
    expect(members).toHaveLength(231);
  });

  it('stay as last known while Slack is down', async () => {
    const room = await openRoom();
    const before = await room.people.listMembers(teamId, 'C0GROWTH');
    room.pass(48);
    await room.sandbox.control.faults([down]);
    expect(await room.people.listMembers(teamId, 'C0GROWTH')).toEqual(before);
  });
});

describe('a channel', () => {
  it('is known by its name, its kind and whether we are in it', async () => {
    const room = await openRoom();
    expect(await room.people.findChannel(teamId, 'C0GROWTH')).toMatchObject({
      name: 'growth',
      isPrivate: false,
      hasBot: true,
      isArchived: false,
    });
    expect(await room.people.findChannel(teamId, 'C0COMPANY')).toMatchObject({ hasBot: false });
    // A private one that we are not in does not exist for us.
    expect(await room.people.findChannel(teamId, 'C0LEADS')).toBeUndefined();
    expect(await room.people.findChannel(teamId, 'C0NOWHERE')).toBeUndefined();
  });

  it('is asked of at once where that matters; its people stay known, also while Slack is down', async () => {
    const room = await openRoom();
    const members = await room.people.listMembers(teamId, 'C0GROWTH');
    const share = { change: 'share', channel: 'C0GROWTH', isExternal: true } as const;
    await room.sandbox.control.change(share);
    const known = await room.people.findChannel(teamId, 'C0GROWTH');
    const now = await room.people.findChannel(teamId, 'C0GROWTH', 'now');
    expect([known?.isExternal, now?.isExternal]).toEqual([false, true]);
    await room.sandbox.control.faults([down]);
    expect(await room.people.findChannel(teamId, 'C0GROWTH', 'now')).toEqual(now);
    expect(await room.people.listMembers(teamId, 'C0GROWTH')).toEqual(members);
  });

  it('that was archived is known so after the news', async () => {
    const room = await openRoom();
    await room.people.findChannel(teamId, 'C0GROWTH');
    await room.sandbox.control.change({ change: 'archive', channel: 'C0GROWTH' });
    await room.people.refresh(teamId, { channelId: 'C0GROWTH' });
    expect(await room.people.findChannel(teamId, 'C0GROWTH')).toMatchObject({ isArchived: true });
  });
});
