import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHOICES, type Choice, majorityOf, type Vote } from '../review/rules.ts';
import {
  DECISIONS,
  majorByRule,
  minorityReport,
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
