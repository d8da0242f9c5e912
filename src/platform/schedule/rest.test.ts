import { describe, expect, it } from 'vitest';
import { Changes, openVersion } from '../db/changes.ts';
import type { Deps, Job } from '../slack/feature.ts';
import { openTicker } from './tick.ts';

const start = Date.parse('2026-11-24T09:00:00.000Z');
const minuteMs = 60_000;

/** A ticker with one job that reads the table `review`; `asked` counts how often it was asked. */
function openRoom(job: Partial<Job>) {
  let minutes = 0;
  let machineMinutes: number | undefined;
  let version = 1;
  let asked = 0;
  const changes = new Changes(openVersion(() => version));
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const one: Job = {
    name: 'one',
    run: async () => {
      asked += 1;
      changes.note('select * from "review" where "state" = ?');
    },
    ...job,
  };
  const deps: Pick<Deps, 'log'> = { log };
  const now = () => new Date(start + minutes * minuteMs);
  const ticker = openTicker({
    // The job here needs none of it.
    ...{ jobs: [one], deps: deps as Deps, log, now, changes },
    machineNow: () => new Date(start + (machineMinutes ?? 0) * minuteMs),
  });
  return {
    changes,
    ring: async (at = minutes, machineAt?: number) => {
      minutes = at;
      machineMinutes = machineAt;
      await ticker.ring();
      return asked;
    },
    ringForOwn: async () => {
      await ticker.ringForOwn();
      return asked;
    },
    writeOutside: () => {
      version += 1;
    },
  };
}

describe('a job that rests until something has changed', () => {
  it('is asked once, and again when a table that it read was written', async () => {
    const { ring, changes } = openRoom({ restsUntil: 'changed' });
    expect(await ring()).toBe(1);
    expect(await ring()).toBe(1);
    changes.note('insert into "vote" ("card_id") values (?)');
    expect(await ring()).toBe(1);
    changes.note('update "review" set "state" = ?');
    expect(await ring()).toBe(2);
    expect(await ring()).toBe(2);
  });

  it('is not asked again for a table that it disregards, but for any other that it read', async () => {
    let asked = 0;
    const { ring, changes } = openRoom({
      restsUntil: 'changed',
      disregards: ['message'],
      run: async () => {
        asked += 1;
        changes.note('select "wanted" from "message" where exists (select * from "deviation")');
      },
    });
    await ring();
    changes.note('update "message" set "state" = ?');
    await ring();
    expect(asked).toBe(1);
    changes.note('insert into "deviation" ("id") values (?)');
    await ring();
    expect(asked).toBe(2);
  });

  it('is asked again after what may have changed anything, and after another connection wrote', async () => {
    const { ring, changes, writeOutside } = openRoom({ restsUntil: 'changed' });
    expect(await ring()).toBe(1);
    changes.note('drop table review');
    expect(await ring()).toBe(2);
    writeOutside();
    expect(await ring()).toBe(3);
    expect(await ring()).toBe(3);
  });

  it('is asked after an act of this process for what that wrote; what others wrote waits for the next beat', async () => {
    const { ring, ringForOwn, changes, writeOutside } = openRoom({ restsUntil: 'changed' });
    expect(await ring()).toBe(1);
    writeOutside();
    expect(await ringForOwn()).toBe(1);
    changes.note('update "review" set "state" = ?');
    expect(await ringForOwn()).toBe(2);
    expect(await ring()).toBe(3);
    expect(await ring()).toBe(3);
  });

  it('is asked again when another connection wrote right after it was asked for the first time', async () => {
    const { ring, writeOutside } = openRoom({ restsUntil: 'changed' });
    expect(await ring()).toBe(1);
    writeOutside();
    expect(await ring()).toBe(2);
    expect(await ring()).toBe(2);
  });

  it('is asked again when the clock goes back, and at the latest after five minutes of the machine', async () => {
    const { ring } = openRoom({ restsUntil: 'changed' });
    expect(await ring(60)).toBe(1);
    expect(await ring(59)).toBe(2);
    expect(await ring(59, 5)).toBe(2);
    expect(await ring(59, 6)).toBe(3);
    expect(await ring(59, 2)).toBe(4);
  });

  it('is asked again when it failed', async () => {
    let asked = 0;
    const run = async () => {
      asked += 1;
      throw new Error('broke');
    };
    const { ring } = openRoom({ restsUntil: 'changed', run });
    await ring();
    await ring();
    expect(asked).toBe(2);
  });
});

