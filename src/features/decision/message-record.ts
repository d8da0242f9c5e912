import type { KnownBlock } from '@slack/types';
import { afterBecause } from '../../lib/text.ts';
import { formatDate, isLocalDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import {
  bold,
  cut,
  dateToken,
  escape,
  lengthOf,
  limits,
  mention,
  oneLine,
} from '../../platform/slack/text.ts';
import { evidenceLines, permalinkText } from '../evidence/messages.ts';
import type { Evidence } from '../evidence/rules.ts';
import { isCorrectable } from './reversal-rules.ts';
import type { Decision, DecisionKind } from './rules.ts';
import { listMinorityLines, outvotedLabel } from './rules.ts';

/** An entry with everything that travels with it. */
export interface DecisionRecord {
  decision: Decision;
  /** The one-pager that it is about. */
  onepagerNumber?: number;
  /** Who had written that one-pager with its owner when this was decided. */
  coAuthorIds?: readonly string[];
  /** The number of the entry that this one corrects. */
  supersedesNumber?: number;
  /** Two keys are asked about it: who, whose are turned, who could still turn one, and until when. */
  question?: {
    proposedBy: string;
    because: string;
    turned: readonly string[];
    waiting: readonly string[];
    expiresAt: Date;
  };
  /** What was kept with its one-pager when it was decided. */
  evidence: readonly Evidence[];
}

/** *Correct this entry*; its value is the entry's id. */
export const correctActionId = 'twokey.open';

/** What each kind of entry is called. */
export const kindWords: Readonly<Record<DecisionKind, string>> = {
  opened: 'Opened',
  continue: 'Continue',
  change: 'Change',
  stop: 'Stop',
  promote: 'Promote',
  amend: 'Amended',
  other: 'Decided',
};

/** What a card came to, in the past: `continue` beside a title would read as advice. */
export const decidedWords: Readonly<Record<DecisionKind, string>> = {
  opened: 'opened',
  continue: 'continued',
  change: 'changed',
  stop: 'stopped',
  promote: 'promoted',
  amend: 'amended',
  other: 'decided',
};

/** An entry in full, for `/onepager show 12`. */
export function decisionRecord(record: DecisionRecord): MessageContent {
  // As long as it is, or cut harder until it fits into a message.
  const lines = [1500, 700, 350].map((most) => recordLines(record, most));
  const fitting = lines.find((candidate) => sizeOf(candidate) <= limits.messageBlocksText - 1000);
  const blocks: KnownBlock[] = (fitting ?? lines.at(-1) ?? []).map((line) => section(line));
  return {
    text: headline(record.decision),
    blocks: [
      ...blocks,
      context(describeMarks(record.decision)),
      ...questionBlocks(record),
      ...correctBlocks(record),
    ],
  };
}

/** What an entry is called: its kind, or that it takes an earlier one back. */
export function sayKind(
  decision: Pick<Decision, 'kind' | 'isReversal'> & { reversesNumber?: number },
): string {
  const { kind, isReversal, reversesNumber } = decision;
  if (isReversal !== true) return kindWords[kind];
  return reversesNumber === undefined ? 'Reversed' : `Reversed #${reversesNumber}`;
}

/** `#15 Stop: Read-through cache`, escaped; for notifications and screen readers. */
export function headline(decision: Decision): string {
  const title = oneLine(decision.title) || 'words erased';
  return escape(cut(`#${decision.number} ${sayKind(decision)}: ${title}`, 200));
}

/** The first line and the words that a list shows of each entry. */
export function shortLines(decision: Decision): string[] {
  return [titleLine(decision), ...textLines(decision, { most: 160, fields: shortFields })];
}

/** When and by whom, and what else is true of the entry, on one line. */
export function describeMarks(decision: Decision): string {
  const who =
    decision.decidedByUserId === undefined
      ? 'somebody who has been erased'
      : mention(decision.decidedByUserId);
  const confidence = decision.confidence === undefined ? [] : [`confidence ${decision.confidence}`];
  const marks = [...confidence, ...markWords(decision, '*'), ...keyWords(decision)];
  return [dateToken(decision.at, 'date'), who, ...marks].join(' · ');
}

function keyWords({ keyUserIds = [] }: Decision): string[] {
  if (keyUserIds.length === 0) return [];
  const who = keyUserIds.map((userId) =>
    userId === undefined ? 'somebody erased' : mention(userId),
  );
  return [`two keys: ${who.join(' and ')}`];
}

function questionBlocks({ question }: DecisionRecord): KnownBlock[] {
  if (question === undefined) return [];
  const names = (userIds: readonly string[]) => userIds.slice(0, 8).map(mention).join(', ');
  const turned = question.turned.length === 0 ? 'no key yet' : `turned: ${names(question.turned)}`;
  const waiting = question.waiting.length === 0 ? 'nobody can' : names(question.waiting);
  return [
    context(
      `*Two keys are asked to correct this*, by ${mention(question.proposedBy)}, because: ${cut(escape(oneLine(afterBecause(question.because))), 300)}`,
      `${turned} · waiting for: ${waiting} · ends by itself ${dateToken(question.expiresAt, 'date-time')}`,
    ),
  ];
}

/** The button stands under what can be corrected; whose it is is asked at the press. */
function correctBlocks({ decision, question }: DecisionRecord): KnownBlock[] {
  const isOpen = decision.supersededByNumber === undefined && question === undefined;
  if (!isOpen || !isCorrectable(decision)) return [];
  return [
    actions(
      'decision.record',
      button({ label: 'Correct this entry', actionId: correctActionId, value: decision.id }),
    ),
  ];
}

/** What marks an entry for ever: against rule or majority, its day to look again, what corrects it. */
export function markWords(decision: Decision, strong: '*' | ''): string[] {
  return [
    ...(decision.isAgainstRule ? [`${strong}against the rule${strong}`] : []),
    ...(decision.isAgainstMajority ? [`${strong}against the majority${strong}`] : []),
    ...(decision.isMajor === true ? [`${strong}major${strong}`] : []),
    ...(decision.endsFreeze === true ? ['ended a freeze'] : []),
    ...(decision.revisitOn === undefined ? [] : [`revisit ${formatDate(decision.revisitOn)}`]),
    ...(decision.supersededByNumber === undefined
      ? []
      : [
          `${strong}${decision.isReversed === true ? 'reversed' : 'corrected'} by #${decision.supersededByNumber}${strong}`,
        ]),
  ];
}

/** People's words in an entry with what they are called, in the order in which they are read. */
export const textLabels: readonly [field: string, label: string][] = [
  ['line', ''],
  ['verdict', ''],
  ['readings', 'Numbers'],
  ['aim', 'Aim'],
  ['mechanism', 'Mechanism'],
  ['rule', 'Rule'],
  ['because', 'Because'],
  ['froze', 'Was frozen, because'],
  ['corrected', 'Corrected, because'],
  ['change', 'Change'],
  ['leverage', 'Level of the change'],
  ['newGate', 'New gate'],
  ['learned', 'Learned'],
  ['saved', 'Saved'],
  ['default', 'New default'],
  ['segment', 'For'],
  ['harm', 'What happened to users'],
  ['floor', 'The floor learns'],
  ['lesson', 'Lesson'],
  ['against', 'Against us'],
  ['split', 'Votes'],
];

const candidateLabel = 'Candidate for a default';

/** What a page of several entries shows of each; `/onepager show 12` shows the rest. */
const shortFields = ['line', 'aim', 'mechanism', 'rule', 'because', 'change', 'learned', 'default'];
const evidenceShown = 5;

function recordLines(record: DecisionRecord, most: number): string[] {
  const { decision, onepagerNumber, supersedesNumber, coAuthorIds = [] } = record;
  const links = [
    ...(onepagerNumber === undefined ? [] : [`About one-pager #${onepagerNumber}`]),
    ...(coAuthorIds.length === 0 ? [] : [`Written with ${coAuthorIds.map(mention).join(' ')}`]),
    ...(supersedesNumber === undefined
      ? []
      : [`${decision.isReversal === true ? 'Reverses' : 'Corrects'} #${supersedesNumber}`]),
    ...sourceLink(decision),
  ];
  const evidence = evidenceLines(record.evidence, evidenceShown);
  return [
    titleLine(decision),
    ...textLines(decision, { most }),
    ...(links.length === 0 ? [] : [links.join(' · ')]),
    ...(evidence.length === 0 ? [] : [`Evidence at the time\n${evidence.join('\n')}`]),
  ];
}

function sourceLink(decision: Decision): string[] {
  const { source } = decision.texts;
  return source === undefined ? [] : [`Logged from ${permalinkText(source, 'this message')}`];
}

function titleLine(decision: Decision): string {
  const title = cut(bold(decision.title).slice(1, -1), 150);
  const named = title === '' ? '_words erased_' : `*${title}*`;
  return `*#${decision.number}* · ${sayKind(decision)} · ${named}`;
}

function textLines(
  decision: Decision,
  { most, fields }: { most: number; fields?: readonly string[] },
): string[] {
  const lines: string[] = [];
  for (const [field, label] of labelsFor(decision.kind)) {
    if (fields !== undefined && !fields.includes(field)) continue;
    if (field === 'readings' && isInLine(decision)) continue;
    const text = sayText(field, oneLine(decision.texts[field] ?? ''));
    const said = field === 'default' && decision.texts.candidate ? candidateLabel : label;
    if (text !== '') lines.push(`${said === '' ? '' : `${said}: `}${cut(escape(text), most)}`);
  }
  const minority = listMinorityLines(decision)
    .map((line) => escape(line))
    .join(' · ');
  if (minority !== '') lines.push(`${outvotedLabel(decision)}: ${cut(minority, most)}`);
  return lines;
}

/** The line that is logged begins with the numbers, unless somebody wrote another. */
function isInLine({ texts }: Decision): boolean {
  return oneLine(texts.line ?? '').includes(oneLine(texts.readings ?? ''));
}

const leading: Readonly<Partial<Record<DecisionKind, readonly string[]>>> = {
  stop: ['learned', 'saved'],
  promote: ['default', 'segment'],
};

/** What an ending is told by comes first. */
function labelsFor(kind: DecisionKind): typeof textLabels {
  const first = leading[kind] ?? [];
  const isFirst = ([field]: (typeof textLabels)[number]) => first.includes(field);
  return [...textLabels.filter(isFirst), ...textLabels.filter((one) => !isFirst(one))];
}

function sayText(field: string, text: string): string {
  return field === 'newGate' && isLocalDate(text) ? formatDate(text) : text;
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Math.min(lengthOf(line), limits.sectionText), 0);
}
