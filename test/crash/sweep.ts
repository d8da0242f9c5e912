import { expect } from 'vitest';
import { ActFailed, type Actor, messageWords } from '../../sandbox/server/play/actor.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import type { Database } from '../../src/platform/db/open.ts';
import type { FailureKind, FaultPlan } from './fault-plan.ts';
import { differing, type FaultRoom, takeDump } from './fault-room.ts';

const notSaved = /Nothing was saved/;
const maxWrites = 200;

/** What a sweeper works with. */
interface SweepParts {
  room: FaultRoom;
  database: Database;
  plan: FaultPlan;
  lasting: readonly FailureKind[];
  passing: readonly FailureKind[];
}

/** Fails one write after the other of whatever is done in a room, until it is done. */
export class Sweeper {
  /** How many writes were swept in what. */
  readonly swept = new Map<string, number>();
  private readonly parts: SweepParts;
  private turn = 0;

  constructor(parts: SweepParts) {
    this.parts = parts;
    parts.room.onAnswered = () => {
      parts.plan.disarm();
    };
  }

  /**
   * Somebody does something: with one of its writes failing, then another, until each was tried. Each time nothing is kept and the
   * person is told; the try on which no write failed must succeed.
   */
  async act(who: Actor, what: string, deed: () => Promise<unknown>): Promise<void> {
    const { room, database, plan } = this.parts;
    const tried = new Set<string>();
    while (tried.size < maxWrites) {
      room.rest();
      const before = await takeDump(database);
      const known = await listTold(who);
      const complaints = room.errors.length;
      const kind = this.next();
      plan.arm(tried, kind);
      const failure = await failureOf(deed());
      if (!plan.disarm() && room.errors.length === complaints) {
        if (failure !== undefined) throw failure;
        this.note(what, tried.size);
        return;
      }
      const where = `${what}, ${[...tried].at(-1)}, ${kind.name}`;
      if (failure !== undefined) expect(failure, where).toBeInstanceOf(ActFailed);
      expect(differing(before, await takeDump(database)), where).toEqual([]);
      const told = (await listTold(who)).slice(known.length);
      expect(told.join('\n'), where).toMatch(notSaved);
      await putAway(who);
    }
    throw new Error(`${what} does not end`);
  }

  /** The same, with failures that another try outlives: `again` makes it possible to do it once more. */
  async actPassing(
    what: string,
    deed: () => Promise<unknown>,
    again: () => Promise<void>,
  ): Promise<void> {
    const { room, plan } = this.parts;
    for (const kind of this.parts.passing) {
      const tried = new Set<string>();
      for (;;) {
        if (tried.size >= maxWrites) throw new Error(`${what} does not end`);
        plan.arm(tried, kind);
        const complaints = room.errors.length;
        await deed();
        const hasBitten = plan.disarm();
        expect(room.errors.slice(complaints), `${what}, ${kind.name}`).toEqual([]);
        if (!hasBitten) {
          this.note(`${what}, ${kind.name}`, tried.size);
          break;
        }
        await again();
      }
    }
  }

  /** Every job of one tick, each with one of its writes failing, then another, until each was tried. */
  async tick(to: Date): Promise<void> {
    const { room, plan } = this.parts;
    room.setClock(to);
    const { router, deps } = room.core;
    for (const job of router.jobs) {
      const tried = new Set<string>();
      for (;;) {
        if (tried.size >= maxWrites) throw new Error(`the job ${job.name} does not end`);
        // It lasts: otherwise what is due besides would be written behind the failure’s back.
        plan.arm(tried, { ...this.next(), times: Number.POSITIVE_INFINITY });
        const failure = await failureOf(job.run(deps, to));
        if (plan.disarm()) continue;
        if (failure !== undefined) throw failure;
        // Not every job has something to write at every tick.
        if (tried.size > 0) this.note(`job ${job.name}`, tried.size);
        break;
      }
    }
  }

  /** The outbox at work, with a write failing in each pass until it is through. */
  async deliver(): Promise<void> {
    const { room, plan } = this.parts;
    const tried = new Set<string>();
    for (let passes = 0; !(await room.core.sender.isQuiet()); passes += 1) {
      if (passes === maxWrites) throw new Error('the outbox is never through');
      plan.arm(tried, this.next());
      // As in the process, where a pass that fails is asked again.
      await failureOf(room.core.sender.pass());
      if (plan.disarm()) this.note('the outbox', 1);
      else await room.drain();
    }
  }

  /** How many writes were made to fail, in everything. */
  get writes(): number {
    return [...this.swept.values()].reduce((sum, count) => sum + count, 0);
  }

  /** An act of which no write was reached was not swept at all. */
  private note(what: string, writes: number): void {
    if (writes === 0) throw new Error(`${what} wrote nothing that could fail`);
    this.swept.set(what, writes + (this.swept.get(what) ?? 0));
  }

  private next(): FailureKind {
    const { lasting } = this.parts;
    this.turn += 1;
    const kind = lasting[this.turn % lasting.length];
    if (kind === undefined) throw new Error('no kind of failure');
    return kind;
  }
}

/** Why it failed, or undefined. */
function failureOf(deed: Promise<unknown>): Promise<unknown> {
  return deed.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** What this person alone was told, in the channel and in windows. */
async function listTold(who: Actor): Promise<string[]> {
  const { client, userId } = who;
  const { channels } = await client.state(userId);
  const said: string[] = [];
  for (const { id } of channels) {
    for (const message of await client.messages(id, userId)) {
      if (message.ephemeralFor === userId) said.push(messageWords(message));
      if (message.replyCount === 0) continue;
      for (const reply of await client.messages(id, userId, message.ts)) {
        if (reply.ephemeralFor === userId && reply.ts !== message.ts)
          said.push(messageWords(reply));
      }
    }
  }
  const { stack } = await client.views(userId);
  const windows = stack.map(({ view }) => wordsOf(view)).filter((words) => notSaved.test(words));
  return [...said, ...windows];
}

/** Closes the window that says that nothing was saved; the form below it stays. */
async function putAway(who: Actor): Promise<void> {
  const top = (await who.client.views(who.userId)).stack.at(-1);
  if (top !== undefined && notSaved.test(wordsOf(top.view))) await who.closes();
}
