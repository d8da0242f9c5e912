import { expect, it } from 'vitest';
import { connectSlack } from '../../src/platform/slack/client.ts';
import { startMiniSlack } from './mini-slack.ts';

it('shows what was posted to a bot that forgot it, so that it is not posted again', async () => {
  const { apiUrl } = await startMiniSlack();
  const slack = connectSlack({ botToken: 'xoxb-mini', apiUrl });
  const plain = { isBroadcast: false, content: { text: 'hello', blocks: [] }, purpose: 'card' };
  const { ts } = await slack.post({ ...plain, channelId: 'C1', key: 'ms_1' });
  const reply = await slack.post({ ...plain, channelId: 'C1', key: 'ms_2', threadTs: ts });
  const find = (key: string, threadTs?: string) =>
    slack.findPosted({ channelId: 'C1', key, ...(threadTs === undefined ? {} : { threadTs }) });
  expect(await find('ms_1')).toBe(ts);
  expect(await find('ms_2', ts)).toBe(reply.ts);
  expect(await find('ms_2')).toBeUndefined();
  expect(await find('ms_3')).toBeUndefined();
  const elsewhere = await slack.findPosted({ channelId: 'C2', key: 'ms_1' });
  expect(elsewhere).toBeUndefined();
});
