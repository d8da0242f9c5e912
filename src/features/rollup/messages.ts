import type { Button, KnownBlock } from '@slack/types';
import { formatDate, type LocalDate } from '../../lib/time.ts';
import { actions, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import {
  channelLink,
  cut,
  dateToken,
  escape,
  lengthOf,
  oneLine,
} from '../../platform/slack/text.ts';
import { decidedWords } from '../decision/message-record.ts';
import { dayOffWords } from '../holiday/messages.ts';
import { joinChange } from '../signal/measure.ts';
import type { About, Movement, RollupFacts } from './rules.ts';

/** A roll-up's first message never has more lines than this. (product.md *Roll-up*) */
export const maxLines = 12;

/** The thread is one message; Slack refuses about 10,000 characters of blocks, so it stops well before. */
const maxThreadText = 7000;

/** A heading of the roll-up with everything that could stand under it. */
interface Chapter {
  title: string;
  lines: string[];
}

/** The first message: at most twelve lines with a button to the log; one line, and no button, in a quiet week. */
export function rollupMessage(
  facts: RollupFacts,
  around: { teamName: string; openLog: Button; kept?: string },
): MessageContent {
  const layout = arrange(facts);
  const lines = composeRollup(facts, around.teamName);
  const text = cut(describeShortly(lines), 1000);
  const kept = around.kept === undefined ? [] : [context(around.kept)];
  if (layout === undefined) return { text, blocks: [section(lines.join('\n')), ...kept] };
  const { chapters, last } = layout;
  return {
    text,
    blocks: [
      section(describeTitle(facts, around.teamName)),
      ...chapters.map((chapter) => section(writeChapter(chapter).join('\n'))),
      ...last.map((line) => context(line)),
      actions('rollup.log', around.openLog),
      ...kept,
    ],
  };
}

/** What another channel reads of a private team's week: the lines marked *share*, and nothing besides. */
export function sharedMessage(
  shares: readonly { number: number; text: string }[],
  weekOn: LocalDate,
): MessageContent {
  const title = `From a private team · week of ${formatDate(weekOn)}`;
  const lines = shares
    .slice(0, maxLines - 1)
    .map(({ number, text }) => `• #${number}: ${say(text)}`);
  return { text: title, blocks: [section([`*${title}*`, ...lines].join('\n'))] };
}

/** Why a roll-up stands in the home channel although another one was chosen, and what to do about it. */
export function keptAtHome(why: 'shared-outside' | 'private-team', channelId: string): string {
  const channel = channelLink(channelId);
  return why === 'shared-outside'
    ? `This stays here: ${channel} is shared with another organisation now. Choose another channel in \`/onepager settings\`.`
    : `This stays here: of a private team only lines marked *share* are posted in ${channel}.`;
}

/**
 * The lines of the first message, as mrkdwn: title, what moved users, what was stopped, which defaults changed, one line
 * for the rest. A heading without a line is left out; lines for which there is no room are counted at their heading and
 * stand in the thread.
 */
export function composeRollup(facts: RollupFacts, teamName: string): string[] {
  const layout = arrange(facts);
  if (layout === undefined) return [describeQuietWeek(facts, teamName)];
  return [describeTitle(facts, teamName), ...layout.chapters.flatMap(writeChapter), ...layout.last];
}

/** The thread's one message, or undefined when there is nothing to put in it. */
export function rollupThread(facts: RollupFacts): MessageContent | undefined {
  const chapters = composeThread(facts);
  if (chapters.length === 0) return undefined;
  const { kept, isCut } = keepWhatFits(chapters);
  const blocks: KnownBlock[] = kept.map(({ title, lines }) =>
    section([`*${title}*`, ...lines].join('\n')),
  );
  if (isCut) blocks.push(context('There is more: the log has every entry.'));
  return { text: `In this thread: ${kept.map(({ title }) => title).join(' · ')}`, blocks };
}

/** What is in the thread, heading by heading: only headings that have a line. */
export function composeThread(facts: RollupFacts): Chapter[] {
  const chapters: Chapter[] = [
    ...listOverflow(facts),
    {
      title: 'Decided against the rule or the majority',
      lines: facts.overruled.map(describeOverruled),
    },
    {
      title: 'Minority report',
      lines: facts.minority.map((entry) => `• ${name(entry)}: ${entry.lines.map(say).join(' · ')}`),
    },
    {
      title: 'What argues against us',
      lines: facts.against.map((entry) => `• ${name(entry)}: ${say(entry.text)}`),
    },
    { title: 'Corrected in the log', lines: (facts.corrected ?? []).map(describeCorrected) },
    {
      title: 'Lessons',
      lines: facts.lessons.map(
        ({ number, text }) => `• ${say(text)}${number === undefined ? '' : ` (#${number})`}`,
      ),
    },
    { title: 'Moved or skipped', lines: listChanges(facts).map(describeChangedWeek) },
    { title: 'While Barbell was not running', lines: facts.outages.map(describeOutage) },
    ...facts.cycles.map((cycle) => ({
      title: `Cycle ${cycle.number} closed · ${formatDate(cycle.startsOn)} to ${formatDate(cycle.closedOn)}`,
      lines: [describeCounts(cycle.counts)],
    })),
  ];
  return chapters
    .map(({ title, lines }) => ({ title, lines: lines.map((line) => cut(line, 400)) }))
    .filter(({ lines }) => lines.length > 0);
}

/** What stands where in the first message; undefined in a quiet week. */
function arrange(
  facts: RollupFacts,
): { chapters: (Chapter & { shown: number })[]; last: string[] } | undefined {
  const chapters = [
    { title: 'Moved users', lines: facts.moved.map(describeMovement) },
    { title: 'Stopped, with thanks', lines: facts.stopped.map(describeStop) },
    { title: 'Defaults changed', lines: facts.defaults.map(describeDefault) },
  ].filter(({ lines }) => lines.length > 0);
  const rest = listRest(facts);
  if (chapters.length === 0 && rest.length === 0 && facts.moving.length === 0) return undefined;
  const also = [...(facts.opened > 0 ? [describeOpened(facts)] : []), ...rest];
  const last = [
    describeMoving(facts.moving),
    also.length === 0 ? '' : `Also: ${also.join(' · ')}`,
  ].filter((line) => line !== '');
  const rooms = shareRoom(chapters, maxLines - 1 - last.length - chapters.length);
  return {
    chapters: chapters.map((chapter, index) => ({ ...chapter, shown: rooms[index] ?? 0 })),
    last,
  };
}

function writeChapter({ title, lines, shown }: Chapter & { shown: number }): string[] {
  const rest = lines.length - shown;
  const heading = rest === 0 ? `*${title}*` : `*${title}* · +${rest} more in the thread`;
  return [heading, ...lines.slice(0, shown)];
}

/** The chapters whose lines did not all fit into the first message, in full. */
function listOverflow(facts: RollupFacts): Chapter[] {
  return (arrange(facts)?.chapters ?? []).filter(({ lines, shown }) => lines.length > shown);
}

/** Gives each chapter a line in turn until the room or the lines are used up. */
function shareRoom(chapters: readonly Chapter[], room: number): number[] {
  const rooms = chapters.map(() => 0);
  let left = room;
  while (left > 0) {
    const before = left;
    for (const [index, { lines }] of chapters.entries()) {
      const has = rooms[index] ?? 0;
      if (left === 0 || has >= lines.length) continue;
      rooms[index] = has + 1;
      left -= 1;
    }
    if (left === before) break;
  }
  return rooms;
}

function describeTitle(facts: RollupFacts, teamName: string): string {
  const late = facts.isLate ? ' · late, Barbell was not running' : '';
  return `*${escape(cut(oneLine(teamName), 80))} · week of ${formatDate(facts.weekOn)} · roll-up*${late}`;
}

function describeQuietWeek(facts: RollupFacts, teamName: string): string {
  const isIdle = facts.changes.some(({ reason }) => reason.why === 'nothing-running');
  const came = [
    ...(facts.opened === 0 ? [] : [describeOpened(facts)]),
    ...(facts.decided === 0 ? [] : [`${count(facts.decided, 'card')} decided, going on as before`]),
    isIdle ? 'nothing was running, so there was no review.' : 'nothing moved, stopped or changed.',
  ];
  return `${describeTitle(facts, teamName)} · a quiet week: ${came.join('; ')}`;
}

function describeShortly(lines: readonly string[]): string {
  return lines.map((text) => text.replaceAll('*', '').replace(/^• /, '')).join(' · ');
}

function describeMovement(movement: Movement): string {
  const n = movement.n === undefined ? '' : ` (n ${movement.n})`;
  const because = movement.because.trim() === '' ? '' : `, because ${clause(movement.because, 90)}`;
  const confidence =
    movement.confidence === undefined ? '' : ` · confidence ${movement.confidence}`;
  return `• ${name(movement)}: ${describeChange(movement)}${n}${because}${confidence}`;
}

function describeMoving(moving: readonly Movement[]): string {
  if (moving.length === 0) return '';
  const shown = moving.slice(0, 3).map((one) => `#${one.number} ${describeChange(one)}`);
  const rest = moving.length > shown.length ? ` · +${moving.length - shown.length} more` : '';
  return `*Moving, not judged yet:* ${shown.join(' · ')}${rest}`;
}

function describeChange({ signal, before, after }: Movement): string {
  return `${line(signal, 50)} ${line(joinChange(before, after), 60)}`;
}

function describeStop(stop: RollupFacts['stopped'][number]): string {
  const when = stop.isAtGate ? ', at its gate' : '';
  const learned = stop.learned.trim() === '' ? '' : ` Learned: ${clause(stop.learned, 130)}.`;
  const saved =
    stop.saved.trim() === '' ? '' : ` Saved: ${clause(stop.saved, 40)} (team's estimate).`;
  return `• ${name(stop)}${when}.${learned}${saved}`;
}

function describeDefault(change: RollupFacts['defaults'][number]): string {
  const segment = change.segment.trim() === '' ? '' : ` · for ${clause(change.segment, 50)}`;
  const from = change.fromNumber === undefined ? '' : ` (from #${change.fromNumber})`;
  const retired = change.isRetired ? ' · no longer' : '';
  return `• ${clause(change.statement, 150)}${segment}${from}${retired}`;
}

function describeOpened({ opened }: RollupFacts): string {
  return `${count(opened, 'one-pager')} opened`;
}

function listRest(facts: RollupFacts): string[] {
  const againstRule = facts.overruled.filter((entry) => entry.isAgainstRule).length;
  const againstMajority = facts.overruled.filter((entry) => entry.isAgainstMajority).length;
  const missed = facts.outages.filter(
    (outage) => outage.kind === 'review' && outage.outcome === 'missed',
  ).length;
  const skipped = listChanges(facts).filter(
    ({ kind, isSkipped }) => kind === 'review' && isSkipped,
  ).length;
  return [
    againstRule > 0 ? `${againstRule} against the rule` : '',
    againstMajority > 0 ? `${againstMajority} against the majority` : '',
    facts.noDecisions > 0 ? `${count(facts.noDecisions, 'card')} without a decision` : '',
    facts.deviations > 0 ? count(facts.deviations, 'deviation') : '',
    ...correctedCounts(facts.corrected ?? []),
    missed > 0 ? `${count(missed, 'review')} missed` : '',
    skipped > 0 ? `${count(skipped, 'review')} skipped` : '',
  ].filter((part) => part !== '');
}

/** What was reversed and what only got better words are two things. */
function correctedCounts(corrected: NonNullable<RollupFacts['corrected']>): string[] {
  const reversed = corrected.filter(({ isReversal }) => isReversal).length;
  const righted = corrected.length - reversed;
  return [reversed > 0 ? `${reversed} reversed` : '', righted > 0 ? `${righted} corrected` : ''];
}

function describeOverruled(entry: RollupFacts['overruled'][number]): string {
  const marks = [
    entry.isAgainstRule ? 'against the rule' : '',
    entry.isAgainstMajority ? 'against the majority' : '',
  ].filter((mark) => mark !== '');
  const because = entry.because.trim() === '' ? '' : `: ${say(entry.because)}`;
  return `• ${name(entry)} · ${decidedWords[entry.kind]} ${marks.join(' and ')}${because}`;
}

function describeCorrected(entry: NonNullable<RollupFacts['corrected']>[number]): string {
  const because = entry.because.trim() === '' ? '' : `: ${say(entry.because)}`;
  return `• ${name(entry)} · ${entry.isReversal ? 'reversed' : 'put right'} by log #${entry.byNumber}${because}`;
}

function describeOutage(outage: RollupFacts['outages'][number]): string {
  const what = outage.kind === 'review' ? 'review' : 'roll-up';
  const how = {
    late: 'came late',
    moved: 'was moved to the next working day',
    missed: outage.kind === 'review' ? 'was missed' : 'was missed; this one covers its days',
  };
  return `• The ${what} of the week of ${formatDate(outage.weekOn)} ${how[outage.outcome]}.`;
}

/** A week in which nothing ran is no change of plan; a quiet week says it in its one line. */
function listChanges(facts: RollupFacts): RollupFacts['changes'] {
  return facts.changes.filter(({ reason }) => reason.why !== 'nothing-running');
}

const leftOutWords = {
  'nothing-running': 'nothing was running',
  paused: 'Barbell was not in the channel',
  rhythm: 'a change of the rhythm left no room',
} as const;

function describeChangedWeek(change: RollupFacts['changes'][number]): string {
  const { kind, weekOn, reason, isSkipped } = change;
  const what = `• The ${kind === 'review' ? 'review' : 'roll-up'} of the week of ${formatDate(weekOn)}`;
  if (reason.why === 'said') {
    const why = reason.text === '' ? '' : `: ${say(reason.text)}`;
    if (reason.meetsAt === undefined) return `${what} was called off${why}.`;
    return `${what} was moved to ${dateToken(new Date(reason.meetsAt), 'date-time')}${why}.`;
  }
  if (reason.why === 'holiday' || reason.why === 'everyone-off') {
    const how = isSkipped ? 'was skipped' : 'was moved to another day';
    return `${what} ${how}: ${dayOffWords(reason)}.`;
  }
  return `${what} was left out: ${leftOutWords[reason.why]}.`;
}

function describeCounts(counts: RollupFacts['cycles'][number]['counts']): string {
  const said = [
    { many: counts.deviations, words: count(counts.deviations, 'deviation') },
    { many: counts.stops, words: `${counts.stops} stopped` },
    { many: counts.promotions, words: `${counts.promotions} promoted` },
    { many: counts.decisions, words: `${count(counts.decisions, 'card')} decided` },
    { many: counts.noDecisions, words: `${counts.noDecisions} without a decision` },
    { many: counts.gatesDue, words: `${count(counts.gatesDue, 'gate')} due` },
    { many: counts.reviews, words: count(counts.reviews, 'review') },
  ].filter(({ many }) => many > 0);
  return said.length === 0 ? 'Nothing was due.' : said.map(({ words }) => words).join(' · ');
}

/** As many whole lines as fit into one message. */
function keepWhatFits(chapters: readonly Chapter[]): { kept: Chapter[]; isCut: boolean } {
  const kept: Chapter[] = [];
  let room = maxThreadText;
  let isCut = false;
  for (const { title, lines } of chapters.slice(0, 20)) {
    const shown: string[] = [];
    // A section holds 3,000 characters.
    let chapterRoom = Math.min(room, 2800) - lengthOf(title);
    for (const text of lines) {
      if (lengthOf(text) >= chapterRoom) break;
      shown.push(text);
      chapterRoom -= lengthOf(text) + 1;
      room -= lengthOf(text) + 1;
    }
    isCut ||= shown.length < lines.length;
    if (shown.length > 0) kept.push({ title, lines: shown });
  }
  return { kept, isCut: isCut || chapters.length > 20 };
}

function name(about: About): string {
  const title = line(about.title.replaceAll('*', '∗'), 60);
  return title === '' ? `#${about.number}` : `#${about.number} *${title}*`;
}

function line(text: string, max: number): string {
  return cut(escape(oneLine(text)), max);
}

/** A person's sentence inside one of ours: without the stop at its end. */
function clause(text: string, max: number): string {
  return line(text.trim().replace(/[.\s]+$/, ''), max);
}

function say(text: string): string {
  return `“${line(text, 200)}”`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
