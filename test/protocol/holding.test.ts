import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SlackFailure } from '../../src/platform/slack/failures.ts';
import { holdSockets, type SocketParts } from '../../src/platform/slack/socket.ts';
import type { SocketClient } from '../../src/platform/slack/socket-link.ts';
import { Dice } from '../simulation/dice.ts';

// The keeping of connections on a clock that stands still until it is moved: days of outage in a moment.

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What an attempt to connect comes to. */
type Weather = 'fine' | 'hangs' | { fails: Error };

const open = 1;
const closing = 2;
const closed = 3;

/** Slack at the other end of connections that are only told of. */
class Ground {
  weather: Weather = 'fine';
  isThere = true;
  readonly lines: Line[] = [];
  readonly deaf: string[] = [];
  readonly warned: string[] = [];
  readonly acked: string[] = [];
  /** How many stood at once, whenever one came or went. */
  readonly standing: number[] = [];

  get up(): Line[] {
    return this.lines.filter((line) => line.readyState === open);
  }

  parts(over: Partial<SocketParts> = {}): SocketParts {
    const quiet = () => undefined;
    return {
      makeClient: () => new Line(this),
      places: 2,
      random: new Dice(7).random(),
      log: {
        ...{ debug: quiet, info: quiet, error: quiet },
        warn: (facts, said) => void this.warned.push(`${said} ${JSON.stringify(facts)}`),
      },
      isSlackThere: async () => this.isThere,
      onDeaf: (why) => void this.deaf.push(why),
      ...over,
    };
  }
}

/** One connection as the SDK's client has it. */
class Line implements SocketClient {
  readyState = 0;
  /** A peer that is gone: closing is never answered. */
  isHalfOpen = false;
  readonly websocket = {
    readyState: undefined,
    isActive: () => this.readyState === open,
    send: (frame: string) => void this.ground.acked.push(frame),
  };
  private readonly ground: Ground;
  private refuse: (() => void) | undefined;
  private readonly hearers = new Map<string, ((...parts: unknown[]) => unknown)[]>();

  constructor(ground: Ground) {
    this.ground = ground;
    ground.lines.push(this);
    Object.defineProperty(this.websocket, 'readyState', { get: () => this.readyState });
  }

  async start(): Promise<void> {
    const { weather } = this.ground;
    if (weather === 'hangs') {
      await new Promise<void>((_, reject) => {
        this.refuse = () => reject(undefined);
      });
    }
    if (typeof weather === 'object') throw weather.fails;
    this.readyState = open;
    this.says({ type: 'hello', num_connections: this.ground.up.length });
    this.ground.standing.push(this.ground.up.length);
  }

  async disconnect(): Promise<void> {
    this.refuse?.();
    if (this.isHalfOpen && this.readyState === open) this.readyState = closing;
    else this.end();
  }

  on(event: string, hearer: (...parts: unknown[]) => unknown): void {
    this.hearers.set(event, [...this.listeners(event), hearer]);
  }

  listeners(event: string): ((...parts: unknown[]) => unknown)[] {
    return this.hearers.get(event) ?? [];
  }

  emit(event: string, ...parts: unknown[]): void {
    for (const hear of this.listeners(event)) hear(...parts);
  }

  removeAllListeners(event: string): void {
    this.hearers.delete(event);
  }

  says(frame: object): void {
    for (const hear of this.listeners('ws_message')) hear(JSON.stringify(frame));
  }

  end(): void {
    this.readyState = closed;
    this.ground.standing.push(this.ground.up.length);
    for (const hear of this.listeners('disconnected')) hear();
  }
}

const refused = (code: string): Weather => ({ fails: new SlackFailure(code, 'retry') });

const minute = 60_000;
const outages: [string, number][] = [
  ['5 s', 5_000],
  ['5 min', 5 * minute],
  ['1 h', 60 * minute],
  ['8 h', 480 * minute],
  ['3 d', 3 * 1440 * minute],
];
const causes: [string, Weather][] = [
  ['no address', refused('not_sent')],
  ['a closed port', refused('not_sent')],
  ['a broken handshake', refused('no_answer')],
  ['503', refused('http_503')],
  ['429', { fails: new SlackFailure('ratelimited', 'wait', 20_000) }],
  ['internal_error', refused('internal_error')],
  ['fatal_error', refused('fatal_error')],
  ['no answer', 'hangs'],
];

