import type { KnownBlock } from '@slack/types';
import { formatDate, isLocalDate, type LocalDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, dateToken, escape, mention, oneLine } from '../../platform/slack/text.ts';
import { sayTarget } from '../quality/aim.ts';
import type { DoneBox, Finding } from '../quality/rules.ts';
import { describeContinueIf, formatContinueIf } from '../signal/continue-if.ts';
import { formatLimit } from '../signal/guardrail.ts';
import { formatMeasure } from '../signal/measure.ts';
import type { Signal } from '../signal/rules.ts';
import { HABIT_LABELS } from './amendment-rules.ts';
import { listFalsified, type MarkedAssumption } from './assumption-rules.ts';
import type { GuardrailException } from './exception-rules.ts';
import type { Freeze } from './freeze-rules.ts';
import type { Park } from './park-rules.ts';
import {
  coAuthorsOf,
  isOnTheTable,
  mechanismSentence,
  type OnePager,
  ruleSentence,
} from './rules.ts';
import type { StopWord } from './stop-rules.ts';

/** The ids of this feature's buttons; values are a one-pager's id, or the start of a page. */
export const onepagerActions = {
  show: 'onepager.show',
  list: 'onepager.list',
  /** These two are answered by the forms, in `draft/`. */
  sharpen: 'draft.sharpen',
  edit: 'draft.edit',
  trend: 'onepager.trend',
  /** Value: the one-pager's id and the version to compare with, the first when none is named. */
  compare: 'onepager.compare',
  handOver: 'handover.open',
  park: 'park.open',
  bringBack: 'park.back',
  ask: 'ask.open',
  /** These two are answered by `freeze/`. */
  freeze: 'freeze.open',
  endFreeze: 'freeze.end',
  /** Answered by `assumption/`. */
  assumption: 'assumption.open',
  /** Answered by the forms, in `draft/`. */
  segment: 'draft.segment',
} as const;

/** What a card shows besides the one-pager itself. */
export interface CardView {
  onepager: OnePager;
  findings: readonly Finding[];
  boxes: readonly DoneBox[];
  /** When the version in force was written, if it is not the first. */
  amendedOn?: LocalDate;
  /** Its rest, now or in the past, and the team's local date on which it ended. */
  park?: Park;
  returnedOn?: LocalDate;
  /** What it takes for granted, with what is known about it; missing where it does not matter. */
  assumptions?: readonly MarkedAssumption[];
  /** The exception under which its guardrail may be past its limit today. */
  exception?: GuardrailException;
  /** The freeze that it is under. */
  freeze?: Freeze;
  /** What its end left behind, under what it is called. */
  ending?: { label: string; text: string };
  /** The team's local date on which it was stopped or promoted. */
  endedOn?: LocalDate;
  /** How it stands with who may say stop; without it they have said yes. */
  stopWord?: StopWord;
  /** The promoted one-pager that it tries in a new segment. */
  follows?: Followed;
}

/** Where a one-pager comes from that tries a promoted one elsewhere: its number, its name and the new segment. */
export interface Followed {
  number: number;
  title: string;
  segment: string;
}

/** The sentences that people are told when something cannot be shown or done. */
export const onepagerWords = {
  noTeam:
    'You are in no team yet. Go to your team’s channel, type `/invite @Barbell` there and press *Set up* on the card that I post.',
  noNumber: 'Which one? For example `/onepager show 12`. `/onepager list` shows the numbers.',
  unknownNumber: (number: string) =>
    `There is no #${escape(cut(number, 12))} that you can read. \`/onepager list\` shows what there is.`,
  gone: 'This one-pager is not there any more. `/onepager list` shows what there is.',
} as const;

/** The card of a one-pager in its home channel: what the bet is, how it is judged, what protects users. */
export function onepagerCard(view: CardView): MessageContent {
  const { onepager, ending } = view;
  const { bet } = onepager;
  return {
    text: `#${onepager.number} ${words(bet.title, 150)}: ${stateOf(view)}`,
    blocks: [
      section(
        `${titleLine(onepager)} · ${peopleOf(onepager)} · ${endedWords(view)}\n${words(mechanismSentence(bet.mechanism), 900)}`,
      ),
      ...freezeBlock(view),
      ...falsifiedBlock(view),
      ...(ending === undefined ? [] : [section(`*${ending.label}:* ${words(ending.text, 1000)}`)]),
      section(signalLines(bet.signals)),
      section(guardLines(view)),
      context(footer(view), ...parkLine(view), ...followLine(view)),
      ...cardButtons(onepager),
    ],
  };
}

