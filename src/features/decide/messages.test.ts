import { describe, expect, it } from 'vitest';
import { voteLine } from './messages.ts';

describe('how many voted', () => {
  const turnout = { voted: 0, expected: 5, away: 0 };

  it('promises to show how only once there is something to see', () => {
    expect(voteLine(turnout, undefined)).toBe('0 of 5 voted');
    expect(voteLine({ ...turnout, voted: 1 }, undefined)).toBe(
      '1 of 5 voted · vote on the card to see how',
    );
    expect(voteLine(turnout, '0 continue · 0 change · 0 stop')).toContain('0 continue');
  });
});
