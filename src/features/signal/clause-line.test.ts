import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NamedSignal, readClauses } from './clause-line.ts';
import { formatContinueIf, wantedSide } from './continue-if.ts';

const percent = (value: number) => ({ value, unit: 'percent' as const, suffix: '%' });
const signals: NamedSignal[] = [
  { kind: 'proxy', name: 'Action X', baseline: percent(41), wanted: 1 },
  { kind: 'outcome', name: 'Action X kept', baseline: percent(27), wanted: 1 },
  { kind: 'counter', name: 'Tickets', baseline: { value: 12, unit: 'plain', suffix: '' } },
];

function read(text: string, purpose: 'or' | 'stop' = 'or'): string {
  const result = readClauses(text, signals, purpose);
  if ('why' in result) return result.refused;
  return result.clauses.map(({ kind, rule }) => `${kind} ${formatContinueIf(rule)}`).join(', ');
}

describe('readClauses', () => {
  it('reads a line for each clause, by the longest name or by what the form calls it', () => {
    expect(read('Action X >=60%')).toBe('proxy ≥60%');
    expect(read('action x kept: +5 pts\n\nMOVES FIRST is at least 80%')).toBe(
      'outcome +5 pts, proxy ≥80%',
    );
    expect(read('Tickets >20', 'stop')).toBe('counter >20');
    expect(read('must move <= 20 %', 'stop')).toBe('outcome ≤20%');
    expect(read(' \u200b \n')).toBe('');
  });

  it.each([
    ['Revenue >=60%', 'or', 'no-signal'],
    ['Action X2 >=60%', 'or', 'no-signal'],
    ['>=60%', 'stop', 'no-signal'],
    ['Action X more', 'or', 'no-rule'],
    ['Action X <=250 ms', 'stop', 'no-rule'],
    ['Action X <=30%', 'or', 'wrong-way'],
    ['Action X >=80%', 'stop', 'wrong-way'],
    ['Action X >=41%', 'or', 'met-now'],
    ['Tickets >=10', 'stop', 'met-now'],
    ['Action X >=1000%', 'or', 'never'],
    ['Action X >100%', 'or', 'never'],
    ['Action X <=-5%', 'stop', 'never'],
    ['Action X <0%', 'stop', 'never'],
    ['Action X -200%', 'stop', 'never'],
    ['Action X +1000000000000%', 'or', 'never'],
    ['Action X >=60%\nmoves first at least 60 %', 'or', 'twice'],
    ['Tickets >13\nTickets >14\nTickets >15\nTickets >16', 'stop', 'too-many'],
  ] as const)('refuses %j as %s: %s', (text, purpose, refused) => {
    expect(read(text, purpose)).toBe(refused);
    const result = readClauses(text, signals, purpose);
    expect('why' in result && result.why.length).toBeGreaterThan(20);
  });

  it('reads a target on a share just when a share can be there', () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 300 }), (target) => {
        const up = read(`Action X >=${target}%`);
        if (target > 41) expect(up).toBe(target <= 100 ? `proxy ≥${target}%` : 'never');
        const down = read(`Action X <=${target}%`, 'stop');
        if (target < 41) expect(down).toBe(target >= 0 ? `proxy ≤${target}%` : 'never');
      }),
    );
    const growth: NamedSignal = { kind: 'proxy', name: 'Growth', baseline: percent(4), wanted: 1 };
    expect(readClauses('Growth <=-5%', [growth], 'stop')).toHaveProperty('clauses');
    expect(readClauses('Growth >=120%', [growth], 'or')).toHaveProperty('clauses');
  });

  it('never reads a stop that looks the way the signal is meant to go, nor an or against it', () => {
    const line = fc
      .tuple(
        fc.constantFrom('Action X', 'Action X kept', 'Tickets'),
        fc.constantFrom('+', '-', '>=', '<=', '>', '<'),
        fc.integer({ min: 1, max: 99 }),
        fc.constantFrom('%', ' pts', ''),
      )
      .map(([name, sign, value, unit]) => `${name} ${sign}${value}${unit}`);
    fc.assert(
      fc.property(line, fc.constantFrom('or' as const, 'stop' as const), (text, purpose) => {
        const result = readClauses(text, signals, purpose);
        if ('why' in result) return;
        for (const { kind, rule } of result.clauses) {
          if (kind === 'counter') continue;
          expect(wantedSide(rule)).toBe(purpose === 'or' ? 1 : -1);
        }
      }),
    );
  });
});
