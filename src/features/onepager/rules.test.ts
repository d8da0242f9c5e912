import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedFields } from '../../../test/harness/typed-text.ts';
import { makeNewId } from '../../lib/ids.ts';
import { type BetFields, EMPTY_FIELDS } from '../quality/rules.ts';
import { findScene, listScenes } from '../scene/rules.ts';
import {
  type Bet,
  compareForList,
  draftRuleSentence,
  FIELD_NAMES,
  mechanismSentence,
  type OnePager,
  ruleSentence,
  titleOf,
  toBet,
  toFields,
} from './rules.ts';

const today = '2026-11-21';

function counter() {
  let count = 0;
  return makeNewId(() => {
    count += 1;
    return String(count);
  });
}

function product(over: Partial<BetFields> = {}): BetFields {
  return { ...EMPTY_FIELDS, ...findScene('product')?.fields(today), stopOwnerId: 'UMIA', ...over };
}

function bet(fields: BetFields, before?: Bet): Bet {
  const made = toBet(fields, counter(), before);
  if ('refused' in made) throw new Error(made.field);
  return made;
}

describe('toBet', () => {
  it('reads every scene', () => {
    for (const scene of listScenes()) {
      const made = bet({ ...scene.fields(today), stopOwnerId: 'UMIA' });
      expect(made.signals.map((signal) => signal.kind).slice(0, 2)).toEqual(['proxy', 'outcome']);
      expect(made.guardrail.stopOwnerId).toBe('UMIA');
    }
  });

  it('gives the outcome, and only it, the day from which it can be read', () => {
    const { signals } = bet(product({ counterName: 'Tickets', counterNow: '12' }));
    expect(signals.map((signal) => signal.maturesOn)).toEqual([undefined, '2026-11-28', undefined]);
  });

  it('refuses at the field that cannot be read', () => {
    const refuse = (over: Partial<BetFields>) => toBet(product(over), counter());
    expect(refuse({ guardrail: 'be careful' })).toEqual({
      refused: 'not-ready',
      field: 'guardrail',
    });
    expect(refuse({ gateOn: 'soon' })).toEqual({ refused: 'not-ready', field: 'gateOn' });
    expect(refuse({ proxyNow: 'many' })).toEqual({ refused: 'not-ready', field: 'proxyNow' });
    expect(refuse({ outcomeContinueIf: 'up' })).toEqual({
      refused: 'not-ready',
      field: 'outcomeContinueIf',
    });
  });

  it('keeps a signal’s id when its name or its number stays, and gives a new one to another number', () => {
    const first = bet(product());
    const proxyOf = (made: Bet) => made.signals.find((signal) => signal.kind === 'proxy')?.id;
    const again = (over: Partial<BetFields>) => proxyOf(bet(product(over), first));
    expect(again({ proxyContinueIf: '+5%' })).toBe(proxyOf(first));
    expect(again({ proxyName: 'Action X within a day' })).toBe(proxyOf(first));
    expect(again({ proxyNow: '44%' })).toBe(proxyOf(first));
    expect(
      bet(product({ proxyName: 'Replies', proxyNow: '12' }), first).signals[0]?.baseline,
    ).toEqual({ value: 12, unit: 'plain', suffix: '' });
  });

  it('keeps what is known of an assumption whose words stay', () => {
    const first = bet(product({ assumptions: 'people stall\nX matters' }));
    const [stall] = first.assumptions;
    if (stall === undefined) throw new Error('no assumption');
    const doubted = { ...first, assumptions: [{ ...stall, isFalsified: true }] };
    const second = bet(
      product({ assumptions: 'a new one\npeople  stall\n\npeople stall' }),
      doubted,
    );
    expect(second.assumptions.map((one) => [one.text, one.isFalsified])).toEqual([
      ['a new one', false],
      ['people stall', true],
    ]);
    expect(second.assumptions[1]?.id).toBe(stall.id);
  });

  it('answers for anything that can be typed', () => {
    fc.assert(
      fc.property(typedFields(), (fields) => {
        const made = toBet(fields, counter());
        if ('refused' in made) expect(FIELD_NAMES).toContain(made.field);
        else expect(made.fields).toEqual(fields);
      }),
      { numRuns: 50 },
    );
  });
});

describe('sentences', () => {
  it('says the rule as the mock does', () => {
    const fields = product({
      proxyName: 'Action X',
      outcomeName: 'activation',
      gateOn: '2026-12-05',
    });
    const said =
      'Continue if Action X rises 10% AND activation rises 3 points, judged 5 Dec. Otherwise change or stop.';
    expect(ruleSentence(bet(fields))).toBe(said);
    expect(draftRuleSentence(fields)).toBe(said);
  });

  it('says so when no rule can be read yet', () => {
    const fields = product({ proxyContinueIf: '', outcomeContinueIf: '10' });
    expect(draftRuleSentence({ ...fields, gateOn: '' })).toBe('No “continue if” yet.');
  });

  it('joins the mechanism without doubled full stops', () => {
    const mechanism = { change: 'a checklist.', moves: 'completion', because: 'people stall. ' };
    expect(mechanismSentence(mechanism)).toBe(
      'We believe a checklist will move completion, because people stall.',
    );
  });

  it('names itself from what it changes, at most 60 characters', () => {
    expect(titleOf({ title: ' \u200b', change: 'a checklist', behaviour: '' })).toBe('A checklist');
    const long = titleOf({ title: '', change: '😀 word '.repeat(40), behaviour: '' });
    expect(Array.from(long).length).toBeLessThanOrEqual(60);
    expect(long.endsWith('…')).toBe(true);
    expect(titleOf(EMPTY_FIELDS)).toBe('Untitled');
  });
});

describe('toFields', () => {
  it('takes only names of fields', () => {
    const fields = toFields({ because: 'z', toString: 'no', __proto__: 'no', gone: 'x' });
    expect(fields).toEqual({ ...EMPTY_FIELDS, because: 'z' });
  });
});

describe('compareForList', () => {
  it('puts what runs first, then the newest', () => {
    const make = (number: number, state: OnePager['state']): OnePager => ({
      id: `op_${number}`,
      workspaceId: 'T1',
      teamId: 'tm_1',
      number,
      state,
      kind: 'probe',
      ownerId: 'UANA',
      version: 1,
      bet: bet(product()),
      startedAt: new Date(0),
    });
    const all = [
      make(1, 'running'),
      make(2, 'stopped'),
      make(3, 'parked'),
      make(4, 'frozen'),
      make(5, 'promoted'),
    ];
    expect(all.toSorted(compareForList).map((one) => one.number)).toEqual([4, 1, 3, 5, 2]);
  });
});