describe('after an outage', () => {
  const cases = outages.flatMap(([long, ms]) =>
    // Days are like hours, so two causes do for them.
    causes.slice(ms > 1440 * minute ? 6 : 0).map(([cause, weather]) => {
      return { long, ms, cause, weather };
    }),
  );

  it('of any length and cause both connections stand within a minute of its end (P05, F-18)', async () => {
    expect(cases).toHaveLength(34);
    for (const { long, ms, cause, weather } of cases) {
      const ground = new Ground();
      const sockets = await holdSockets(ground.parts());
      await vi.advanceTimersByTimeAsync(20_000);
      ground.weather = weather;
      ground.isThere = false;
      for (const line of ground.up) line.end();
      await vi.advanceTimersByTimeAsync(ms);
      expect(sockets.isConnected(), `${long}, ${cause}`).toBe(false);
      ground.weather = 'fine';
      ground.isThere = true;
      await vi.advanceTimersByTimeAsync(minute);
      expect(ground.up, `${long}, ${cause}`).toHaveLength(2);
      expect(ground.deaf).toEqual([]);
      sockets.stop();
    }
  });

  it('tries come at random within the last quarter of a pause that grows to half a minute (F-13, F-18)', async () => {
    const ground = new Ground();
    const sockets = await holdSockets(ground.parts({ places: 1 }));
    ground.weather = refused('internal_error');
    const tries: number[] = [];
    const startedAt = Date.now();
    for (const line of ground.up) line.end();
    let known = ground.lines.length;
    for (let second = 0; second < 600; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      if (ground.lines.length > known) tries.push(Date.now() - startedAt);
      known = ground.lines.length;
    }
    sockets.stop();
    const pauses = tries.slice(6).map((at, index) => at - (tries[index + 5] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(22_000);
    expect(new Set(pauses).size).toBeGreaterThan(3);
  });
});

describe('a process that is deaf', () => {
  it('is ended when nothing stands for five minutes although Slack answers (P05, P06)', async () => {
    const ground = new Ground();
    await holdSockets(ground.parts());
    ground.weather = 'hangs';
    for (const line of ground.up) line.end();
    await vi.advanceTimersByTimeAsync(4.5 * minute);
    expect(ground.deaf).toEqual([]);
    await vi.advanceTimersByTimeAsync(minute);
    expect(ground.deaf).toEqual([expect.stringContaining('five minutes')]);
    await vi.advanceTimersByTimeAsync(60 * minute);
    expect(ground.deaf).toHaveLength(1);
  });

  it('is ended at once when the app token is refused (F-19)', async () => {
    const ground = new Ground();
    await holdSockets(ground.parts());
    ground.weather = refused('invalid_auth');
    ground.up[0]?.end();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ground.deaf).toEqual([expect.stringContaining('invalid_auth')]);
    expect(ground.up).toEqual([]);
  });
});

describe('a connection', () => {
  it('that Slack wants to renew hears on beside the next one until Slack closes it (F-12, P04)', async () => {
    const ground = new Ground();
    const sockets = await holdSockets(ground.parts());
    await vi.advanceTimersByTimeAsync(20_000);
    ground.standing.length = 0;
    const old = ground.up;
    // Both at once: what a single replacement does not show.
    for (const line of old) line.says({ type: 'disconnect', reason: 'refresh_requested' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ground.standing).toEqual([3, 4]);
    expect(old.every((line) => ground.up.includes(line))).toBe(true);
    for (const line of old) line.end();
    await vi.advanceTimersByTimeAsync(minute);
    expect(ground.up).toHaveLength(2);
    expect(ground.lines).toHaveLength(4);
    sockets.stop();
  });

  it('that Slack forgets to close is closed after half a minute, in either case once (F-12)', async () => {
    const ground = new Ground();
    const sockets = await holdSockets(ground.parts({ places: 1 }));
    await vi.advanceTimersByTimeAsync(20_000);
    const [old] = ground.up;
    old?.says({ type: 'disconnect', reason: 'warning' });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(ground.up).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ground.up).toHaveLength(1);
    expect(ground.up).not.toContain(old);
    sockets.stop();
  });

  it('that is gone leaves its acknowledgements to another (F-15, F-16)', async () => {
    const ground = new Ground();
    const sockets = await holdSockets(ground.parts());
    await vi.advanceTimersByTimeAsync(0);
    ground.up[0]?.end();
    expect(sockets.acknowledge('e1', { text: 'hello' })).toBe(true);
    expect(ground.acked).toEqual(['{"envelope_id":"e1","payload":{"text":"hello"}}']);
    sockets.stop();
    expect(sockets.acknowledge('e2', undefined)).toBe(false);
  });

  it('that comes up takes what waits to be acknowledged, as long as Slack waits (F-15, P04)', async () => {
    const ground = new Ground();
    const sockets = await holdSockets(ground.parts());
    ground.weather = refused('no_answer');
    for (const line of ground.up) line.end();
    sockets.acknowledge('early', undefined);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(ground.warned.join()).toContain('no connection for an acknowledgement');
    sockets.acknowledge('e1', undefined);
    ground.weather = 'fine';
    await vi.advanceTimersByTimeAsync(2_900);
    expect(ground.acked).toEqual(['{"envelope_id":"e1","payload":{}}']);
    sockets.stop();
  });

  it('whose other end is gone is given up within seconds, not after half a minute (F-14)', async () => {
    const ground = new Ground();
    const sockets = await holdSockets(ground.parts());
    await vi.advanceTimersByTimeAsync(20_000);
    const [lost] = ground.up;
    if (lost === undefined) throw new Error('nothing stands');
    lost.isHalfOpen = true;
    // The SDK misses an answer to its ping, and asks to close.
    await lost.disconnect();
    expect(lost.readyState).toBe(closing);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(lost.readyState).toBe(closed);
    expect(ground.up).toHaveLength(2);
    sockets.stop();
  });

  it('of a later place is renewed once by itself, so that not all grow old together (P04)', async () => {
    const ground = new Ground();
    const sockets = await holdSockets(ground.parts());
    await vi.advanceTimersByTimeAsync(2 * 60 * minute);
    expect(ground.lines).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60 * minute);
    expect(ground.lines).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(24 * 60 * minute);
    // What we closed could still be asked something on its way: Slack closes it when its time has come.
    expect(ground.up).toEqual(ground.lines);
    expect(ground.lines).toHaveLength(3);
    sockets.stop();
  });
});

