import type { KnownBlock } from '@slack/types';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink, mention } from '../../platform/slack/text.ts';
import { onepagerActions, strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import type { Team } from '../team/rules.ts';
import {
  isFilled,
  needsStopOwner,
  type Presence,
  type Vacancy,
  type VacancyName,
  writeVacancyName,
} from './rules.ts';

/** The button of this feature; its value names the person who is gone. *Hand over* is the one of the card. */
export const vacancyActions = { nameOne: 'vacancy.name-one' } as const;

const mostLines = 8;
const leaderlessWords =
  'the team without a leader: an admin of the workspace who is in the channel can name one, with *Roles* in `/onepager settings`';

/** What the team's leader reads: who is gone, what that leaves without a person, and the buttons that mend it. */
export function vacancyNote(
  of: { team: Pick<Team, 'id' | 'channelId'>; userId: string; presence: Presence },
  vacancy: Vacancy,
): MessageContent {
  const { team, userId, presence } = of;
  const who = mention(userId);
  const home = channelLink(team.channelId);
  if (presence === 'here' || isFilled(vacancy)) {
    const text =
      presence === 'here'
        ? `${who} takes part in ${home} again, so nothing has to change hands.`
        : `Everything that ${who} had in ${home} is in other hands now. Thank you.`;
    return { text, blocks: [section(text)] };
  }
  const intro =
    presence === 'left'
      ? `${who} left ${home}, which is private, so they do not take part any more. That leaves`
      : `${who} does not take part any more: the account is switched off, or a guest’s. In ${home} that leaves`;
  const blocks: KnownBlock[] = [section(`${intro}:`)];
  for (const onepager of vacancy.owned.slice(0, mostLines)) {
    blocks.push(
      section(`• ${nameOf(onepager)} without an owner`),
      actions(
        `vacancy.${onepager.number}`,
        button({
          label: 'Hand over',
          actionId: onepagerActions.handOver,
          value: onepager.id,
        }),
      ),
    );
  }
  const more = vacancy.owned.length - mostLines;
  if (more > 0) blocks.push(context(`And ${more} more without an owner; these come first.`));
  if (needsStopOwner(vacancy)) {
    const value = writeVacancyName({ teamId: team.id, userId });
    blocks.push(
      section(`• ${describeGuarded(vacancy)} without anybody who may say stop`),
      actions(
        'vacancy.stop',
        button({ label: 'Name one', actionId: vacancyActions.nameOne, value }),
      ),
    );
  }
  if (vacancy.isLeaderless) blocks.push(section(`• ${leaderlessWords}`));
  const short = [
    ...(vacancy.owned.length > 0 ? [`${numbers(vacancy.owned)} without an owner`] : []),
    ...(needsStopOwner(vacancy)
      ? [`${describeGuarded(vacancy)} without anybody who may say stop`]
      : []),
    ...(vacancy.isLeaderless ? ['the team without a leader'] : []),
  ];
  return { text: `${intro} ${short.join(' and ')}.`, blocks };
}

/** What stands without anybody who may say stop: `#1, #4 and the team`. */
export function describeGuarded({ guarded, roles }: Vacancy): string {
  const named = guarded.length === 0 ? [] : [numbers(guarded)];
  return [...named, ...(roles.length > 0 ? ['the team'] : [])].join(' and ');
}

/** Said in the thread of a one-pager's card, so that the person who was named reads it there. */
export function namedMessage(
  onepager: OnePager,
  named: { by: string; to: string },
): MessageContent {
  const may = `${mention(named.to)} may say stop on ${nameOf(onepager)} now`;
  const text = named.by === named.to ? `${may}.` : `${may}: ${mention(named.by)} named them.`;
  return { text, blocks: [section(text)] };
}

/** The sentences that people are told. */
export const vacancyWords = {
  filled: 'Somebody has been named already. Nothing changed.',
  notYours: 'Naming who may say stop is for a leader of the team.',
  nobody: 'Choose one person.',
  notMember:
    'This has to be a full member of the team’s channel who is still here. Invite them there first, or choose somebody else.',
  named: (name: VacancyName & { to: string }, what: string) =>
    `${mention(name.to)} may say stop now, for ${what}. They are told.`,
} as const;

function numbers(onepagers: readonly OnePager[]): string {
  return onepagers.map((onepager) => `#${onepager.number}`).join(', ');
}

function nameOf(onepager: OnePager): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 200);
}
