import type { HomeView, KnownBlock } from '@slack/types';
import type { ReviewId } from '../../lib/ids.ts';
import { formatDate, type LocalDate } from '../../lib/time.ts';
import {
  actions,
  button,
  confirmation,
  divider,
  header,
  home,
  section,
  select,
} from '../../platform/slack/blocks.ts';
import { channelLink, dateToken } from '../../platform/slack/text.ts';
import type { Decision } from '../decision/rules.ts';
import type { Draft } from '../draft/rules.ts';
import { hatBlocks } from '../hat/message-case.ts';
import type { HatCase } from '../hat/rules.ts';
import { strong } from '../onepager/messages.ts';
import { type OnePager, titleOf } from '../onepager/rules.ts';
import { answerButton } from '../revisit/messages.ts';
import type { AskLine } from '../stop-owner/messages.ts';
import { askBlocks, type RoleAsk } from '../team/role-messages.ts';
import { gateWords } from '../verdict/messages.ts';
import { type ApprovalRow, approvalsAsked, approvalsToAnswer } from './message-deviation.ts';
import { stopBlocks } from './message-stop.ts';
import { homeActions, numberWords, openButton, type TeamPage, teamBlocks } from './message-team.ts';
import { type HomePlace, writePlace } from './rules.ts';

/** A draft; `edits` is the number of the one-pager that it edits. */
export interface DraftLine {
  draft: Draft;
  edits?: number;
}

/** An open review in which numbers of this person are missing. */
export interface ReadingsLine {
  reviewId: ReviewId;
  channelId: string;
  closesAt: Date;
  numbers: readonly number[];
}

/** An open review with the cards that this person may still vote on. */
export interface VoteLine {
  reviewId: ReviewId;
  channelId: string;
  closesAt: Date;
  onepagers: readonly Pick<OnePager, 'number' | 'bet'>[];
}

/** A one-pager of this person; `daysToGate` in the team's zone. */
export interface MineLine {
  onepager: Pick<OnePager, 'id' | 'number' | 'bet' | 'state'>;
  channelId: string;
  daysToGate: number;
  /** How its signals went, as for what runs. */
  numbers: readonly string[];
  returnsOn?: LocalDate;
}

/** Everything that one page of a person's Home shows; lists are cut to the page already. */
export interface HomePage {
  userId: string;
  /** A full member of the workspace: who may write, vote and set. */
  isFull: boolean;
  place: HomePlace;
  pages: number;
  /** Roles that the person was asked to take. */
  asks: readonly RoleAsk[];
  /** One-pagers on which they are asked whether they can say stop. */
  stops?: readonly AskLine[];
  /** Requests to depart in a protected area: to be answered by the person, and asked by them. */
  approvals: readonly ApprovalRow[];
  asked: readonly ApprovalRow[];
  drafts: readonly DraftLine[];
  readings: readonly ReadingsLine[];
  votes: readonly VoteLine[];
  revisits: readonly {
    decision: Pick<Decision, 'id' | 'number' | 'title'>;
    askOn: LocalDate;
  }[];
  mine: readonly MineLine[];
  /** The person's teams by name, to choose from; at most 100. */
  teams: readonly { id: string; name: string }[];
  /** Anthropologist's cases that this person may read, and their own drafts of such. */
  hats: readonly HatCase[];
  team?: TeamPage;
}

/** The Home tab. */
export function homeView(page: HomePage): HomeView {
  const isNew = page.team === undefined;
  return home([
    header('Barbell'),
    ...(isNew ? firstRun() : [startButtons(page.isFull)]),
    ...askedBlocks(page.asks),
    ...approvalsToAnswer(page.approvals),
    ...approvalsAsked(page.asked),
    ...stopBlocks(page.stops),
    ...draftBlocks(page),
    ...readingBlocks(page.readings),
    ...voteBlocks(page.votes),
    ...revisitBlocks(page.revisits),
    ...mineBlocks(page.mine),
    ...pickerBlocks(page),
    ...(page.team === undefined ? [] : teamBlocks(page.team, page)),
    ...(page.isFull && !isNew ? hatBlocks(page.hats, page.place) : []),
    ...turnBlocks(page),
  ]);
}

function firstRun(): KnownBlock[] {
  return [
    section(
      'Write down the bet you are making, meet for 15 minutes, vote continue, change or stop. You are in no team yet: go to your team’s channel, type `/invite @Barbell` there, and press *Set up* on the card that I post.',
    ),
    actions('start', button({ label: 'Help', actionId: homeActions.help })),
  ];
}

function startButtons(isFull: boolean): KnownBlock {
  const help = button({ label: 'Help', actionId: homeActions.help });
  if (!isFull) return actions('start', help);
  return actions(
    'start',
    button({ label: 'New one-pager', actionId: homeActions.newOnePager, style: 'primary' }),
    help,
  );
}

