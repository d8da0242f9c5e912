import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModalView } from '@slack/types';
import SqliteFile from 'better-sqlite3';
import { expect } from 'vitest';
import { type Caller, codeIn, command, shortcut, submission, wordsIn } from './payloads.ts';
import { type CrashPoint, dieAt, pointsModule, releasePoints, sendingPoints } from './points.ts';
import { usual } from './room.ts';
import { findTexts, readFolder } from './scan.ts';
import { type Ack, openStage, pullOn, pullOnce, type Stage, stems, until } from './stage.ts';

/** Before these nothing of the report was in the database for good. */
const isLostAt: ReadonlySet<CrashPoint> = new Set(sendingPoints.slice(2, 7));
const people = 60;

/** What was done in a lane. */
export interface CrashFigures {
  kills: Map<string, number>;
  /** Looks at everything on the disk between a death and the next start. */
  scans: number;
  again: { acknowledged: number; kept: number; lost: number };
}

/** One bot that is killed again and again, with its own file and its own Slack; several of them share the cores. */
export class CrashLane {
  readonly figures: CrashFigures = {
    kills: new Map(),
    scans: 0,
    again: { acknowledged: 0, kept: 0, lost: 0 },
  };
  private readonly folder = mkdtempSync(join(tmpdir(), 'barbell-andon-crash-'));
  private readonly file = join(this.folder, 'data', 'barbell.db');
  private readonly ends: (() => Promise<void>)[] = [];
  private readonly codes: string[] = [];
  private readonly opening: Promise<Stage>;
  private number = 0;
  private releases = 0;

  constructor() {
    const nodeWords = ['--import', pointsModule(this.folder)];
    const options = { transport: 'socket', people, databaseUrl: this.file, nodeWords } as const;
    this.opening = openStage(options, (end) => this.ends.push(end));
  }