function cardButtons(onepager: OnePager): KnownBlock[] {
  const { id: value } = onepager;
  const handOver = button({ label: 'Hand over', actionId: onepagerActions.handOver, value });
  const showAll = button({ label: 'Show all', actionId: onepagerActions.show, value });
  if (onepager.state === 'parked') {
    const back = button({ label: 'Bring back', actionId: onepagerActions.bringBack, value });
    return [actions('onepager', back, showAll, handOver)];
  }
  if (onepager.state === 'promoted') return [actions('onepager', segmentButton(value), showAll)];
  if (!isOnTheTable(onepager)) return [];
  const trend = button({ label: 'Trend', actionId: onepagerActions.trend, value });
  if (onepager.state === 'frozen') {
    const end = { actionId: onepagerActions.endFreeze, value };
    return [
      actions('onepager', button({ label: 'End the freeze', ...end }), showAll, trend, handOver),
    ];
  }
  return [
    actions(
      'onepager',
      button({ label: 'Sharpen', actionId: onepagerActions.sharpen, value }),
      button({ label: 'Edit', actionId: onepagerActions.edit, value }),
      showAll,
      trend,
      handOver,
      button({ label: 'Park', actionId: onepagerActions.park, value }),
      button({ label: 'Freeze', actionId: onepagerActions.freeze, value }),
      button({ label: 'Ask outside', actionId: onepagerActions.ask, value }),
    ),
  ];
}

/** What is known not to hold of what it takes for granted. */
function falsifiedBlock({ assumptions = [] }: CardView): KnownBlock[] {
  const lines = listFalsified(assumptions).map(falsifiedLine);
  return lines.length === 0 ? [] : [section(lines.slice(0, 5).join('\n'))];
}

/** `*Does not hold:* people stall at step N · 8 of 10 knew it · @Ben, 24 Nov`. */
export function falsifiedLine({ assumption, mark }: Required<MarkedAssumption>): string {
  return `*Does not hold:* ${words(assumption.text, 150)} · ${words(mark.evidence, 200)} · ${mention(mark.byUserId)}, ${dateToken(mark.at, 'date')}`;
}

/** Who stopped the line, why, and when that is decided. */
function freezeBlock({ freeze }: CardView): KnownBlock[] {
  if (freeze === undefined) return [];
  return [
    section(
      `*Frozen* by ${mention(freeze.byUserId)}: ${words(freeze.reason, 500)}\nIts reviews are paused. Evidence review ${dateToken(freeze.reviewAt, 'date-time')}, ${freeze.minutes} minutes.`,
    ),
  ];
}

/** Why it rests and until when; afterwards since when it is back. */
function parkLine({ onepager, park, returnedOn }: CardView): string[] {
  if (park === undefined) return [];
  if (onepager.state === 'parked') {
    return [`Parked until ${formatDate(park.returnsOn)}: ${words(park.reason, 300)}`];
  }
  return returnedOn === undefined || !isOnTheTable(onepager)
    ? []
    : [`Back from parking since ${formatDate(returnedOn)} (it rested: ${words(park.reason, 200)})`];
}

/** `Tries #12 Action X first in a new segment: returning users`. */
function followLine({ follows }: CardView): string[] {
  if (follows === undefined) return [];
  const { number, title, segment } = follows;
  const where = segment === '' ? '' : `: ${words(segment, 120)}`;
  return [`Tries ${words(`#${number} ${title}`, 150)} in a new segment${where}`];
}

/** The button that opens a new gate for what was promoted, in another segment. */
export function segmentButton(onepagerId: string) {
  const { segment: actionId } = onepagerActions;
  return button({ label: 'Try it in a new segment', actionId, value: onepagerId });
}

/** `*#12 Action X first*`, escaped. */
function titleLine(onepager: Pick<OnePager, 'number' | 'bet'>): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 200);
}

/** One line for each signal: `Moves first  Action X in 24 h · now 41% · continue if +10% (41% → 45.1%)`. */
function signalLines(signals: readonly Signal[]): string {
  return [...signals.map(signalLine), ...orLine(signals)].join('\n');
}

/** An *or* is enough for the whole rule, not for its own signal, so it stands below all of them. */
function orLine(signals: readonly Signal[]): string[] {
  const or = signals.flatMap((signal) =>
    (signal.orIf ?? []).map(
      (rule) => `${words(signal.name, 120)} ${words(formatContinueIf(rule), 80)}`,
    ),
  );
  return or.length === 0 ? [] : [`*Or in place of all this:* continue if ${or.join(', or ')}`];
}

/** What people read for each state of a one-pager. */
export const stateWords = {
  running: 'running',
  frozen: 'frozen',
  parked: 'parked',
  stopped: 'stopped',
  promoted: 'promoted',
} as const satisfies Record<OnePager['state'], string>;

/** `running, gate 5 Dec`, and once it is over `stopped 24 Nov`. */
function stateOf(view: CardView): string {
  const gate = `, gate ${formatDate(view.onepager.bet.gateOn)}`;
  return `${endedWords(view)}${isEnded(view.onepager) ? '' : gate}`;
}

function endedWords({ onepager, endedOn }: CardView): string {
  const state = stateWords[onepager.state];
  return isEnded(onepager) && endedOn !== undefined ? `${state} ${formatDate(endedOn)}` : state;
}

/** Stopped or promoted: there is nothing left to sharpen. */
export function isEnded({ state }: Pick<OnePager, 'state'>): boolean {
  return state === 'stopped' || state === 'promoted';
}

/** People's words on one line, escaped, then cut: an escaped `<` is four characters to Slack. */
export function words(text: string, max: number): string {
  return cut(escape(oneLine(text)), max);
}

