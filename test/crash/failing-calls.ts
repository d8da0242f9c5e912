import type { Database } from '../../src/platform/db/open.ts';
import { type CallFailure, CallPlan, callFailures, type Wanted } from './call-plan.ts';
import { countLoop, liveCoreLoop } from './core-loop.ts';
import { countDamage, openFaultRoom } from './fault-room.ts';

const startAt = new Date('2026-11-20T08:00:00.000Z');

/** What a sweep of failing calls has come to. */
export interface CallFigures {
  /** Calls of an undisturbed loop. */
  calls: number;
  /** Loops, each with one call that failed; how many of each kind. */
  injected: number;
  kinds: Map<CallFailure, number>;
  /** The methods of which a call failed, each with the kinds that it was given. */
  methods: Map<string, Set<CallFailure>>;
  lost: number;
  doubled: number;
  /** Second copies that say so, where Slack lets nobody look for the first. (P08) */
  labelled: number;
  /** Posts while Slack had asked for silence. (P11) */
  intrusions: number;
}

/**
 * Lives the core loop once undisturbed, then once for each of its calls to Slack and each way to fail, with just that call
 * failing; at last with a lost post whose search fails, in each way. With `ways` each call fails in so many of the six, which take
 * turns; with `every` only each so manieth call fails. Throws where something is lost or doubled. (reliability.md section 7, P08, P09)
 */
export async function sweepCalls(options: {
  open: () => Promise<Database>;
  ways?: number;
  every?: number;
}): Promise<CallFigures> {
  const { open, ways = callFailures.length, every = 1 } = options;
  const calm = await live(open, []);
  const { asked } = calm.plan;
  const figures: CallFigures = {
    calls: asked.length,
    injected: 0,
    kinds: new Map(),
    methods: new Map(),
    ...calm.damage,
    intrusions: calm.plan.intrusions,
  };
  const fail = async (kind: CallFailure, wanted: readonly Wanted[]): Promise<void> => {
    const { plan, damage } = await live(open, wanted);
    const where = `${plan.bitten.join(', then ')} (${wanted.map(({ k }) => k).join(', ')}): ${kind}`;
    if (plan.bitten.length < wanted.length) throw new Error(`never came: ${where}`);
    const { lost, doubled } = damage;
    if (lost + doubled + plan.intrusions > 0)
      throw new Error(
        `${where}: ${JSON.stringify({ lost, doubled, intrusions: plan.intrusions })}`,
      );
    figures.injected += 1;
    figures.labelled += damage.labelled;
    figures.kinds.set(kind, (figures.kinds.get(kind) ?? 0) + 1);
    const method = plan.bitten.at(-1) ?? '';
    figures.methods.set(method, (figures.methods.get(method) ?? new Set()).add(kind));
  };
  for (let k = 1, turn = 0; k <= figures.calls; k += every, turn += ways) {
    const kinds = callFailures.map(
      (_, index) => callFailures[(turn + index) % callFailures.length],
    );
    for (const kind of kinds.slice(0, ways)) {
      if (kind !== undefined) await fail(kind, [{ k, kind }]);
    }
  }
  const firstPost = asked.indexOf('chat.postMessage') + 1;
  for (const kind of every > 1 ? [] : callFailures) {
    const search = { k: 1, kind, of: /^conversations\.history$/ };
    await fail(kind, [{ k: firstPost, kind: 'accepted, the answer lost' }, search]);
  }
  return figures;
}

/** One loop in a room of its own. */
async function live(
  open: () => Promise<Database>,
  wanted: readonly Wanted[],
): Promise<{ plan: CallPlan; damage: { lost: number; doubled: number; labelled: number } }> {
  const database = await open();
  const plans: CallPlan[] = [];
  try {
    const room = await openFaultRoom({
      ...{ database, seed: 7, startAt },
      fetchThrough: (real, clock) => {
        const plan = new CallPlan(clock);
        plan.arm(wanted);
        plans.push(plan);
        return plan.through(real);
      },
    });
    const [plan] = plans;
    if (plan === undefined) throw new Error('nothing stands between the bot and Slack');
    await liveCoreLoop(room);
    const messages = await countDamage(room);
    const acts = await countLoop(room);
    const lost = messages.lost + acts.lost;
    const doubled = messages.doubled + acts.doubled;
    return { plan, damage: { lost, doubled, labelled: messages.labelled } };
  } finally {
    await database.close();
  }
}
