import type { Log } from '../log.ts';
import { type Slack, settle } from './client.ts';
import { SlackFailure } from './failures.ts';
import type { Act, Deps, Reply } from './feature.ts';
import type { Router } from './router.ts';

/** What it takes to draw a person's Home anew. */
export interface RefreshParts {
  router: Router;
  deps: Deps;
  slack: Slack;
  log: Log;
  /** Called after each act that may have changed something. */
  onActed?: () => void;
}

/** Replies after which nothing else can look different: nothing was kept, or Home itself was the answer. */
const idle: readonly Reply['reply'][] = ['fix', 'show', 'home'];

/** One drawing after the other for each person, so that an older one never lands on a newer. */
const turns = new WeakMap<Deps, Map<string, Promise<void>>>();

/**
 * After an act that may have changed something: asks the features what this person may be looking at and publishes it. Never
 * throws: what was done stays done, and the next look at Home draws it.
 */
export async function refreshAfter(parts: RefreshParts, act: Act, reply: Reply): Promise<void> {
  if (idle.includes(reply.reply)) return;
  parts.onActed?.();
  if (parts.router.afterActs.length === 0) return;
  const all = turns.get(parts.deps) ?? new Map<string, Promise<void>>();
  turns.set(parts.deps, all);
  const turn = (all.get(act.userId) ?? Promise.resolve()).then(() => redraw(parts, act));
  all.set(act.userId, turn);
  await turn;
  if (all.get(act.userId) === turn) all.delete(act.userId);
}

async function redraw({ router, deps, slack, log }: RefreshParts, act: Act): Promise<void> {
  for (const afterAct of router.afterActs) {
    const [drawn] = await Promise.allSettled([afterAct(deps, act)]);
    if (drawn.status === 'rejected') {
      log.warn({ error: String(drawn.reason) }, 'Home could not be read after an act');
      continue;
    }
    if (drawn.value?.reply !== 'home') continue;
    const failure = await settle(slack.publishHome(act.userId, drawn.value.view));
    if (failure instanceof SlackFailure) {
      log.warn({ code: failure.code }, 'Home could not be published after an act');
    }
  }
}
