import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { openLog } from '../log.ts';
import { listenForSigned } from './signed-request.ts';

const signingSecret = 'a-signing-secret-of-a-test';
const trueMs = Date.parse('2026-11-24T09:00:00.000Z');
const sleptMs = 8 * 3_600_000;

/** A listener on a machine that slept, and does not know it until Slack was asked. */
async function openSleepy() {
  let behindMs = sleptMs;
  let asked = 0;
  const server = createServer(
    listenForSigned({
      ...{ signingSecret, log: openLog('silent') },
      machineNow: () => new Date(trueMs - behindMs),
      isTimeSure: async () => {
        asked += 1;
        behindMs = 0;
        return true;
      },
      pass: (_body, response) => response.writeHead(200).end(),
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  const send = async (secret: string, ageMs: number): Promise<number> => {
    const body = JSON.stringify({ type: 'event_callback', event_id: 'E1', event: { type: 'x' } });
    const at = String((trueMs - ageMs) / 1000);
    const digest = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-slack-request-timestamp': at,
      'x-slack-signature': `v0=${digest}`,
    };
    return (await fetch(url, { method: 'POST', body, headers })).status;
  };
  return { send, asked: () => asked };
}

it('takes what Slack signs right after a sleep: Slack is asked how late it is (P19)', async () => {
  const { send, asked } = await openSleepy();
  expect(await send('of a stranger', 0)).toBe(401);
  expect(asked()).toBe(0);
  expect(await send(signingSecret, 0)).toBe(200);
  expect(asked()).toBe(1);
  // What is really old is refused as ever.
  expect(await send(signingSecret, sleptMs)).toBe(401);
});
