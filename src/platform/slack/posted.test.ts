import { describe, expect, it } from 'vitest';
import { connectSlack } from './client.ts';

const calledAt = new Date('2026-11-24T09:00:00.000Z');
const seconds = calledAt.getTime() / 1000;

interface Page {
  messages: { ts: string; metadata?: { event_payload: { k: string } } }[];
  next?: string;
}

/** A message of somebody else, so long before the call. */
function other(minutesBefore: number) {
  return { ts: `${seconds - minutesBefore * 60}.000100` };
}

const ours = { ts: `${seconds + 2}.000100`, metadata: { event_payload: { k: 'ms_1' } } };

/** A channel that is read page by page; of each look the first `allowed` pages are answered, the next is one too many. */
function openChannel(pages: Record<string, Page>, allowed = Number.POSITIVE_INFINITY) {
  const read: string[] = [];
  let left = allowed;
  const slack = connectSlack({
    botToken: 'xoxb-test',
    apiUrl: 'http://127.0.0.1/api/',
    fetch: async (_, init) => {
      left -= 1;
      if (left < 0) return new Response('', { status: 429, headers: { 'retry-after': '60' } });
      const cursor = new URLSearchParams(String(init?.body)).get('cursor') ?? 'first';
      read.push(cursor);
      if (cursor !== 'first' && pages[cursor] === undefined)
        return Response.json({ ok: false, error: 'invalid_cursor' });
      const { messages = [], next = '' } = pages[cursor] ?? {};
      return Response.json({ ok: true, messages, response_metadata: { next_cursor: next } });
    },
  });
  return {
    read,
    look: (since = calledAt) => {
      left = allowed;
      return slack.findPosted({ channelId: 'C1', key: 'ms_1', since });
    },
    lookInThread: () => {
      left = allowed;
      return slack.findPosted({ channelId: 'C1', key: 'ms_1', since: calledAt, threadTs: '1.1' });
    },
    list: () => {
      left = allowed;
      return slack.listPosted({ channelId: 'C1', since: calledAt });
    },
  };
}

describe('looking for a post in a channel', () => {
  it('begins anew, with what is there now, when Slack does not know where it stopped any more', async () => {
    const pages: Record<string, Page> = {
      first: { messages: [other(-9)], next: 'b' },
      b: { messages: [ours] },
    };
    const { look, list, read } = openChannel(pages, 1);
    await expect(look()).rejects.toMatchObject({ code: 'ratelimited' });
    await expect(list()).rejects.toMatchObject({ code: 'ratelimited' });
    delete pages.b;
    pages.first = { messages: [other(-12), ours] };
    // One call for the place that is gone, one more for the beginning.
    await expect(look()).rejects.toMatchObject({ code: 'ratelimited' });
    expect(await look()).toBe(ours.ts);
    await expect(list()).rejects.toMatchObject({ code: 'ratelimited' });
    expect(await list()).toMatchObject({ isWhole: true, posted: [{ ts: ours.ts }] });
    expect(read).toEqual(['first', 'first', 'b', 'first', 'b', 'first']);
  });

  it('begins anew once, not for ever, where Slack never knows its own cursors', async () => {
    const pages = { first: { messages: [other(-9)], next: 'b' } };
    for (const name of ['look', 'lookInThread', 'list'] as const) {
      const channel = openChannel(pages, 50);
      await expect(channel[name]()).rejects.toMatchObject({ code: 'invalid_cursor' });
      expect(channel.read).toEqual(['first', 'b', 'first', 'b']);
    }
  });

  it('goes on after a page that is empty and not the last', async () => {
    const { look } = openChannel({
      first: { messages: [], next: 'b' },
      b: { messages: [other(-1), ours] },
    });
    expect(await look()).toBe(ours.ts);
  });

  it('ends at messages from long before the call', async () => {
    const { look, read } = openChannel({
      first: { messages: [other(1)], next: 'b' },
      b: { messages: [other(25 * 60)], next: 'c' },
      c: { messages: [ours] },
    });
    expect(await look()).toBeUndefined();
    expect(read).toEqual(['first', 'b']);
  });

  it('comes to its end where Slack allows one page at a time', async () => {
    const { look, read } = openChannel(
      {
        first: { messages: [other(-9)], next: 'b' },
        b: { messages: [other(-5)], next: 'c' },
        c: { messages: [ours] },
      },
      1,
    );
    await expect(look()).rejects.toMatchObject({ code: 'ratelimited' });
    await expect(look()).rejects.toMatchObject({ code: 'ratelimited' });
    expect(await look()).toBe(ours.ts);
    expect(read).toEqual(['first', 'b', 'c']);
  });

  it('begins anew for another call, and after it has come to an end', async () => {
    const { look, read } = openChannel(
      { first: { messages: [other(-9)], next: 'b' }, b: { messages: [] } },
      1,
    );
    await expect(look()).rejects.toMatchObject({ code: 'ratelimited' });
    const later = new Date(calledAt.getTime() + 60_000);
    await expect(look(later)).rejects.toMatchObject({ code: 'ratelimited' });
    expect(await look(later)).toBeUndefined();
    await expect(look(later)).rejects.toMatchObject({ code: 'ratelimited' });
    expect(read).toEqual(['first', 'first', 'b', 'first']);
  });
});

describe('looking for a post in a thread, which Slack reads out from its oldest message', () => {
  const copyOf = (minutesBefore: number) => ({ ...ours, ...other(minutesBefore) });

  it('finds the newest copy, not the one that it goes on from, also where Slack breaks off in between', async () => {
    const thread = {
      first: { messages: [copyOf(60), other(50)], next: 'b' },
      b: { messages: [other(40)], next: 'c' },
      c: { messages: [ours, other(-1)] },
    };
    expect(await openChannel(thread).lookInThread()).toBe(ours.ts);
    const { lookInThread } = openChannel({ ...thread, c: { messages: [other(-1)] } }, 1);
    await expect(lookInThread()).rejects.toMatchObject({ code: 'ratelimited' });
    await expect(lookInThread()).rejects.toMatchObject({ code: 'ratelimited' });
    expect(await lookInThread()).toBe(copyOf(60).ts);
  });
});

describe('what is listed after a restore', () => {
  it('comes to its end where Slack allows one page at a time (F-36, F-81)', async () => {
    const { list, read } = openChannel(
      {
        first: { messages: [other(-9)], next: 'b' },
        b: { messages: [ours], next: 'c' },
        c: { messages: [other(-1)] },
      },
      1,
    );
    await expect(list()).rejects.toMatchObject({ code: 'ratelimited' });
    await expect(list()).rejects.toMatchObject({ code: 'ratelimited' });
    expect(await list()).toEqual({ posted: [{ ts: ours.ts, key: 'ms_1' }], isWhole: true });
    expect(read).toEqual(['first', 'b', 'c']);
    await expect(list()).rejects.toMatchObject({ code: 'ratelimited' });
    expect(read).toEqual(['first', 'b', 'c', 'first']);
  });

  it('says when there was more than it reads', async () => {
    const { list, read } = openChannel({ first: { messages: [ours], next: 'first' } });
    expect((await list()).isWhole).toBe(false);
    expect(read).toHaveLength(5);
  });
});
