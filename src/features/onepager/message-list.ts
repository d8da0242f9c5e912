import { formatDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { dateToken, mention } from '../../platform/slack/text.ts';
import { onepagerActions, stateWords, strong, words } from './messages.ts';
import type { OnePager } from './rules.ts';

/** How long a list page is. */
const pageSize = 20;

/** A line of the list. */
export interface ListLine {
  onepager: OnePager;
  /** The home channel's name, when the list is about several teams. */
  teamName?: string;
}

/** A page of the list: running ones first. `from` is the index of its first line among all. */
export function listAnswer(lines: readonly ListLine[], from: number): MessageContent {
  if (lines.length === 0) {
    const none = 'No one-pager yet. `/onepager` writes the first one; it takes three minutes.';
    return { text: none, blocks: [section(none)] };
  }
  const start = from >= 0 && from < lines.length ? from : 0;
  const page = lines.slice(start, start + pageSize);
  const count = countLines(lines);
  const heading = `*${count}*${
    lines.length > pageSize ? ` · ${start + 1} to ${start + page.length}` : ''
  }`;
  const rest = lines.length - start - page.length;
  return {
    text: count,
    blocks: [
      section(heading),
      section(
        page
          .slice(0, pageSize / 2)
          .map(listLine)
          .join('\n'),
      ),
      ...(page.length <= pageSize / 2
        ? []
        : [
            section(
              page
                .slice(pageSize / 2)
                .map(listLine)
                .join('\n'),
            ),
          ]),
      ...(rest <= 0
        ? []
        : [
            actions(
              'more',
              button({
                label: rest === 1 ? 'Show the last one' : `Show ${Math.min(rest, pageSize)} more`,
                actionId: onepagerActions.list,
                value: [start + pageSize, ...teamOf(lines)].join(' '),
              }),
            ),
          ]),
      context('`/onepager show 12` shows one in full.'),
    ],
  };
}

/** How many there are, how many of them run, and how many stand still for now. */
function countLines(lines: readonly ListLine[]): string {
  const countOf = (state: OnePager['state']) =>
    lines.filter(({ onepager }) => onepager.state === state).length;
  const all = lines.length === 1 ? '1 one-pager' : `${lines.length} one-pagers`;
  const frozen = countOf('frozen');
  return `${all}, ${countOf('running')} running${frozen === 0 ? '' : `, ${frozen} frozen`}`;
}

/** The team, when the list is about one: its next page stays with it. */
function teamOf(lines: readonly ListLine[]): string[] {
  const teamIds = new Set(lines.map((line) => line.onepager.teamId));
  return teamIds.size === 1 ? [...teamIds] : [];
}

function listLine({ onepager, teamName }: ListLine): string {
  const title = strong(`#${onepager.number} ${onepager.bet.title}`, 100);
  const when =
    onepager.endedAt === undefined
      ? `gate ${formatDate(onepager.bet.gateOn)}`
      : dateToken(onepager.endedAt, 'date');
  const team = teamName === undefined ? '' : ` · #${words(teamName, 60)}`;
  const state = onepager.state === 'frozen' ? '*frozen*' : stateWords[onepager.state];
  return `${title} · ${state} · ${when} · ${mention(onepager.ownerId)}${team}`;
}
