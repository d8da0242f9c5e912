import { describe, expect, it, onTestFinished } from 'vitest';
import { Changes } from '../db/changes.ts';
import type { Deps, Job } from '../slack/feature.ts';
import { openTicker, startTicker, type Ticker } from './tick.ts';

const start = new Date('2026-11-24T09:00:00.000Z');
const later = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

interface Room {
  ticker: Ticker;
  log: string[];
  move(to: Date): void;
}

function openRoom(jobs: readonly Job[]): Room {
  let now = start;
  const log: string[] = [];
  const write = (facts: Record<string, unknown>): void => {
    log.push(String(facts.job));
  };
  const deps: Pick<Deps, 'log'> = { log: { debug: write, info: write, warn: write, error: write } };
  const ticker = startTicker({
    jobs,
    // The jobs here need none of it.
    deps: deps as Deps,
    log: deps.log,
    now: () => now,
  });
  onTestFinished(() => ticker.stop());
  return {
    ticker,
    log,
    move: (to) => {
      now = to;
    },
  };
}

/** A job that does each thing that is due once, as the database would have it. */
function remember(name: string, dueAt: Date): Job & { done: Date[] } {
  const done: Date[] = [];
  return {
    name,
    done,
    run: async (_deps, now) => {
      if (dueAt <= now && done.length === 0) done.push(now);
    },
    nextDue: async (_deps, now) => (dueAt > now ? { [name]: dueAt } : {}),
  };
}

