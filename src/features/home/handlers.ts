import type { HomeView } from '@slack/types';
import { toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { modal } from '../../platform/slack/blocks.ts';
import type { ActionAct, Deps, EventAct, Reply } from '../../platform/slack/feature.ts';
import { isFullMember } from '../../platform/slack/people.ts';
import { listDrafts } from '../draft/store.ts';
import { helpAnswer } from '../help/messages.ts';
import { getOnePager, listRunning } from '../onepager/store.ts';
import { findOpenReview, listCards } from '../review/store.ts';
import { listVotes } from '../review/store-vote.ts';
import {
  nextReviewWeek,
  nextRollupWeek,
  reviewSlot,
  rollupSlot,
  type Team,
} from '../team/rules.ts';
import { findLastOccurrence, listTeams, listTeamsOfPerson } from '../team/store.ts';
import { homeView, type TeamLine, type VoteLine } from './messages.ts';
import { homeSizes, takePage } from './rules.ts';

/** The person opened the Home tab. The messages tab of the app sends the same event and is left alone. */
export async function openHome(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const { user, tab } = act.event;
  if (typeof user !== 'string' || (tab !== undefined && tab !== 'home')) return undefined;
  const view = await readHome(deps, { ...act, userId: user }, 0);
  return { reply: 'home', view };
}

/** *More teams* and *First page*. */
export async function turnHome(deps: Deps, act: ActionAct): Promise<Reply> {
  const page = /^\d{1,4}$/.test(act.value) ? Number(act.value) : 0;
  return { reply: 'home', view: await readHome(deps, act, page) };
}

/** *Help*: what `/onepager` can do, in a window. */
export function showHelp(): Promise<Reply> {
  const { blocks } = helpAnswer();
  const view = modal({ callbackId: 'home.help', title: 'Help', close: 'Close', blocks });
  return Promise.resolve({ reply: 'show', view });
}

interface Viewer {
  workspaceId: string;
  userId: string;
  now: Date;
}

async function readHome(deps: Deps, viewer: Viewer, page: number): Promise<HomeView> {
  const { workspaceId, userId, now } = viewer;
  const { db } = deps;
  const person = await deps.people.find(workspaceId, userId);
  const all = await listTeamsNow(deps, viewer);
  const { items, next } = takePage(all, page, homeSizes.teamsPerPage);
  const teams: TeamLine[] = [];
  const votes: VoteLine[] = [];
  const isVoter = person !== undefined && isFullMember(person);
  for (const team of all) if (isVoter) votes.push(...(await readVotes(db, team, userId)));
  for (const team of items) teams.push(await readTeam(db, team, now));
  const drafts = await listDrafts(db, workspaceId, userId);
  return homeView({
    userId,
    drafts,
    votes,
    teams,
    isFirst: page === 0,
    ...(next === undefined ? {} : { nextPage: next }),
  });
}

/** The person's teams; when the cache knows of none, Slack is asked once who is in the home channels. */
async function listTeamsNow(deps: Deps, viewer: Viewer): Promise<Team[]> {
  const { workspaceId, userId } = viewer;
  const known = await listTeamsOfPerson(deps.db, workspaceId, userId);
  if (known.length > 0) return known;
  for (const team of await listTeams(deps.db, workspaceId)) {
    await deps.people.listMembers(workspaceId, team.channelId);
  }
  return listTeamsOfPerson(deps.db, workspaceId, userId);
}

async function readVotes(db: Db, team: Team, userId: string): Promise<VoteLine[]> {
  const review = await findOpenReview(db, team.id);
  if (review === undefined) return [];
  const lines: VoteLine[] = [];
  for (const card of await listCards(db, review.id)) {
    if (card.state !== 'open') continue;
    const votes = await listVotes(db, card.id);
    if (votes.some((vote) => vote.userId === userId)) continue;
    const onepager = await getOnePager(db, team.workspaceId, card.onepagerId);
    lines.push({ onepager, channelId: team.channelId, closesAt: review.closesAt });
  }
  return lines;
}

async function readTeam(db: Db, team: Team, now: Date): Promise<TeamLine> {
  const lastReview = await findLastOccurrence(db, team.id, 'review');
  const lastRollup = await findLastOccurrence(db, team.id, 'rollup');
  const open = await findOpenReview(db, team.id);
  return {
    team,
    today: toLocalDate(now, team.zone),
    running: await listRunning(db, team.id),
    reviewAt: reviewSlot(team, nextReviewWeek(team, lastReview?.weekOn)).opensAt,
    rollupAt: rollupSlot(team, nextRollupWeek(team, lastRollup?.weekOn)),
    ...(open === undefined ? {} : { closesAt: open.closesAt }),
  };
}
