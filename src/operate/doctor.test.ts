import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { judgeBackup, judgeFree, judgeOutbox } from './doctor-database.ts';
import { examineProcess, judgeNode } from './doctor-process.ts';
import { judgeClock, judgeScopes } from './doctor-slack.ts';
import { sayHeld, sayUndrawn } from './outbox-tool.ts';
import { readWords } from './words.ts';

const now = new Date('2026-11-24T09:00:00.000Z');
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

describe('the doctor', () => {
  it.each([
    ['18.20.4', 'bad'],
    ['20.18.3', 'bad'],
    ['20.19.0', 'ok'],
    ['24.0.1', 'ok'],
  ])('judges Node %s as %s', (version, as) => {
    expect(judgeNode(version)).toMatchObject({ as });
  });

  it.each([
    [0, 'ok'],
    [29, 'ok'],
    [60, 'warn'],
    [300, 'bad'],
    [-300, 'bad'],
  ])('judges a clock that is %i seconds off as %s', (seconds, as) => {
    const line = judgeClock(new Date(now.getTime() - seconds * 1000), now);
    expect(line.as).toBe(as);
    if (as !== 'ok') expect(line.says).toMatch(seconds > 0 ? /ahead of.*NTP/ : /behind.*NTP/);
  });

  it('names the port of the one that it asked, which may be another Barbell’s', async () => {
    const checks = [{ name: 'slack', ok: false, says: 'Slack cannot be reached' }];
    const server = createServer((_request, response) => {
      response.end(JSON.stringify({ ok: false, mode: 'slack', checks }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { lines } = await examineProcess({ port });
    expect(lines.map(({ about }) => about)).toEqual(['Node', `process on port ${port}, slack`]);
  });

  it('says what to do where Slack’s answers tell no time', () => {
    const line = judgeClock(undefined, now);
    expect([line.as, line.says]).toEqual([
      'warn',
      expect.stringMatching(/header Date.*proxy.*NTP/),
    ]);
  });

  it('holds what was granted against what the manifest asks for (F-48)', () => {
    const wanted = { needed: ['commands', 'chat:write'], optional: ['files:write'] };
    const judged = (granted?: string[]) =>
      judgeScopes(wanted, granted).map(({ as, says }) => `${as} ${says}`);
    expect(judged(['commands', 'chat:write', 'files:write'])).toEqual(['ok all that are needed']);
    expect(judged(['commands', 'files:write'])).toEqual([
      expect.stringMatching(/^bad chat:write missing: update the app/),
    ]);
    expect(judged(['commands', 'chat:write', 'admin'])).toEqual([
      expect.stringMatching(/^warn admin granted and never used/),
      expect.stringMatching(/^ok without the optional files:write/),
    ]);
    expect(judged()).toEqual([expect.stringMatching(/^warn/)]);
  });

  it.each([
    [10, 'bad'],
    [200, 'warn'],
    [9_000, 'ok'],
  ])('judges %i MB of room as %s', (megabytes, as) => {
    expect(judgeFree(megabytes * 1024 * 1024).as).toBe(as);
  });

  it('says what waits too long and what is dead', () => {
    const counts = { pending: 2, sending: 0, unknown: 1, sent: 50, dead: 3 };
    const lines = judgeOutbox({ counts, oldestSince: ago(20) }, now);
    expect(lines.map(({ as }) => as)).toEqual(['bad', 'warn']);
    expect(lines[0]?.says).toMatch(/oldest of 3 has waited for 20 minutes: run barbell outbox/);
    const most = { counts: { ...counts, dead: 0 }, oldestSince: ago(15) };
    expect(judgeOutbox(most, now)).toMatchObject([{ as: 'bad' }]);
    expect(judgeOutbox({ ...most, oldestSince: ago(14) }, now)).toMatchObject([{ as: 'ok' }]);
    const fine = { counts: { ...counts, dead: 0 }, oldestSince: ago(1) };
    expect(judgeOutbox(fine, now)).toMatchObject([{ as: 'ok', says: '3 on their way' }]);
    expect(judgeOutbox({ ...fine, undrawn: 2 }, now)).toEqual([
      { as: 'warn', about: 'outbox', says: expect.stringMatching(/^2 cannot be drawn/) },
    ]);
  });
});

describe('the newest backup', () => {
  it.each([
    [25, 'ok'],
    [26, 'bad'],
  ])('of %i hours ago is %s', (hours, as) => {
    expect(judgeBackup(ago(hours * 60), now).as).toBe(as);
  });
});

describe('a line of the outbox', () => {
  const message = {
    id: 'ms_1',
    workspaceId: 'T1',
    address: 'review:rv_1',
    to: 'C1',
    tryAt: now,
  } as const;

  it('says what is to be drawn, and where one reads why it could not be', () => {
    const address = 'card:cd_1';
    expect(sayUndrawn({ address, hasFailed: false })).toBe(
      'card:cd_1 is drawn anew before it is sent',
    );
    expect(sayUndrawn({ address, hasFailed: true })).toMatch(
      /^card:cd_1 could not .* log says why$/,
    );
  });

  it('says where, since when and why, and how to send it again', () => {
    const dead = sayHeld({ ...message, state: 'dead', error: 'is_archived', since: ago(130) }, now);
    expect(dead).toBe(
      'ms_1  review:rv_1 for C1 cannot be sent since 2 h (is_archived). When its cause is mended: barbell outbox resend ms_1',
    );
    const parked = sayHeld({ ...message, state: 'pending', parkedReason: 'token_revoked' }, now);
    expect(parked).toBe('ms_1  review:rv_1 for C1 waits (the workspace is shut: token_revoked)');
    const old = sayHeld({ ...message, state: 'unknown', since: ago(4_400) }, now);
    expect(old).toMatch(/may have been posted; it is looked for since 3 days$/);
  });
});

describe('the words behind a tool', () => {
  const known = { options: ['out'], plain: 1, usage: 'barbell x [--out file] [file]' };

  it('are options and what stands alone', () => {
    const { options, plain } = readWords(['a.db', '--out', 'b.db'], known);
    expect([plain, options.get('out')]).toEqual([['a.db'], 'b.db']);
    expect(readWords(['--out=c=d.db'], known).options.get('out')).toBe('c=d.db');
  });

  it.each([[['--in', 'x']], [['a', 'b']], [['--out']], [['-o', 'x']]])(
    'refuse %j with the usage',
    (words) => {
      expect(() => readWords(words, known)).toThrow(/barbell x \[--out file\]/);
    },
  );
});
