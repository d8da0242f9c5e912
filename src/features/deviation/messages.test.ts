import { describe, expect, it } from 'vitest';
import { logDeviationButton } from './messages.ts';

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
