import { sql } from 'kysely';
import { verifyChain } from '../../../src/features/decision/store.ts';
import { Dice } from '../dice.ts';
import type { SimulatedWorld } from '../world.ts';
import { mutate, type Pool } from './mutate.ts';
import { isRecord, kindOf, type Payload, recordLife } from './seeds.ts';
import { canary, insertStranger, readStranger } from './stranger.ts';

const workspaceId = 'T0NORTHWIND';
/** Whoever is not answered by then is not slow: nobody will. How fast it is, is measured elsewhere. */
const hangsMs = 60_000;
const restEvery = 500;

/** What came of it; `slowestMs` is of one payload. */
export interface FuzzFigures {
  inputs: number;
  /** Kinds of payload, and how many of them a life has shown. */
  kinds: number;
  seen: number;
  slowestMs: number;
  /** Acknowledgements that said something. */
  told: number;
}

/**
 * Delivers so many payloads, each like one that Slack has sent but for up to three things, to a company that has lived two days.
 * Throws when one is not answered, hangs, breaks a handler, is half done, reaches into the other workspace, or comes out
 * again as something that pings. (reliability.md P47, P37, P40)
 */
export async function fuzzInbound(plan: { seed: number; inputs: number }): Promise<FuzzFigures> {
  const { world, seeds, seen } = await recordLife(plan.seed, 2);
  const rejections: unknown[] = [];
  const onRejection = (error: unknown): void => void rejections.push(error);
  process.on('unhandledRejection', onRejection);
  try {
    await insertStranger(world.db);
    const before = await readStranger(world.db);
    const dice = new Dice(plan.seed + 77);
    const pool = await readPool(world);
    const figures = {
      inputs: 0,
      kinds: new Set(seeds.map(kindOf)).size,
      seen,
      slowestMs: 0,
      told: 0,
    };
    world.takeCalls();
    for (let count = 0; count < plan.inputs; count += 1) {
      const payload = prepare(world, dice, mutate(dice.pick(seeds), dice, pool));
      const startedMs = performance.now();
      const acks = await deliver(world, payload);
      const tookMs = performance.now() - startedMs;
      expectAnswered(payload, acks);
      figures.inputs += 1;
      figures.slowestMs = Math.max(figures.slowestMs, Math.round(tookMs));
      if (acks.some((ack) => ack !== undefined)) figures.told += 1;
      if (count % restEvery === restEvery - 1) await rest(world);
      if (world.errors.length > 0) throw new Error(`${world.errors[0]}\n${show(payload)}`);
    }
    await rest(world);
    await expectSound(world);
    if ((await readStranger(world.db)) !== before) throw new Error('the other workspace changed');
    if (rejections.length > 0) throw new Error(`a rejection that nobody handled: ${rejections[0]}`);
    return figures;
  } finally {
    process.off('unhandledRejection', onRejection);
    await world.close();
  }
}

/** Most are acts of their own; the others are delivered once more, or with an odd trigger. */
function prepare(world: SimulatedWorld, dice: Dice, payload: Payload): Payload {
  if (dice.chance(0.4)) return payload;
  const user = isRecord(payload.user) ? payload.user.id : payload.user_id;
  if (typeof user === 'string' && typeof payload.trigger_id === 'string') {
    payload.trigger_id = world.sandbox.world.triggers.issue(user);
  }
  if (typeof payload.event_id === 'string') payload.event_id = `Ev${dice.between(0, 1e9)}`;
  return payload;
}

