import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/time.ts';
import { checkBet } from '../quality/check-bet.ts';
import { type BetFacts, definitionOfDone, kindOf } from '../quality/rules.ts';
import { readSignalFields } from '../quality/signal-field.ts';
import { findScene, listScenes } from './rules.ts';
import { storyOf } from './story.ts';

const TODAY = '2026-11-21';
const FACTS: BetFacts = { hasStopOwner: true, hasOwner: true, hasNextReview: true };

describe('listScenes', () => {
  it('has the four scenes in the order of the picker', () => {
    expect(listScenes().map((scene) => scene.id)).toEqual([
      'product',
      'recruiting',
      'sales',
      'platform',
    ]);
  });

  it.each(listScenes())('$id leaves only the stop-owner open', (scene) => {
    const findings = checkBet(scene.fields(TODAY), TODAY, FACTS);
    const blocking = findings.filter(({ level }) => level === 'block');
    expect(blocking.map(({ id }) => id)).toEqual(['stop-owner-missing']);
  });

  it.each(listScenes())('$id is ready, and coached only for what people must answer', (scene) => {
    const fields = { ...scene.fields(TODAY), stopOwnerId: 'U1' };
    expect(checkBet(fields, TODAY, FACTS).map(({ id }) => id)).toEqual(['guardrail-gap']);
    expect(definitionOfDone(fields, FACTS).every((box) => box.isDone)).toBe(true);
  });

  it.each(listScenes())('$id is a probe whose outcome can be read before its gate', (scene) => {
    const fields = scene.fields(TODAY);
    expect(fields.gateOn).toBe(addDays(TODAY, 14));
    expect(kindOf(TODAY, fields.gateOn)).toBe('probe');
    expect(fields.maturesOn < fields.gateOn).toBe(true);
    expect(readSignalFields(fields, 'outcome').continueIf).toHaveProperty('rule');
  });
});

describe('findScene', () => {
  it('finds a scene by its id and nothing by another word', () => {
    expect(findScene('sales')?.label).toMatch(/^Sales/);
    expect(findScene('blank')).toBeUndefined();
  });
});

describe('storyOf', () => {
  it.each(listScenes())('$id tells every row of a scene, and where it is weak', ({ id }) => {
    const { shifts, gaps, ...rows } = storyOf(id);
    for (const [row, text] of Object.entries(rows)) {
      expect([row, text.length > 20]).toEqual([row, true]);
      expect(text.length).toBeLessThanOrEqual(300);
    }
    expect(shifts.length).toBeGreaterThanOrEqual(2);
    expect(gaps.length).toBeGreaterThanOrEqual(1);
  });

  it('is told of four different teams', () => {
    expect(new Set(listScenes().map(({ id }) => storyOf(id).soundsLike)).size).toBe(4);
  });
});
