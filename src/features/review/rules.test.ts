import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHOICES,
  type Choice,
  compareUrgency,
  isChoice,
  majorityOf,
  meetingOf,
  missingVoters,
  refuseClosedCard,
  tallyOf,
  turnoutOf,
  type Urgency,
  type Vote,
} from './rules.ts';

const at = new Date('2026-12-01T10:00:00.000Z');

function votesFor(...choices: Choice[]): Vote[] {
  return choices.map((choice, index) => ({ userId: `U${index}`, choice, reason: '', at }));
}

describe('majorityOf', () => {
  it('is more than half of the votes cast', () => {
    expect(majorityOf(votesFor('stop', 'stop', 'continue'))).toBe('stop');
    expect(majorityOf(votesFor('change'))).toBe('change');
  });

  it('is none for a tie, for half, and when nobody voted', () => {
    expect(majorityOf(votesFor('stop', 'continue'))).toBeUndefined();
    expect(majorityOf(votesFor('stop', 'stop', 'continue', 'change'))).toBeUndefined();
    expect(majorityOf([])).toBeUndefined();
  });
});

const anyChoice = fc.constantFrom(...CHOICES);
const anyVote = fc.record({
  userId: fc.constantFrom('U1', 'U2', 'U3', 'U4', 'U5'),
  choice: anyChoice,
  reason: fc.string({ maxLength: 20 }),
  at: fc.constant(at),
});
const anyVotes = fc.uniqueArray(anyVote, { selector: ({ userId }) => userId });

describe('tallyOf', () => {
  it('counts each person once', () => {
    fc.assert(
      fc.property(anyVotes, (votes) => {
        const tally = tallyOf(votes);
        expect(tally.continue + tally.change + tally.stop).toBe(votes.length);
      }),
    );
  });

  it('finds a majority exactly when more than half chose alike', () => {
    fc.assert(
      fc.property(anyVotes, (votes) => {
        const tally = tallyOf(votes);
        const most = CHOICES.filter((choice) => tally[choice] > votes.length / 2);
        expect(majorityOf(votes)).toBe(most[0]);
        expect(most.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('turnoutOf', () => {
  it('counts the roster and who joined since', () => {
    const votes = votesFor('stop', 'continue');
    const attendance = { roster: ['U0', 'U7', 'U8'], away: [] };
    expect(turnoutOf(attendance, votes)).toEqual({ voted: 2, expected: 4, away: 0 });
    expect(missingVoters(attendance, votes)).toEqual(['U7', 'U8']);
  });

  it('waits for nobody who is away, and counts them when they vote all the same', () => {
    const attendance = { roster: ['U0', 'U7', 'U8', 'U9'], away: ['U0', 'U8', 'U9'] };
    const votes = votesFor('stop', 'continue');
    expect(turnoutOf(attendance, votes)).toEqual({ voted: 2, expected: 3, away: 2 });
    expect(missingVoters(attendance, votes)).toEqual(['U7']);
  });
});

describe('meetingOf', () => {
  it('is the time the review was moved to, otherwise when it opened', () => {
    const later = new Date('2026-12-02T10:00:00.000Z');
    const movedTo = { at: later, byUserId: 'U1', because: '' };
    expect(meetingOf({ openedAt: at })).toEqual(at);
    expect(meetingOf({ openedAt: at, movedTo })).toEqual(later);
  });
});

describe('isChoice', () => {
  it('knows what one can vote for, and nothing else', () => {
    expect([...CHOICES, 'promote', '', 'Stop'].filter(isChoice)).toEqual([...CHOICES]);
  });
});

describe('refuseClosedCard', () => {
  it('takes votes while the card is open only', () => {
    expect(refuseClosedCard({ state: 'open' })).toBeUndefined();
    expect(refuseClosedCard({ state: 'decided' })).toEqual({ refused: 'already-decided' });
    expect(refuseClosedCard({ state: 'no-decision' })).toEqual({ refused: 'already-closed' });
  });
});

describe('compareUrgency', () => {
  it('puts frozen first, then guardrail, gate, behind and on track', () => {
    const card = (
      number: number,
      over: Partial<Urgency['verdict']>,
      isFrozen = false,
    ): Urgency => ({
      isFrozen,
      number,
      verdict: {
        phase: 'before-gate',
        says: 'on-track',
        daysToGate: 8,
        guardrail: 'safe',
        ...over,
      },
    });
    const cards = [
      card(1, {}),
      card(2, { says: 'behind' }),
      card(3, { phase: 'at-gate', says: 'continue', daysToGate: 0 }),
      card(4, { phase: 'at-gate', says: 'missing', daysToGate: -7 }),
      card(5, { guardrail: 'past' }),
      card(6, {}, true),
      card(7, { says: 'missing', daysToGate: 2 }),
      card(8, { says: 'stop', daysToGate: 20 }),
      card(10, {}),
      card(9, {}),
    ];
    const order = cards.sort(compareUrgency).map((one) => one.number);
    expect(order).toEqual([6, 5, 8, 4, 3, 7, 2, 1, 9, 10]);
  });
});
