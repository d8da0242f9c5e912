import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BotProcess, startBot } from '../protocol/bot-process.ts';
import { type AtEnd, type MiniSlack, startMiniSlack } from '../protocol/mini-slack.ts';

// A real process that goes deaf in one way after the other: `/readyz` says so within ninety seconds, and by name.

const readySchema = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), says: z.string() })),
});

async function readReady(bot: BotProcess): Promise<z.infer<typeof readySchema> | undefined> {
  const url = `http://127.0.0.1:${bot.port}/readyz`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  if (answer === undefined) return undefined;
  const ready = readySchema.parse(await answer.json());
  expect(answer.status).toBe(ready.ok ? 200 : 503);
  return ready;
}

interface Room {
  slack: MiniSlack;
  bot: BotProcess;
  atEnd: AtEnd;
}

async function openRoom(nodeWords: readonly string[], atEnd: AtEnd): Promise<Room> {
  const slack = await startMiniSlack(atEnd);
  const environment = {
    SLACK_BOT_TOKEN: 'xoxb-mini',
    SLACK_APP_TOKEN: 'xapp-mini',
    SLACK_API_URL: slack.apiUrl,
    LOG_LEVEL: 'silent',
  };
  const bot = await startBot({ environment, nodeWords }, atEnd);
  // What breaks must find everything at work, the second connection too.
  await slack.until('two connections', () => (slack.sockets.size >= 2 ? true : undefined));
  while ((await readReady(bot))?.ok !== true) await pause(200);
  return { slack, bot, atEnd };
}

/** Waits until the process says that it is not ready because of this part, whatever else is slow; answers after how many seconds. */
async function untilUnready({ bot }: Room, part: string): Promise<number> {
  const from = performance.now();
  for (;;) {
    const ready = await readReady(bot);
    const seconds = (performance.now() - from) / 1000;
    if (ready?.checks.some(({ name, ok }) => name === part && !ok)) return seconds;
    if (seconds > 90) throw new Error(`${part} is still well: ${JSON.stringify(ready)}`);
    await pause(200);
  }
}

/** Runs a text in the bot's own process when it gets SIGUSR2. */
function plant(code: string): string[] {
  const script = `process.once('SIGUSR2', () => { ${code} });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}

const modes: [what: string, part: string, nodeWords: string[], break_: (room: Room) => unknown][] =
  [
    [
      'its connections were cut and nobody opens new ones',
      'transport',
      [],
      ({ slack }) => {
        slack.answers('apps.connections.open', { ok: false, error: 'internal_error' });
        for (const socket of slack.sockets) socket.terminate();
      },
    ],
    [
      'its connections stand and carry nothing',
      'transport',
      [],
      ({ slack }) => {
        slack.hangs('apps.connections.open');
        for (const socket of slack.sockets) socket.pause();
      },
    ],
    [
      'its bot token was revoked',
      'slack',
      [],
      ({ slack }) => slack.answers('auth.test', { ok: false, error: 'token_revoked' }),
    ],
    ['Slack’s Web API hangs', 'slack', [], ({ slack }) => slack.hangs('auth.test')],
    [
      'the database takes no writes',
      'database',
      [],
      (room) =>
        runSql(
          room,
          `create trigger no_write before update on attendance begin select raise(abort, 'no'); end`,
        ),
    ],
    [
      'somebody else holds the database’s write lock',
      'database',
      [],
      (room) => runSql(room, 'begin immediate', 'setInterval(() => {}, 1000)'),
    ],
    [
      'the process stands still for a while',
      'loop',
      plant('const until = Date.now() + 7000; while (Date.now() < until);'),
      ({ bot }) => bot.kill('SIGUSR2'),
    ],
  ];

/** Another process has its hands in the database. */
function runSql({ bot, atEnd }: Room, statement: string, then = ''): void {
  const script = `
    const db = new (require('better-sqlite3'))(${JSON.stringify(bot.databaseUrl)});
    db.exec(${JSON.stringify(statement)}); ${then}`;
  const child = execFile(process.execPath, ['--eval', script]);
  atEnd(async () => {
    child.kill('SIGKILL');
  });
}

describe('a process that is deaf', () => {
  it.concurrent.for(modes)(
    'is not ready within 90 seconds, and says why: %s (P06)',
    { timeout: 120_000 },
    async ([, part, nodeWords, breakIt], { onTestFinished, expect: claim }) => {
      const room = await openRoom(nodeWords, onTestFinished);
      breakIt(room);
      claim(await untilUnready(room, part)).toBeLessThan(90);
    },
  );
});
