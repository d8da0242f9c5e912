import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/platform/db/open.ts';
import { openDatabase } from '../../src/platform/db/open.ts';
import { type Crew, openCrew, setUpWith } from '../harness/crew.ts';
import { listShown } from '../harness/final-count.ts';
import { enterReview } from '../harness/review-room.ts';
import {
  type BusyTeam,
  keepDeciding,
  keepPublishing,
  keepVoting,
  openLedger,
  sitDown,
} from './busy-team.ts';
import { patienceMs, until } from './patience.ts';

const dist = process.env.BARBELL_DIST ?? 'dist';
const kills = 22;
const cardCount = 7;
const decidedCards = 4;
const seed = Number(process.env.BARBELL_SEED ?? Date.now() % 100_000);

/** A small generator with a seed, so that a failure can be played again. */
function makeRandom(from: number): () => number {
  let state = from;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe(`a bot that is killed ${kills} times while a team works (BARBELL_SEED=${seed})`, () => {
  const ledger = openLedger();
  const random = makeRandom(seed);
  let crew: Crew;
  let restarts = 0;

  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket' });
    await setUpWith(crew, cardCount);
    await crew.client.advance({ next: 'review' });
  }, patienceMs);
  afterAll(() => crew[Symbol.asyncDispose]());

  it('comes back each time', { timeout: 600_000 }, async () => {
    const url = crew.world.sandboxUrl;
    let isOver = false;
    const team: BusyTeam = {
      url,
      review: await enterReview(crew),
      ledger,
      random,
      isOver: () => isOver,
    };
    const numbers = await listNumbers(crew);
    const work = [
      ...['U0NOOR', 'U0MIA', 'U0THEO'].map((id) => keepVoting(team, sitDown(url, id), numbers)),
      keepPublishing(team, sitDown(url, 'U0BEN')),
      keepDeciding(team, sitDown(url, 'U0ANA'), numbers.slice(0, decidedCards)),
    ];
    for (; restarts < kills; restarts += 1) {
      const known = ledger.acked;
      await until('an act that is acknowledged', async () => ledger.acked > known);
      await pause(random() * 1_200);
      expect(await crew.world.endBot('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
      await crew.world.startBot();
    }
    // Nobody may have had the time for one between two kills.
    await until('a decision', async () => ledger.decided.size > 0);
    isOver = true;
    await Promise.all(work);
    expect(ledger.acked).toBeGreaterThanOrEqual(kills);
    expect(ledger.lost).toBeGreaterThan(0);
  });

  it('leaves every message exactly once where it belongs, showing its newest words', {
    timeout: 600_000,
  }, async () => {
    // A post that may have arrived is looked for twice, a minute apart.
    await until('rest', async () => {
      const health: { isQuiet: boolean } = await (await fetch(crew.world.healthUrl)).json();
      return health.isQuiet;
    });
    const { code } = await crew.world.endBot('SIGTERM');
    expect(code).toBe(0);
    await withDatabase(crew, async (db) => {
      const rows = await db.selectFrom('message').selectAll().execute();
      expect(rows.filter((row) => row.state !== 'sent')).toEqual([]);
      const shown = await listShown(crew);
      const keys = shown.map((message) => String(message.metadata?.event_payload.k));
      expect(keys.toSorted()).toEqual(rows.map((row) => row.id).toSorted());
      for (const row of rows) {
        const message = shown.find((one) => one.metadata?.event_payload.k === row.id);
        const wanted: { text: string } = JSON.parse(row.wanted);
        expect([row.address, message?.ts, message?.text]).toEqual([
          row.address,
          row.ts,
          wanted.text,
        ]);
      }
    });
  });

  it('has done every acknowledged act, once', async () => {
    await withDatabase(crew, async (db) => {
      await expectVotes(db);
      await expectOnePagers(db);
      await expectDecisions(db);
    });
  });

  it('keeps a whole chain', async () => {
    const child = spawn(process.execPath, [join(dist, 'src/cli.js'), 'verify'], {
      env: { PATH: process.env.PATH, DATABASE_URL: crew.world.databaseUrl },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
    });
    await once(child, 'close');
    expect([child.exitCode, output]).toEqual([0, expect.stringMatching(/chain is whole/)]);
  });

  async function expectVotes(db: Db): Promise<void> {
    const rows = await db
      .selectFrom('vote')
      .innerJoin('card', 'card.id', 'vote.card_id')
      .innerJoin('onepager', 'onepager.id', 'card.onepager_id')
      .select(['onepager.number', 'vote.user_id', 'vote.choice'])
      .execute();
    const found = new Map(rows.map((row) => [`#${row.number}/${row.user_id}`, row.choice]));
    expect(found.size).toBe(rows.length);
    // A vote on a decided card is answered with a sentence, and changes nothing.
    const open = [...ledger.votes].filter(([key]) => !isTried(key, ledger.perhapsDecided));
    expect(open.length).toBeGreaterThan(5);
    for (const [key, possible] of open) {
      expect([...possible], key).toContain(found.get(key) ?? 'none');
    }
  }

  async function expectOnePagers(db: Db): Promise<void> {
    const rows = await db.selectFrom('onepager').select('number').execute();
    const numbers = rows.map((row) => row.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(new Set(ledger.published).size).toBe(ledger.published.length);
    expect(ledger.published.filter((number) => !numbers.includes(number))).toEqual([]);
    const most = cardCount + ledger.published.length + ledger.perhapsPublished;
    expect(numbers.length).toBeLessThanOrEqual(most);
  }

  async function expectDecisions(db: Db): Promise<void> {
    const rows = await db
      .selectFrom('decision')
      .innerJoin('onepager', 'onepager.id', 'decision.onepager_id')
      .select('onepager.number')
      .where('decision.kind', '<>', 'opened')
      .execute();
    const numbers = rows.map((row) => row.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect([...ledger.decided].filter((number) => !numbers.includes(number))).toEqual([]);
    expect(numbers.filter((number) => !ledger.perhapsDecided.has(number))).toEqual([]);
    expect(ledger.decided.size).toBeGreaterThan(0);
  }
});

/** Whether somebody tried to decide the card of a `#1/U0BEN`. */
function isTried(key: string, decided: ReadonlySet<number>): boolean {
  return decided.has(Number(/\d+/.exec(key)?.[0]));
}

async function listNumbers(crew: Crew): Promise<number[]> {
  const { root } = await enterReview(crew);
  const thread = await crew.client.messages('C0GROWTH', undefined, root.ts);
  return thread.flatMap((one) => {
    const number = /^#(\d+) /.exec(one.text)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

async function withDatabase(crew: Crew, look: (db: Db) => Promise<void>): Promise<void> {
  const database = await openDatabase(crew.world.databaseUrl);
  try {
    await look(database.db);
  } finally {
    await database.close();
  }
}
