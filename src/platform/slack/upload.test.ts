import { expect, it } from 'vitest';
import { connectSlack, settle } from './client.ts';

it.each([
  'https://evil.example/commands/1',
  'http://hooks.slack.com/commands/1',
  'https://hooks.slack.com.evil.example/1',
  'https://hooks.slack.com@evil.example/1',
  'https://hooks.slack.com:8443/1',
  'http://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  'no address',
])('an answer address that is not Slack’s is never followed: %s (B-23)', async (address) => {
  const asked: string[] = [];
  const answer = async (url: string | URL | Request): Promise<Response> => {
    asked.push(String(url));
    return new Response('ok');
  };
  const apiUrl = 'https://slack.com/api/';
  const slack = connectSlack({ botToken: 'xoxb-1', apiUrl, fetch: answer });
  const settled = await settle(slack.respond(address, { text: 'hello' }));
  expect(settled).toMatchObject({ code: 'foreign_address' });
  await slack.respond('https://hooks.slack.com/commands/T1/2/3', { text: 'hello' });
  expect(asked).toEqual(['https://hooks.slack.com/commands/T1/2/3']);
});
