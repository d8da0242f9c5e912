import { differing, takeDump } from '../../crash/fault-room.ts';
import { SimulatedWorld } from '../world.ts';
import { liveDays, startAt } from './days.ts';
import { isRecord, kindOf, type Payload } from './seeds.ts';
import { canary, insertStranger, readStranger } from './stranger.ts';

const notOffered = 'zq-not-offered';

/** What is forged about a press or a form; undefined where it has nothing of the kind. */
type Forge = (body: Payload) => Payload | undefined;

/** A way to forge, by its name. */
export interface Way {
  name: string;
  forge: Forge;
}

/** What came of it. */
export interface ForgedFigures {
  /** Kinds of press or form that were forged, for each way. */
  kinds: Record<string, number>;
  /** What changed all the same: kind, way and tables. */
  odd: string[];
  /** Forms that were acknowledged without a word, so that they closed over what was typed. */
  silent: string[];
  /** Whether nobody was where the other workspace's things are. */
  isStrangerSafe: boolean;
}

/** A button whose value is empty, nonsense, far too long, or names a thing of another workspace in the same database. */
export const forgedButtons: readonly Way[] = [
  { name: 'empty', forge: withValue(() => '') },
  { name: 'nonsense', forge: withValue(() => 'nonsense') },
  { name: 'too long', forge: withValue((value) => `${value}${'x'.repeat(4_000)}`) },
  {
    name: 'of another workspace',
    forge: withValue((value) => value.replace(/([a-z]{2})_\w+/g, `$1_${canary}`)),
  },
];

/** A form without what was typed, or with it under names that nobody asked for. */
export const formsWithoutFields: readonly Way[] = [
  { name: 'without its fields', forge: withFields(() => ({})) },
  {
    name: 'under other names',
    forge: withFields((values) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [`zq.${name}`, value])),
    ),
  },
];

/** A choice in a form or a menu that was not among those offered. */
export const choicesNotOffered: readonly Way[] = [
  {
    name: 'in a form',
    forge: (body) => {
      const forged = structuredClone(body);
      return isRecord(forged.view) && isRecord(forged.view.state) && choose(forged.view.state) > 0
        ? forged
        : undefined;
    },
  },
  {
    name: 'in a menu',
    forge: (body) => {
      const forged = structuredClone(body);
      return choose(forged.actions) > 0 ? forged : undefined;
    },
  },
];

function withValue(change: (value: string) => string): Forge {
  return (body) => {
    const forged = structuredClone(body);
    const [action] = Array.isArray(forged.actions) ? forged.actions : [];
    if (!isRecord(action) || typeof action.value !== 'string') return undefined;
    const value = change(action.value);
    if (value === action.value) return undefined;
    action.value = value;
    return forged;
  };
}

function withFields(change: (values: Payload) => Payload): Forge {
  return (body) => {
    const forged = structuredClone(body);
    if (forged.type !== 'view_submission' || !isRecord(forged.view)) return undefined;
    const { state } = forged.view;
    if (!isRecord(state) || !isRecord(state.values)) return undefined;
    if (Object.keys(state.values).length === 0) return undefined;
    state.values = change(state.values);
    return forged;
  };
}

/** Puts something else in the place of every choice; answers of how many. */
function choose(place: unknown): number {
  if (Array.isArray(place)) return place.reduce((sum: number, one) => sum + choose(one), 0);
  if (!isRecord(place)) return 0;
  let count = 0;
  for (const [name, value] of Object.entries(place)) {
    if (/^selected_options?$/.test(name)) {
      for (const option of Array.isArray(value) ? value : [value]) {
        if (!isRecord(option)) continue;
        option.value = notOffered;
        count += 1;
      }
    } else count += choose(value);
  }
  return count;
}

/** One's own: what nobody else sees, and where one was told something. */
const own = new Set(['action_key', 'draft', 'nudge', 'view']);

/**
 * Lives some days. Before each press or form is delivered it is delivered forged, once in each way for each kind; then as it is.
 * Nothing that is forged may change anything. (reliability.md B-24, B-31, B-32)
 */
export async function forgeBeforeEachAct(plan: {
  seed: number;
  days: number;
  ways: readonly Way[];
}): Promise<ForgedFigures> {
  const world = await SimulatedWorld.open({ seed: plan.seed, startAt });
  await insertStranger(world.db);
  const stranger = await readStranger(world.db);
  const found: ForgedFigures = { kinds: {}, odd: [], silent: [], isStrangerSafe: false };
  const tried = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  world.onDelivery = async (body) => {
    if (!/^(block_actions|view_submission)$/.test(String(body.type))) return;
    const turn = last;
    let end: () => void = () => {};
    last = new Promise<void>((done) => {
      end = done;
    });
    await turn;
    for (const way of plan.ways) await tryOne(world, body, way);
    end();
  };

  async function tryOne(on: SimulatedWorld, body: Payload, { name, forge }: Way): Promise<void> {
    const kind = kindOf(body);
    const key = `${kind}, ${name}`;
    const forged = tried.has(key) ? undefined : forge(body);
    if (forged === undefined) return;
    tried.add(key);
    found.kinds[name] = (found.kinds[name] ?? 0) + 1;
    const userId = isRecord(body.user) ? String(body.user.id) : '';
    const windows = on.sandbox.world.views
      .stackOf(userId)
      .map((window) => ({ window, asItWas: structuredClone(window) }));
    const before = await takeDump(on.database);
    const { messages } = on.sandbox.world.workspace;
    const saidBefore = messages.list().length;
    on.takeCalls();
    // An act of its own: what is delivered next is not this one once more.
    if (isRecord(forged.view)) forged.view.hash = `forged.${tried.size}`;
    const acks = await on.hear({ ...forged, trigger_id: `forged.${tried.size}` });
    // Whoever acts next goes on in the window that they had.
    const open = on.sandbox.world.views.stackOf(userId);
    const restored = windows.map(({ window, asItWas }) => Object.assign(window, asItWas));
    open.splice(0, open.length, ...restored);
    const changed = differing(before, await takeDump(on.database)).filter((one) => !own.has(one));
    const isTold = JSON.stringify([acks, on.takeCalls(), messages.list().slice(saidBefore)])
      .toLowerCase()
      .includes(canary);
    if (isTold) found.odd.push(`${key}: tells of another workspace`);
    if (changed.length > 0) found.odd.push(`${key}: ${changed.join(' ')}`);
    const isSilent = forged.type === 'view_submission' && !isRecord(acks[0]);
    if (isSilent) found.silent.push(key);
  }

  try {
    await liveDays(world, plan);
    if (world.errors.length > 0) throw new Error(world.errors.join('\n'));
    found.isStrangerSafe = (await readStranger(world.db)) === stranger;
    return found;
  } finally {
    await world.close();
  }
}
