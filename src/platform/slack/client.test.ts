import { expect, it } from 'vitest';
import { connectSlack } from './client.ts';

/** What Slack is sent, by method. */
function openEar() {
  const sent = new Map<string, URLSearchParams>();
  const slack = connectSlack({
    botToken: 'xoxb-test',
    apiUrl: 'http://127.0.0.1/api/',
    fetch: async (url, init) => {
      sent.set(String(url).split('/').at(-1) ?? '', new URLSearchParams(String(init?.body)));
      return Response.json({ ok: true, channel: 'C1', ts: '1764000000.000100' });
    },
  });
  return { slack, sent };
}

const content = { text: '@channel #general :tada: https://example.com', blocks: [] };

it('a message asks Slack to look for no names and no links in its words, whether new or changed (B-41)', async () => {
  const { slack, sent } = openEar();
  await slack.post({ channelId: 'C1', isBroadcast: false, content, key: 'ms_1', purpose: 'card' });
  await slack.update({ channelId: 'C1', ts: '1764000000.000100', content });
  const post = Object.fromEntries(sent.get('chat.postMessage') ?? []);
  expect(post).toMatchObject({ parse: 'none', link_names: 'false', text: content.text });
  expect(post).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
  const update = Object.fromEntries(sent.get('chat.update') ?? []);
  expect(update).toMatchObject({ parse: 'none', link_names: 'false', text: content.text });
});

it('a Slack that always knows one page more of a channel’s members is given up', async () => {
  let pages = 0;
  const slack = connectSlack({
    botToken: 'xoxb-test',
    apiUrl: 'http://127.0.0.1/api/',
    fetch: async () => {
      pages += 1;
      return Response.json({ ok: true, members: ['U1'], response_metadata: { next_cursor: 'x' } });
    },
  });
  await expect(slack.listMemberIds('C1')).rejects.toMatchObject({ code: 'too_many_pages' });
  expect(pages).toBe(500);
});
