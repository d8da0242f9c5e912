import type { Look } from '../db/changes.ts';
import { changesOf } from '../db/open.ts';
import type { Log } from '../log.ts';
import { type Slack, settle } from './client.ts';
import { SlackFailure } from './failures.ts';
import type { Act, Deps, Reply } from './feature.ts';
import type { Router } from './router.ts';

/** What it takes to draw a person's Home anew. */
export interface RefreshParts {
  router: Router;
  deps: Deps;
  slack: Pick<Slack, 'publishHome'>;
  log: Log;
  /** Called after each act that may have changed something. */
  onActed?: () => void;
}

/** Replies after which nothing else can look different: nothing was kept, or Home itself was the answer. */
const idle: readonly Reply['reply'][] = ['fix', 'show', 'home'];

/** By person: one drawing after the other, so that an older one never lands on a newer; and what made the one that Slack took this minute. */
interface Screens {
  turns: Map<string, Promise<void>>;
  minute: number;
  shown: Map<string, Look>;
}

const screens = new WeakMap<Deps, Screens>();
/** Hours and dates that people read change with the minute, so within one a drawing shows what the last one did. */
const minuteMs = 60_000;

/**
 * After an act that may have changed something: asks the features what this person may be looking at and publishes it, unless in
 * the same minute nothing was written that the last drawing was made from. What another process writes is known from the next tick on.
 * Never throws: what was done stays done, and the next look at Home draws it.
 */
export async function refreshAfter(parts: RefreshParts, act: Act, reply: Reply): Promise<void> {
  if (idle.includes(reply.reply)) return;
  parts.onActed?.();
  if (parts.router.afterActs.length === 0) return;
  const all = screens.get(parts.deps) ?? { turns: new Map(), minute: 0, shown: new Map() };
  screens.set(parts.deps, all);
  const { turns } = all;
  const turn = (turns.get(act.userId) ?? Promise.resolve()).then(() => redraw(parts, act, all));
  turns.set(act.userId, turn);
  await turn;
  if (turns.get(act.userId) === turn) turns.delete(act.userId);
}

async function redraw(parts: RefreshParts, act: Act, all: Screens): Promise<void> {
  const { shown } = all;
  const changes = changesOf(parts.deps.db);
  const minute = Math.floor(act.now.getTime() / minuteMs);
  if (all.minute !== minute) shown.clear();
  all.minute = minute;
  const last = shown.get(act.userId);
  if (last !== undefined && !changes.hasChanged(last)) return;
  shown.delete(act.userId);
  const { result: isShown, look } = await changes.watch(() => draw(parts, act));
  // Slack may have taken so long that another minute has begun.
  if (isShown && all.minute === minute) shown.set(act.userId, look);
}

/** Draws and publishes; whether the person sees all of it. */
async function draw({ router, deps, slack, log }: RefreshParts, act: Act): Promise<boolean> {
  let isShown = true;
  for (const afterAct of router.afterActs) {
    const [drawn] = await Promise.allSettled([afterAct(deps, act)]);
    if (drawn.status === 'rejected') {
      log.warn({ error: String(drawn.reason) }, 'Home could not be read after an act');
      isShown = false;
      continue;
    }
    if (drawn.value?.reply !== 'home') continue;
    const failure = await settle(slack.publishHome(act.userId, drawn.value.view));
    if (failure instanceof SlackFailure) {
      log.warn({ code: failure.code }, 'Home could not be published after an act');
      isShown = false;
    }
  }
  return isShown;
}
