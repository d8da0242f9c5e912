import type { KnownBlock, ModalView } from '@slack/types';
import { actions, button, modal, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, dateToken, escape, mention, oneLine } from '../../platform/slack/text.ts';
import { decidedWords } from '../decision/message-record.ts';
import type { DecisionKind } from '../decision/rules.ts';
import { minutesEach, readClock } from '../opening/rules.ts';
import { pullButton } from '../raised/concern-messages.ts';
import { calendarAction } from '../team/calendar-rules.ts';
import { shortVerdict } from '../verdict/messages.ts';
import type { Verdict } from '../verdict/rules.ts';
import { calledOffWords, dayOffLine, lateLine, movedLine } from './message-time.ts';
import type { Card, Review } from './rules.ts';

/** One card as the root message and the closing message list it. */
export interface CardLine {
  card: Pick<Card, 'state' | 'isPaused'>;
  number: number;
  title: string;
  /** Missing when they take part no more: nobody is told that a card is due who cannot decide it. */
  ownerId?: string;
  isFrozen: boolean;
  /** When the evidence review of its freeze is. */
  evidenceAt?: Date;
  verdict: Verdict;
  /** What was decided, and the line that was logged. */
  decision?: { kind: DecisionKind; line: string };
  /** The number of the entry that has reversed it since, and whether its one-pager runs again. */
  reversed?: { byNumber: number; runsAgain: boolean };
}

/** The id of *Move / skip*; its value is the review's id. */
export const moveActions = { open: 'review.move' } as const;

/** The root message of a review: who is due, the cards in deciding order with minutes each, and when it closes. */
export function rootMessage(
  review: Review,
  shown: { cards: readonly CardLine[]; andons?: readonly KnownBlock[] },
  now: Date,
): MessageContent {
  const { cards, andons = [] } = shown;
  const closes = dateToken(review.closesAt, 'date-time');
  const isOpen = review.state === 'open';
  const asked = cards.filter((line) => !isPausedLine(line));
  const count = asked.length === 1 ? '1 card' : `${asked.length} cards`;
  if (review.skipped !== undefined) return skippedMessage(review.skipped, cards.length);
  return {
    text: isOpen
      ? `15-minute review: ${asked.length === 0 && cards.length > 0 ? 'what would be on it is frozen' : count}`
      : `15-minute review, closed: ${outcomeWords(cards)}`,
    blocks: [
      section(`*15-minute review* · ${isOpen ? `closes ${closes}` : 'closed'}`),
      ...(review.isLate && isOpen ? [section(lateLine(review))] : []),
      ...(review.because === undefined ? [] : [section(dayOffLine(review, review.because))]),
      ...(review.movedTo === undefined || !isOpen ? [] : [section(movedLine(review.movedTo))]),
      section(
        isOpen
          ? dueLine(asked, count, cards.length > asked.length)
          : `Closed: ${outcomeWords(cards)}.`,
      ),
      ...listSections(cards.map((line, index) => cardLine(line, index + 1))),
      ...(isOpen && review.clockStartedAt !== undefined
        ? [section(clockLine(review, review.clockStartedAt, now))]
        : []),
      ...andons,
      ...(isOpen && asked.some((line) => line.card.state === 'open') ? [rootButtons(review)] : []),
      ...(isOpen ? [section('Doubt an assumption?', { accessory: pullButton() })] : []),
    ],
  };
}

/** Whether a line is about something frozen that this review does not decide: nobody is asked, nothing is missing. */
export function isPausedLine({ card, isFrozen }: Pick<CardLine, 'card' | 'isFrozen'>): boolean {
  return card.isPaused === true || (isFrozen && card.state === 'open');
}

/** The one message that tells the channel that a review closed: what was decided, and what was not. */
export function closedMessage(cards: readonly CardLine[]): MessageContent {
  const head = `The review closed: ${outcomeWords(cards)}.`;
  return { text: head, blocks: [section(`*${head}*`), ...listSections(cards.map(resultLine))] };
}

/** What a press tells somebody when the card or review takes it no more, or never did. */
export const refusals = {
  'no-such-card': 'This card is not there any more. The newest review is in your team’s channel.',
  'no-such-review': 'This review is not there any more. The newest one is in your team’s channel.',
  'review-closed':
    'This review is closed. Readings can still be added on the card itself, with *Readings*.',
  'not-a-member':
    'Voting and deciding are for full members of this channel. You are welcome to read along and comment in the thread.',
  frozen:
    'This one-pager is frozen. Its evidence review decides; nothing was recorded here. Its card says when that is.',
  'no-cards-of-mine':
    'None of the open cards is yours. To add numbers to somebody else’s card, press *Readings* on it.',
} as const;

/** Takes the form's place when readings came for cards that are closed; by the one-pagers' numbers. */
export function lateReadingsView(numbers: readonly number[]): ModalView {
  const names = numbers.map((number) => `#${number}`).join(', ');
  const text = `Saved, and marked as late on ${names}: the card was closed before. What was decided stands.`;
  return modal({
    ...{ callbackId: 'review.late', title: 'Saved', close: 'OK' },
    blocks: [section(text)],
  });
}

/** Said when the clock was started before. */
export function clockRunsText(startedAt: Date, now: Date): string {
  const face = readClock(startedAt, now);
  if (face.minutesLeft === 0) {
    return `The 15 minutes ran until ${dateToken(face.endsAt, 'time')}. The cards stay open until the review closes.`;
  }
  return `The clock runs already, until ${dateToken(face.endsAt, 'time')}.`;
}

