import type { RollupFacts } from '../../src/features/rollup/rules.ts';

const titles = ['Action X first', 'Read-through cache', 'Reason-first outreach', 'Sample first'];

/** A week of a team that runs so many one-pagers, with something of everything that a roll-up tells. */
export function busyWeek(onepagers: number): RollupFacts {
  const some = (share: number) =>
    Array.from({ length: Math.max(1, Math.round(onepagers * share)) }, (_, index) => ({
      number: index * 3 + 9,
      title: titles[index % titles.length] ?? '',
    }));
  const weekOn = '2026-11-30';
  const signal = { signal: '14-day activation', before: '27%', after: '31%', n: 398 };
  const because = 'people stall at step N not knowing what is next';
  const asked = { whom: 'Data', what: 'cohort export', sinceOn: '2026-12-02', isShared: true };
  return {
    ...{ weekOn, isLate: false, opened: 1, decided: onepagers, noDecisions: 1, deviations: 1 },
    moved: some(0.2).map((one) => ({ ...one, ...signal, confidence: 'medium' as const, because })),
    moving: some(0.3).map((one) => ({ ...one, ...signal, because })),
    stopped: some(0.1).map((one) => ({
      ...{ ...one, id: `dec_${one.number}` as const, isAtGate: true },
      ...{ learned: 'the query is slow, the cache hid it', saved: 'about 3 weeks' },
    })),
    defaults: some(0.05).map(({ number: fromNumber }) => ({
      ...{ statement: 'Outreach opens with one line on the person’s own work', segment: '' },
      ...{ isRetired: false, fromNumber },
    })),
    asks: some(0.05).map(({ number }) => ({
      ...{ ...asked, number, id: `ak_${number}` as const, state: 'open' as const },
      isHelped: number === 12,
    })),
    thanks: some(0.02).map((one) => ({
      ...{ ...one, kind: 'evidence' as const, text: 'five of six stall at step N' },
    })),
    overruled: some(0.1).map((one) => ({
      ...{ ...one, kind: 'continue' as const, isAgainstRule: true, isAgainstMajority: false },
      because: 'one more week of data',
    })),
    minority: some(0.1).map((one) => ({ ...one, lines: ['Stop: no user gained'] })),
    against: some(0.5).map((one) => ({ ...one, text: 'stallers come from one ad campaign' })),
    lessons: some(0.2).map(({ number }) => ({ number, text: 'measure the query first' })),
    evidence: some(0.2).map((one) => ({
      ...{ ...one, id: `ev_${one.number}` as const, why: 'three of five went past the prompt' },
      permalink: 'https://acme.slack.com/archives/C0GROWTH/p1700000000000100',
    })),
    ...{ outages: [], changes: [], cycles: [], alarms: ['Nothing dared in two cycles'] },
    delta: {
      started: some(0.1),
      ended: some(0.1).map((one) => ({ ...one, how: 'stopped' as const })),
      ...{ frozen: [], thawed: [], parked: some(0.01), returned: [] },
      gates: some(0.1).map((one) => ({ ...one, from: '2026-12-05', to: '2026-12-19' })),
      amended: some(0.05).map((one) => ({
        ...{ ...one, lines: ['Action X in 24 h: continue if +10% → +5%'] },
      })),
      readings: some(0.5).map((one) => ({
        ...{ ...one, signal: 'Action X in 24 h', from: '41%', to: '46%' },
      })),
      ...{ owners: [], stopOwners: [] },
    },
    trend: ['2026-11-09', '2026-11-16', '2026-11-23', weekOn].map((on, index) => ({
      ...{ weekOn: on, moved: index, stopped: index % 2, decided: 2 + index },
    })),
  };
}
