import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, escape } from '../../platform/slack/text.ts';
import type { Bet } from '../onepager/rules.ts';
import { mechanismSentence, ruleSentence } from '../onepager/rules.ts';
import { sayTarget } from '../quality/aim.ts';
import type { Finding } from '../quality/rules.ts';
import { listScenes, type Scene } from '../scene/rules.ts';
import type { SceneStory } from '../scene/story.ts';

/** The ids of this feature's buttons; the value is a scene's id. */
export const exampleActions = { show: 'example.show' } as const;

/** Everything that one scene tells. */
export interface SceneView {
  scene: Scene;
  story: SceneStory;
  bet: Bet;
  /** What our own checker says of it. */
  findings: readonly Finding[];
}

/** The four scenes, each with when it sounds like you. */
export function scenesAnswer(
  lines: readonly { scene: Scene; story: Pick<SceneStory, 'soundsLike'> }[],
): MessageContent {
  return {
    text: 'Four worked scenes',
    blocks: [
      section('*Four worked scenes.* Which one sounds like you?'),
      ...lines.map(({ scene, story }) =>
        section(`*${escape(scene.label)}*\n${escape(story.soundsLike)}`, {
          accessory: button({
            label: 'Read it',
            actionId: `${exampleActions.show}:${scene.id}`,
            value: scene.id,
          }),
        }),
      ),
      context('*Start from* on the first page of `/onepager` fills the form from one of them.'),
    ],
  };
}

/** One scene from beginning to end, with the coaching that our own checker gives it. */
export function sceneAnswer({ scene, story, bet, findings }: SceneView): MessageContent {
  const { fields, guardrail } = bet;
  return {
    text: `Scene: ${scene.label}`,
    blocks: [
      section(`*${escape(scene.label)}*`),
      section(
        rows(
          ['If this sounds like you', story.soundsLike],
          ['Context', story.context],
          ['What happened', story.happened],
        ),
      ),
      section(
        rows(
          ['Aim', `${bet.aim.behaviour}, ${sayTarget(bet.aim.target)}`],
          ['Mechanism', mechanismSentence(bet.mechanism)],
          ['Signals', bet.signals.map(({ name }) => name).join(' · ')],
          ['Checkpoint', ruleSentence(bet)],
          ['Guardrail', `${fields.guardrail}; ${guardrail.rollout}; ${guardrail.rollback}`],
          ['Nimble test', bet.smallestTest],
          ['Artifact', story.artifact],
        ),
      ),
      section(
        rows(
          ['Effort', story.effort],
          ['Review', story.reviewScript],
          ['Log afterwards', story.logExample],
          ['What to share', story.share],
          ['What shifts', story.shifts.join(' · ')],
        ),
      ),
      section(`*Where this scene is weak itself*\n${story.gaps.map(bullet).join('\n')}`),
      section(`*What our own checker says of it*\n${coaching(findings)}`),
      actions(
        'scenes',
        ...listScenes()
          .filter(({ id }) => id !== scene.id)
          .map(({ id, label }) =>
            button({
              label: label.split(':')[0] ?? label,
              actionId: `${exampleActions.show}:${id}`,
              value: id,
            }),
          ),
      ),
    ],
  };
}

function coaching(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing to mend.';
  return findings.map(({ why, example }) => bullet(`${why} For example: ${example}`)).join('\n');
}

function rows(...lines: [label: string, text: string][]): string {
  return lines.map(([label, text]) => `*${label}:* ${cut(escape(text), 600)}`).join('\n');
}

function bullet(text: string): string {
  return `• ${escape(text)}`;
}
