import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { clean } from '../../platform/slack/text.ts';
import { dismissForm } from './form.ts';
import { alarmMessage, alarmTitle } from './messages.ts';
import { type Alarm, alarmKinds, type Evidence } from './rules.ts';

const at = new Date('2026-12-04T14:00:00.000Z');

function alarm(over: Partial<Alarm> = {}): Alarm {
  return {
    ...{ id: 'al_1', workspaceId: 'T1', teamId: 'tm_1', kind: 'nothing-killed', subject: '' },
    ...{ facts: 'from cycle 1', sinceAt: at, firedAt: at, told: 'message' },
    evidence: [
      {
        what: 'gate-against-rule',
        at,
        number: 9,
        title: 'Read-through cache',
        said: 'one more week of data',
      },
      { what: 'gate-undecided', at, number: 12, title: 'Action X first' },
      { what: 'weakest', number: 9, title: 'Read-through cache' },
    ],
    ...over,
  };
}

const typed = typedText().map(clean);
const around = { teamName: 'Growth' };
const wordsOf = (shown: Alarm, dismissal?: { number: number; because: string }) =>
  JSON.stringify(alarmMessage(shown, { ...around, ...(dismissal && { dismissal }) }));

describe('alarmMessage', () => {
  it('says what holds and since when, its rule, its evidence, the smallest move and when it clears', () => {
    const shown = wordsOf(alarm());
    for (const words of [
      'Nothing stopped at the last two gates',
      'Growth · since <!date^1796392800',
      'Perhaps every bet is working.',
      '#9 *Read-through cache* went on against its rule: “one more week of data”',
      '#12 *Action X first* reached its gate, no decision',
      'Smallest move: look at #9 *Read-through cache*, furthest from its own rule.',
      ...['Review #9 now', 'All were right, because…', 'Show running'],
      'Clears itself at the next stop. Asked of the team, not a person.',
    ]) {
      expect(shown).toContain(words);
    }
    expect(shown).not.toContain('Dismiss…');
  });

  it('counts a gate that waits as one gate', () => {
    const waits = { what: 'gate-undecided', at, number: 12, title: 'Action X first' };
    expect(alarmTitle(alarm({ evidence: [waits] }))).toBe(
      'Nothing stopped: the last gate waits for a decision',
    );
  });

  it.each([
    [{ now: 'frozen' }, 'it is frozen until its evidence review decides.'],
    [{ now: 'stopped' }, 'it is stopped.'],
    [{ now: 'parked' }, 'it is parked.'],
    [{ now: 'gone' }, 'it is over.'],
    [{ now: 'decided' }, 'its evidence review has decided.'],
    [{ now: 'turned' }, 'it is back within its limit.'],
    [{ exceptedUntil: '2026-12-11' }, 'an exception holds until 11 Dec.'],
  ] as const)('says which of its ends it was: %o', (why, words) => {
    const over = alarm({ kind: 'guardrail-tripped', evidence: [], clearedAt: at });
    const shown = JSON.stringify(alarmMessage(over, { ...around, why }));
    expect(shown).toContain(`: ${words}`);
    expect(shown).not.toContain('frozen, excepted');
  });

  it('shows an anthropologist case in favour of a team that wrote no deviation', () => {
    const cycle = (number: number, hats: number): Evidence => ({
      ...{ what: 'cycle', at, number },
      counts: { running: 1, decided: 2, hats },
    });
    const dared = (evidence: Evidence[]) => alarm({ kind: 'nothing-dared', evidence });
    expect(wordsOf(dared([cycle(1, 0), cycle(2, 0)]))).not.toContain('In its favour');
    // The title has said how many cycles.
    expect(wordsOf(dared([cycle(1, 0), cycle(2, 0)]))).not.toContain('in a row');
    const shown = wordsOf(
      dared([cycle(1, 1), cycle(2, 0), { what: 'open-hats', counts: { hats: 1 } }]),
    );
    expect(shown).toContain('No deviation in the last two cycles');
    expect(shown).toContain('In its favour: 2 anthropologist cases');
    expect(shown).toContain('Dismiss…');
  });

  it('keeps the newest lines of a long streak and says how many came before', () => {
    const gate = (number: number): Evidence => ({ what: 'gate-undecided', at, number });
    const evidence = Array.from({ length: 9 }, (_, index) => gate(index + 1));
    const shown = wordsOf(alarm({ evidence }));
    expect(shown).toContain('Nothing stopped at the last 9 gates');
    expect(shown).toContain('and 3 before that');
    expect(shown).not.toContain('#3 ');
  });

  it('about a one-pager has buttons that name it, and speaks of nobody', () => {
    const line = (what: string): Evidence => ({ what, at, number: 12, title: 'Action X first' });
    const about = (kind: Alarm['kind'], ...whats: string[]) =>
      wordsOf(alarm({ kind, subject: 'op_1', evidence: whats.map(line) }));
    const numbers = about('numbers-move', 'review', 'review', 'review');
    for (const words of [
      '#12 moves its number, users don’t',
      '3 reviews in a row',
      '"draft.edit:1","value":"op_1"',
      '"decide.stop","value":"op_1"',
    ]) {
      expect(numbers).toContain(words);
    }
    const guard = about('nobody-can-stop', 'named', 'silent');
    expect(guard).toContain('Nobody can say stop on #12');
    expect(guard).toContain('"draft.edit:3","value":"op_1"');
    const pilot = about('pilot-purgatory', 'past-gate', 'no-owner');
    for (const words of ['Hand over', 'Set a gate', 'Stop it', 'Dismiss…']) {
      expect(pilot).toContain(words);
    }
    expect(about('pilot-purgatory', 'no-criterion')).toContain('Write its rule');
    expect(about('pilot-purgatory', 'no-criterion')).not.toContain('Hand over');
    expect(about('mid-bar', 'middle')).toContain('Make it real');
    for (const shown of [numbers, guard, pilot]) expect(shown).not.toContain('<@');
    const debts: Evidence[] = [
      { what: 'oldest', said: 'dec_7', counts: { debts: 1 } },
      { ...line('debt-promote'), number: 7 },
    ];
    const debt = wordsOf(alarm({ kind: 'decision-debt', evidence: debts }));
    for (const words of [
      '1 decision waiting',
      '#7',
      'a new default',
      '"revisit.open:same","value":"dec_7"',
    ]) {
      expect(debt).toContain(words);
    }
    expect(debt).not.toContain(' dec_7');
  });

  it('is one line without buttons once it is over, with the reason when somebody gave one', () => {
    const cleared = wordsOf(alarm({ clearedAt: at }));
    expect(cleared).toContain('something was stopped.');
    expect(cleared).not.toContain('button');
    const dismissed = alarm({ dismissed: { at, decisionId: 'dec_1' } });
    const shown = wordsOf(dismissed, { number: 31, because: 'both met their rule' });
    expect(shown).toContain('“both met their rule” (log #31)');
    expect(shown).not.toContain('button');
  });

  it('stays within Slack’s sizes and pings nobody, whatever people typed', () => {
    fc.assert(
      fc.property(typed, typed, (title, said) => {
        const line = { at, number: 123456789, title, said, counts: { cards: 9, running: 9 } };
        const whats = [
          ...['cycle', 'review', 'gate-undecided', 'gate-continue', 'weakest', 'named', 'gone'],
          ...['past-gate', 'no-owner', 'no-criterion', 'debt-stop'],
        ];
        const evidence = whats.flatMap((what) => [
          { what, ...line },
          { what, ...line },
        ]);
        for (const kind of alarmKinds) {
          for (const subject of ['', 'op_1']) {
            const shown = alarmMessage(alarm({ kind, subject, evidence }), { teamName: title });
            expect(findLimitBreaks(shown)).toEqual([]);
          }
          expect(alarmTitle(alarm({ kind, evidence }))).not.toMatch(/[.]$/);
          const over = alarm({ kind, evidence, dismissed: { at, decisionId: 'dec_1' } });
          const ended = alarmMessage(over, {
            teamName: title,
            dismissal: { number: 1, because: said },
          });
          expect(findLimitBreaks(ended)).toEqual([]);
          for (const isRight of [true, false]) {
            expect(findLimitBreaks(dismissForm(alarm({ kind, evidence }), isRight))).toEqual([]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