function askedBlocks(asks: HomePage['asks']): KnownBlock[] {
  if (asks.length === 0) return [];
  const one = (ask: RoleAsk) => askBlocks(ask, `role.${ask.team.id}.${ask.role}`);
  return [section('*Waiting for your answer*'), ...asks.flatMap(one)];
}

function draftBlocks({ drafts, place }: HomePage): KnownBlock[] {
  if (drafts.length === 0) return [];
  return [
    section('*Your drafts*'),
    ...drafts.flatMap(({ draft, edits }) => {
      const title = titleOf(draft.fields);
      const name = edits === undefined ? title : `Edit of #${edits}: ${title}`;
      return [
        section(
          `${strong(name, 200)} · step ${draft.step} of 3 · ${dateToken(draft.updatedAt, 'date-time')}`,
        ),
        actions(
          `draft.${draft.id}`,
          button({ label: 'Resume', actionId: homeActions.resume, value: draft.id }),
          button({
            label: 'Throw away',
            actionId: `${homeActions.discard}:${place.page}`,
            value: `${draft.id} ${place.teamId}`.trim(),
            confirm: confirmation({
              title: 'Throw this draft away?',
              text: 'It cannot be brought back.',
              yes: 'Throw away',
              no: 'Keep it',
            }),
          }),
        ),
      ];
    }),
  ];
}

function readingBlocks(lines: readonly ReadingsLine[]): KnownBlock[] {
  return lines.map((line) => {
    const numbers = line.numbers.slice(0, 20).map((number) => `#${number}`);
    return section(
      `*Readings missing* for ${numbers.join(', ')} in ${channelLink(line.channelId)}, open until ${dateToken(line.closesAt, 'date-time')}`,
      {
        accessory: button({
          label: 'Add my readings',
          actionId: homeActions.readings,
          value: line.reviewId,
        }),
      },
    );
  });
}

const mostCardsNamed = 8;

function voteBlocks(votes: readonly VoteLine[]): KnownBlock[] {
  return votes.map((vote) => {
    const more = vote.onepagers.length - mostCardsNamed;
    const lines = [
      `*Waiting for your vote* in ${channelLink(vote.channelId)}, open until ${dateToken(vote.closesAt, 'date-time')}`,
      ...vote.onepagers.slice(0, mostCardsNamed).map((one) => `• ${nameOf(one)}`),
      ...(more > 0 ? [`and ${more} more`] : []),
    ];
    return section(lines.join('\n'), {
      accessory: button({ label: 'Vote', actionId: homeActions.vote, value: vote.reviewId }),
    });
  });
}

function revisitBlocks(revisits: HomePage['revisits']): KnownBlock[] {
  if (revisits.length === 0) return [];
  return [
    section('*Would we decide the same today?*'),
    ...revisits.map(({ decision, askOn }) =>
      section(
        `${strong(`#${decision.number} ${decision.title}`, 120)}, due since ${formatDate(askOn)}`,
        { accessory: answerButton(decision.id) },
      ),
    ),
  ];
}

function mineBlocks(mine: readonly MineLine[]): KnownBlock[] {
  if (mine.length === 0) return [];
  const rows = mine.map((line) => {
    const { state } = line.onepager;
    const parked =
      line.returnsOn === undefined ? 'parked' : `parked until ${formatDate(line.returnsOn)}`;
    const stands = state === 'parked' ? parked : gateWords(line.daysToGate);
    const frozen = state === 'frozen' ? ' · frozen' : '';
    const where = `in ${channelLink(line.channelId)} · ${stands}${frozen}`;
    const text = [`${nameOf(line.onepager)} ${where}`, ...numberWords(line.numbers)].join(' · ');
    return section(text, { accessory: openButton(line.onepager) });
  });
  return [section('*Your one-pagers*'), ...rows];
}

function pickerBlocks({ teams, team }: HomePage): KnownBlock[] {
  if (team === undefined) return [];
  if (teams.length < 2) return [divider()];
  const choices = teams.map(({ id, name }) => ({ value: id, label: `#${name}` }));
  const element = select({
    choices,
    initial: team.team.id,
    actionId: homeActions.team,
    placeholder: 'Choose a team',
  });
  return [divider(), actions('team', element)];
}

function turnBlocks({ place, pages }: HomePage): KnownBlock[] {
  const turn = (label: string, variant: string, page: number) =>
    button({
      label,
      actionId: `${homeActions.page}:${variant}`,
      value: writePlace({ ...place, page }),
    });
  const buttons = [
    ...(place.page > 0 ? [turn('First page', 'first', 0)] : []),
    ...(place.page + 1 < pages ? [turn('Show more', 'next', place.page + 1)] : []),
  ];
  return buttons.length === 0 ? [] : [actions('pages', ...buttons)];
}

function nameOf(onepager: Pick<OnePager, 'number' | 'bet'>): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 120);
}
