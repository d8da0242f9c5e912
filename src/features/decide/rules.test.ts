import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHOICES, type Choice, majorityOf, type Vote } from '../review/rules.ts';
import type { Signal } from '../signal/rules.ts';
import { verdictOf } from '../verdict/rules.ts';
import {
  DECISIONS,
  majorByRule,
  minorityReport,
  outcomeOf,
  proposeChoice,
  proposeGate,
  proposeRevisit,
  voteFor,
  type Weighed,
  weigh,
} from './rules.ts';

const at = new Date('2026-12-05T10:00:00.000Z');
const owner = 'U1';

function vote(userId: string, choice: Choice, reason = ''): Vote {
  return { userId, choice, reason, at };
}

const atGate = (says: Weighed['verdict']['says']) => ({ phase: 'at-gate' as const, says });

describe('majorByRule', () => {
  const before = { phase: 'before-gate' as const, says: 'on-track' as const };

  it('takes a new default and what is decided on a bet for major, and nothing else', () => {
    const on = (isBet: boolean, verdict: Weighed['verdict']) =>
      DECISIONS.map((choice) => majorByRule(choice, { isBet, verdict }));
    expect(on(false, atGate('continue'))).toEqual([undefined, undefined, undefined, 'default']);
    expect(on(true, atGate('continue'))).toEqual(['bet', 'bet', 'bet', 'default']);
    expect(on(true, before)).toEqual([undefined, 'bet', 'bet', 'default']);
  });
});

describe('weigh', () => {
  it('asks for a new gate only when going on from the gate on', () => {
    const weighed = { verdict: atGate('continue'), votes: [], deciderId: owner };
    expect(weigh('continue', weighed)).toMatchObject({ needsNewGate: true, needsBecause: false });
    expect(weigh('change', weighed).needsNewGate).toBe(true);
    expect(weigh('stop', weighed).needsNewGate).toBe(false);
    const early = {
      ...weighed,
      verdict: { phase: 'before-gate' as const, says: 'behind' as const },
    };
    expect(weigh('continue', early).needsNewGate).toBe(false);
  });

  it('marks going on against the rule, and wants another person with it', () => {
    const alone = {
      verdict: atGate('dont-continue'),
      votes: [vote(owner, 'continue')],
      deciderId: owner,
    };
    expect(weigh('continue', alone)).toMatchObject({
      isAgainstRule: true,
      isAgainstMajority: false,
      lacksOtherVote: true,
    });
    const together = { ...alone, votes: [...alone.votes, vote('U2', 'continue')] };
    expect(weigh('promote', together)).toMatchObject({
      isAgainstRule: true,
      lacksOtherVote: false,
    });
  });

  it('takes a rule that says stop outright to be against everything else', () => {
    const votes = [vote('U2', 'continue'), vote('U3', 'change'), vote('U4', 'stop')];
    const weighed = { verdict: atGate('stop'), votes, deciderId: owner };
    const against = DECISIONS.filter((choice) => weigh(choice, weighed).isAgainstRule);
    expect(against).toEqual(['continue', 'change', 'promote']);
  });

  it('marks going against the majority', () => {
    const votes = [vote('U2', 'stop'), vote('U3', 'stop'), vote('U4', 'continue')];
    const weighed = { verdict: atGate('continue'), votes, deciderId: owner };
    expect(weigh('continue', weighed)).toMatchObject({
      isAgainstMajority: true,
      isAgainstRule: false,
      lacksOtherVote: false,
    });
    expect(weigh('change', weighed).lacksOtherVote).toBe(true);
    expect(weigh('stop', weighed)).toMatchObject({ isAgainstMajority: false, needsBecause: false });
  });
});

describe('what the form proposes', () => {
  it('follows the majority, otherwise the rule', () => {
    const votes = [vote('U2', 'change'), vote('U3', 'change'), vote('U4', 'continue')];
    expect(proposeChoice({ verdict: atGate('dont-continue'), votes })).toBe('change');
    expect(proposeChoice({ verdict: atGate('dont-continue'), votes: [] })).toBe('stop');
    expect(proposeChoice({ verdict: atGate('stop'), votes: [] })).toBe('stop');
    expect(proposeChoice({ verdict: atGate('too-early'), votes: [] })).toBe('continue');
  });

  it('puts the new gate a cycle on and the revisit in 90 days', () => {
    expect(proposeGate('2026-12-05', { today: '2026-12-08', cycleDays: 14 })).toBe('2026-12-22');
    expect(proposeGate('2026-12-10', { today: '2026-12-08', cycleDays: 7 })).toBe('2026-12-17');
    expect(proposeRevisit('2026-12-08')).toBe('2027-03-08');
  });
});

