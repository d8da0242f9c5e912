import { AsyncResource } from 'node:async_hooks';
import { CompiledQuery } from 'kysely';
import { runInside } from './guard.ts';
import type { Db, Tx } from './open.ts';

/** One transaction's work that waits for its turn, and what it is told in the end. */
interface Member {
  /** Does the work in a transaction that others share; to be asked once. */
  within(tx: Tx): Promise<PromiseSettledResult<unknown>>;
  /** Does the work in a transaction of its own. */
  alone(): Promise<void>;
  /** Told after the commit. */
  keep(settled: PromiseSettledResult<unknown>): void;
}

/** So that nobody waits long for those who came before. */
const maxMembers = 64;

/**
 * Lets whoever waits for SQLite in the same turn of the event loop share one commit, because a commit costs more than everything
 * else that an act does. Each work has a savepoint of its own: what one of them throws takes back what that one did and
 * nothing else. Nobody is answered before the commit has returned. Where the commit, or the transaction itself, fails, nothing
 * of it was kept, and each does its work again in a transaction of its own. (docs/decisions/0010-one-commit.md, P02)
 */
export class Commits {
  private readonly db: Db;
  private readonly alone: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;
  private readonly waiting: Member[] = [];
  private isTurnAsked = false;

  /** `alone` does one work in one transaction, with whatever tries that takes. */
  constructor(db: Db, alone: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>) {
    this.db = db;
    this.alone = alone;
  }

  /** Does the work after those who came before; resolves to its result when it is durable. */
  join<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    // Another one's turn does it, and what it reads is still read for whoever asked for it; inside of that, it is inside a transaction.
    const own = AsyncResource.bind((tx: Tx) => runInside(() => work(tx)));
    return new Promise((resolve, reject) => {
      let done: { result: Result } | undefined;
      this.waiting.push({
        within: async (tx) => {
          const [settled] = await Promise.allSettled([own(tx)]);
          if (settled.status === 'fulfilled') done = { result: settled.value };
          return settled;
        },
        alone: () => this.alone(own).then(resolve, reject),
        keep: (settled) => {
          if (done !== undefined) resolve(done.result);
          else reject(settled.status === 'rejected' ? settled.reason : new Error('no result'));
        },
      });
      this.askTurn();
    });
  }

  /** After the events that are there by now, so that all of their acts are in it. */
  private askTurn(): void {
    if (this.isTurnAsked) return;
    this.isTurnAsked = true;
    setImmediate(() => void this.takeTurn());
  }

  private async takeTurn(): Promise<void> {
    const members = this.waiting.splice(0, maxMembers);
    const [only] = members;
    if (members.length === 1 && only !== undefined) await only.alone();
    else await this.commitAll(members);
    this.isTurnAsked = false;
    if (this.waiting.length > 0) this.askTurn();
  }

  private async commitAll(members: readonly Member[]): Promise<void> {
    const [committed] = await Promise.allSettled([
      this.db.transaction().execute((tx) => doAll(tx, members)),
    ]);
    if (committed.status === 'rejected') {
      for (const member of members) await member.alone();
      return;
    }
    for (const [index, settled] of committed.value.entries()) members[index]?.keep(settled);
  }
}

// Written once: they stand around each work.
const savepoint = CompiledQuery.raw('savepoint act');
const rollback = CompiledQuery.raw('rollback to act');
const release = CompiledQuery.raw('release act');

async function doAll(tx: Tx, members: readonly Member[]): Promise<PromiseSettledResult<unknown>[]> {
  const all: PromiseSettledResult<unknown>[] = [];
  for (const member of members) {
    await tx.executeQuery(savepoint);
    const settled = await member.within(tx);
    // A disk that is full has ended the whole transaction: then there is no such savepoint, and everybody begins anew.
    if (settled.status === 'rejected') await tx.executeQuery(rollback);
    await tx.executeQuery(release);
    all.push(settled);
  }
  return all;
}
