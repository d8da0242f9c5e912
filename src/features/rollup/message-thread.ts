import type { KnownBlock } from '@slack/types';
import { formatDate } from '../../lib/time.ts';
import { context, section } from '../../platform/slack/blocks.ts';
import { lineChart } from '../../platform/slack/chart.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, lengthOf } from '../../platform/slack/text.ts';
import { outvotedLabel } from '../decision/rules.ts';
import { permalinkText } from '../evidence/messages.ts';
import { thanksButton } from '../thanks/messages.ts';
import { deltaLines } from './message-delta.ts';
import {
  clause,
  count,
  describeChangedWeek,
  describeCorrected,
  describeCounts,
  describeOutage,
  describeOverruled,
  listChanges,
  name,
  say,
} from './message-line.ts';
import { type Chapter, isQuiet, lineSection, listOverflow } from './messages.ts';
import type { RollupFacts } from './rules.ts';

/** The thread is at most so many messages; what is over is counted, and the log has it. */
export const maxThreadMessages = 3;

// Slack refuses about 10,000 characters of blocks, and 50 blocks, so each message stops well before.
const maxMessageText = 7000;
const maxMessageBlocks = 40;
const maxSectionText = 2700;
const maxLine = 400;
const mostEvidence = 10;

/** What is in the thread, heading by heading: only headings that have a line. */
export function composeThread(facts: RollupFacts): Chapter[] {
  const chapters: Chapter[] = [
    // Its length is bounded, so it comes before what may fill the thread.
    {
      title: 'What changed since last week',
      lines: facts.delta === undefined ? [] : deltaLines(facts.delta),
    },
    ...listOverflow(facts),
    {
      title: 'What argues against us',
      lines: facts.against.map((entry) => `• ${name(entry)}: ${say(entry.text)}`),
    },
    {
      title: 'Alarms that stand',
      lines: (facts.alarms ?? []).map((title) => `• ${clause(title, 200)}`),
    },
    {
      title: 'Andon answers',
      lines: (facts.andons?.answers ?? []).map((answer) => `• ${clause(answer, 300)}`),
    },
    {
      title: 'Decided against the rule or the majority',
      lines: facts.overruled.map(describeOverruled),
    },
    outvotedChapter(facts, true),
    outvotedChapter(facts, false),
    { title: 'Corrected in the log', lines: (facts.corrected ?? []).map(describeCorrected) },
    {
      title: 'Lessons',
      lines: facts.lessons.map(
        ({ number, text }) => `• ${say(text)}${number === undefined ? '' : ` (#${number})`}`,
      ),
    },
    evidenceChapter(facts.evidence ?? []),
    { title: 'Moved or skipped', lines: listChanges(facts).map(describeChangedWeek) },
    { title: 'While Barbell was not running', lines: facts.outages.map(describeOutage) },
    ...facts.cycles.map((cycle) => ({
      title: `Cycle ${cycle.number} closed · ${formatDate(cycle.startsOn)} to ${formatDate(cycle.closedOn)}`,
      lines: [describeCounts(cycle.counts)],
    })),
  ];
  return chapters
    .map((chapter) => ({ ...chapter, lines: chapter.lines.map((line) => cut(line, maxLine)) }))
    .filter(({ lines }) => lines.length > 0);
}

/** What those said whom a decision outvoted: the majority, or those who were fewer. */
function outvotedChapter({ minority }: RollupFacts, isOfMajority: boolean): Chapter {
  return {
    title: outvotedLabel({ isAgainstMajority: isOfMajority }),
    lines: minority
      .filter((entry) => (entry.isOfMajority === true) === isOfMajority)
      .map((entry) => `• ${name(entry)}: ${entry.lines.map(say).join(' · ')}`),
  };
}

/** The messages of the thread, in order; none when there is nothing to put in it. */
export function rollupThread(facts: RollupFacts): MessageContent[] {
  const packed: Packed = { messages: [], left: 0 };
  for (const chapter of composeThread(facts)) packChapter(packed, chapter);
  return packed.messages.map(({ titles, blocks }, index) => {
    const isLast = index + 1 === packed.messages.length && packed.left > 0;
    const more = context(`and ${count(packed.left, 'line')} more: the log has every entry.`);
    const text = cut(`In this thread: ${titles.join(' · ')}`, 1000);
    return { text, blocks: isLast ? [...blocks, more] : blocks };
  });
}

/** What a part of the thread says that is not needed any more since the roll-up was corrected. */
export const emptyPart: MessageContent = {
  text: 'Nothing more here since the correction.',
  blocks: [context('Nothing more here: the roll-up above was corrected.')],
};

/**
 * Outcomes moved, stops and decisions week by week, as text and, where Slack draws it, as a chart; undefined in a quiet week
 * and before there are two weeks to compare.
 */
export function trendMessage(facts: RollupFacts): MessageContent | undefined {
  const { trend = [] } = facts;
  const isEmpty = trend.every((week) => week.moved + week.stopped + week.decided === 0);
  if (trend.length < 2 || isEmpty || isQuiet(facts)) return undefined;
  const title = `The last ${trend.length} roll-ups`;
  const lines = trend.map(
    (week) =>
      `${formatDate(week.weekOn)}: ${count(week.moved, 'outcome')} moved · ${week.stopped} stopped · ${week.decided} decided`,
  );
  return {
    text: `${title}: outcomes moved, stopped, decided`,
    blocks: [section([`*${title}*`, ...lines].join('\n'))],
    charts: [
      lineChart({
        title,
        categories: trend.map((week) => formatDate(week.weekOn)),
        lines: [
          { name: 'outcomes moved', values: trend.map((week) => week.moved) },
          { name: 'stopped', values: trend.map((week) => week.stopped) },
          { name: 'decided', values: trend.map((week) => week.decided) },
        ],
      }),
    ],
  };
}

function evidenceChapter(evidence: NonNullable<RollupFacts['evidence']>): Chapter {
  const shown = evidence.slice(0, mostEvidence);
  const left = evidence.length - shown.length;
  return {
    title: 'Evidence kept',
    lines: [
      ...shown.map(
        (one) =>
          `• ${name(one)}: ${clause(one.why, 200)} (${permalinkText(one.permalink, 'open')})`,
      ),
      ...(left > 0 ? [`and ${left} more: \`/onepager show\` with the number has them`] : []),
    ],
    buttons: shown.map(({ id }) => thanksButton(id)),
  };
}

interface Packed {
  messages: { titles: string[]; blocks: KnownBlock[]; size: number }[];
  /** Lines for which there was no room at all. */
  left: number;
}

/** Adds a chapter in as many sections, and messages, as it needs. */
function packChapter(packed: Packed, { title, lines, buttons }: Chapter): void {
  const heading = `*${title}*`;
  if (buttons === undefined) {
    for (const text of splitLines(heading, lines)) {
      const isKept = addBlock(packed, { title, block: section(text.lines.join('\n')), ...text });
      if (!isKept) packed.left += text.lines.length - 1;
    }
    return;
  }
  addBlock(packed, { title, block: section(heading), size: lengthOf(heading) });
  for (const [index, line] of lines.entries()) {
    const block = lineSection(line, buttons[index]);
    if (!addBlock(packed, { title, block, size: lengthOf(line) })) packed.left += 1;
  }
}

/** The lines in portions that each fit a section, every one under the heading. */
function splitLines(
  heading: string,
  lines: readonly string[],
): { lines: string[]; size: number }[] {
  const portions: { lines: string[]; size: number }[] = [];
  let portion = { lines: [heading], size: lengthOf(heading) };
  for (const line of lines) {
    const size = lengthOf(line) + 1;
    if (portion.size + size > maxSectionText) {
      portions.push(portion);
      portion = { lines: [heading], size: lengthOf(heading) };
    }
    portion = { lines: [...portion.lines, line], size: portion.size + size };
  }
  return [...portions, portion];
}

/** Puts a block into the last message, or into a new one; false when the thread is full. */
function addBlock(
  packed: Packed,
  added: { title: string; block: KnownBlock; size: number },
): boolean {
  const { messages } = packed;
  const last = messages.at(-1);
  const hasRoom =
    last !== undefined &&
    last.size + added.size <= maxMessageText &&
    last.blocks.length < maxMessageBlocks;
  // Once something was left out, what follows is not squeezed in before it.
  if (packed.left > 0 || (!hasRoom && messages.length === maxThreadMessages)) return false;
  const into = hasRoom ? last : { titles: [], blocks: [], size: 0 };
  if (!hasRoom) messages.push(into);
  if (into.titles.at(-1) !== added.title) into.titles.push(added.title);
  into.blocks.push(added.block);
  into.size += added.size;
  return true;
}
