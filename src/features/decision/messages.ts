import type { DataTableBlock, KnownBlock } from '@slack/types';
import { formatDate, type LocalDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, dateToken, escape, mention, oneLine } from '../../platform/slack/text.ts';
import {
  describeMarks,
  headline,
  kindWords,
  markWords,
  sayKind,
  shortLines,
} from './message-record.ts';
import { type Decision, tellingLine } from './rules.ts';
import { isEmptySearch, type Search, type SearchRefusal, searchLimits } from './search-rules.ts';

/** The ids of this feature's buttons and fields. */
export const decisionActions = {
  open: 'decision.open',
  more: 'decision.more',
  search: 'decision.search',
  /** Answered by the forms of `export/`; its value is where the search stands. */
  export: 'export.open',
} as const;

/** One page of the log as it is shown: the entries, what was searched, and where the next page starts. */
export interface LogPage {
  decisions: readonly Decision[];
  search: Search;
  /** The search as a button carries it; and the next page of it, when there is more. */
  state: string;
  next?: string;
  isFirst: boolean;
  /** The searcher's day: a day of another year is shown with its year. */
  today: LocalDate;
}

/** A page as one answer to one person; `plainBlocks` say the same where Slack does not know tables yet. */
export interface LogAnswer extends MessageContent {
  plainBlocks?: KnownBlock[];
}

/** A page of the log as an answer: nothing in a sentence, one entry in words, more as a table. */
export function logAnswer(page: LogPage): LogAnswer {
  const text = summarise(page);
  const head = headBlocks(page);
  const foot = footBlocks(page);
  const plainBlocks = [...head, ...listBlocks(page.decisions), ...foot];
  if (page.decisions.length < 2) return { text, blocks: plainBlocks };
  return { text, blocks: [...head, tableOf(page), ...foot], plainBlocks };
}

/** A page of the log as blocks of a window, which cannot hold a table. */
export function logBlocks(page: LogPage): KnownBlock[] {
  const entries = page.decisions.flatMap((decision) => [
    section(shortLines(decision).join('\n')),
    context(describeMarks(decision)),
  ]);
  return [...headBlocks(page), ...entries, ...footBlocks(page)];
}

/** The button that opens a team's log; for messages of other features. */
export function openLogButton(teamId: string) {
  return button({ label: 'Open the log', actionId: decisionActions.open, value: teamId });
}

/** Why a search cannot be done, and what to type instead. */
export function searchRefusalText(refusal: SearchRefusal): string {
  switch (refusal.refused) {
    case 'no-words':
      return 'I search by words. Type one with letters or digits, such as `/onepager decisions cache`, or none for the newest entries.';
    case 'too-long':
      return `That is ${refusal.characters} characters, and I can look for ${searchLimits.characters}. A few words of it are enough, such as \`/onepager decisions cache slow\`.`;
    case 'unknown-day':
      return `I cannot tell which day “${quote(refusal.typed)}” is. Type it as \`1 Nov\` or \`2026-11-01\`; in quotes it is looked for as words.`;
    case 'unknown-person':
      return `I know nobody called “${quote(refusal.typed)}”. Type the name as it stands in Slack; without the @ it is looked for as a word.`;
    case 'days-crossed':
      return `Those days are crossed: from ${refusal.from} until ${refusal.until}. Turn them round and search again.`;
  }
}

/** What a person is told who is in no team's channel. */
export const noTeamText =
  "No team's log is open to you yet. You can read a log once you are in its team's channel.";

/** What a person is told who presses *Open the log* of a team whose channel they are not in. */
export const notReadableText =
  "Only people in the team's channel can read this log. Ask somebody there to invite you.";

/** What a person is told whose *More* button no longer says where it was. */
export const stalePageText =
  'I lost the place in that list. `/onepager decisions` starts again from the top.';

/** How a search was understood, in words: `“cache” · stopped · by @Ana · since 1 Nov`; escaped, empty for everything. */
export function searchWords(search: Search, today: LocalDate): string {
  const { words, kinds, userIds, from, until } = search;
  const isOneDay = from !== undefined && from === until;
  return [
    ...(words.length === 0 ? [] : [`“${escape(cut(words.join(' '), 120))}”`]),
    ...(kinds.length === 0
      ? []
      : [kinds.map((kind) => kindWords[kind].toLowerCase()).join(' or ')]),
    ...(userIds.length === 0 ? [] : [`by ${userIds.slice(0, 5).map(mention).join(' or ')}`]),
    ...(isOneDay ? [`on ${sayDay(from, today)}`] : []),
    ...(isOneDay || from === undefined ? [] : [`since ${sayDay(from, today)}`]),
    ...(isOneDay || until === undefined ? [] : [`until ${sayDay(until, today)}`]),
    ...(search.isDue ? ['due to be looked at again'] : []),
    ...(search.isAgainstRule ? ['against the rule'] : []),
    ...(search.isAgainstMajority ? ['against the majority'] : []),
  ].join(' · ');
}

