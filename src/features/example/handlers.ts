import { toLocalDate } from '../../lib/time.ts';
import type { ActionAct, CommandAct, Deps, Reply } from '../../platform/slack/feature.ts';
import { toBet } from '../onepager/rules.ts';
import { checkBet } from '../quality/check-bet.ts';
import { findScene, listScenes, type Scene } from '../scene/rules.ts';
import { storyOf } from '../scene/story.ts';
import { sceneAnswer, scenesAnswer } from './messages.ts';

/** `/onepager scene`: the four of them; with a name, one from beginning to end. */
export async function runScene(deps: Deps, act: CommandAct): Promise<Reply> {
  const scene = findScene(act.rest.trim().toLowerCase());
  return scene === undefined ? tellScenes() : tellScene(deps, { scene, now: act.now });
}

/** *Read it* under a scene. */
export async function showScene(deps: Deps, act: ActionAct): Promise<Reply> {
  const scene = findScene(act.value);
  return scene === undefined ? tellScenes() : tellScene(deps, { scene, now: act.now });
}

function tellScenes(): Reply {
  const lines = listScenes().map((scene) => ({ scene, story: storyOf(scene.id) }));
  return { reply: 'tell', ...scenesAnswer(lines) };
}

/** Whoever may say stop is a real person and is left open; everything else the checker sees as it is. */
function tellScene(deps: Deps, what: { scene: Scene; now: Date }): Reply {
  const { scene, now } = what;
  const today = toLocalDate(now, 'UTC');
  const fields = scene.fields(today);
  const bet = toBet(fields, deps.newId);
  if ('refused' in bet) return tellScenes();
  const facts = { hasStopOwner: true, hasOwner: true, hasNextReview: true };
  const findings = checkBet(fields, today, facts);
  return { reply: 'tell', ...sceneAnswer({ scene, story: storyOf(scene.id), bet, findings }) };
}
