import { describe, expect, it } from 'vitest';
import { verdictOf } from '../verdict/rules.ts';
import { type CardLine, rootMessage } from './messages.ts';
import type { Review } from './rules.ts';

const at = new Date('2026-12-01T09:00:00.000Z');
const review: Review = {
  ...{ id: 'rv_1', workspaceId: 'T1', teamId: 'tm_1', weekOn: '2026-11-30', state: 'open' },
  ...{ dueAt: at, openedAt: at, closesAt: at, isLate: false },
};
const line = (isFrozen: boolean): CardLine => ({
  ...{ card: { state: 'open' }, number: 12, title: 'Action X first', isFrozen },
  verdict: verdictOf(
    {
      signals: [],
      guardrail: {
        limit: { operator: '<=', limit: { value: 1, unit: 'percent', suffix: '%' } },
      },
    },
    new Map(),
    { today: '2026-12-01', gateOn: '2026-12-05' },
  ),
});

describe('the notification of a review', () => {
  it('counts the cards that it decides', () => {
    expect(rootMessage(review, { cards: [line(false), line(true)] }, at).text).toBe(
      '15-minute review: 1 card',
    );
  });

  it('says that what would be on it is frozen, rather than nothing at all', () => {
    expect(rootMessage(review, { cards: [line(true)] }, at).text).toBe(
      '15-minute review: what would be on it is frozen',
    );
  });
});

describe('a review in which nothing is left to decide', () => {
  const decided: CardLine = { ...line(false), card: { state: 'decided' } };
  const shown = (cards: CardLine[]) => JSON.stringify(rootMessage(review, { cards }, at).blocks);

  it('does not call decided what is frozen', () => {
    expect(shown([decided])).toContain('Every card is decided.');
    expect(shown([decided, line(true)])).toContain('Every card that is not frozen is decided.');
  });
});