describe('a job that rests until it is due', () => {
  it('is asked again at what it named, and asked what is next only when something has changed', async () => {
    let looked = 0;
    const nextDue = async (_: Deps, from: Date) => {
      looked += 1;
      const next = [10, 20].map((minutes) => new Date(start + minutes * minuteMs));
      const [due] = next.filter((at) => at > from);
      return due === undefined ? {} : { review: due };
    };
    const { ring } = openRoom({ restsUntil: 'due', nextDue });
    const asked: number[] = [];
    for (const minutes of [0, 1, 5, 9, 10, 11, 19, 20, 25, 500]) asked.push(await ring(minutes));
    expect(asked).toEqual([1, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(looked).toBe(3);
  });

  it('does not rest while nobody can say what is next', async () => {
    const { ring } = openRoom({
      restsUntil: 'due',
      nextDue: async () => {
        throw new Error('a row that nobody can read');
      },
    });
    expect([await ring(), await ring()]).toEqual([1, 2]);
  });

  it('does not rest while something is owed', async () => {
    const { ring } = openRoom({
      restsUntil: 'due',
      nextDue: async () => ({ owed: new Date(start) }),
    });
    expect([await ring(), await ring(), await ring(1)]).toEqual([1, 2, 3]);
  });
});

describe('a job that says itself when it wakes', () => {
  it('is asked at that instant and not at what people are told, and asked when it wakes only after a change', async () => {
    let looked = 0;
    const told = async () => ({ review: new Date(start + 2 * minuteMs) });
    const wakesAt = async (_: Deps, from: Date) => {
      looked += 1;
      const next = [10, 20].map((minutes) => new Date(start + minutes * minuteMs));
      return next.find((at) => at > from);
    };
    const { ring } = openRoom({ restsUntil: 'due', nextDue: told, wakesAt });
    const asked: number[] = [];
    for (const minutes of [0, 2, 9, 10, 11, 19, 20, 500]) asked.push(await ring(minutes));
    expect(asked).toEqual([1, 1, 1, 2, 2, 2, 3, 3]);
    expect(looked).toBe(3);
  });

  it('is asked at every tick while it would wake now', async () => {
    const { ring } = openRoom({ restsUntil: 'due', wakesAt: async (_: Deps, from: Date) => from });
    expect([await ring(), await ring(), await ring(1)]).toEqual([1, 2, 3]);
  });
});

it('asks once in a tick whether others have written, however many jobs rest, and all jobs when nobody can say', async () => {
  let questions = 0;
  let isBroken = false;
  const ran: string[] = [];
  const changes = new Changes(async () => {
    questions += 1;
    if (isBroken) throw new Error('the server is away');
    return questions === 1;
  });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const jobs = ['one', 'two', 'three'].map((name): Job => {
    const run = async () => void ran.push(name);
    return { name, restsUntil: 'changed', run };
  });
  const deps: Pick<Deps, 'log'> = { log };
  const now = () => new Date(start);
  // The jobs here need none of it.
  const ticker = openTicker({ jobs, deps: deps as Deps, log, now, changes });
  for (let ring = 0; ring < 3; ring += 1) await ticker.ring();
  expect([questions, ran.length]).toEqual([3, 3]);
  isBroken = true;
  await ticker.ring();
  expect([questions, ran.length]).toEqual([4, 6]);
});

it('a job that rests until later is asked every five minutes of the ritual', async () => {
  const { ring } = openRoom({ restsUntil: 'later' });
  const asked: number[] = [];
  for (const minutes of [0, 1, 4, 5, 6, 10]) asked.push(await ring(minutes));
  expect(asked).toEqual([1, 1, 1, 2, 2, 3]);
});

it('a job that says nothing of rest is asked at every tick', async () => {
  const { ring } = openRoom({});
  expect([await ring(), await ring(), await ring()]).toEqual([1, 2, 3]);
});
