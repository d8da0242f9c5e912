import type { Button, KnownBlock } from '@slack/types';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import { dateToken } from '../../platform/slack/text.ts';
import { stopButton } from '../decide/messages.ts';
import { onepagerActions, strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import { decideButton } from '../review/message-card.ts';
import { shortVerdict, verdictLine } from '../verdict/messages.ts';
import type { Verdict } from '../verdict/rules.ts';

const ownerDecides = context('The owner of a card or a leader decides; everybody may vote.');

/** A line of a window: what runs, and its card when that can be decided now. */
export interface RunningLine {
  onepager: Pick<OnePager, 'id' | 'number' | 'bet' | 'state'>;
  verdict: Verdict;
  cardId?: string;
}

/** More would not fit into a window beside its heading. */
const mostLines = 40;

/** *Show running*: each with its verdict, to open. */
export function runningBlocks(lines: readonly RunningLine[]): KnownBlock[] {
  if (lines.length === 0) return [section(runningWords.none)];
  return [section(runningWords.running(lines.length)), ...listLines(lines)];
}

/** *Review the weakest now*: the one that is furthest from its own rule, and the way to decide it. */
export function weakestBlocks(weakest: RunningLine | undefined, opensAt: Date): KnownBlock[] {
  if (weakest === undefined) return [section(runningWords.none)];
  const { onepager, verdict } = weakest;
  return [
    section(runningWords.weakest),
    lineOf(weakest),
    section(verdictLine(verdict, onepager.bet)),
    ...(weakest.cardId === undefined ? stopBlocks(weakest, opensAt) : [ownerDecides]),
  ];
}

/** *Decide now*: the open cards; without any, what runs and when the next review opens. */
export function decideNowBlocks(lines: readonly RunningLine[], opensAt: Date): KnownBlock[] {
  const open = lines.filter(({ cardId }) => cardId !== undefined);
  if (open.length > 0) {
    return [section(runningWords.open(open.length)), ...listLines(open), ownerDecides];
  }
  if (lines.length === 0) return [section(nextReview(opensAt))];
  return [
    section(nextReview(opensAt)),
    section(runningWords.stopAnyTime),
    ...listLines(lines, stopOf),
  ];
}

/** Between reviews nothing goes on or changes by a decision, but what runs can always be stopped. */
function stopBlocks(line: RunningLine, opensAt: Date): KnownBlock[] {
  if (line.onepager.state === 'frozen') return [context(nextReview(opensAt))];
  return [
    actions('alarm.stop', stopButton(line.onepager.id)),
    context(nextReview(opensAt), runningWords.stopAnyTime),
  ];
}

function listLines(lines: readonly RunningLine[], press = openOf): KnownBlock[] {
  const rest = lines.length - mostLines;
  return [
    ...lines.slice(0, mostLines).map((line) => lineOf(line, press)),
    ...(rest > 0 ? [context(`and ${rest} more: \`/onepager list\` shows them all.`)] : []),
  ];
}

function openOf({ onepager }: RunningLine): Button {
  return button({ label: 'Open', actionId: onepagerActions.show, value: onepager.id });
}

/** What is frozen ends by its evidence review, so it can only be looked at. */
function stopOf(line: RunningLine): Button {
  return line.onepager.state === 'frozen' ? openOf(line) : stopButton(line.onepager.id);
}

function lineOf(line: RunningLine, press = openOf): KnownBlock {
  const { onepager, verdict, cardId } = line;
  const text = [
    strong(`#${onepager.number} ${onepager.bet.title}`, 120),
    shortVerdict(verdict),
  ].join(' · ');
  const accessory = cardId === undefined ? press(line) : decideButton(cardId);
  return section(text, { accessory });
}

function nextReview(opensAt: Date): string {
  return `No card is open now: the next review opens ${dateToken(opensAt, 'date-time')}, and the owner of a card or a leader decides there.`;
}

const runningWords = {
  stopAnyTime:
    'What runs can be stopped at any time, by its owner, a leader or who may say stop: that takes one line of what was learned.',
  none: 'Nothing is running at the moment.',
  running: (many: number) =>
    many === 1 ? 'One runs now:' : `${many} run now, the nearest gate first:`,
  weakest: 'Of what runs, this one is furthest from its own rule:',
  open: (many: number) =>
    many === 1 ? 'One card can be decided now:' : `${many} cards can be decided now:`,
};