/** `8 Mar`, with its year when it is not this one's. */
function sayDay(date: LocalDate, today: LocalDate): string {
  const year = date.slice(0, 4);
  return year === today.slice(0, 4) ? formatDate(date) : `${formatDate(date)} ${year}`;
}

function headBlocks(page: LogPage): KnownBlock[] {
  if (page.decisions.length === 0) return [section(summarise(page))];
  const said = searchWords(page.search, page.today);
  const cutNote = page.search.wasCut ? ` · only the first ${searchLimits.words} words` : '';
  const heading = said === '' ? '*The decision log*, newest first' : `*In the log:* ${said}`;
  return [section(`${heading}${cutNote}`)];
}

function footBlocks(page: LogPage): KnownBlock[] {
  if (page.decisions.length === 0) return [];
  const more = { label: 'More', actionId: decisionActions.more };
  const number = page.decisions[0]?.number;
  return [
    actions(
      'decision.page',
      ...(page.next === undefined ? [] : [button({ ...more, value: page.next })]),
      button({ label: 'Export', actionId: decisionActions.export, value: page.state }),
    ),
    context(
      `\`/onepager show ${number}\` shows one in full. Search by words, or: stopped · @name · since 1 Nov · due · against the rule`,
    ),
  ];
}

function summarise(page: LogPage): string {
  const said = searchWords(page.search, page.today);
  if (page.decisions.length > 0) {
    const lead = said === '' ? 'Newest in the log' : `In the log, ${said}`;
    return cut(`${lead}: ${page.decisions.map(headline).join(' · ')}`, 2500);
  }
  if (!page.isFirst) return 'That was the last page.';
  if (isEmptySearch(page.search)) {
    return 'The log is empty. Publishing a one-pager writes its first entry.';
  }
  return `Nothing in the log has ${said}. Try fewer words, or the beginning of one.`;
}

const rowsPerPage = 10;
const headingWords = ['#', 'Decided', 'What', 'In a line', 'Who', 'When', 'Marks'];

type Cell = DataTableBlock['rows'][number][number];

/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block */
function tableOf(page: LogPage): DataTableBlock {
  const said = isEmptySearch(page.search) ? 'The newest decisions' : 'Decisions found in the log';
  const headings = headingWords.map((word) => cell(word));
  // A column of dashes is only in the way on a phone.
  const hasMarks = page.decisions.some((decision) => markWords(decision, '').length > 0);
  return {
    type: 'data_table',
    caption: said,
    page_size: rowsPerPage,
    row_header_column_index: 0,
    rows: [headings, ...page.decisions.map(rowOf)].map((row) =>
      hasMarks ? row : row.slice(0, -1),
    ),
  };
}

function rowOf(decision: Decision): Cell[] {
  return [
    { type: 'raw_number', value: decision.number, text: `#${decision.number}` },
    cell(sayKind(decision)),
    cell(oneLine(decision.title) || 'words erased', 100),
    cell(lineOf(decision), 140),
    decision.decidedByUserId === undefined
      ? cell('erased')
      : richCell({ type: 'user', user_id: decision.decidedByUserId }),
    richCell({
      type: 'date',
      timestamp: Math.floor(decision.at.getTime() / 1000),
      format: '{date_short}',
      fallback: decision.at.toISOString().slice(0, 10),
    }),
    cell(markWords(decision, '').join(', '), 120),
  ];
}

/** A cell of plain text, in which Slack reads nothing but letters; an empty one is a dash. */
function cell(text: string, most = 150): Cell {
  return { type: 'raw_text', text: cut(text === '' ? '–' : text, most) };
}

function richCell(
  element:
    | { type: 'user'; user_id: string }
    | { type: 'date'; timestamp: number; format: string; fallback: string },
): Cell {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [element] }] };
}

function lineOf(decision: Decision): string {
  const { because, aim } = decision.texts;
  return oneLine(tellingLine(decision) || because || aim || '');
}

/** Slack takes at most 3,000 characters in a section. */
const linesPerSection = 8;

function listBlocks(decisions: readonly Decision[]): KnownBlock[] {
  const [only, ...others] = decisions;
  if (only === undefined) return [];
  if (others.length === 0) {
    return [section(shortLines(only).join('\n')), context(describeMarks(only))];
  }
  const lines = decisions.map(listLine);
  const blocks: KnownBlock[] = [];
  for (let start = 0; start < lines.length; start += linesPerSection) {
    blocks.push(section(lines.slice(start, start + linesPerSection).join('\n')));
  }
  return blocks;
}

function listLine(decision: Decision): string {
  const who = decision.decidedByUserId === undefined ? 'erased' : mention(decision.decidedByUserId);
  const title = cut(escape(oneLine(decision.title).replaceAll('*', '∗')), 100) || 'words erased';
  const line = lineOf(decision);
  return [
    `*#${decision.number} ${title}*`,
    sayKind(decision),
    dateToken(decision.at, 'date'),
    who,
    ...markWords(decision, '*'),
    ...(line === '' ? [] : [cut(escape(line), 100)]),
  ].join(' · ');
}

function quote(text: string): string {
  return escape(cut(oneLine(text), 60));
}