/** Said when a card takes no more votes or decisions. */
export function cardClosedText(
  card: Pick<Card, 'state'>,
  decision: { kind: DecisionKind; number: number; decidedByUserId?: string } | undefined,
): string {
  if (card.state === 'no-decision' || decision === undefined) {
    return 'This review is closed and the card ended with no decision. The one-pager is on the next review again.';
  }
  const { decidedByUserId } = decision;
  const by = decidedByUserId === undefined ? '' : ` by ${mention(decidedByUserId)}`;
  return `This card is decided: *${decision.kind}*${by}, log #${decision.number}. Nothing more was recorded.`;
}

function skippedMessage(skipped: NonNullable<Review['skipped']>, cards: number): MessageContent {
  return {
    text: '15-minute review, called off',
    blocks: [
      section('*15-minute review* · called off'),
      section(`Called off: ${calledOffWords(skipped, cards)}`),
    ],
  };
}

function dueLine(cards: readonly CardLine[], count: string, isSomeFrozen: boolean): string {
  const open = cards.filter((line) => line.card.state === 'open');
  if (cards.length === 0) return 'What is frozen is decided in its evidence review, not here.';
  if (open.length === 0) {
    return `${isSomeFrozen ? 'Every card that is not frozen' : 'Every card'} is decided. Thank you.`;
  }
  const ownerIds = open.flatMap(({ ownerId }) => (ownerId === undefined ? [] : [ownerId]));
  const owners = [...new Set(ownerIds)].map(mention).join(' ');
  const yours = open.length === 1 ? 'your card is due' : 'your cards are due';
  const due = owners === '' ? 'No owner is here: a leader can decide' : `${owners} ${yours}`;
  return cut(`${due}. ${count}, ${minutesWords(cards.length)}.`, 3000);
}

function minutesWords(cards: number): string {
  const minutes = minutesEach(cards);
  const unit = minutes === 1 ? 'minute' : 'minutes';
  return cards === 1 ? `${minutes} ${unit}` : `${minutes} ${unit} each`;
}

function cardLine(line: CardLine, position: number): string {
  if (isPausedLine(line)) {
    const at = line.evidenceAt === undefined ? '' : ` ${dateToken(line.evidenceAt, 'date-time')}`;
    return `${position}  ${nameOf(line)} · *frozen* · evidence review${at}`;
  }
  const frozen = line.isFrozen ? 'frozen · ' : '';
  return `${position}  ${nameOf(line)} · ${frozen}${stateWords(line) ?? shortVerdict(line.verdict)}`;
}

function resultLine(line: CardLine): string {
  // What a stop taught is no result any more once it is reversed.
  const said = line.reversed === undefined ? line.decision : undefined;
  const words = said === undefined ? '' : cut(escape(oneLine(said.line)), 200);
  return `• ${nameOf(line)}: *${stateWords(line) ?? 'open'}*${words === '' ? '' : `. ${words}`}`;
}

function nameOf(line: CardLine): string {
  return `#${line.number} ${cut(escape(oneLine(line.title)), 80)}`;
}

function stateWords(line: CardLine): string | undefined {
  if (line.decision !== undefined) {
    const decided = decidedWords[line.decision.kind];
    if (line.reversed === undefined) return decided;
    const again = line.reversed.runsAgain ? '; it runs again' : '';
    return `${decided}, then reversed by #${line.reversed.byNumber}${again}`;
  }
  if (line.card.isPaused === true) return 'frozen';
  return line.card.state === 'no-decision' ? 'no decision' : undefined;
}

function outcomeWords(all: readonly CardLine[]): string {
  const cards = all.filter((line) => !isPausedLine(line));
  if (cards.length === 0 && all.length > 0) return 'what was on it is frozen';
  const reversed = cards.filter((line) => line.reversed !== undefined).length;
  const decided = cards.filter((line) => line.card.state === 'decided').length - reversed;
  const open = cards.length - decided - reversed;
  if (reversed > 0) {
    const undecided = open === 0 ? '' : `, ${open} with no decision`;
    return `${decided} decided, ${reversed} reversed${undecided}`;
  }
  if (open === 0 && decided === 1) return 'the card was decided';
  if (open === 0)
    return decided === 2 ? 'both cards were decided' : `all ${decided} cards were decided`;
  return `${decided} decided, ${open} with no decision`;
}

function clockLine(review: Review, startedAt: Date, now: Date): string {
  const face = readClock(startedAt, now);
  const end = dateToken(face.endsAt, 'time');
  if (face.minutesLeft === 15) return `*Clock:* 15 minutes, until ${end}.`;
  if (face.minutesLeft === 5) return `*Clock:* 5 minutes left, until ${end}.`;
  return `*Clock:* 0. The 15 minutes are up; cards stay open until ${dateToken(review.closesAt, 'date-time')}.`;
}

function rootButtons(review: Review): KnownBlock {
  const readings = button({
    label: 'Add my readings',
    actionId: 'review.readings',
    value: review.id,
  });
  const move = button({ label: 'Move / skip', actionId: moveActions.open, value: review.id });
  const calendar = button({
    label: 'Add to calendar',
    actionId: calendarAction,
    value: review.teamId,
  });
  if (review.clockStartedAt !== undefined) return actions('review', readings, move, calendar);
  return actions(
    'review',
    button({ label: 'Start 15 minutes', actionId: 'review.clock', value: review.id }),
    readings,
    move,
    calendar,
  );
}

const linesPerSection = 8;
const mostLines = 30;

/** Lists stay inside Slack's size of a section and of a message however many cards there are. */
function listSections(lines: readonly string[]): KnownBlock[] {
  const shown = lines.slice(0, mostLines);
  const more = lines.length - shown.length;
  const all = more > 0 ? [...shown, `and ${more} more in the thread`] : shown;
  const sections: KnownBlock[] = [];
  for (let start = 0; start < all.length; start += linesPerSection) {
    sections.push(section(all.slice(start, start + linesPerSection).join('\n')));
  }
  return sections;
}
