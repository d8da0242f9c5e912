import type { HomeView, KnownBlock } from '@slack/types';
import { daysBetween, formatDate, type LocalDate } from '../../lib/time.ts';
import {
  actions,
  button,
  context,
  divider,
  header,
  home,
  section,
} from '../../platform/slack/blocks.ts';
import { channelLink, dateToken, mention } from '../../platform/slack/text.ts';
import type { Draft } from '../draft/rules.ts';
import { strong } from '../onepager/messages.ts';
import { type OnePager, titleOf } from '../onepager/rules.ts';
import type { Team } from '../team/rules.ts';
import { homeSizes } from './rules.ts';

/** The ids of this feature's buttons; the others lead to the features that answer them. */
export const homeActions = {
  help: 'home.help',
  page: 'home.page',
  newOnePager: 'draft.new',
  resume: 'draft.resume',
  decisions: 'decision.open',
  settings: 'team.settings',
} as const;

/** A card that this person may still vote on. */
export interface VoteLine {
  onepager: Pick<OnePager, 'number' | 'bet'>;
  channelId: string;
  closesAt: Date;
}

/** A team as its member sees it. */
export interface TeamLine {
  team: Team;
  today: LocalDate;
  running: readonly OnePager[];
  reviewAt: Date;
  /** The review that is open now closes then. */
  closesAt?: Date;
  rollupAt: Date;
}

/** Everything that one person's Home shows. */
export interface HomePage {
  userId: string;
  drafts: readonly Draft[];
  votes: readonly VoteLine[];
  teams: readonly TeamLine[];
  nextPage?: number;
  isFirst: boolean;
}

/** The Home tab. */
export function homeView(page: HomePage): HomeView {
  if (page.teams.length === 0 && page.drafts.length === 0) return home(firstRun());
  return home([
    header('Barbell'),
    actions(
      'start',
      button({ label: 'New one-pager', actionId: homeActions.newOnePager, style: 'primary' }),
      button({ label: 'Help', actionId: homeActions.help }),
    ),
    ...draftBlocks(page.drafts),
    ...voteBlocks(page.votes),
    ...page.teams.flatMap((line) => [divider(), ...teamBlocks(line, page.userId)]),
    ...turnBlocks(page),
  ]);
}

function firstRun(): KnownBlock[] {
  return [
    header('Barbell'),
    section(
      'Write down the bet you are making, meet for 15 minutes, vote continue, change or stop. You are in no team yet: go to your team’s channel, type `/invite @Barbell` there, and press *Set up* on the card that I post.',
    ),
    actions('start', button({ label: 'Help', actionId: homeActions.help })),
  ];
}

function draftBlocks(drafts: readonly Draft[]): KnownBlock[] {
  if (drafts.length === 0) return [];
  const shown = drafts.slice(0, homeSizes.drafts);
  const more = drafts.length - shown.length;
  return [
    section('*Your drafts*'),
    ...shown.map((draft) =>
      section(
        `${strong(titleOf(draft.fields), 200)} · step ${draft.step} of 3 · ${dateToken(draft.updatedAt, 'date-time')}`,
        {
          accessory: button({
            label: 'Resume',
            actionId: homeActions.resume,
            value: draft.id,
          }),
        },
      ),
    ),
    ...(more > 0 ? [context(`and ${more} more; \`/onepager\` shows them`)] : []),
  ];
}

function voteBlocks(votes: readonly VoteLine[]): KnownBlock[] {
  if (votes.length === 0) return [];
  const lines = votes
    .slice(0, homeSizes.votes)
    .map(
      (vote) =>
        `• ${nameOf(vote.onepager)} in ${channelLink(vote.channelId)}, open until ${dateToken(vote.closesAt, 'date-time')}`,
    );
  const more = votes.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return [section(`*Waiting for your vote*\n${lines.join('\n')}`)];
}

function teamBlocks(line: TeamLine, userId: string): KnownBlock[] {
  const { team, running } = line;
  const meets =
    line.closesAt === undefined
      ? `next review ${dateToken(line.reviewAt, 'date-time')}`
      : `review open until ${dateToken(line.closesAt, 'date-time')}`;
  const lines = running
    .slice(0, homeSizes.running)
    .map((onepager) => `• ${runningLine(onepager, line.today, userId)}`);
  const more = running.length - lines.length;
  if (more > 0) lines.push(`and ${more} more; \`/onepager list\` shows them`);
  const listed = lines.length === 0 ? 'Nothing is running yet.' : lines.join('\n');
  const paused = team.pausedAt === undefined ? '' : ' · paused';
  return [
    section(
      `*Team* ${channelLink(team.channelId)}${paused}\n${meets} · roll-up ${dateToken(line.rollupAt, 'date-time')}\n${listed}`,
    ),
    actions(
      `team.${team.id}`,
      button({ label: 'New one-pager', actionId: homeActions.newOnePager, value: team.id }),
      button({ label: 'Decisions', actionId: homeActions.decisions, value: team.id }),
      button({ label: 'Settings', actionId: homeActions.settings, value: team.id }),
    ),
  ];
}

function runningLine(onepager: OnePager, today: LocalDate, userId: string): string {
  const days = daysBetween(today, onepager.bet.gateOn);
  const gate =
    days === 0
      ? 'gate today'
      : days < 0
        ? `gate was ${formatDate(onepager.bet.gateOn)}`
        : `gate ${formatDate(onepager.bet.gateOn)}`;
  const owner = onepager.ownerId === userId ? 'yours' : mention(onepager.ownerId);
  const frozen = onepager.state === 'frozen' ? ' · frozen' : '';
  return `${nameOf(onepager)} · ${gate} · ${owner}${frozen}`;
}

function turnBlocks(page: HomePage): KnownBlock[] {
  const buttons = [
    ...(page.isFirst
      ? []
      : [button({ label: 'First page', actionId: `${homeActions.page}:first`, value: '0' })]),
    ...(page.nextPage === undefined
      ? []
      : [
          button({
            label: 'More teams',
            actionId: `${homeActions.page}:next`,
            value: String(page.nextPage),
          }),
        ]),
  ];
  return buttons.length === 0 ? [] : [actions('pages', ...buttons)];
}

function nameOf(onepager: Pick<OnePager, 'number' | 'bet'>): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 120);
}
