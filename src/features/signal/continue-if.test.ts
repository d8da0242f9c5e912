import { describe, expect, it } from 'vitest';
import {
  type ContinueIf,
  describeContinueIf,
  formatContinueIf,
  parseContinueIf,
  readContinueIf,
  sayContinueIf,
  targetFrom,
} from './continue-if.ts';
import { type Measure, parseMeasure } from './measure.ts';

function measure(text: string): Measure {
  const read = parseMeasure(text);
  if (read === undefined) throw new Error(`unreadable: ${text}`);
  return read;
}

function rule(text: string): ContinueIf {
  const read = parseContinueIf(text);
  if (read === undefined) throw new Error(`unreadable: ${text}`);
  return read;
}

describe('parseContinueIf', () => {
  it.each([
    ['+10%', '+10%'],
    ['-5 %', '-5%'],
    ['− 5%', '-5%'],
    ['+3 pts', '+3 pts'],
    ['+3pp', '+3 pts'],
    ['+3,5 percentage points', '+3.5 pts'],
    ['-200 ms', '-200 ms'],
    ['+€5', '+€5'],
    ['+1,000 users', '+1,000 users'],
    ['>=80%', '≥80%'],
    ['≥ 80 %', '≥80%'],
    ['at least 80%', '≥80%'],
    ['<= 250 ms', '≤250 ms'],
    ['under 250 ms', '<250 ms'],
    ['> 1.234,5', '>1,234.5'],
    ['>= -5', '≥-5'],
  ])('reads %s', (typed, written) => {
    expect(formatContinueIf(rule(typed))).toBe(written);
  });
});

describe('readContinueIf', () => {
  const why = (text: string, baseline: string): string => {
    const read = readContinueIf(text, measure(baseline));
    return 'refused' in read ? `${read.refused}: ${read.why}` : 'read';
  };

  it('says what can be read when it cannot read', () => {
    expect(why('more', '41%')).toMatch(/^unreadable: .*a change with its sign, or a level/);
    expect(why('+10% of users', '41%')).toMatch(/^unreadable/);
    expect(why('+', '41%')).toMatch(/^unreadable/);
    expect(why('x'.repeat(200_000), '41%')).toMatch(/^unreadable/);
    expect(why(' \u200b ', '41%')).toMatch(/^empty/);
  });

  it('asks back when a number could be a change or a level', () => {
    expect(why('10%', '41%')).toMatch(/^no-sign: .*\+10%.*>=10%/);
  });

  it('never guesses between points and percent', () => {
    expect(why('+3', '27%')).toMatch(/^other-unit: .*\+3 pts.*\+3%/);
  });

  it.each([
    ['>=80 ms', '41%'],
    ['+3 pts', '6 per 100'],
    ['>=$25', '€20'],
    ['+200 ms', '12 users'],
    ['>=80', '41%'],
  ])('refuses %s beside %s', (text, baseline) => {
    expect(why(text, baseline)).toMatch(/^other-unit/);
  });
});

describe('describeContinueIf', () => {
  it.each([
    ['+10%', '41%', '+10% (41% → 45.1%)'],
    ['+3 pts', '27%', '+3 pts (27% → 30%)'],
    ['-25%', '450 ms', '-25% (450 → 337.5 ms)'],
    ['>=80%', '41%', '≥80%'],
  ])('shows %s on %s', (text, baseline, shown) => {
    expect(describeContinueIf(rule(text), measure(baseline))).toBe(shown);
  });
});

describe('sayContinueIf', () => {
  it.each([
    ['+10%', 'rises 10%'],
    ['-5%', 'falls 5%'],
    ['+1 pts', 'rises 1 point'],
    ['+3 pts', 'rises 3 points'],
    ['-200 ms', 'falls 200 ms'],
    ['<=250 ms', 'is at most 250 ms'],
  ])('reads %s aloud', (text, said) => {
    expect(sayContinueIf(rule(text))).toBe(said);
  });
});

describe('targetFrom', () => {
  it('raises a negative number when it should rise', () => {
    expect(targetFrom(rule('+10%'), measure('-10'))).toBe(-9);
  });

  it('converts a limit into the unit of the baseline', () => {
    expect(targetFrom(rule('<=0.25 s'), measure('450 ms'))).toBe(250);
  });
});
