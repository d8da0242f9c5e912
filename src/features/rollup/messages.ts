import type { Button, KnownBlock } from '@slack/types';
import { formatDate, type LocalDate } from '../../lib/time.ts';
import { actions, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink, cut } from '../../platform/slack/text.ts';
import { helpButton } from '../ask/messages.ts';
import { thanksButton } from '../thanks/messages.ts';
import type { KeptWhy } from './channel-rules.ts';
import {
  count,
  describeAsk,
  describeDefault,
  describeMovement,
  describeMoving,
  describeOpened,
  describeQuietWeek,
  describeShortly,
  describeStop,
  describeThanks,
  describeTitle,
  listRest,
  say,
} from './message-line.ts';
import type { AskLine, RollupFacts } from './rules.ts';

/** A roll-up's first message never has more lines than this. (product.md *Roll-up*) */
export const maxLines = 12;

/** A heading of the roll-up with everything that could stand under it; `buttons` by the index of their line. */
export interface Chapter {
  title: string;
  lines: string[];
  buttons?: readonly (Button | undefined)[];
}

type ShownChapter = Chapter & { shown: number };

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
  return {
    text,
    blocks: [
      section(describeTitle(facts, around.teamName)),
      ...layout.flatMap((part) =>
        typeof part === 'string' ? [context(part)] : chapterBlocks(part),
      ),
      actions('rollup.log', around.openLog),
      ...kept,
    ],
  };
}

/** What another channel reads of a private team's week: what is marked to be shared, and nothing besides. */
export function sharedMessage(
  told: { shares: readonly { number: number; text: string }[]; asks: readonly AskLine[] },
  weekOn: LocalDate,
): MessageContent {
  const title = `From a private team · week of ${formatDate(weekOn)}`;
  const most = maxLines - 1;
  const asks = told.asks.slice(0, most);
  const lines = told.shares
    .slice(0, most - asks.length)
    .map(({ number, text }) => `• #${number}: ${say(text)}`);
  const left = told.shares.length + told.asks.length - lines.length - asks.length;
  return {
    text: title,
    blocks: [
      section([`*${title}*`, ...lines].join('\n')),
      ...asks.map((ask) => askSection(ask)),
      ...(left > 0 ? [context(`and ${count(left, 'line')} more in their own roll-up`)] : []),
    ],
  };
}

/** Why a roll-up stands in the home channel although another one was chosen, and what to do about it. */
export function keptAtHome(why: KeptWhy, channelId: string): string {
  const channel = channelLink(channelId);
  const another = 'choose another channel in `/onepager settings`';
  const reasons: Readonly<Record<KeptWhy, string>> = {
    'shared-outside': `${channel} is shared with another organisation now. Please ${another}.`,
    'private-team': `of a private team only lines marked *share* are posted in ${channel}.`,
    archived: `${channel} is archived. Please bring it back, or ${another}.`,
    unseen: `I am not in ${channel} any more. Type \`/invite @Barbell\` there, or ${another}.`,
  };
  return `This stays here: ${reasons[why]}`;
}

/**
 * The lines of the first message, as mrkdwn: title, what moved users and what is moving, what was stopped, which defaults
 * changed, what needs somebody outside, one line for the rest. A heading without a line is left out; lines for which there is
 * no room are counted at their heading and stand in the thread.
 */
export function composeRollup(facts: RollupFacts, teamName: string): string[] {
  const layout = arrange(facts);
  if (layout === undefined) return [describeQuietWeek(facts, teamName)];
  const lines = layout.flatMap((part) => (typeof part === 'string' ? [part] : writeChapter(part)));
  return [describeTitle(facts, teamName), ...lines];
}

/** Whether a week has nothing for the first message but one line. */
export function isQuiet(facts: RollupFacts): boolean {
  return arrange(facts) === undefined;
}

/** The chapters whose lines did not all fit into the first message, in full. */
export function listOverflow(facts: RollupFacts): Chapter[] {
  return (arrange(facts) ?? []).filter(
    (part): part is ShownChapter => typeof part !== 'string' && part.lines.length > part.shown,
  );
}

/** The chapters of the first message and its two single lines, in order; undefined in a quiet week. */
function arrange(facts: RollupFacts): (ShownChapter | string)[] | undefined {
  const chapters = listChapters(facts);
  const filled = chapters.filter(({ lines }) => lines.length > 0);
  const rest = listRest(facts);
  if (filled.length === 0 && rest.length === 0 && facts.moving.length === 0) return undefined;
  const also = [...(facts.opened > 0 ? [describeOpened(facts)] : []), ...rest];
  const moving = describeMoving(facts.moving);
  const last = also.length === 0 ? '' : `Also: ${also.join(' · ')}`;
  const singles = [moving, last].filter((line) => line !== '').length;
  const rooms = shareRoom(filled, maxLines - 1 - singles - filled.length);
  const shown = new Map(filled.map((chapter, index) => [chapter, rooms[index] ?? 0]));
  const place = (chapter: Chapter): ShownChapter[] => {
    const room = shown.get(chapter);
    return room === undefined ? [] : [{ ...chapter, shown: room }];
  };
  const [moved, ...others] = chapters;
  return [
    ...(moved === undefined ? [] : place(moved)),
    ...(moving === '' ? [] : [moving]),
    ...others.flatMap(place),
    ...(last === '' ? [] : [last]),
  ];
}

function listChapters(facts: RollupFacts): Chapter[] {
  const { stopped, thanks = [], asks = [] } = facts;
  return [
    { title: 'Moved users', lines: facts.moved.map(describeMovement) },
    {
      title: stopped.length === 0 ? 'With thanks' : 'Stopped, with thanks',
      lines: [...stopped.map(describeStop), ...thanks.map(describeThanks)],
      buttons: stopped.map(({ id }) => (id === undefined ? undefined : thanksButton(id))),
    },
    { title: 'Defaults changed', lines: facts.defaults.map(describeDefault) },
    {
      title: 'Needs someone outside the team',
      lines: asks.map(describeAsk),
      buttons: asks.map(buttonOf),
    },
  ];
}

function buttonOf(ask: AskLine): Button | undefined {
  return ask.state === 'open' ? helpButton(ask.id) : undefined;
}

/** A question for help as a section of its own, with its button while it is open. */
function askSection(ask: AskLine): KnownBlock {
  return lineSection(describeAsk(ask), buttonOf(ask));
}

function chapterBlocks(chapter: ShownChapter): KnownBlock[] {
  const lines = writeChapter(chapter);
  const { buttons } = chapter;
  if (buttons === undefined) return [section(lines.join('\n'))];
  const [heading = '', ...rest] = lines;
  return [section(heading), ...rest.map((line, index) => lineSection(line, buttons[index]))];
}

/** A line with the button beside it, if it has one. */
export function lineSection(line: string, accessory: Button | undefined): KnownBlock {
  return section(line, accessory === undefined ? {} : { accessory });
}

function writeChapter({ title, lines, shown }: ShownChapter): string[] {
  const rest = lines.length - shown;
  const heading = rest === 0 ? `*${title}*` : `*${title}* · +${rest} more in the thread`;
  return [heading, ...lines.slice(0, shown)];
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
