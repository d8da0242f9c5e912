import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Check, type Facts, isReady, judge } from './health-rules.ts';

const startedAt = new Date('2026-11-20T08:00:00.000Z');
const instantAt = (seconds: number): Date => new Date(startedAt.getTime() + seconds * 1000);

/** Everything did its work a moment before `now`. */
function wellAt(now: Date): Facts {
  const justNow = new Date(now.getTime() - 9_000);
  return {
    startedAt,
    ...{ lookedAt: justNow, greetedAt: justNow, wroteAt: justNow, passedAt: justNow },
    ...{ tickedAt: justNow, movedAt: justNow, isConnected: true, others: 0, longestStallMs: 40 },
    backup: { newestAt: justNow },
  };
}

const troubled = (checks: readonly Check[]) =>
  checks.filter(({ ok }) => !ok).map(({ name }) => name);

describe('judge', () => {
  const stoppedAt = instantAt(3_600);
  const late = instantAt(3_600 + 90);
  const deaf: [what: string, part: Check['name'], facts: Partial<Facts>][] = [
    ['no connection to Slack', 'transport', { isConnected: false }],
    ['a bot token that Slack refuses', 'slack', { refusedCode: 'token_revoked' }],
    ['a workspace that is shut to us', 'slack', { parkedReason: 'team_disabled' }],
    ['a workspace that is being moved', 'slack', { parkedReason: 'team_added_to_org' }],
    ['a Web API that does not answer', 'slack', { greetedAt: stoppedAt }],
    ['a database that takes no writes', 'database', { writeError: 'SQLITE_READONLY' }],
    ['a database whose disk failed', 'database', { diskError: 'SQLITE_IOERR_FSYNC' }],
    ['a full disk', 'database', { writeError: 'SQLITE_FULL' }],
    ['a database that does not answer', 'database', { wroteAt: stoppedAt }],
    ['a sender that stands still', 'outbox', { passedAt: stoppedAt }],
    ['a message that nobody can send', 'outbox', { oldestSince: instantAt(2_600) }],
    ['a bell that does not ring', 'schedule', { tickedAt: stoppedAt, movedAt: stoppedAt }],
    ['a clock that leapt', 'clock', { clock: 'doubtful' }],
    ['a clock that leapt while Slack tells no time', 'clock', { clock: 'untold' }],
    ['a process that stood still', 'loop', { longestStallMs: 10_000 }],
    ['a watch that does not look', 'watch', { lookedAt: stoppedAt }],
  ];

  it.each(deaf)(
    'is never ready 90 seconds into %s, and names the part (P06)',
    (_what, part, facts) => {
      const checks = judge({ ...wellAt(late), ...facts }, late);
      expect(isReady(checks)).toBe(false);
      expect(troubled(checks)).toEqual([part]);
      expect(checks.find(({ name }) => name === part)?.says).toMatch(/:|again/);
    },
  );

  it('sends nobody to install the app again for what passes by itself', () => {
    const says = (code: string): string | undefined =>
      judge({ ...wellAt(late), parkedReason: code }, late).find(({ name }) => name === 'slack')
        ?.says;
    expect(says('token_revoked')).toMatch(/token_revoked.*install the app again/);
    for (const code of ['team_added_to_org', 'message_limit_exceeded']) {
      expect(says(code)).toMatch(`(${code}), for a while perhaps: it is tried again each hour`);
    }
  });

  const now = instantAt(40 * 3_600);
  const age = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
  const hour = 3_600;
  const limits: [
    part: Check['name'],
    what: string,
    inside: Partial<Facts>,
    past: Partial<Facts>,
  ][] = [
    ['slack', '50 seconds', { greetedAt: age(50) }, { greetedAt: age(51) }],
    ['database', '45 seconds', { wroteAt: age(45) }, { wroteAt: age(46) }],
    ['outbox', '15 minutes', { oldestSince: age(900) }, { oldestSince: age(901) }],
    ['schedule', 'a minute', { movedAt: age(60) }, { movedAt: age(61) }],
    ['schedule', '15 minutes', { tickedAt: age(900) }, { tickedAt: age(901) }],
    ['loop', '5 seconds', { longestStallMs: 4_999 }, { longestStallMs: 5_000 }],
    ['watch', 'a minute', { lookedAt: age(60) }, { lookedAt: age(61) }],
    [
      'backup',
      '26 hours',
      { backup: { newestAt: age(26 * hour) } },
      { backup: { newestAt: age(26 * hour + 1) } },
    ],
  ];

  it.each(limits)('gives %s the %s that docs/operations.md says', (part, _what, inside, past) => {
    expect(troubled(judge({ ...wellAt(now), ...inside }, now))).toEqual([]);
    expect(troubled(judge({ ...wellAt(now), ...past }, now))).toEqual([part]);
  });

  it('raises no alarm on a quiet day, however the beats fall', () => {
    const seconds = fc.integer({ min: 0, max: 86_400 });
    const beat = fc.integer({ min: 0, max: 35_000 });
    fc.assert(
      fc.property(seconds, fc.tuple(beat, beat, beat, beat, beat), (at, ages) => {
        const now = instantAt(at);
        const [look, greet, write, pass, tick] = ages.map((age) => new Date(now.getTime() - age));
        const facts = {
          ...wellAt(now),
          ...{ lookedAt: look ?? now, greetedAt: greet ?? now, wroteAt: write ?? now },
          ...{ passedAt: pass ?? now, tickedAt: tick ?? now, movedAt: tick ?? now },
        };
        expect(troubled(judge(facts, now))).toEqual([]);
      }),
    );
  });

  it('warns of a missing backup and of other connections, and stays ready', () => {
    const now = instantAt(27 * 3600);
    const never = judge({ ...wellAt(now), backup: {} }, now);
    expect([troubled(never), isReady(never)]).toEqual([['backup'], true]);
    const error = "ENOSPC: no space left on device, copyfile '/srv/growth/barbell.db'";
    const failed = judge({ ...wellAt(now), backup: { newestAt: now, error } }, now);
    expect([troubled(failed), isReady(failed)]).toEqual([['backup'], true]);
    // Whoever asks may be a stranger.
    expect(JSON.stringify(failed)).not.toMatch(/ENOSPC|srv/);
    const shared = judge({ ...wellAt(now), others: 2 }, now);
    expect([troubled(shared), isReady(shared)]).toEqual([['transport'], true]);
    const saying = (others: number) =>
      judge({ ...wellAt(now), others }, now).find(({ name }) => name === 'transport')?.says;
    expect(saying(1)).toMatch(/^1 more connection uses/);
    expect(saying(2)).toMatch(/^2 more connections use /);
    const fresh = judge({ ...wellAt(instantAt(60)), backup: {} }, instantAt(60));
    expect(troubled(fresh)).toEqual([]);
  });

  it('stays ready while a long round gets on, warns when it takes a quarter of an hour, and is not ready once it hangs (P06)', () => {
    const judged = (beganBefore: number, movedBefore: number) => {
      const facts = { ...wellAt(now), tickedAt: age(beganBefore), movedAt: age(movedBefore) };
      const checks = judge(facts, now);
      return { ready: isReady(checks), troubled: troubled(checks), checks };
    };
    expect(judged(600, 5)).toMatchObject({ ready: true, troubled: [] });
    expect(judged(20 * 60, 5)).toMatchObject({ ready: true, troubled: ['schedule'] });
    expect(judged(20 * 60, 5).checks.find(({ ok }) => !ok)?.says).toMatch(
      /taken 20 minutes and goes on/,
    );
    expect(judged(90, 90)).toMatchObject({ ready: false, troubled: ['schedule'] });
  });

  it('warns of a disk that gets full while there is still room, and stays ready', () => {
    const megabyte = 1024 * 1024;
    const judged = (free: number): Check[] =>
      judge({ ...wellAt(now), freeBytes: free * megabyte }, now);
    expect(troubled(judged(500))).toEqual([]);
    expect([troubled(judged(499)), isReady(judged(499))]).toEqual([['disk'], true]);
    expect(judged(499).find(({ name }) => name === 'disk')?.says).toMatch(/^\D+: make some/);
  });

  it('warns of a clock that is wrong or that nobody can judge, and stays ready', () => {
    const judged = (clock: Facts['clock']): Check[] => judge({ ...wellAt(now), clock }, now);
    expect(troubled(judged('right'))).toEqual([]);
    for (const clock of ['wrong', 'unread'] as const) {
      expect([troubled(judged(clock)), isReady(judged(clock))]).toEqual([['clock'], true]);
      expect(judged(clock).find(({ name }) => name === 'clock')?.says).toMatch(/: \w+/);
    }
  });

  it('warns of what cannot be drawn, and says what waits too long before that', () => {
    const now = instantAt(3_600);
    const undrawn = judge({ ...wellAt(now), undrawn: 2 }, now);
    expect([troubled(undrawn), isReady(undrawn)]).toEqual([['outbox'], true]);
    expect(undrawn.find(({ name }) => name === 'outbox')?.says).toMatch(
      /drawn: 2; look in the log/,
    );
    expect(isReady(judge({ ...wellAt(now), undrawn: 2, oldestSince: instantAt(0) }, now))).toBe(
      false,
    );
  });

  it('warns where a crash would write the memory to disk, and says what to do (F-99)', () => {
    const now = instantAt(60);
    const kept = judge({ ...wellAt(now), core: 'unlimited' }, now);
    expect([troubled(kept), isReady(kept)]).toEqual([['core'], true]);
    expect(kept.at(-1)?.says).toMatch(/core file size unlimited.*`ulimit -c 0`/);
  });
});
