import type { KnownBlock } from '@slack/types';
import { afterBecause } from '../../lib/text.ts';
import { formatDate, type LocalDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import {
  cut,
  cutMarkdown,
  dateToken,
  escape,
  mention,
  oneLine,
} from '../../platform/slack/text.ts';
import { changeOf, type Decision, legacyOf, outvotedLabel } from '../decision/rules.ts';
import { evidenceLine } from '../evidence/messages.ts';
import type { Evidence } from '../evidence/rules.ts';
import { listFalsified, type MarkedAssumption } from '../onepager/assumption-rules.ts';
import type { GuardrailException } from '../onepager/exception-rules.ts';
import type { Freeze } from '../onepager/freeze-rules.ts';
import { falsifiedLine, onepagerActions, peopleOf, stopOwnerWords } from '../onepager/messages.ts';
import { mechanismSentence, type OnePager } from '../onepager/rules.ts';
import type { StopWord } from '../onepager/stop-rules.ts';
import { openWords } from '../raised/messages.ts';
import type { CardNote } from '../reading/rules.ts';
import { findLens } from '../scene/lens-rules.ts';
import { gateWords, shortVerdict, verdictLine, verdictLines } from '../verdict/messages.ts';
import type { Verdict } from '../verdict/rules.ts';
import {
  type Attendance,
  type Card,
  CHOICES,
  type Choice,
  type Review,
  tallyOf,
  turnoutOf,
  type Vote,
} from './rules.ts';

/** Everything a card shows. */
export interface CardView {
  review: Pick<Review, 'closesAt' | 'closedAt' | 'skipped'>;
  card: Pick<Card, 'id' | 'state' | 'isPaused'>;
  onepager: Pick<OnePager, 'id' | 'number' | 'ownerId' | 'state' | 'bet'>;
  verdict: Verdict;
  votes: readonly Vote[];
  attendance: Attendance;
  /** The team's setting: everybody sees how the votes fall while they fall. */
  isVoteOpen: boolean;
  note?: CardNote;
  /** What was changed in the one-pager since the review before. */
  amendments: readonly string[];
  /** It was on a review before this one; otherwise the amendments are since it was published. */
  hasEarlierReview: boolean;
  unchangedSinceOn: LocalDate;
  /** Signals whose number came after the card was closed, with that number. */
  lateNames: readonly string[];
  /** Messages that people kept with the one-pager, oldest first. */
  evidence?: readonly Evidence[];
  /** How many andons about it wait for an answer. */
  openAndons?: number;
  decision?: Decision;
  /** How it stands with who may say stop; without it they have said yes. */
  stopWord?: StopWord;
  /** The freeze that its one-pager is under. */
  freeze?: Freeze;
  /** What is known about what it takes for granted, and the exception that its guardrail is under. */
  known?: {
    assumptions?: readonly MarkedAssumption[];
    exception?: Pick<GuardrailException, 'untilOn'>;
  };
}

/** One one-pager's card in the review's thread: its rule on the numbers, what argues against it, and the vote. */
export function cardMessage(view: CardView): MessageContent {
  const { onepager, verdict } = view;
  const turnout = turnoutOf(view.attendance, view.votes);
  const title = words(onepager.bet.title, 150);
  return {
    text: cut(
      `#${onepager.number} ${title}: ${stateText(view) ?? shortVerdict(verdict)}, ${turnout.voted} of ${turnout.expected} voted`,
      1000,
    ),
    blocks: [
      section(headLine(view, title)),
      ...freezeBlocks(view),
      section(
        cut(shortLines(verdictLines(verdict, guardedBy(view), stopOwnerOf(view))).join('\n'), 3000),
      ),
      section(`*${cut(escape(verdictLine(verdict, onepager.bet)), 500)}*`),
      ...noteBlocks(view),
      ...falsifiedBlocks(view),
      context(...historyLines(view)),
      ...(view.decision === undefined ? [] : [section(decisionLines(view.decision))]),
      ...(view.card.state === 'no-decision' ? [section(noDecisionLine(view))] : []),
      context(voteLine(view)),
      cardButtons(view),
    ],
  };
}

const choiceWords: Readonly<Record<Choice, string>> = {
  continue: 'Continue',
  change: 'Change',
  stop: 'Stop',
};

/** How the votes fell, in words: `3 continue · 1 change · 0 stop`. */
export function splitWords(votes: readonly Vote[]): string {
  const tally = tallyOf(votes);
  return CHOICES.map((choice) => `${tally[choice]} ${choice}`).join(' · ');
}

function headLine(view: CardView, title: string): string {
  const { bet, number, state } = view.onepager;
  const frozen = state === 'frozen' ? ' · *frozen*' : '';
  const gate = gateWords(view.verdict.daysToGate);
  return [
    `*#${number} ${title.replaceAll('*', '∗')}* · ${peopleOf(view.onepager)} · ${gate}${frozen}`,
    words(mechanismSentence(bet.mechanism), 700),
  ].join('\n');
}

/** The bet, and until when its guardrail may stay past its limit. */
function guardedBy({ onepager, known }: CardView) {
  const exception = known?.exception;
  return exception === undefined
    ? onepager.bet
    : { ...onepager.bet, exceptionUntil: exception.untilOn };
}

function stopOwnerOf(view: CardView): string {
  return stopOwnerWords(view.onepager.bet.guardrail.stopOwnerId, view.stopWord ?? 'yes');
}

/** Long names of signals, and many clauses, must not push the guardrail out of the section. */
function shortLines(lines: readonly string[]): string[] {
  const most = Math.min(400, Math.floor(2900 / lines.length));
  return lines.map((line) => cutMarkdown(line, most));
}

function falsifiedBlocks({ known }: CardView): KnownBlock[] {
  const lines = listFalsified(known?.assumptions ?? []).map(falsifiedLine);
  return lines.length === 0 ? [] : [section(lines.slice(0, 3).join('\n'))];
}

function noteBlocks(view: CardView): KnownBlock[] {
  const { note } = view;
  if (note === undefined) return [];
  const lines = [
    note.changed === '' ? '' : `*What changed:* ${words(note.changed, 300)}`,
    note.unchanged === '' ? '' : `*What did not:* ${words(note.unchanged, 300)}`,
    note.why === '' ? '' : `*Why:* ${words(note.why, 300)}`,
    note.against === '' ? '' : `*Against us:* ${words(note.against, 300)}`,
  ].filter((line) => line !== '');
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}

function historyLines(view: CardView): string[] {
  const all = view.amendments.flatMap((amendment) => amendment.split('\n'));
  const changed = all.slice(0, 3).map((line) => words(line, 200));
  const more = all.length - changed.length;
  const evidence = evidenceLine(view.evidence ?? []);
  const andons = openWords(view.openAndons ?? 0);
  const lens = view.card.state === 'open' ? findLens(view.onepager.bet.fields.lens) : undefined;
  return [
    changed.length === 0
      ? `rule unchanged since ${formatDate(view.unchangedSinceOn)}`
      : `changed since ${view.hasEarlierReview ? 'the last review' : 'it was published'}: ${changed.join(' · ')}${more > 0 ? ` · and ${more} more` : ''}`,
    ...(view.lateNames.length === 0
      ? []
      : [`read after the card was closed: ${words(view.lateNames.join(', '), 300)}`]),
    ...(evidence === undefined ? [] : [evidence]),
    ...(andons === undefined ? [] : [andons]),
    ...(lens === undefined ? [] : [`in these minutes: ${lens.review}`]),
  ];
}

function decisionLines(decision: Decision): string {
  const by =
    decision.decidedByUserId === undefined ? 'somebody' : mention(decision.decidedByUserId);
  const against = [
    decision.isAgainstRule ? 'against the rule' : '',
    decision.isAgainstMajority ? 'against the majority' : '',
  ].filter((part) => part !== '');
  const because = decision.texts.because ?? '';
  const legacy = legacyOf(decision);
  const change = changeOf(decision);
  const minority = (decision.texts.minority ?? '').replaceAll('\n', ' · ');
  return [
    `*Decided: ${decision.kind}* by ${by} · log #${decision.number}${decision.isMajor === true ? ' · *major*' : ''}`,
    legacy === undefined ? '' : `*${legacy.label}:* ${words(legacy.text, 500)}`,
    change === undefined ? '' : `*Different now:* ${words(change, 500)}`,
    words(decision.texts.line ?? '', 500),
    decision.supersededByNumber === undefined
      ? ''
      : `*${decision.isReversed === true ? 'Reversed' : 'Corrected'} by log #${decision.supersededByNumber}.*`,
    against.length === 0
      ? ''
      : `*${against.join(', ')}*, because ${words(afterBecause(because), 300)}`,
    minority === '' ? '' : `${outvotedLabel(decision)}: ${words(minority, 600)}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function noDecisionLine(view: CardView): string {
  if (view.card.isPaused === true) {
    return '*Frozen when the review closed.* Its evidence review decides, so no decision is missing here.';
  }
  if (view.review.skipped !== undefined) {
    return 'This review was called off, so nothing was decided here. This one-pager is on the next review again.';
  }
  const at = view.review.closedAt ?? view.review.closesAt;
  return `*No decision.* The review closed ${dateToken(at, 'date-time')} before one was logged; this one-pager is on the next review again.`;
}

function stateText(view: CardView): string | undefined {
  if (view.decision !== undefined) return `decided, ${view.decision.kind}`;
  if (view.card.isPaused === true || isPaused(view)) return 'frozen';
  return view.card.state === 'no-decision' ? 'no decision' : undefined;
}

function voteLine(view: CardView): string {
  const { voted, expected, away } = turnoutOf(view.attendance, view.votes);
  const isShown = view.isVoteOpen || view.card.state !== 'open';
  const absent = away === 0 ? '' : ` · ${away} away`;
  return `${voted} of ${expected} voted${absent}${isShown ? ` · ${splitWords(view.votes)}` : ''}`;
}

function cardButtons(view: CardView): KnownBlock {
  const value = view.card.id;
  const readings = button({ label: 'Readings', actionId: 'review.card-readings', value });
  const votes = button({ label: 'See votes', actionId: 'vote.see', value });
  if (view.card.state !== 'open') return actions('card', readings, votes);
  const { id: onepagerId } = view.onepager;
  if (isPaused(view)) {
    const end = { actionId: onepagerActions.endFreeze, value: onepagerId };
    return actions('card', button({ label: 'End the freeze', ...end }), readings, votes);
  }
  return actions(
    'card',
    ...CHOICES.map((choice) =>
      button({ label: choiceWords[choice], actionId: `vote.cast:${choice}`, value }),
    ),
    decideButton(value),
    readings,
    votes,
    button({ label: 'Freeze', actionId: onepagerActions.freeze, value: onepagerId }),
  );
}

/** Its one-pager is frozen: this card takes no votes and no decision of its own. */
function isPaused({ card, freeze }: CardView): boolean {
  return card.state === 'open' && freeze !== undefined;
}

function freezeBlocks(view: CardView): KnownBlock[] {
  const { freeze } = view;
  if (freeze === undefined || view.card.state !== 'open') return [];
  return [
    section(
      `*Frozen* by ${mention(freeze.byUserId)}: ${words(freeze.reason, 500)}\nVotes and decision pause here. Its evidence review decides: ${dateToken(freeze.reviewAt, 'date-time')}, ${freeze.minutes} minutes.`,
    ),
  ];
}

/** A person's words on one line, safe and short. */
function words(text: string, max: number): string {
  return cut(escape(oneLine(text)), max);
}

/** *Log decision*: opens the form for a card. */
export function decideButton(cardId: string) {
  return button({
    label: 'Log decision',
    actionId: 'decide.open',
    value: cardId,
    style: 'primary',
  });
}
