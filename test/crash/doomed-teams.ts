import { rmSync, writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import { Actor, type Place } from '../../sandbox/server/play/actor.ts';
import { verifyChain } from '../../src/features/decision/store.ts';
import { type Db, engineOf, openCopy } from '../../src/platform/db/open.ts';
import { type Crew, publish, setUp } from '../harness/crew.ts';
import { listShown } from '../harness/final-count.ts';
import { enterReview, logDecision, type ReviewRoom } from '../harness/review-room.ts';
import type { NamedPoint } from './named-points.ts';
import { inTime, isDone, until } from './patience.ts';
import { TimedClient } from './timed-client.ts';

/** What became of the acts of one world, and what is not there at its end, or there more than once. */
export interface WorldFigures {
  /** Acts that were acknowledged before the death, and those that nobody answered. */
  acked: number;
  unanswered: number;
  /** Acts and messages. */
  lost: number;
  doubled: number;
  /** How long the slowest acknowledgement took, at the keyboard. */
  worstAckMs: number;
}

const voters = ['U0BEN', 'U0MIA', 'U0NOOR', 'U0THEO'];
const pages = 4;
const workspaceId = 'T0NORTHWIND';

/** Two teams whose Barbell dies at named points, each of which is lived through at most once. */
export class DoomedTeams {
  private readonly crew: Crew;
  private readonly file: string;
  private acked = 0;
  private unanswered = 0;
  private worstAckMs = 0;
  /** `card/person` of votes that must be there. */
  private readonly voted = new Set<string>();
  private readonly decided = new Set<number>();
  private published = 0;
  private room: ReviewRoom | undefined;
  private open: number[] = [];
  /** Whether the process that is to die has died. */
  private isDead = false;

  constructor(crew: Crew, file: string) {
    this.crew = crew;
    this.file = file;
  }

  /** Two teams that meet at the same time, and a review with enough to vote on. */
  async prepare(): Promise<void> {
    const { crew } = this;
    await setUp(crew, crew.ana);
    await setUp(crew, crew.lena, { channel: 'C0COMPANY' });
    await this.write(crew.lena, 'company');
    for (let count = 0; count < pages; count += 1) await this.write(crew.ana, 'growth');
    await this.goTo(await this.nextReview());
    await this.enter();
  }

  private async write(by: Actor, channel: string): Promise<void> {
    await until('a page', await this.publish(by, channel));
  }

  private async enter(): Promise<void> {
    const room = await enterReview(this.crew);
    const cards = await room.readThread();
    this.room = room;
    this.open = cards.flatMap((card) => {
      const number = /^#(\d+) /.exec(card)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  }

  /** Does what leads to this point; once the process is dead it is started anew, and who was not answered tries again. */
  async dieAt(point: NamedPoint): Promise<void> {
    const { crew, file } = this;
    const { when, what, of, nth = 1 } = point;
    const deed = await this.choose(point);
    writeFileSync(file, JSON.stringify({ when, what, of, nth }));
    this.isDead = false;
    const death = crew.world.botEnds().then((end) => {
      this.isDead = true;
      return end;
    });
    let isAnswered = false;
    const first = (async () => {
      // Whoever was too slow for Slack tries again: the point is not reached yet.
      while (!isAnswered && !this.isDead) isAnswered = await deed();
    })();
    const { signal } = await inTime(`dying ${point.name}`, death);
    if (signal !== 'SIGKILL') throw new Error(`${point.name}: it ended by ${signal}`);
    rmSync(file);
    await Promise.all([crew.world.startBot(), first]);
    if (isAnswered) this.acked += 1;
    else {
      this.unanswered += 1;
      await until(`${point.name}: an answer after the restart`, deed);
    }
    if (point.by === 'review') await this.enter();
  }

  /** What is done; it answers whether it was acknowledged, and may be done again when it was not. */
  private async choose(point: NamedPoint): Promise<() => Promise<boolean>> {
    switch (point.by) {
      case 'vote':
        return this.vote();
      case 'publish':
        return this.publish();
      case 'decide':
        return this.decide();
      case 'review':
        return this.review();
      case 'stop':
        return this.stop();
    }
  }

  /** Both teams’ reviews fall due, which they do one minute after this. */
  private async review(): Promise<() => Promise<boolean>> {
    const due = await this.nextReview();
    await this.goTo(new Date(due.getTime() - 60_000));
    return () => isDone(this.crew.client.advance({ to: due.toISOString() }));
  }

  private async nextReview(): Promise<Date> {
    let at: string | undefined;
    // A process that has just begun, on a busy machine, cannot say yet.
    await until('a review that is next', async () => {
      at = (await this.readHealth()).next.review;
      return at !== undefined;
    });
    return new Date(at ?? '');
  }

  /** The workspace’s own patience with one step may be shorter than a second look for a post. */
  private goTo(at: Date): Promise<void> {
    const to = at.toISOString();
    return until(`${to}, at rest`, () => isDone(this.crew.client.advance({ to })));
  }

  private async vote(): Promise<() => Promise<boolean>> {
    const free = this.open
      .flatMap((number) => voters.map((userId) => ({ number, userId })))
      .find(({ number, userId }) => !this.voted.has(`${number}/${userId}`));
    if (free === undefined) throw new Error('everybody has voted on everything');
    const { number, userId } = free;
    const by = this.sit(userId);
    this.voted.add(`${number}/${userId}`);
    return () => isDone(by.presses('Continue', this.place(number)));
  }

  private async publish(
    by = this.sit('U0BEN'),
    channel = 'growth',
  ): Promise<() => Promise<boolean>> {
    const known = await this.numbers();
    this.published += 1;
    return async () => {
      await putAway(by);
      // Who was not told looks whether it is there before writing it again.
      if ((await this.numbers()).length > known.length) return true;
      return isDone(publish(by, { scene: 'Platform' }, channel));
    };
  }

  private async decide(): Promise<() => Promise<boolean>> {
    const by = this.sit('U0ANA');
    const number = this.open.pop() ?? 0;
    this.decided.add(number);
    return async () => {
      await putAway(by);
      if ((await this.decidedNow()).includes(number)) return true;
      return isDone(logDecision(by, this.place(number)));
    };
  }

  /** A page is published, and while its card is being posted the process is asked to stop. */
  private async stop(): Promise<() => Promise<boolean>> {
    const publishing = await this.publish();
    const { crew } = this;
    await crew.client.faults([{ kind: 'delay', method: 'chat.postMessage', ms: 1_500 }]);
    const known = new Set((await this.listMessages()).map(({ id }) => id));
    const isPosting = async (): Promise<boolean> =>
      (await this.listMessages()).some(({ id, state }) => !known.has(id) && state !== 'pending');
    let isAsked = false;
    return async () => {
      if (!(await publishing())) return false;
      if (isAsked) return true;
      isAsked = true;
      // What was not claimed when the process was asked to stop is left for the next one.
      await until('a post under way', isPosting);
      if (!this.isDead) crew.world.signalBot('SIGTERM');
      return true;
    };
  }

  /** Somebody at the keyboard, who waits for the bot as long as a slow machine needs. */
  private sit(userId: string): Actor {
    const note = (ms: number) => {
      this.worstAckMs = Math.max(this.worstAckMs, ms);
    };
    return new Actor(new TimedClient(this.crew.world.sandboxUrl, note), userId);
  }

  private place(number: number): Place {
    if (this.room === undefined) throw new Error('no review');
    return this.room.card(number);
  }

  private numbers(): Promise<number[]> {
    return this.read(async (db) =>
      (await db.selectFrom('onepager').select('number').execute()).map((row) => row.number),
    );
  }

  private decidedNow(): Promise<number[]> {
    return this.read(async (db) => {
      const rows = await db
        .selectFrom('decision')
        .innerJoin('onepager', 'onepager.id', 'decision.onepager_id')
        .select('onepager.number')
        .where('decision.kind', '<>', 'opened')
        .execute();
      return rows.map((row) => row.number);
    });
  }

  private listMessages(): Promise<{ id: string; address: string; state: string }[]> {
    return this.read((db) => db.selectFrom('message').select(['id', 'address', 'state']).execute());
  }

  private async readHealth(): Promise<{ isQuiet: boolean; next: Record<string, string> }> {
    return (await fetch(this.crew.world.healthUrl)).json();
  }

  /** Until nothing is under way; a post that may have arrived is looked for twice, a minute apart. */
  private async rest(): Promise<void> {
    const isQuiet = async (): Promise<boolean> => (await this.readHealth()).isQuiet;
    await until('everything shown', isQuiet).catch(async (error: unknown) => {
      // Which messages they are says more than that there are some.
      const left = (await this.listMessages()).filter(({ state }) => state !== 'sent');
      throw new Error(`${JSON.stringify(left)} ${this.crew.world.botLog()}`, { cause: error });
    });
  }

  /** Waits until all is there, which a post that is looked for twice takes a minute to be, and counts; throws with what is not. */
  async count(): Promise<WorldFigures> {
    const { acked, unanswered, worstAckMs } = this;
    let left = await this.look();
    await until('all of it there', async () => {
      await this.rest();
      left = await this.look();
      return left.lost.length === 0;
    }).catch(() => undefined);
    if (left.lost.length + left.doubled.length > 0) {
      throw new Error(`${JSON.stringify(left)} ${this.crew.world.botLog()}`);
    }
    await this.read(expectSound);
    return { acked, unanswered, worstAckMs, lost: left.lost.length, doubled: left.doubled.length };
  }

  private async look(): Promise<{ lost: string[]; doubled: string[] }> {
    const rows = await this.listMessages();
    const shown = (await listShown(this.crew)).map((one) => String(one.metadata?.event_payload.k));
    const decided = await this.decidedNow();
    return this.read(async (db) => {
      const votes = await listVotes(db);
      const numbers = (await db.selectFrom('onepager').select('number').execute()).length;
      const reviews = await db.selectFrom('review').select(['team_id', 'week_on']).execute();
      return {
        lost: [
          ...rows.filter(({ id, state }) => state !== 'sent' || !shown.includes(id)).map(nameOf),
          ...[...this.voted].filter((vote) => !votes.includes(vote)),
          ...[...this.decided].filter((number) => !decided.includes(number)).map(String),
          ...(numbers < this.published ? [`${numbers} of ${this.published} pages`] : []),
        ],
        doubled: [
          ...doublesOf(shown),
          ...doublesOf(decided.map(String)),
          ...doublesOf(reviews.map((one) => `${one.team_id} ${one.week_on}`)),
          ...(numbers > this.published ? [`${numbers} for ${this.published} pages`] : []),
        ],
      };
    });
  }

  private async read<Result>(look: (db: Db) => Promise<Result>): Promise<Result> {
    const database = await openCopy(this.crew.world.databaseUrl);
    try {
      return await look(database.db);
    } finally {
      await database.close();
    }
  }
}

/** Every vote as `number/person`, of all reviews. */
async function listVotes(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('vote')
    .innerJoin('card', 'card.id', 'vote.card_id')
    .innerJoin('onepager', 'onepager.id', 'card.onepager_id')
    .select(['onepager.number', 'vote.user_id'])
    .execute();
  return rows.map((row) => `${row.number}/${row.user_id}`);
}

async function expectSound(db: Db): Promise<void> {
  const chain = await verifyChain(db, workspaceId);
  if (!chain.ok) throw new Error(`the chain breaks at ${chain.seq}`);
  if (engineOf(db) === 'postgres') return;
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  if (rows[0]?.integrity_check !== 'ok') throw new Error(JSON.stringify(rows));
}

function nameOf(message: { address: string; state: string }): string {
  return `${message.address} is ${message.state}`;
}

function doublesOf(all: readonly string[]): string[] {
  return all.filter((one, index) => all.indexOf(one) !== index);
}

/** Closes whatever is open on the screen; the bot may be dead. */
async function putAway({ client, userId }: Actor): Promise<void> {
  for (;;) {
    const top = (await client.views(userId)).stack.at(-1);
    if (top === undefined) return;
    await client.act({ act: 'close', userId, viewId: top.id, isCleared: true });
  }
}
