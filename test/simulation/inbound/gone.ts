import { differing, takeDump } from '../../crash/fault-room.ts';
import { SimulatedWorld } from '../world.ts';
import { liveDays, startAt } from './days.ts';
import { isRecord, kindOf, type Payload } from './seeds.ts';

const ways = ['a guest', 'deactivated', 'gone from the channel'] as const;
type Way = (typeof ways)[number];
/** One’s own: what nobody else sees, and where one was told something. */
const own = new Set(['action_key', 'draft', 'nudge', 'view']);

/** What came of it. */
export interface GoneFigures {
  /** Kinds of press and form that changed something when they were sent by somebody who may. */
  kinds: string[];
  /** How often somebody was gone right before they pressed or sent. */
  tried: number;
  /** What changed all the same: kind, way and tables. */
  odd: string[];
}

/**
 * Lives some days. Whenever somebody presses or sends something, they are made a guest, deactivated or taken out of their channel
 * first, so that what was drawn for them is sent by somebody who may no longer; then they are what they were, and it is sent
 * again. (reliability.md P35, F-49)
 */
export async function leaveBeforeEachAct(plan: {
  seed: number;
  days: number;
}): Promise<GoneFigures> {
  const world = await SimulatedWorld.open({ seed: plan.seed, startAt });
  const seen = new Map<string, number>();
  const kinds = new Set<string>();
  const odd: string[] = [];
  let tried = 0;
  let before: Map<string, string> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const ends = new Map<Payload, () => void>();
  world.onDelivery = async (body) => {
    // One after another, also of what is pressed twice at once: meanwhile somebody is gone.
    const turn = last;
    last = new Promise<void>((end) => void ends.set(body, end));
    await turn;
    before = undefined;
    const userId = isRecord(body.user) ? body.user.id : undefined;
    if (!/^(block_actions|view_submission)$/.test(String(body.type))) return;
    const kind = kindOf(body);
    const times = seen.get(kind) ?? 0;
    const way = ways[times];
    seen.set(kind, times + 1);
    if (way === undefined || typeof userId !== 'string') return;
    const comeBack = await leave(world, userId, way);
    const still = await takeDump(world.database);
    await world.hear(asOwn(body, `gone.${tried}`));
    tried += 1;
    const changed = difference(still, await takeDump(world.database));
    if (changed.length > 0) odd.push(`${kind}, ${way}: ${changed.join(' ')}`);
    await comeBack();
    before = await takeDump(world.database);
  };
  world.onDelivered = async (body) => {
    const hasChanged =
      before !== undefined && difference(before, await takeDump(world.database)).length > 0;
    if (hasChanged) kinds.add(kindOf(body));
    ends.get(body)?.();
    ends.delete(body);
  };
  try {
    await liveDays(world, plan);
    if (world.errors.length > 0) throw new Error(world.errors.join('\n'));
    return { kinds: [...kinds].toSorted(), tried, odd };
  } finally {
    await world.close();
  }
}

/** Somebody is not what they were, in Slack and as far as events tell us; answers what undoes it. */
async function leave(
  world: SimulatedWorld,
  userId: string,
  way: Way,
): Promise<() => Promise<void>> {
  const { workspace } = world.sandbox.world;
  const person = workspace.people.find(userId);
  if (person === undefined) throw new Error(`nobody is ${userId}`);
  const homes = workspace.channels.list().filter((one) => one.memberIds.includes(userId));
  const tell = async (count: string): Promise<void> => {
    // Slack takes only so many questions a minute.
    world.wait(20_000);
    const of = (event: Payload, name: string) =>
      world.hear({ type: 'event_callback', team_id: 'T0NORTHWIND', event_id: name, event });
    const name = `Ev${userId}.${seenEvents++}.${count}`;
    await of({ type: 'user_change', user: { id: userId } }, name);
    for (const { id } of homes) {
      const event = { type: 'member_left_channel', user: userId, channel: id };
      await of(event, `${name}.${id}`);
    }
  };
  if (way === 'a guest') workspace.people.put(userId, { ...person, isGuest: true });
  if (way === 'deactivated') workspace.people.put(userId, { ...person, isDeleted: true });
  if (way === 'gone from the channel') {
    for (const home of homes) {
      const memberIds = home.memberIds.filter((id) => id !== userId);
      workspace.channels.put(home.id, { ...home, memberIds, kind: 'private' });
    }
  }
  await tell('gone');
  return async () => {
    workspace.people.put(userId, person);
    for (const home of homes) workspace.channels.put(home.id, home);
    await tell('back');
  };
}

let seenEvents = 0;

/** The same press or form as one of its own. */
function asOwn(body: Payload, name: string): Payload {
  return { ...structuredClone(body), trigger_id: `trigger.${name}` };
}

function difference(one: Map<string, string>, other: Map<string, string>): string[] {
  return differing(one, other).filter((name) => !own.has(name));
}