describe('minorityReport', () => {
  it('keeps the lines of those who voted otherwise', () => {
    const votes = [
      vote('U2', 'stop', 'it is one ad campaign'),
      vote('U3', 'change', ''),
      vote('U4', 'continue', 'fine'),
    ];
    expect(minorityReport('promote', votes)).toBe('Stop: it is one ad campaign');
    expect(minorityReport('change', votes)).toBe('Stop: it is one ad campaign\nContinue: fine');
  });
});

const anyWeighed = fc.record({
  verdict: fc.record({
    phase: fc.constantFrom('before-gate' as const, 'at-gate' as const),
    says: fc.constantFrom(
      'on-track' as const,
      'behind' as const,
      'continue' as const,
      'dont-continue' as const,
      'too-early' as const,
      'missing' as const,
    ),
  }),
  votes: fc
    .uniqueArray(
      fc.record({
        userId: fc.constantFrom('U1', 'U2', 'U3', 'U4'),
        choice: fc.constantFrom(...CHOICES),
      }),
      { selector: (one) => one.userId },
    )
    .map((votes) => votes.map((one) => vote(one.userId, one.choice))),
  deciderId: fc.constant(owner),
});

describe('weigh, whatever the votes', () => {
  it('never lets anybody go alone against the majority or the rule', () => {
    fc.assert(
      fc.property(anyWeighed, fc.constantFrom(...DECISIONS), (weighed, choice) => {
        const weight = weigh(choice, weighed);
        const isAgainst = weight.isAgainstMajority || weight.isAgainstRule;
        expect(weight.needsBecause).toBe(isAgainst);
        const others = weighed.votes.filter(
          (one) => one.userId !== owner && one.choice === voteFor(choice),
        );
        expect(weight.lacksOtherVote).toBe(isAgainst && others.length === 0);
      }),
    );
  });

  it('asks nothing more of what it proposes, when a majority agrees with the rule', () => {
    fc.assert(
      fc.property(anyWeighed, (weighed) => {
        const weight = weigh(proposeChoice(weighed), weighed);
        expect(weight.isAgainstMajority).toBe(false);
        if (majorityOf(weighed.votes) === undefined) expect(weight.needsBecause).toBe(false);
      }),
    );
  });
});

describe('outcomeOf', () => {
  const percent = (value: number) => ({ value, unit: 'percent', suffix: '%' }) as const;
  const signal = (over: Partial<Signal>): Signal => ({
    ...{ id: 'sg_1', kind: 'outcome', name: 'Activation', baseline: percent(27) },
    ...{ continueIf: { kind: 'points', points: 3 }, ...over },
  });
  const gateOn = '2026-12-05';
  const tell = (
    signals: readonly Signal[],
    given: { values: Record<string, number>; today?: string; n?: number },
  ) => {
    const guardrail = { limit: { operator: '<=', limit: percent(0.1) } } as const;
    const n = given.n === undefined ? {} : { denominator: given.n };
    const readings = new Map(
      Object.entries(given.values).map(([id, value]) => [id, { value, isMissing: false, ...n }]),
    );
    const today = given.today ?? gateOn;
    return outcomeOf(verdictOf({ signals: [...signals], guardrail }, readings, { today, gateOn }));
  };

  it('is what the outcome went from and to, of how many, which way, and whether it met its rule', () => {
    expect(tell([signal({})], { values: { sg_1: 31 }, n: 400 })).toEqual({
      isAtGate: true,
      isRuleMet: true,
      moved: [
        {
          ...{ signal: 'Activation', before: '27%', after: '31%', n: 400 },
          ...{ isMet: true, direction: 'toward' },
        },
      ],
    });
    expect(tell([signal({})], { values: { sg_1: 25 } })).toEqual({
      isAtGate: true,
      isRuleMet: false,
      moved: [
        {
          ...{ signal: 'Activation', before: '27%', after: '25%' },
          ...{ isMet: false, direction: 'opposite' },
        },
      ],
    });
    expect(tell([signal({})], { values: {}, today: '2026-11-24' })).toEqual({
      ...{ isAtGate: false, isRuleMet: false, moved: [] },
    });
  });

  it('tells an outcome of an alternative too, each once, and no number that is none of users', () => {
    const { continueIf: _, ...watched } = signal({ id: 'sg_2', name: 'Retention' });
    const signals: Signal[] = [
      { ...signal({}), orIf: [{ kind: 'points', points: 1 }] },
      { ...watched, orIf: [{ kind: 'points', points: 2 }] },
      signal({ id: 'sg_3', kind: 'proxy', name: 'Clicks' }),
    ];
    const { moved } = tell(signals, { values: { sg_1: 31, sg_2: 28, sg_3: 60 } });
    expect(moved.map((one) => `${one.signal} ${one.isMet}`)).toEqual([
      'Activation true',
      'Retention false',
    ]);
  });
});
