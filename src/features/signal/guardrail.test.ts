import { describe, expect, it } from 'vitest';
import { formatLimit, isPastLimit, parseGuardrail, parseLimit } from './guardrail.ts';

describe('parseGuardrail', () => {
  it.each([
    ['errors <= 0.1%', 'errors', '≤ 0.1%'],
    ['p95 under 300 ms', 'p95', '< 300 ms'],
    ['error rate is at most 0,1 %', 'error rate', '≤ 0.1%'],
    ['errors <= 0.1% over 5 min', 'errors', '≤ 0.1% over 5 min'],
    ['requests over 1 s <= 2%', 'requests over 1 s', '≤ 2%'],
    ['complaints: below 2 per week', 'complaints', '< 2 per week'],
    ['at most 4 touches in 14 days', 'touches in 14 days', '≤ 4 touches in 14 days'],
    ['turnover under 5%', 'turnover', '< 5%'],
    ['uptime ≥ 99.9%', 'uptime', '≥ 99.9%'],
  ])('reads %s', (text, indicator, limit) => {
    const guardrail = parseGuardrail(text);
    expect(guardrail?.indicator).toBe(indicator);
    expect(guardrail && formatLimit(guardrail.limit)).toBe(limit);
  });

  it.each([
    '',
    'errors',
    '<= 0.1%',
    'errors <= few',
    'errors <= few over 5',
    '0 <= x <= 5',
    'no errors',
    '- <= 3',
  ])('leaves %j unread', (text) => {
    expect(parseGuardrail(text)).toBeUndefined();
  });
});

describe('parseLimit', () => {
  it('reads no limit out of an indicator', () => {
    expect(parseLimit('errors <= 0.1%')).toBeUndefined();
  });
});

describe('isPastLimit', () => {
  it.each([
    ['<= 0.1%', 0.06, false],
    ['<= 0.1%', 0.1, false],
    ['<= 0.3%', 0.1 + 0.2, false],
    ['<= 0.1%', 0.11, true],
    ['< 300 ms', 300, true],
    ['>= 99.9%', 99.8, true],
    ['<= 0.1%', Number.NaN, false],
  ])('%s read as %d: %s', (text, value, isPast) => {
    const limit = parseLimit(text);
    expect(limit && isPastLimit(limit, value)).toBe(isPast);
  });
});