describe('what Slack says when it closes', () => {
  it.each([
    ['link_disabled', /Socket Mode is switched off in the settings.*SLACK_SIGNING_SECRET/],
    ['too_many_websockets', /closes a Socket Mode connection.*too_many_websockets/],
  ])('is in the log, and tries slow down: %s (F-13, F-21)', async (reason, line) => {
    const ground = new Ground();
    const sockets = await holdSockets(ground.parts({ places: 1 }));
    for (let second = 0; second < 600; second += 1) {
      for (const one of ground.up) {
        one.says({ type: 'disconnect', reason });
        one.end();
      }
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(ground.warned[0]).toMatch(line);
    expect(ground.lines.length).toBeLessThan(40);
    sockets.stop();
  });

  it('about connections that are not ours is a warning (F-13, F-17)', async () => {
    const ground = new Ground();
    const sockets = await holdSockets(ground.parts());
    expect(ground.warned).toEqual([]);
    ground.up[0]?.says({ type: 'hello', num_connections: 3 });
    expect(ground.warned.join()).toContain('another process is connected with this app token');
    sockets.stop();
  });

  it('knows its own of other processes, says a stranger once, and when it is gone (F-13, F-17)', async () => {
    const ground = new Ground();
    let fellows: number | undefined = 2;
    const countFellows = async (): Promise<number> => {
      if (fellows === undefined) throw new Error('the database does not answer');
      return fellows;
    };
    const sockets = await holdSockets(ground.parts({ countFellows }));
    await vi.advanceTimersByTimeAsync(0);
    expect(sockets.countLinks()).toBe(2);
    const greets = async (connections: number): Promise<number> => {
      ground.up[0]?.says({ type: 'hello', num_connections: connections });
      await vi.advanceTimersByTimeAsync(minute);
      return sockets.countOthers();
    };
    expect(await greets(4)).toBe(0);
    expect([await greets(6), await greets(5)]).toEqual([2, 1]);
    fellows = undefined;
    expect(await greets(4)).toBe(1);
    fellows = 2;
    expect(await greets(4)).toBe(0);
    expect(ground.warned).toEqual([expect.stringContaining('another process is connected')]);
    sockets.stop();
  });

  it('of another process of ours a connection counts for a minute after it is gone', async () => {
    const ground = new Ground();
    const sockets = await holdSockets(ground.parts());
    await vi.advanceTimersByTimeAsync(20_000);
    for (const line of ground.up) line.end();
    await vi.advanceTimersByTimeAsync(30_000);
    expect([ground.up.length, sockets.countLinks()]).toEqual([2, 4]);
    await vi.advanceTimersByTimeAsync(minute);
    expect(sockets.countLinks()).toBe(2);
    sockets.stop();
  });
});