/** The same in bold; their own `*` would end the bold early and is shown as `∗`. */
export function strong(text: string, max: number): string {
  return `*${words(text.replaceAll('*', '∗'), max)}*`;
}

/** The rule and the gate, for the full view. */
export function ruleLine(onepager: OnePager): string {
  return words(ruleSentence(onepager.bet), 1200);
}

const kindWords = {
  proxy: 'Moves first',
  outcome: 'Must move',
  leading: 'Leading',
  counter: 'Might be hurting',
} as const satisfies Record<Signal['kind'], string>;

function signalLine(signal: Signal): string {
  const rule =
    signal.continueIf === undefined
      ? watchedWords(signal)
      : `continue if ${words(describeContinueIf(signal.continueIf, signal.baseline), 150)}`;
  const more = [
    ...(signal.stopIf ?? []).map(
      (stop) => ` · stop outright if ${words(formatContinueIf(stop), 80)}`,
    ),
    ...(signal.isRough === true ? [' · a rough number'] : []),
  ].join('');
  const ready =
    signal.maturesOn === undefined ? '' : ` · ready to read from ${formatDate(signal.maturesOn)}`;
  return `${kindWords[signal.kind]}: ${strong(signal.name, 200)} · now ${words(formatMeasure(signal.baseline), 80)} · ${rule}${more}${ready}`;
}

function watchedWords({ good, orIf, stopIf }: Signal): string {
  if (orIf !== undefined || stopIf !== undefined) return 'not in the main rule';
  if (good === undefined) return 'watched only';
  return `watched only, ${good === 'up' ? 'more' : 'less'} is better`;
}

/** `<@UANA> with <@UBEN>`: the owner, and who wrote it too. */
export function peopleOf(onepager: Pick<OnePager, 'ownerId' | 'bet'>): string {
  const others = coAuthorsOf(onepager.bet).filter((userId) => userId !== onepager.ownerId);
  const owner = mention(onepager.ownerId);
  return others.length === 0 ? owner : `${owner} with ${others.map(mention).join(' ')}`;
}

/** `<@UMIA> may say stop`, and how far that is agreed; a mention, ready to be shown. */
export function stopOwnerWords(stopOwnerId: string, word: StopWord): string {
  const may = `${mention(stopOwnerId)} may say stop`;
  const words: Readonly<Record<StopWord, string>> = {
    yes: may,
    'to-ask': `${may} (asked)`,
    asked: `${may} (asked)`,
    silent: `${may} (asked, no answer yet)`,
    no: 'nobody has said yes to saying stop',
  };
  return words[word];
}

/** The same of a page that is over: nobody is asked any more, and who never said yes could not say stop. */
function stopOwnerWordsThen(stopOwnerId: string, word: StopWord): string {
  return stopOwnerWords(stopOwnerId, word === 'yes' ? 'yes' : 'no');
}

function guardLines({ onepager, stopWord, exception }: CardView): string {
  const { bet, kind } = onepager;
  const { guardrail } = bet;
  const sayStop = isEnded(onepager) ? stopOwnerWordsThen : stopOwnerWords;
  const lines = [
    `Gate: *${formatDate(bet.gateOn)}* · a ${kind}`,
    `Smallest test: ${words(bet.smallestTest, 300)}`,
    `Must not get worse: ${words(guardrail.indicator, 200)} ${escape(formatLimit(guardrail.limit))} · ${sayStop(guardrail.stopOwnerId, stopWord ?? 'yes')}`,
    ...(exception === undefined
      ? []
      : [
          `Past its limit, by an exception until ${formatDate(exception.untilOn)}: ${words(exception.reason, 200)}`,
        ]),
    `How far: ${words(guardrail.rollout, 300)} · how undone: ${words(guardrail.rollback, 300)}`,
  ];
  return lines.join('\n');
}

function footer(view: CardView): string {
  const { onepager, boxes, findings } = view;
  const { bet } = onepager;
  const hints = isEnded(onepager) ? 0 : findings.length;
  const aim = [
    sayTarget(bet.aim.target),
    isLocalDate(bet.aim.byOn) ? `by ${formatDate(bet.aim.byOn)}` : '',
  ]
    .filter((part) => part !== '')
    .map((part) => words(part, 150));
  return [
    `Aim: ${words(bet.aim.behaviour, 300)}`,
    ...aim,
    `Ready ${boxes.filter((box) => box.isDone).length}/${boxes.length}`,
    ...(hints === 0 ? [] : [hints === 1 ? '1 hint to sharpen it' : `${hints} hints to sharpen it`]),
    ...(bet.habit === 'none' ? [] : [`departs from: ${habitOf(onepager)}`]),
    ...(view.amendedOn === undefined
      ? []
      : [`version ${onepager.version}, amended ${formatDate(view.amendedOn)}`]),
  ].join(' · ');
}

/** The habit it departs from, in words, escaped. */
function habitOf({ bet }: OnePager): string {
  const own = bet.habitOther ?? '';
  if (bet.habit === 'other' && own.trim() !== '') return words(own, 80);
  return HABIT_LABELS[bet.habit].toLowerCase();
}
