import { sql } from 'kysely';
import type { Db } from '../../../src/platform/db/open.ts';
import { Dice } from '../dice.ts';
import type { SimulatedWorld } from '../world.ts';
import { isRecord, type Payload, recordLife } from './seeds.ts';

/** How often Slack delivers one thing at most. */
const mostCopies = 6;
/** What of a message is when and where it was sent; what it says and to whom is compared. */
const ofSending = new Set([
  'ts',
  'position',
  'try_at',
  'called_at',
  'wanted_version',
  'shown_version',
]);
/** What is rebuilt from Slack, paced, drawn by chance, or kept about the deliveries themselves. */
const leftOut =
  /^(sqlite_|kysely|migration|lane|person|channel|action_key|andon|pace|trouble|search|.*_search|.*_fts)/;

/**
 * Delivers the same acts to two companies with the same life: to one each of them once, to the other up to six times, late
 * copies anywhere after the first, some at the same moment, with the bot started anew in between. Answers what both keep.
 * (reliability.md P03)
 */
export async function deliverAgain(plan: {
  seed: number;
  acts: number;
}): Promise<{ once: string; often: string; deliveries: number }> {
  const one = await recordLife(plan.seed, 2);
  const other = await recordLife(plan.seed, 2);
  try {
    const dice = new Dice(plan.seed + 5);
    const acts = Array.from({ length: plan.acts }, (_, count) =>
      renew(dice.pick(one.seeds), `${plan.seed}.${count}`),
    );
    for (const act of acts) await hear(one.world, act);
    const late: Payload[] = [];
    let deliveries = 0;
    for (const act of acts) {
      const copies = dice.between(1, mostCopies);
      const atOnce = Array.from({ length: dice.between(1, copies) }, () => act);
      await Promise.all(atOnce.map((copy) => hear(other.world, copy)));
      for (let copy = atOnce.length; copy < copies; copy += 1) late.push(act);
      deliveries += copies;
      while (late.length > 0 && dice.chance(0.5)) {
        const [copy] = late.splice(dice.between(0, late.length - 1), 1);
        if (copy !== undefined) await hear(other.world, copy);
      }
      if (dice.chance(0.03)) {
        other.world.endBot();
        await other.world.startBot();
      }
    }
    for (const copy of dice.shuffle(late)) await hear(other.world, copy);
    // What time does is asked at every start, so both are asked at the end.
    for (const { world } of [one, other]) {
      world.endBot();
      await world.startBot();
    }
    const errors = [...one.world.errors, ...other.world.errors];
    if (errors.length > 0) throw new Error(errors.join('\n'));
    return { once: await dump(one.world.db), often: await dump(other.world.db), deliveries };
  } finally {
    await one.world.close();
    await other.world.close();
  }
}

/** The same act as one of its own: another press, another event. */
function renew(seed: Payload, name: string): Payload {
  const act = structuredClone(seed);
  if (typeof act.trigger_id === 'string') act.trigger_id = `trigger.${name}`;
  if (typeof act.event_id === 'string') act.event_id = `Ev${name}`;
  if (isRecord(act.view) && act.type === 'view_closed') act.view.hash = `hash.${name}`;
  return act;
}

async function hear(world: SimulatedWorld, act: Payload): Promise<void> {
  await world.hear(structuredClone(act));
}

/** Everything that is kept, with ids by their order, because chance names them. */
async function dump(db: Db): Promise<string> {
  const tables = await db.introspection.getTables();
  const lines: string[] = [];
  for (const { name } of tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (leftOut.test(name)) continue;
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(
      db,
    );
    for (const row of rows) {
      const kept = Object.entries(row).filter(([column]) => !ofSending.has(column));
      lines.push(`${name} ${JSON.stringify(Object.fromEntries(kept))}`);
    }
  }
  return lines
    .map((line) =>
      line
        .replace(/\b[a-z]{2,3}_[0-9a-v]{20,}\b/g, '(id)')
        .replace(/\b\d{13}\.\d+\.[0-9a-f]{32,}/g, '(trigger)')
        .replace(/[0-9a-f]{32,}/g, '(hash)'),
    )
    .toSorted()
    .join('\n');
}
