import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isId } from '../lib/ids.ts';
import { type Clock, followClock, newId } from './clock.ts';

interface Room {
  url: string;
  /** What the clock at the URL says from now on. */
  says(answer: string): void;
}

async function openRoom(): Promise<Room> {
  let answer = '{"now":"2026-11-24T09:00:00.000Z"}';
  const server = createServer((_request, response) => response.end(answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    says: (text) => {
      answer = text;
    },
  };
}

/** Follows it, and lets a test wait for the next move or trouble. */
async function follow({ url }: Room): Promise<{ clock: Clock; next(): Promise<string> }> {
  let tell: (what: string) => void = () => undefined;
  const clock = await followClock(url, {
    onMove: () => tell('moved'),
    onTrouble: () => tell('trouble'),
  });
  onTestFinished(() => clock.stop());
  return {
    clock,
    next: () =>
      new Promise((resolve) => {
        tell = resolve;
      }),
  };
}

describe('followClock', () => {
  it('shows what the clock says, forward and back, and tells of each move', async () => {
    const room = await openRoom();
    const { clock, next } = await follow(room);
    expect(clock.now().toISOString()).toBe('2026-11-24T09:00:00.000Z');
    for (const now of ['2026-11-25T09:00:00.000Z', '2026-11-23T09:00:00.000Z']) {
      room.says(JSON.stringify({ now }));
      expect(await next()).toBe('moved');
      expect(clock.now().toISOString()).toBe(now);
    }
  });

  it('stands still while the clock does not answer, tells it once, and goes on afterwards', async () => {
    const room = await openRoom();
    const { clock, next } = await follow(room);
    room.says('no clock here');
    expect(await next()).toBe('trouble');
    expect(clock.now().toISOString()).toBe('2026-11-24T09:00:00.000Z');
    room.says('{"now":"tomorrow"}');
    const told = next();
    room.says('{"now":"2026-11-26T09:00:00.000Z"}');
    expect(await told).toBe('moved');
  });

  it('does not start without an answer', async () => {
    const room = await openRoom();
    room.says('{}');
    await expect(follow(room)).rejects.toThrow();
  });
});

describe('newId', () => {
  it('makes ids that are told apart and have the shape of ids', () => {
    const ids = Array.from({ length: 1_000 }, () => newId('ms'));
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(isId('ms', id)).toBe(true);
  });
});
