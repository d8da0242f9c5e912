import { describe, expect, it } from 'vitest';
import { deviationLine, deviationMessage, logDeviationButton } from './messages.ts';

describe('logDeviationButton', () => {
  it('opens the form of its team, under the words that fit its place', () => {
    expect(logDeviationButton({ teamId: 'tm_1' })).toMatchObject({
      action_id: 'deviation.log',
      value: 'tm_1',
      text: { text: 'Log a deviation' },
    });
    expect(logDeviationButton({ teamId: 'tm_1', label: 'Dare one thing' })).toMatchObject({
      text: { text: 'Dare one thing' },
    });
  });
});

describe('deviationMessage', () => {
  it('says who logged it as a sentence of its own, and its end as a day inside one', () => {
    const at = new Date('2026-12-04T14:00:00.000Z');
    const shown = JSON.stringify(
      deviationMessage({
        deviation: {
          ...{ id: 'dv_1', workspaceId: 'T1', teamId: 'tm_1', byUserId: 'U1', at },
          ...{ area: 'Template first', deviation: 'a first line', because: 'people see why them' },
          ...{ benefit: '', risk: '', isReversible: true },
          ...{ state: 'retired', settledAt: at, outcome: '', lesson: 'nobody reads on' },
        },
      }),
    );
    expect(shown).toContain('"Logged by <@U1>"');
    // In front of the day stands what keeps Slack from writing *Today* in mid-sentence.
    expect(shown).toMatch(/retired <!date\^\d+\^\u2060/);
  });
});

describe('deviationLine', () => {
  it('departs from a habit, and does something otherwise in a place that every team protects', () => {
    const words = { deviation: 'We call first', because: 'a call says more' };
    expect(deviationLine({ area: 'Demo first', ...words })).toBe(
      'Instead of *Demo first*: We call first, because a call says more',
    );
    expect(deviationLine({ area: 'Security', ...words })).toBe(
      'In *Security*: We call first, because a call says more',
    );
  });
});
