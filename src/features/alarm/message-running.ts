import type { KnownBlock } from '@slack/types';
import { button, context, section } from '../../platform/slack/blocks.ts';
import { dateToken } from '../../platform/slack/text.ts';
import { onepagerActions, strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import { decideButton } from '../review/message-card.ts';
import { shortVerdict, verdictLine } from '../verdict/messages.ts';
import type { Verdict } from '../verdict/rules.ts';

/** A line of a window: what runs, and its card when that can be decided now. */
export interface RunningLine {
  onepager: Pick<OnePager, 'id' | 'number' | 'bet'>;
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
    context(weakest.cardId === undefined ? nextReview(opensAt) : runningWords.ownerDecides),
  ];
}

/** *Decide now*: the open cards; without any, what runs and when the next review opens. */
export function decideNowBlocks(lines: readonly RunningLine[], opensAt: Date): KnownBlock[] {
  const open = lines.filter(({ cardId }) => cardId !== undefined);
  if (open.length > 0) {
    return [
      section(runningWords.open(open.length)),
      ...listLines(open),
      context(runningWords.ownerDecides),
    ];
  }
  return [section(nextReview(opensAt)), ...(lines.length === 0 ? [] : listLines(lines))];
}

function listLines(lines: readonly RunningLine[]): KnownBlock[] {
  const rest = lines.length - mostLines;
  return [
    ...lines.slice(0, mostLines).map(lineOf),
    ...(rest > 0 ? [context(`and ${rest} more: \`/onepager list\` shows them all.`)] : []),
  ];
}

function lineOf({ onepager, verdict, cardId }: RunningLine): KnownBlock {
  const text = [
    strong(`#${onepager.number} ${onepager.bet.title}`, 120),
    shortVerdict(verdict),
  ].join(' · ');
  const accessory =
    cardId === undefined
      ? button({ label: 'Open', actionId: onepagerActions.show, value: onepager.id })
      : decideButton(cardId);
  return section(text, { accessory });
}

function nextReview(opensAt: Date): string {
  return `No card is open now: the next review opens ${dateToken(opensAt, 'date-time')}, and the owner of a card or a leader decides there.`;
}

const runningWords = {
  none: 'Nothing is running at the moment.',
  running: (many: number) =>
    many === 1 ? 'One runs now:' : `${many} run now, the nearest gate first:`,
  weakest: 'Of what runs, this one is furthest from its own rule:',
  open: (many: number) =>
    many === 1 ? 'One card can be decided now:' : `${many} cards can be decided now:`,
  ownerDecides: 'The owner of a card or a leader decides; everybody may vote.',
};
