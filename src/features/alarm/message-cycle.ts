import { button } from '../../platform/slack/blocks.ts';
import { logDeviationButton } from '../deviation/messages.ts';
import { hatButton } from '../hat/messages.ts';
import { type AlarmWords, alarmActions, amount, nameOf, saidIn } from './message-shape.ts';
import type { Alarm, Evidence } from './rules.ts';

/** *Nothing dared*: a question, and the two doses that answer it. */
export const nothingDaredWords: AlarmWords = {
  title: ({ evidence }) => `No deviation in the last ${numberWord(countCycles(evidence))} cycles`,
  rule: (alarm) =>
    `Something ran, and no departure from a default was written down. Perhaps the daring happened and nobody noted it; perhaps the work has become busy and safe.${describeHats(alarm)}`,
  evidence: (line) => (line.what === 'cycle' ? describeCycle(line) : ''),
  move: () => 'Smallest move: one small, bounded departure from how we normally do it.',
  clears: 'Clears itself at the next deviation.',
  cleared: 'a deviation was written down.',
  buttons: ({ teamId }) => [logDeviationButton({ teamId }), hatButton({ teamId })],
};

/** *Nothing killed*: what came of the gates. */
export const nothingKilledWords: AlarmWords = {
  title: ({ evidence }) => {
    const gates = countGates(evidence);
    return gates === 1
      ? 'Nothing stopped: the last gate waits for a decision'
      : `Nothing stopped at the last ${numberWord(gates)} gates`;
  },
  rule: () => 'Perhaps every bet is working. The record, of each cycle that had a gate due:',
  evidence: (line) => {
    if (line.what === 'weakest') return '';
    return line.what === 'cycle' ? describeGates(line) : describeGate(line);
  },
  move: ({ evidence }) => {
    const weakest = evidence.find(({ what }) => what === 'weakest');
    if (weakest === undefined) return '';
    return `Smallest move: look at ${nameOf(weakest)}, furthest from its own rule.`;
  },
  clears: 'Clears itself at the next stop.',
  cleared: 'something was stopped.',
  buttons: ({ id, teamId, evidence }) => {
    const weakest = evidence.find(({ what }) => what === 'weakest');
    const right = `${alarmActions.dismiss}:right`;
    return [
      ...(weakest === undefined
        ? []
        : [
            button({
              label: `Review #${weakest.number ?? ''} now`,
              actionId: alarmActions.weakest,
              value: teamId,
              style: 'primary',
            }),
          ]),
      button({ label: 'All were right, because…', actionId: right, value: id }),
      button({ label: 'Show running', actionId: alarmActions.running, value: teamId }),
    ];
  },
  takesReason: true,
};

/** *Status theatre*: reviews that only told. */
export const statusTheatreWords: AlarmWords = {
  title: ({ evidence }) => `No card was decided in the last ${numberWord(evidence.length)} reviews`,
  rule: () =>
    'Two reviews in a row told how things stand and decided nothing. Perhaps it was too early each time; perhaps the review has become a status round.',
  evidence: ({ counts }) => `${amount(counts?.cards ?? 0, 'card')}, none decided`,
  move: () => 'Smallest move: decide one card, also if it only goes on.',
  clears: 'Clears itself at the next decision on a card.',
  cleared: 'a card was decided.',
  buttons: ({ teamId }) => [
    button({
      label: 'Decide now',
      actionId: alarmActions.decide,
      value: teamId,
      style: 'primary',
    }),
  ],
};

function countCycles(evidence: readonly Evidence[]): number {
  return evidence.filter(({ what }) => what === 'cycle').length;
}

function countGates(evidence: readonly Evidence[]): number {
  return evidence.reduce((sum, { what, counts }) => {
    if (what === 'weakest') return sum;
    return sum + (what === 'cycle' ? (counts?.gatesDue ?? 1) : 1);
  }, 0);
}

function numberWord(many: number): string {
  return ['no', 'one', 'two', 'three', 'four', 'five', 'six'][many] ?? String(many);
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

/** Of a cycle whose gates cannot be told one by one any more. */
function describeGates({ number, counts }: Evidence): string {
  return `Cycle ${number ?? ''}: ${amount(counts?.gatesDue ?? 0, 'gate')} due, nothing stopped`;
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
