import type { KnownBlock, ModalView } from '@slack/types';
import { formatDate, formatWeekday } from '../../lib/time.ts';
import { context, modal, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink, cut, escape, lengthOf, oneLine } from '../../platform/slack/text.ts';
import { helpButton } from '../ask/messages.ts';
import { describeAsk, say } from '../rollup/message-line.ts';
import { composeRollup } from '../rollup/messages.ts';
import type { Company, CompanyWeek, Paragraph } from './rules.ts';

/** The id of the button that opens the form; its value is a team of the person. */
export const companyActions = { open: 'company.open' } as const;

/** The post is one message, and so many more in its thread when there are many teams. */
export const maxParts = 4;

const maxPartText = 7000;
const maxPartBlocks = 45;
const linesEach = 7;
const textEach = 900;
const mostNames = 12;

/** The post in parts: the first is the channel's, the others stand in its thread; never none. */
export function companyMessages(week: CompanyWeek): MessageContent[] {
  const title = `All teams · week of ${formatDate(week.weekOn)}`;
  const late = week.isLate ? ' · late, Barbell was not running' : '';
  const foot = footBlocks(week);
  const head = [section(`*${title}*${late}`), ...foot];
  const parts: { blocks: KnownBlock[]; size: number }[] = [{ blocks: head, size: 600 }];
  let left = 0;
  for (const paragraph of week.paragraphs) {
    const blocks = paragraphBlocks(paragraph);
    const size = sizeOf(blocks);
    const last = parts.at(-1);
    const hasRoom =
      last !== undefined &&
      last.size + size <= maxPartText &&
      last.blocks.length + blocks.length <= maxPartBlocks;
    if (hasRoom) {
      last.blocks.push(...blocks);
      last.size += size;
    } else if (parts.length < maxParts && left === 0) parts.push({ blocks, size });
    else left += 1;
  }
  const names = week.paragraphs.flatMap((one) => (one.of === 'team' ? [plain(one.name)] : []));
  const summary = [title, ...names.slice(0, mostNames)].join(' · ');
  return parts.map(({ blocks }, index) => ({
    text: cut(index === 0 ? summary : `More teams · ${title}`, 1000),
    blocks: [
      ...blocks,
      ...(index === 0 && parts.length > 1 ? [context('More teams are in the thread.')] : []),
      ...(index + 1 === parts.length && left > 0
        ? [context(`and ${left} more teams: their roll-ups are in their channels.`)]
        : []),
    ],
  }));
}

/** What a part of the thread says that is not needed any more. */
export const emptyCompanyPart: MessageContent = {
  text: 'Nothing more here since the correction.',
  blocks: [context('Nothing more here: the post above was corrected.')],
};

function footBlocks({ paragraphs, notYetIn, without }: CompanyWeek): KnownBlock[] {
  const lines = [
    ...(paragraphs.length === 0 ? ['No team has told of this week yet.'] : []),
    ...(notYetIn.length === 0 ? [] : [`Not yet in: ${namesOf(notYetIn)}`]),
    ...(without.length === 0 ? [] : [`Without a roll-up this week: ${namesOf(without)}`]),
  ];
  return lines.length === 0 ? [] : [context(...lines)];
}

function namesOf(names: readonly string[]): string {
  const left = names.length - mostNames;
  const shown = names.slice(0, mostNames).map((name) => `#${plain(name)}`);
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

function paragraphBlocks(paragraph: Paragraph): KnownBlock[] {
  const asks = (paragraph.of === 'team' ? paragraph.facts.asks : paragraph.asks) ?? [];
  const open = asks.find(({ state }) => state === 'open');
  const lines =
    paragraph.of === 'team'
      ? teamLines(paragraph.name, paragraph.facts)
      : [
          '*From a private team*',
          ...paragraph.shares
            .slice(0, linesEach)
            .map(({ number, text }) => `• #${number}: ${say(text)}`),
        ];
  const text = keepLines(lines);
  if (open === undefined) return [section(text)];
  return [section(text), section(describeAsk(open), { accessory: helpButton(open.id) })];
}

/** The roll-up's own lines without its title; the question that has a button stands by itself. */
function teamLines(name: string, facts: Extract<Paragraph, { of: 'team' }>['facts']): string[] {
  const title = `*#${plain(name)}*`;
  const { asks = [], ...rest } = facts;
  const open = asks.find(({ state }) => state === 'open');
  const others = asks.filter((ask) => ask !== open);
  const told = { ...rest, asks: others };
  const [first = '', ...lines] = composeRollup(told, name);
  if (lines.length > 0) return [title, ...lines.map(withoutThread)];
  const quiet = /a quiet week.*$/.exec(first)?.[0];
  return quiet === undefined || open !== undefined ? [title] : [`${title} · ${quiet}`];
}

/** A roll-up's thread is elsewhere. */
function withoutThread(line: string): string {
  return line.replace(/ more in the thread$/, ' more in its roll-up');
}

function keepLines(lines: readonly string[]): string {
  const kept: string[] = [];
  let room = textEach;
  for (const line of lines.slice(0, linesEach + 1)) {
    const shown = cut(line, 300);
    if (kept.length > 0 && lengthOf(shown) > room) break;
    room -= lengthOf(shown) + 1;
    kept.push(shown);
  }
  const left = lines.length - kept.length;
  return [...kept, ...(left > 0 ? [`and ${left} more lines in its roll-up`] : [])].join('\n');
}

function plain(name: string): string {
  return cut(escape(oneLine(name)).replaceAll('*', '∗'), 80);
}

function sizeOf(blocks: readonly KnownBlock[]): number {
  return blocks.reduce(
    (sum, block) => sum + (block.type === 'section' ? lengthOf(block.text?.text ?? '') : 0),
    0,
  );
}

/** Why the post stands still, to whoever set it; and what to do about it. */
export function companyTrouble(channelId: string): MessageContent {
  const channel = channelLink(channelId);
  const text = `The company post could not go to ${channel}: it is archived, shared with another organisation, or I am not in it any more.`;
  return {
    text,
    blocks: [
      section(
        `${text} Type \`/invite @Barbell\` there, or choose another channel with *Company post* in \`/onepager settings\`. Each team's own roll-up is where it always is.`,
      ),
    ],
  };
}

/** Said in place of the form when it is kept. */
export function companySetView(company: Company, later: readonly string[]): ModalView {
  const when = `${formatWeekday(company.weekday)} ${company.time} (${company.zone})`;
  const text = company.isOn
    ? `From the week of ${formatDate(company.firstWeekOn)} on, ${channelLink(company.channelId)} reads a paragraph of each team every ${when}. Of private teams it reads only lines marked *share*, without their names.`
    : 'The company post is off. What was posted stays where it is.';
  const kept = company.kept === undefined ? [] : [context('This week keeps the time that it had.')];
  const behind =
    later.length === 0 || !company.isOn
      ? []
      : [
          context(
            `These roll-ups come after it and are named as not yet in until they do: ${namesOf(later)}`,
          ),
        ];
  return modal({
    callbackId: 'company.done',
    title: 'Company post',
    close: 'Done',
    blocks: [section(text), ...kept, ...behind],
  });
}

/** The sentences that people are told. */
export const companyWords = {
  gone: 'This team is not there any more. Open Home to choose another.',
  notYours:
    'The company post is set by a leader of a team or an admin of the workspace. Ask one of them.',
} as const;
