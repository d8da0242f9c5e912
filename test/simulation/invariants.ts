import { verifyChain } from '../../src/features/decision/store.ts';
import { expectOneOutcomeEach } from './calendar-invariants.ts';
import { expectBudget, expectShown, expectVotesCounted } from './message-invariants.ts';
import { Broken, type Room } from './room.ts';

/** Whoever compares what is with what was promised. (product.md; architecture.md, *Simulation invariants*) */
export class Watch {
  private readonly room: Room;
  /** Every decision as it was when it was first seen. */
  private readonly decided = new Map<string, string>();
  private calls = 0;

  constructor(room: Room) {
    this.room = room;
  }

  /** Whenever the bot has come to rest: nothing broke in it, and Slack refused nothing of it. */
  async look(): Promise<void> {
    const { world } = this.room;
    if (world.errors.length > 0) throw new Broken(`the bot complains: ${world.errors.join('\n')}`);
    const calls = world.takeCalls();
    this.calls += calls.length;
    const refused = calls.find(({ response }) => response.ok !== true);
    if (refused !== undefined)
      throw new Broken(`Slack refuses ${refused.method}: ${JSON.stringify(refused.response)}`);
  }

  /** Once a day. */
  async lookClosely(): Promise<void> {
    await this.look();
    await this.expectDecisionsStand();
    await expectVotesCounted(this.room);
    if (!this.room.world.isBotUp) return;
    await expectShown(this.room, 'newest');
    await expectOneOutcomeEach(this.room);
  }

  /** When all is over: the slow questions. */
  async lookAtTheEnd(): Promise<void> {
    const { room } = this;
    const { world } = room;
    if (!world.isBotUp) await world.startBot();
    await this.lookClosely();
    await expectShown(room, 'all');
    await expectBudget(room);
    await room.expectAllKept();
    const chain = await verifyChain(world.db, 'T0NORTHWIND');
    if (!chain.ok) throw new Broken(`the log’s chain breaks at ${chain.seq}`);
  }

  /** What happened, counted. */
  async count(): Promise<Record<string, number>> {
    const { world } = this.room;
    const tables = ['onepager', 'review', 'card', 'vote', 'reading', 'decision', 'rollup'] as const;
    const figures: Record<string, number> = {};
    for (const table of [...tables, 'nudge', 'message'] as const) {
      const rows = await world.db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll().as('n'))
        .execute();
      figures[table] = Number(rows[0]?.n ?? 0);
    }
    const outcomes = await world.db.selectFrom('occurrence').select(['kind', 'outcome']).execute();
    for (const { kind, outcome } of outcomes) {
      const name = `${kind} ${outcome}`;
      figures[name] = (figures[name] ?? 0) + 1;
    }
    return { ...figures, calls: this.calls };
  }

  /** A decision never changes after it is written, and none goes away. */
  private async expectDecisionsStand(): Promise<void> {
    const { db } = this.room.world;
    const texts = new Map<string, string[]>();
    for (const text of await db
      .selectFrom('decision_text')
      .selectAll()
      .orderBy('field')
      .execute()) {
      texts.set(text.decision_id, [...(texts.get(text.decision_id) ?? []), JSON.stringify(text)]);
    }
    const now = new Map<string, string>();
    for (const row of await db.selectFrom('decision').selectAll().execute()) {
      now.set(row.id, `${JSON.stringify(row)} ${(texts.get(row.id) ?? []).join(' ')}`);
    }
    for (const [id, was] of this.decided) {
      if (now.get(id) !== was)
        throw new Broken(`a decision changed: ${was}\nis now ${now.get(id)}`);
    }
    for (const [id, is] of now) this.decided.set(id, is);
  }
}
