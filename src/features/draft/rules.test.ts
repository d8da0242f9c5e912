import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedFields } from '../../../test/harness/typed-text.ts';
import type { BetFields } from '../quality/rules.ts';
import { listScenes } from '../scene/rules.ts';
import {
  blockingAt,
  checkDraft,
  draftKind,
  firstBlockedStep,
  isTouched,
  shortenGate,
  startFields,
  stepOf,
  takeWayOut,
} from './rules.ts';

const today = '2026-11-21';
const facts = { hasStopOwner: true, hasOwner: true, hasNextReview: true };
const gateOn = '2026-12-01';
const start = (from: string) => startFields({ from, today, gateOn, stopOwnerId: 'UMIA' });
const check = (fields: BetFields) => checkDraft(fields, { today, facts });

describe('startFields', () => {
  it('proposes a probe until the given gate that can be undone', () => {
    const fields = start('blank');
    expect(fields.gateOn).toBe(gateOn);
    expect(fields.maturesOn).toBe('2026-11-28');
    expect([fields.habit, fields.isReversible, fields.stopOwnerId]).toEqual([
      'none',
      'yes',
      'UMIA',
    ]);
    expect(draftKind(fields, today)).toBe('probe');
  });

  it('fills a form that could be published from every scene, with nothing that the steps do not show', () => {
    for (const scene of listScenes()) {
      const fields = start(scene.id);
      expect(check(fields).blocking).toEqual([]);
      expect([fields.gateOn, fields.assumptions]).toEqual([gateOn, '']);
      expect(fields.stopOwnerId).toBe('UMIA');
    }
  });

  it('treats an unknown scene as blank', () => {
    expect(start('nope')).toEqual(start('blank'));
  });
});

describe('isTouched', () => {
  it('knows a fresh form, blank or from a scene, whoever may say stop', () => {
    for (const from of ['blank', ...listScenes().map((scene) => scene.id)]) {
      expect(isTouched({ ...start(from), stopOwnerId: 'UBEN' }, { today, gateOn })).toBe(false);
      expect(isTouched({ ...start(from), because: 'mine' }, { today, gateOn })).toBe(true);
    }
  });
});

describe('checkDraft', () => {
  it('holds each finding at the step that asks it', () => {
    const found = check({ ...start('product'), because: '', gateOn: '2026-11-20', rollout: '' });
    expect(blockingAt(found, 1).map((finding) => finding.field)).toEqual(['because']);
    expect(blockingAt(found, 2).map((finding) => finding.field)).toEqual(['gateOn']);
    expect(blockingAt(found, 3).map((finding) => finding.field)).toEqual(['rollout']);
    expect(firstBlockedStep(found)).toBe(1);
    expect(firstBlockedStep(check(start('product')))).toBeUndefined();
  });

  it('asks a bet for what it might be hurting, at step 3', () => {
    const found = check({ ...start('product'), gateOn: '2027-01-10' });
    expect(blockingAt(found, 3).map((finding) => finding.field)).toEqual(['counterName']);
  });

  it('does not hold up an edit for what ran that way already, unless the edit made it so', () => {
    const before = { ...start('product'), gateOn: '2026-11-10' };
    const question = { today, facts, before };
    expect(checkDraft({ ...before, title: 'New' }, question).blocking).toEqual([]);
    const moved = checkDraft({ ...before, gateOn: '2026-11-12' }, question);
    expect(moved.blocking.map((finding) => finding.id)).toEqual(['gate-past']);
  });

  it('says of each finding either that it blocks or that it coaches, whatever is typed', () => {
    fc.assert(
      fc.property(typedFields(), (fields) => {
        const { blocking, coaching } = check(fields);
        expect(blocking.every((finding) => finding.level === 'block')).toBe(true);
        expect(coaching.every((finding) => finding.level === 'coach')).toBe(true);
        const step = firstBlockedStep({ blocking, coaching });
        expect(step === undefined).toBe(blocking.length === 0);
      }),
      { numRuns: 30 },
    );
  });
});

describe('ways out', () => {
  it('makes a bet a probe', () => {
    const fields = { ...start('product'), gateOn: '2027-01-10', maturesOn: '2027-01-01' };
    const shortened = shortenGate(fields, { startOn: today, gateOn });
    expect(draftKind(shortened, today)).toBe('probe');
    expect([shortened.gateOn, shortened.maturesOn]).toEqual([gateOn, '2027-01-01']);
    // Of what began a week ago the next proposal may be a bet already.
    const begun = shortenGate(fields, { startOn: '2026-11-14', gateOn });
    expect(begun.gateOn).toBe('2026-11-28');
  });

  it('asks anew whether it can be undone, and never writes over a person’s words', () => {
    const fields = { ...start('blank'), isReversible: 'no', rollout: 'all of it' };
    const spike = takeWayOut(fields, 'spike');
    expect([spike.isReversible, spike.rollout]).toEqual(['', 'all of it']);
    expect(spike.rollback).not.toBe('');
    expect(takeWayOut(fields, 'slice')).toEqual({ ...fields, isReversible: '' });
  });
});

describe('stepOf', () => {
  it('knows what only Sharpen asks', () => {
    expect([stepOf('because'), stepOf('gateOn'), stepOf('guardrail')]).toEqual([1, 2, 3]);
    expect(stepOf('leadingName')).toBeUndefined();
    expect(stepOf('owner')).toBeUndefined();
  });
});
