import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StartupError } from '../lib/startup-error.ts';
import { type Health, openDoor, type Readiness } from './health.ts';

const rest: Health = {
  ok: true,
  now: '2026-11-24T09:00:00.000Z',
  nextDueAt: null,
  next: {},
  isQuiet: true,
};

async function open(readHealth: () => Promise<Health>): Promise<{ url: string; told: string[] }> {
  const told: string[] = [];
  const door = await openDoor({
    port: 0,
    host: '127.0.0.1',
    readHealth,
    answerWithinMs: 100,
    onTrouble: (error) => told.push(String(error)),
  });
  onTestFinished(() => door.stop());
  return { url: `http://127.0.0.1:${door.port}/healthz`, told };
}

describe('/healthz', () => {
  it('says how Barbell is, to GET and to HEAD', async () => {
    const { url } = await open(async () => rest);
    const got = await fetch(url);
    expect([got.status, await got.json()]).toEqual([200, rest]);
    const head = await fetch(`${url}?x=1`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  });

  it('is 503 while the database does not answer, told once, and tells strangers nothing', async () => {
    let isGone = true;
    const { url, told } = await open(async () => {
      if (isGone) throw new Error('connect to postgres://me:hunter2@db failed');
      return rest;
    });
    for (let asked = 0; asked < 3; asked += 1) {
      const gone = await fetch(url);
      expect(gone.status).toBe(503);
      expect(await gone.text()).not.toMatch(/hunter2|postgres/);
    }
    expect(told).toHaveLength(1);
    isGone = false;
    expect((await fetch(url)).status).toBe(200);
    isGone = true;
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(503);
    expect(told).toHaveLength(2);
  });

  it('is 503 when nothing answers at all', async () => {
    const { url } = await open(() => new Promise(() => undefined));
    expect((await fetch(url)).status).toBe(503);
  });
});

/** Whoever waits for it waits in vain. */
const longerThanTheTest = 600_000;

describe('the door', () => {
  it('says which port is taken and how to change it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
    onTestFinished(() => {
      other.close();
    });
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const opened = openDoor({
      port,
      host: '127.0.0.1',
      readHealth: async () => rest,
      onTrouble: () => undefined,
    });
    await expect(opened).rejects.toBeInstanceOf(StartupError);
    await expect(opened).rejects.toThrow(`Port ${port} is taken`);
  });

  it('lets an answer under way go out, and does not wait for the connection after it', async () => {
    let release: (health: Health) => void = () => undefined;
    let tellAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      tellAsked = resolve;
    });
    const door = await openDoor({
      port: 0,
      host: '127.0.0.1',
      readHealth: () => {
        tellAsked();
        return new Promise((resolve) => {
          release = resolve;
        });
      },
      onTrouble: () => undefined,
      closeWithinMs: longerThanTheTest,
    });
    const answer = fetch(`http://127.0.0.1:${door.port}/healthz`);
    await asked;
    const stopped = door.stop();
    release(rest);
    expect((await answer).status).toBe(200);
    await stopped;
  });

  it('closes although somebody keeps a connection open', async () => {
    const door = await openDoor({
      port: 0,
      host: '127.0.0.1',
      readHealth: async () => rest,
      onTrouble: () => undefined,
      closeWithinMs: longerThanTheTest,
    });
    // fetch keeps its connection for the next call.
    await (await fetch(`http://127.0.0.1:${door.port}/healthz`)).json();
    await door.stop();
    await expect(fetch(`http://127.0.0.1:${door.port}/healthz`)).rejects.toThrow();
  });
});

describe('/readyz', () => {
  it('names mode and workspace, and is 503 while Slack cannot reach us', async () => {
    let isConnected = true;
    const workspace = { id: 'T0', name: 'Northwind' };
    const ready: Omit<Readiness, 'ok'> = {
      mode: 'local workspace',
      transport: 'socket',
      workspace,
      checks: [{ name: 'transport', ok: true, says: 'ok' }],
    };
    const door = await openDoor({
      ...{ port: 0, host: '127.0.0.1', readHealth: async () => rest, onTrouble: () => undefined },
      readReadiness: async () => ({ ok: isConnected, ...ready }),
    });
    onTestFinished(() => door.stop());
    const url = `http://127.0.0.1:${door.port}/readyz`;
    const got = await fetch(url);
    expect([got.status, await got.json()]).toEqual([200, { ok: true, ...ready }]);
    isConnected = false;
    const cut = await fetch(url);
    expect([cut.status, await cut.json()]).toEqual([503, { ok: false, ...ready }]);
  });
});

describe('/metrics', () => {
  it('is what the figures say, and 503 when they cannot be read', async () => {
    let isBroken = false;
    const door = await openDoor({
      ...{ port: 0, host: '127.0.0.1', readHealth: async () => rest, onTrouble: () => undefined },
      readMetrics: async () => {
        if (isBroken) throw new Error('postgres://me:hunter2@db');
        return { contentType: 'text/plain; version=0.0.4', text: 'barbell_ready 1\n' };
      },
    });
    onTestFinished(() => door.stop());
    const url = `http://127.0.0.1:${door.port}/metrics`;
    const got = await fetch(url);
    expect([got.status, await got.text()]).toEqual([200, 'barbell_ready 1\n']);
    expect(got.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    isBroken = true;
    const broken = await fetch(url);
    expect([broken.status, await broken.text()]).toEqual([
      503,
      expect.not.stringContaining('hunter2'),
    ]);
  });
});
