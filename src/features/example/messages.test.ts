import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { makeNewId } from '../../lib/ids.ts';
import { toBet } from '../onepager/rules.ts';
import { checkBet } from '../quality/check-bet.ts';
import { listScenes } from '../scene/rules.ts';
import { storyOf } from '../scene/story.ts';
import { sceneAnswer, scenesAnswer } from './messages.ts';

const today = '2026-11-21';
const facts = { hasStopOwner: true, hasOwner: true, hasNextReview: true };
let ids = 0;
const newId = makeNewId(() => {
  ids += 1;
  return String(ids);
});

describe('sceneAnswer', () => {
  it.each(listScenes())('tells all of $id, with what our own checker says of it', (scene) => {
    const fields = scene.fields(today);
    const bet = toBet(fields, newId);
    if ('refused' in bet) throw new Error(bet.field);
    const findings = checkBet(fields, today, facts);
    const answer = sceneAnswer({ scene, story: storyOf(scene.id), bet, findings });
    expect(findLimitBreaks(answer)).toEqual([]);
    const said = JSON.stringify(answer.blocks);
    for (const row of [
      ...['If this sounds like you', 'Context', 'What happened', 'Aim', 'Mechanism', 'Signals'],
      ...['Checkpoint', 'Guardrail', 'Nimble test', 'Artifact', 'Effort', 'Review'],
      ...['Log afterwards', 'What to share', 'What shifts'],
    ]) {
      expect(said).toContain(`*${row}:*`);
    }
    expect(findings.map(({ id }) => id)).toContain('guardrail-gap');
    for (const { why } of findings) expect(said).toContain(why);
  });
});

describe('scenesAnswer', () => {
  it('offers all four, each with when it sounds like you', () => {
    const lines = listScenes().map((scene) => ({ scene, story: storyOf(scene.id) }));
    const answer = scenesAnswer(lines);
    expect(findLimitBreaks(answer)).toEqual([]);
    const said = JSON.stringify(answer.blocks);
    for (const { story } of lines) expect(said).toContain(story.soundsLike);
  });
});