  async close(): Promise<void> {
    for (const end of this.ends.toReversed()) await end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Dies once at each point between the click and the acknowledgement, and once after it. */
  async sendRound(): Promise<void> {
    const stage = await this.opening;
    this.forgetCounts();
    let sent = this.count('andon_report');
    for (const point of sendingPoints.slice(0, 2)) {
      dieAt(this.folder, point);
      const caller = this.next(stage);
      void stage.deliver(caller, shortcut(caller), true);
      await this.dies(point);
      expect(this.count('andon_report')).toBe(sent);
    }
    for (const point of sendingPoints.slice(2)) {
      const caller = this.next(stage);
      const form = await pullOn(stage, caller);
      dieAt(this.folder, point);
      const first = await stage.deliver(caller, submission(caller, form, usual), true);
      await this.dies(point);
      sent += 1;
      const came = await this.sendAgain({ caller, form }, first);
      expect(came, point).toBe(isLostAt.has(point) ? 'lost' : 'kept');
      expect(this.count('andon_report'), point).toBe(sent);
    }
    const caller = this.next(stage);
    const form = await pullOn(stage, caller);
    const first = await stage.deliver(caller, submission(caller, form, usual));
    stage.bot.kill('SIGKILL');
    await this.dies('after the acknowledgement');
    expect(await this.sendAgain({ caller, form }, first)).toBe('acknowledged');
    expect(this.count('andon_report')).toBe(sent + 1);
  }

  /** Opens the newest of the codes that were shown. */
  async openShown(): Promise<void> {
    const stage = await this.opening;
    expect(this.codes.length).toBeGreaterThan(0);
    for (const code of this.codes.slice(-6)) {
      const caller = this.next(stage);
      await stage.deliver(caller, command(caller, 'receipt'));
      const asks = await stage.slack.until('the code’s window', () => stage.opened(caller));
      const mine = await stage.deliver(caller, submission(caller, asks, { code }));
      expect(mine?.view?.callback_id).toBe('andon.mine');
    }
  }

  /** Dies once at each point between the bag and the post. */
  async releaseRound(): Promise<void> {
    const stage = await this.opening;
    this.forgetCounts();
    for (const point of releasePoints) {
      // Something waits, whatever went out before.
      expect(codeIn((await pullOnce(stage, this.next(stage)))?.view), point).not.toBe('');
      dieAt(this.folder, point);
      await passUntilDead(stage);
      await this.dies(point);
    }
    this.releases += 1;
    // The last one goes on where the dead one stopped, until as many have come out as were put in here.
    const before = this.count('andon');
    while (this.count('andon') < Math.max(before + 1, this.releases * releasePoints.length)) {
      await passNext(stage);
    }
    const raised = this.rows('select id from andon').map(({ id }) => `andon:${id}`);
    // What is said beside an andon, that nobody has taken it for seven days for instance, has a longer address.
    const listTold = () =>
      this.rows(`select address from message where address like 'andon:%'`)
        .map(({ address }) => String(address))
        .filter((address) => address.split(':').length === 2);
    // Outside of the sealed room another job tells what came out of it.
    await until('each is told', async () => listTold().length >= raised.length);
    expect(listTold().toSorted()).toEqual(raised.toSorted());
    const listPosts = () =>
      stage.slack.calls.filter(
        ({ method, args }) => method === 'chat.postMessage' && /^Andon/.test(String(args.text)),
      );
    // One of each round was killed before its post could leave: it is looked for twice, a minute apart, before it is posted.
    await until('the posts', async () => listPosts().length >= raised.length - this.releases);
    const keys = listPosts().map(({ args }) => `${args.metadata} ${args.thread_ts} ${args.text}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  }

  /** Where a name of a moment or a code that was shown lies now. */
  async findNames(): Promise<string[]> {
    const stage = await this.opening;
    const log = { name: 'log', bytes: Buffer.from(stage.bot.log()) };
    this.figures.scans += 1;
    const sinks = [...readFolder(join(this.folder, 'data')), log];
    return findTexts(sinks, [stems.moment, ...this.codes.slice(-3)]);
  }

  private next(stage: Stage): Caller {
    this.number += 1;
    return stage.caller(this.number % people);
  }

  private rows(query: string): Record<string, unknown>[] {
    const database = new SqliteFile(this.file, { readonly: true });
    const found = database.prepare<[], Record<string, unknown>>(query).all();
    database.close();
    return found;
  }

  private count(table: string): number {
    return Number(this.rows(`select count(*) as n from ${table}`)[0]?.n);
  }

  /** The cap of the week is another test's. */
  private forgetCounts(): void {
    const database = new SqliteFile(this.file);
    database.exec('delete from andon_count');
    database.close();
  }

  /** Waits for the death, looks at what the dead left behind, and starts the next. */
  private async dies(point: string): Promise<void> {
    const stage = await this.opening;
    const { signal } = await stage.bot.ended;
    expect(signal, point).toBe('SIGKILL');
    this.figures.kills.set(point, (this.figures.kills.get(point) ?? 0) + 1);
    expect(await this.findNames(), point).toEqual([]);
    await stage.restart();
  }

  /** What was promised to somebody who had no answer, when they send the same form once more. */
  private async sendAgain(
    { caller, form }: { caller: Caller; form: ModalView },
    first: Ack | undefined,
  ): Promise<keyof CrashFigures['again']> {
    const stage = await this.opening;
    const code = codeIn(first?.view);
    const second =
      code === '' ? await stage.deliver(caller, submission(caller, form, usual)) : undefined;
    const later = codeIn(second?.view);
    const came = code !== '' ? 'acknowledged' : later === '' ? 'kept' : 'lost';
    if (came === 'kept') {
      expect(wordsIn(second?.view ?? expect.fail())).toMatch(/has arrived, once/);
    } else {
      this.codes.push(code === '' ? later : code);
    }
    this.figures.again[came] += 1;
    return came;
  }
}

/**
 * To the next moment of the bags, in which something waits; what was killed at its post is not at rest for a while. A bot that has
 * just begun knows of no moment yet.
 */
async function passNext(stage: Stage, isDead = () => false): Promise<void> {
  let due: string | undefined;
  await until('a moment or the end', async () => {
    due = await nextMoment(stage);
    return isDead() || due !== undefined;
  });
  if (due === undefined || isDead()) return;
  stage.setClock(new Date(due));
  await until('the next moment', async () => isDead() || (await nextMoment(stage)) !== due);
}

async function nextMoment(stage: Stage): Promise<string | undefined> {
  const [health] = await Promise.allSettled([stage.health()]);
  return health.status === 'fulfilled' ? health.value.next.andon : undefined;
}

/** Lets time go on until the point is reached, over moments that have nothing for it. */
async function passUntilDead(stage: Stage): Promise<void> {
  let isDead = false;
  void stage.bot.ended.then(() => {
    isDead = true;
  });
  // The last moment is over before its post has gone out.
  while (!isDead) await passNext(stage, () => isDead);
}
