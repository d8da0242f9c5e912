import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { StartupError } from '../lib/startup-error.ts';
import { machineNow } from '../platform/clock.ts';
import { openLog } from '../platform/log.ts';
import { greetSlack } from './greeting.ts';

const hourMs = 3_600_000;

/** A Slack whose clock is so much ahead of ours, answer by answer; the last goes on. */
async function startSlack(aheadMs: readonly number[]): Promise<string> {
  let asked = 0;
  const server = createServer((_request, response) => {
    const ms = aheadMs[Math.min(asked, aheadMs.length - 1)] ?? 0;
    asked += 1;
    response.writeHead(200, {
      'content-type': 'application/json',
      date: new Date(machineNow().getTime() + ms).toUTCString(),
    });
    response.end(JSON.stringify({ ok: true, team_id: 'T1', user_id: 'U1', bot_id: 'B1' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/api/`;
}

async function greet(aheadMs: readonly number[]) {
  const slack = {
    ...{ botToken: 'xoxb-1', apiUrl: await startSlack(aheadMs) },
    transport: { by: 'socket', appToken: 'xapp-1' } as const,
  };
  return greetSlack({ port: 0, slack }, openLog('silent'));
}

it('begins with Slack’s time where the machine’s is wrong', async () => {
  const { sound } = await greet([hourMs]);
  expect(sound.standing()).toBe('wrong');
  expect(Math.abs(sound.now().getTime() - machineNow().getTime() - hourMs)).toBeLessThan(5_000);
  expect((await greet([0])).sound.standing()).toBe('right');
});

it('does not begin while nobody can tell what time it is: what it wrote would have any date', async () => {
  const refused = greet([hourMs, 9 * hourMs]);
  await expect(refused).rejects.toThrow(/clock/);
  await expect(refused).rejects.toBeInstanceOf(StartupError);
});
