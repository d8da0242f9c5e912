import type { KnownBlock } from '@slack/types';
import { formatDate, isLocalDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { bold, cut, dateToken, escape, mention, oneLine } from '../../platform/slack/text.ts';
import type { Decision, DecisionKind } from './rules.ts';
import { listMinorityLines } from './rules.ts';

/** The ids of this feature's buttons and fields. */
export const decisionActions = {
  open: 'decision.open',
  more: 'decision.more',
  search: 'decision.search',
} as const;

/** What each kind of entry is called. */
const kindWords: Readonly<Record<DecisionKind, string>> = {
  opened: 'Opened',
  continue: 'Continue',
  change: 'Change',
  stop: 'Stop',
  promote: 'Promote',
  amend: 'Amended',
  other: 'Decided',
};

/** One page of the log as it is shown: the entries, what was searched, and where the next page starts. */
export interface LogPage {
  decisions: readonly Decision[];
  words: readonly string[];
  /** Only the start of what was typed was used. */
  wasCut: boolean;
  /** Value of the *More* button, when there is more. */
  next?: string;
  isFirst: boolean;
}

/** An entry in full, for `/onepager show 12`. */
export function decisionRecord(decision: Decision): MessageContent {
  const [first, ...rest] = describe(decision, 'full');
  const blocks: KnownBlock[] = [section(first ?? ''), ...rest.map((line) => section(line))];
  return { text: headline(decision), blocks: [...blocks, context(describeMarks(decision))] };
}

/** A page of the log as an answer to one person. */
export function logAnswer(page: LogPage): MessageContent {
  return { text: summarise(page), blocks: logBlocks(page) };
}

/** A page of the log as blocks, for a message or a modal. */
export function logBlocks(page: LogPage): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  if (page.wasCut) {
    blocks.push(context(`That was long, so I looked for its first words: ${quote(page.words)}.`));
  }
  if (page.decisions.length === 0) blocks.push(section(summarise(page)));
  for (const decision of page.decisions) {
    blocks.push(section(describe(decision, 'short').join('\n')), context(describeMarks(decision)));
  }
  if (page.next !== undefined) {
    const more = { label: 'More', actionId: decisionActions.more, value: page.next };
    blocks.push(actions('decision.page', button(more)));
  }
  return blocks;
}

/** The button that opens a team's log; for messages of other features. */
export function openLogButton(teamId: string) {
  return button({ label: 'Open the log', actionId: decisionActions.open, value: teamId });
}

/** What a person is told whose search has no word in it. */
export const noWordsText =
  'I search by words. Type one with letters or digits, such as `/onepager decisions cache`, or none for the newest entries.';

/** What a person is told who is in no team's channel. */
export const noTeamText =
  "No team's log is open to you yet. You can read a log once you are in its team's channel.";

/** What a person is told who presses *Open the log* of a team whose channel they are not in. */
export const notReadableText =
  "Only people in the team's channel can read this log. Ask somebody there to invite you.";

/** What a person is told whose *More* button no longer says where it was. */
export const stalePageText =
  'I lost the place in that list. `/onepager decisions` starts again from the top.';

function headline(decision: Decision): string {
  const title = oneLine(decision.title) || 'words erased';
  return escape(cut(`#${decision.number} ${kindWords[decision.kind]}: ${title}`, 200));
}

function summarise(page: LogPage): string {
  const [first] = page.decisions;
  if (first !== undefined) {
    const lead = page.words.length === 0 ? 'Newest in the log' : `In the log, ${quote(page.words)}`;
    return `${lead}: ${page.decisions.map(headline).join(' · ')}`.slice(0, 1500);
  }
  if (!page.isFirst) return 'That was the last page.';
  if (page.words.length === 0) {
    return 'The log is empty. Publishing a one-pager writes its first entry.';
  }
  return `Nothing in the log has ${quote(page.words)}. Try fewer words, or the beginning of one.`;
}

function quote(words: readonly string[]): string {
  return `“${escape(cut(words.join(' '), 120))}”`;
}

const textLabels: readonly [field: string, label: string][] = [
  ['line', ''],
  ['verdict', ''],
  ['readings', 'Numbers: '],
  ['aim', 'Aim: '],
  ['mechanism', 'Mechanism: '],
  ['rule', 'Rule: '],
  ['because', 'Because: '],
  ['change', 'Change: '],
  ['leverage', 'Level of the change: '],
  ['newGate', 'New gate: '],
  ['learned', 'Learned: '],
  ['saved', 'Saved: '],
  ['default', 'New default: '],
  ['segment', 'For: '],
  ['floor', 'The floor learns: '],
  ['lesson', 'Lesson: '],
  ['against', 'Against us: '],
  ['split', 'Votes: '],
];

/** What a page of several entries shows of each; `/onepager show 12` shows the rest. */
const shortFields = ['line', 'aim', 'mechanism', 'rule', 'because', 'change', 'learned', 'default'];

function describe(decision: Decision, length: 'short' | 'full'): string[] {
  const max = length === 'full' ? 450 : 160;
  const title = cut(bold(decision.title).slice(1, -1), 150);
  const named = title === '' ? '_words erased_' : `*${title}*`;
  const lines = [`*#${decision.number}* · ${kindWords[decision.kind]} · ${named}`];
  for (const [field, label] of textLabels) {
    if (length === 'short' && !shortFields.includes(field)) continue;
    const text = sayText(field, oneLine(decision.texts[field] ?? ''));
    if (text !== '') lines.push(`${label}${cut(escape(text), max)}`);
  }
  const minority = listMinorityLines(decision)
    .map((line) => escape(line))
    .join(' · ');
  if (minority !== '') lines.push(`Minority report: ${cut(minority, max)}`);
  return lines;
}

function sayText(field: string, text: string): string {
  return field === 'newGate' && isLocalDate(text) ? formatDate(text) : text;
}

function describeMarks(decision: Decision): string {
  const who =
    decision.decidedByUserId === undefined
      ? 'somebody who has been erased'
      : mention(decision.decidedByUserId);
  const marks = [dateToken(decision.at, 'date'), who];
  if (decision.confidence !== undefined) marks.push(`confidence ${decision.confidence}`);
  if (decision.isAgainstRule) marks.push('*against the rule*');
  if (decision.isAgainstMajority) marks.push('*against the majority*');
  if (decision.revisitOn !== undefined) marks.push(`revisit ${formatDate(decision.revisitOn)}`);
  if (decision.supersededByNumber !== undefined) {
    marks.push(`corrected by #${decision.supersededByNumber}`);
  }
  return marks.join(' · ');
}