describe('the ticker', () => {
  it('runs the jobs in order, and one that fails does not stop the next', async () => {
    const order: string[] = [];
    const job = (name: string, fails = false): Job => ({
      name,
      run: async () => {
        order.push(name);
        if (fails) throw new Error(`${name} broke`);
      },
    });
    const { ticker, log } = openRoom([job('a'), job('b', true), job('c')]);
    await ticker.ring();
    expect(order).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['b']);
    expect(await ticker.isCaughtUp(start)).toBe(false);
    await ticker.ring();
    expect([...ticker.failures()]).toEqual([['b', 2]]);
  });

  it('asks for nothing while nobody knows what time it is, and then for all of it (P19)', async () => {
    const job = remember('review', start);
    let isKnown = false;
    const log: Deps['log'] = { debug() {}, info() {}, warn() {}, error() {} };
    const deps: Pick<Deps, 'log'> = { log };
    const ticker = openTicker({
      ...{ jobs: [job], deps: deps as Deps, log, now: () => start, machineNow: () => start },
      isTimeSure: async () => isKnown,
    });
    await ticker.ring();
    expect(job.done).toEqual([]);
    expect(await ticker.isCaughtUp(start)).toBe(false);
    // The bell itself is well.
    expect(ticker.tickedAt()).toEqual(start);
    isKnown = true;
    await ticker.ring();
    expect([job.done, await ticker.isCaughtUp(start)]).toEqual([[start], true]);
  });

  it('says by the machine’s clock when it last went through, and nothing before', async () => {
    let machine = start;
    const log: Deps['log'] = { debug() {}, info() {}, warn() {}, error() {} };
    const deps: Pick<Deps, 'log'> = { log };
    const ticker = openTicker({
      ...{ jobs: [remember('review', start)], deps: deps as Deps, log },
      ...{ now: () => later(60), machineNow: () => machine },
    });
    const seen = () => [ticker.tickedAt(), ticker.movedAt()];
    expect(seen()).toEqual([undefined, undefined]);
    await ticker.ring();
    expect(seen()).toEqual([start, start]);
    machine = later(1);
    // Also where nothing had to be asked.
    await ticker.ring();
    expect(seen()).toEqual([later(1), later(1)]);
  });

  it('gets on with each question of a long run, and with none once a job hangs (P06)', async () => {
    let machine = start;
    const changes = new Changes(async () => false);
    let goOn = (): void => {};
    const hang = () =>
      new Promise<void>((resolve) => {
        goOn = resolve;
      });
    const ask = (minutes: number): void => {
      machine = later(minutes);
      changes.note('select * from "team"');
    };
    const job: Job = {
      name: 'long',
      run: async () => {
        ask(1);
        await Promise.resolve();
        ask(2);
        await hang();
        ask(9);
      },
    };
    const log: Deps['log'] = { debug() {}, info() {}, warn() {}, error() {} };
    const deps: Pick<Deps, 'log'> = { log };
    const ticker = openTicker({
      ...{ jobs: [job], deps: deps as Deps, log, now: () => start },
      ...{ changes, machineNow: () => machine },
    });
    const ringing = ticker.ring();
    await expect.poll(() => ticker.movedAt()).toEqual(later(2));
    machine = later(5);
    // What people ask meanwhile is no sign of life of the schedule.
    changes.note('select * from "vote"');
    expect([ticker.tickedAt(), ticker.movedAt()]).toEqual([undefined, later(2)]);
    goOn();
    await ringing;
    expect([ticker.tickedAt(), ticker.movedAt()]).toEqual([later(9), later(9)]);
  });

  it('changes nothing at the second ring of the same instant', async () => {
    const review = remember('review', start);
    const { ticker } = openRoom([review]);
    await ticker.ring();
    await ticker.ring();
    expect(review.done).toEqual([start]);
  });

  it('makes one more run of all the rings that come while it runs', async () => {
    let runs = 0;
    let atWork = 0;
    let mostAtWork = 0;
    const job: Job = {
      name: 'slow',
      run: async () => {
        runs += 1;
        atWork += 1;
        mostAtWork = Math.max(mostAtWork, atWork);
        await new Promise((resolve) => setImmediate(resolve));
        atWork -= 1;
      },
    };
    const { ticker } = openRoom([job]);
    const first = ticker.ring();
    await Promise.all([first, ticker.ring(), ticker.ring(), ticker.ring()]);
    expect([runs, mostAtWork]).toEqual([2, 1]);
  });

  it('loses no ring that comes at the very end of a run', async () => {
    let runs = 0;
    const job: Job = {
      name: 'quick',
      run: async () => {
        runs += 1;
      },
    };
    const { ticker } = openRoom([job]);
    for (let turns = 0; turns < 12; turns += 1) {
      const before = runs;
      const running = ticker.ring();
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      const again = ticker.ring();
      await Promise.all([running, again]);
      expect(runs - before).toBe(2);
    }
  });

  it('is caught up when what was due is done, and not before', async () => {
    const review = remember('review', later(5));
    const room = openRoom([review]);
    expect(await room.ticker.isCaughtUp(start)).toBe(false);
    await room.ticker.ring();
    expect(await room.ticker.isCaughtUp(start)).toBe(true);
    // A clock that runs, as the machine's does, leaves nothing undone until something falls due.
    expect(await room.ticker.isCaughtUp(later(4))).toBe(true);
    expect(await room.ticker.isCaughtUp(later(5))).toBe(false);
    room.move(later(5));
    const ringing = room.ticker.ring();
    expect(await room.ticker.isCaughtUp(later(5))).toBe(false);
    await ringing;
    expect(await room.ticker.isCaughtUp(later(5))).toBe(true);
    expect(review.done).toEqual([later(5)]);
    const again = room.ticker.ring();
    expect(await room.ticker.isCaughtUp(later(5))).toBe(false);
    await again;
    // After a move back, what is due then has not been asked.
    expect(await room.ticker.isCaughtUp(later(3))).toBe(false);
  });

  it('tells the next instant of each kind, the earliest of all jobs', async () => {
    const jobs: Job[] = [
      remember('review', later(9)),
      { ...remember('review', later(7)), name: 'other team' },
      { ...remember('review', later(8)), name: 'third team' },
      remember('rollup', later(50)),
      { name: 'no clock', run: async () => undefined },
    ];
    const { ticker } = openRoom(jobs);
    expect(await ticker.readNext(start)).toEqual({ review: later(7), rollup: later(50) });
    expect(await ticker.readNext(later(8))).toEqual({ review: later(9), rollup: later(50) });
    expect(await ticker.readNext(later(60))).toEqual({});
  });

  it('calls nothing next that is due already, whatever a job says', async () => {
    const stuck: Job = {
      name: 'stuck',
      run: async () => undefined,
      nextDue: async () => ({ now: start, past: later(-1), ahead: later(1) }),
    };
    const { ticker } = openRoom([stuck]);
    expect(await ticker.readNext(start)).toEqual({ ahead: later(1) });
  });

  it('is not caught up while one thing of several is due', async () => {
    const jobs = [remember('review', later(5)), remember('rollup', later(50))];
    const { ticker } = openRoom(jobs);
    await ticker.ring();
    expect(await ticker.isCaughtUp(later(6))).toBe(false);
    expect(await ticker.isCaughtUp(later(4))).toBe(true);
  });

  it('rings no more once it is stopped, and waits for the run under way', async () => {
    const done: string[] = [];
    let hasBegun = (): void => {};
    const begun = new Promise<void>((resolve) => {
      hasBegun = resolve;
    });
    const job = (name: string): Job => ({
      name,
      run: async () => {
        hasBegun();
        await new Promise((resolve) => setImmediate(resolve));
        done.push(name);
      },
    });
    const { ticker } = openRoom([job('a'), job('b')]);
    void ticker.ring();
    await begun;
    await ticker.stop();
    expect(done).toEqual(['a']);
    await ticker.ring();
    expect(done).toEqual(['a']);
  });
});
