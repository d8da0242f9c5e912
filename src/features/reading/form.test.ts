import { describe, expect, it } from 'vitest';
import type { Signal } from '../signal/rules.ts';
import { type AskedCard, parseReadings } from './form.ts';
import type { CardReading } from './rules.ts';

const percent = (value: number) => ({ value, unit: 'percent' as const, suffix: '%' });

function askedOf(
  signal: Pick<Signal, 'name'> & Partial<Signal>,
  late: { given?: number } = {},
): AskedCard {
  const given = (value: number): CardReading => ({
    ...{ signalId: 'sg_1', value, isMissing: false, byUserId: 'U1' },
    at: new Date('2026-12-01T10:00:00.000Z'),
  });
  return {
    cardId: 'cd_1',
    number: 1,
    title: 'A checklist first',
    signals: [{ id: 'sg_1', kind: 'proxy', baseline: percent(41), ...signal }],
    guardrail: { indicator: 'errors', limit: { operator: '<=', limit: percent(0.1) } },
    given: late.given === undefined ? [] : [given(late.given)],
    before: new Map(),
    isLate: late.given !== undefined,
  };
}

function refusedFields(card: AskedCard, value: string, errors = ''): string[] {
  const typed = {
    'cd_1.sg_1.value': value,
    'cd_1.guardrail.value': errors,
    'cd_1.why': 'so',
  };
  const read = parseReadings(typed, [card]);
  return 'errors' in read ? Object.keys(read.errors) : [];
}

describe('parseReadings', () => {
  it('refuses a number that cannot be, at its field', () => {
    expect(refusedFields(askedOf({ name: 'Action X' }), '101%', '-3%')).toEqual([
      'cd_1.sg_1.value',
      'cd_1.guardrail.value',
    ]);
    expect(refusedFields(askedOf({ name: 'Action X' }), '100%', '0%')).toEqual([]);
  });

  it('takes growth by its name, and over 100% where the rule asks for it', () => {
    expect(refusedFields(askedOf({ name: 'Revenue growth' }), '-4%')).toEqual([]);
    const aimed = askedOf({ name: 'Usage', continueIf: { kind: 'points', points: 80 } });
    expect(refusedFields(aimed, '118%')).toEqual([]);
  });

  it('lets a number stand that is on a closed card already', () => {
    const card = askedOf({ name: 'Action X' }, { given: 140 });
    expect(refusedFields(card, '140%')).toEqual([]);
    expect(refusedFields(askedOf({ name: 'Action X' }, { given: 41 }), '140%')).toHaveLength(1);
  });
});
