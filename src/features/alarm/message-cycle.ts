import { logDeviationButton } from '../deviation/messages.ts';
import { type AlarmWords, amount, nameOf, saidIn } from './message-shape.ts';
import type { Alarm, Evidence } from './rules.ts';

/** *Nothing dared*: a question, and the two doses that answer it. */
export const nothingDaredWords: AlarmWords = {
  title: ({ evidence }) => `No deviation in the last ${numberWord(countCycles(evidence))} cycles`,
  rule: (alarm) =>
    `While something ran, no departure from a default was written down, ${times(countCycles(alarm.evidence))} in a row. Perhaps the daring happened and nobody noted it; perhaps the work has become busy and safe.${describeHats(alarm)}`,
  evidence: (line) => (line.what === 'cycle' ? describeCycle(line) : ''),
  move: () => 'Smallest move: one small, bounded departure from how we normally do it.',
  clears: 'Clears itself at the next deviation.',
  cleared: 'a deviation was written down.',
  buttons: ({ teamId }) => [logDeviationButton({ teamId })],
};

/** *Nothing killed*: what came of the gates. */
export const nothingKilledWords: AlarmWords = {
  title: ({ evidence }) => `Nothing stopped at the last ${numberWord(evidence.length)} gates`,
  rule: () => 'Perhaps every bet is working. The record, of each cycle that had a gate due:',
  evidence: (line) => (line.what === 'cycle' ? describeCycle(line) : describeGate(line)),
  move: () => '',
  clears: 'Clears itself at the next stop.',
  cleared: 'something was stopped.',
  buttons: () => [],
};

function countCycles(evidence: readonly Evidence[]): number {
  return evidence.filter(({ what }) => what === 'cycle').length;
}

function numberWord(many: number): string {
  return ['no', 'one', 'two', 'three', 'four', 'five', 'six'][many] ?? String(many);
}

function times(many: number): string {
  return many === 2 ? 'two cycles' : `${numberWord(many)} cycles`;
}

/** The other dose: no deviation, but it is said (T36). */
function describeHats({ evidence }: Alarm): string {
  const hats = evidence.reduce((sum, { counts }) => sum + (counts?.hats ?? 0), 0);
  if (hats === 0) return '';
  return ` In its favour: ${amount(hats, 'anthropologist case')}, a small dose too.`;
}

function describeCycle({ number, counts }: Evidence): string {
  const running = amount(counts?.running ?? 0, 'one-pager');
  const decided = amount(counts?.decided ?? 0, 'card');
  return `Cycle ${number ?? ''}: ${running} running, ${decided} decided`;
}

const gateWords: Readonly<Record<string, string>> = {
  'gate-undecided': 'reached its gate, no decision',
  'gate-against-rule': 'went on against its rule',
  'gate-continue': 'went on',
  'gate-change': 'was changed',
  'gate-promote': 'was promoted',
};

function describeGate(line: Evidence): string {
  return `${nameOf(line)} ${gateWords[line.what] ?? 'reached its gate'}${saidIn(line)}`;
}