async function deliver(world: SimulatedWorld, payload: Payload): Promise<unknown[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer: ${show(payload)}`)), hangsMs);
  });
  const [heard] = await Promise.allSettled([Promise.race([world.hear(payload), late])]);
  clearTimeout(timer);
  if (heard.status === 'fulfilled') return heard.value;
  // Only an event may go without: then Slack sends it again.
  if (payload.type === 'event_callback' && heard.reason.constructor.name === 'NotDone') return [];
  throw new Error(`${heard.reason} for ${show(payload)}`, { cause: heard.reason });
}

function expectAnswered(payload: Payload, acks: unknown[]): void {
  const wanted = payload.type === 'event_callback' ? [0, 1] : [1];
  if (!wanted.includes(acks.length)) throw new Error(`${acks.length} answers to ${show(payload)}`);
  const said = JSON.stringify(acks) ?? '';
  if (said.includes('Something broke')) throw new Error(`${said} for ${show(payload)}`);
  if (said.includes(canary) && !JSON.stringify(payload).includes(canary)) {
    throw new Error(`the other workspace is told of: ${said} for ${show(payload)}`);
  }
  for (const ack of acks) expectHarmless(ack, payload);
}

/** Lets the outbox go out, and looks at everything that Slack was asked to show. */
async function rest(world: SimulatedWorld): Promise<void> {
  await world.advanceTo(new Date(world.now.getTime() + 10 * 60_000));
  for (const call of world.takeCalls()) {
    expectHarmless(call.args, call);
    const answer = JSON.stringify(call);
    if (/invalid_blocks|msg_blocks_too_long|msg_too_long|view_too_large/.test(answer)) {
      throw new Error(`Slack refuses what we show: ${answer.slice(0, 2_000)}`);
    }
    const asked = String(call.method);
    if (answer.includes(`The ${canary} bet`))
      throw new Error(`${asked} tells of another workspace`);
  }
}

const made = /<(?:!date\^\d+\^[^<>|]*\|[^<>]*|@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|https?:[^<>]*)>/g;

/** In what Slack formats nothing may ping or link but what we make: ids, dates and addresses. (P40) */
function expectHarmless(value: unknown, of: unknown): void {
  if (Array.isArray(value)) for (const one of value) expectHarmless(one, of);
  if (!isRecord(value)) return;
  if (value.type === 'mrkdwn' && typeof value.text === 'string') {
    const rest = value.text.replace(made, '');
    if (rest.includes('<') || /evil\.example\|/.test(value.text)) {
      throw new Error(`unescaped: ${value.text.slice(0, 300)} in ${show(of)}`);
    }
  }
  for (const one of Object.values(value)) expectHarmless(parsed(one), of);
}

/** Blocks and views go out as JSON in a form's field. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Nothing half written: every reference leads somewhere, the log is whole, and the pages can be read. */
async function expectSound(world: SimulatedWorld): Promise<void> {
  const { rows } = await sql`pragma foreign_key_check`.execute(world.db);
  if (rows.length > 0) throw new Error(`dangling: ${JSON.stringify(rows)}`);
  const chain = await verifyChain(world.db, workspaceId);
  if (!chain.ok) throw new Error(`the log is broken at ${chain.seq}`);
  for (const text of ['', 'list', 'decisions', 'defaults', 'settings', 'show 1']) {
    const user_id = 'U0GROWTH1';
    const trigger_id = world.sandbox.world.triggers.issue(user_id);
    const where = { team_id: workspaceId, channel_id: 'C0GROWTH', command: '/onepager' };
    const acks = await world.hear({ ...where, user_id, trigger_id, text });
    expectAnswered({ text }, acks);
  }
  if (world.errors.length > 0) throw new Error(world.errors.join('\n'));
}

async function readPool(world: SimulatedWorld): Promise<Pool> {
  const ids = new Set<string>();
  const tables = await world.db.introspection.getTables();
  for (const { name } of tables) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(
      world.db,
    );
    for (const row of rows) {
      for (const [id] of JSON.stringify(row).matchAll(/\b[a-z]{2,3}_[0-9a-z]{6,}\b/g)) ids.add(id);
    }
  }
  const people = [
    'U0GROWTH0',
    'U0GROWTH1',
    'U0GROWTHGUEST',
    'U0PLATFORM0',
    'U0OTHER1',
    'U0BARBELL',
  ];
  return { ids: [...ids], userIds: [...people, 'U0NOBODY', 'W0STRANGER', ''] };
}

function show(value: unknown): string {
  return JSON.stringify(value).slice(0, 1_500);
}
