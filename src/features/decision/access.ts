import type { TeamId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import { addDays, type LocalDate, toInstantIn, toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Act, Deps } from '../../platform/slack/feature.ts';
import { lookUpReadableTeams } from '../team/access.ts';
import { type Action, may, type Team } from '../team/rules.ts';
import { findStanding, findTeamByChannel, listTeams, listTeamsOfPerson } from '../team/store.ts';
import type { Decision } from './rules.ts';
import { parseSearch, type Search, type SearchRefusal } from './search-rules.ts';
import { findDecisionByNumber } from './store.ts';
import { listNames, type SearchQuestion } from './store-search.ts';

/** A search as one person may ask it: in the logs that are open to them, by their own calendar. */
export interface AskedSearch {
  search: Search;
  question: SearchQuestion;
  /** The teams whose logs are searched, the person's own first. */
  teams: readonly Team[];
  today: LocalDate;
  zone: string;
}

/**
 * Turns what a person typed into a question to the logs that they may read; `none` when there is no such log. Reads, and asks
 * Slack who they are, so it is called outside of transactions. (product.md *Who may read*)
 */
export async function askSearch(
  deps: Deps,
  act: Act,
  asked: { text: string; teamId?: TeamId },
): Promise<AskedSearch | SearchRefusal | { none: true }> {
  const { workspaceId } = act;
  // Looked up now, so that a person who was made a guest or has left is known as such.
  const person = await deps.people.find(workspaceId, act.userId);
  const readable = await lookUpReadableTeams(deps, act);
  const teams = readable.filter((team) => asked.teamId === undefined || team.id === asked.teamId);
  if (teams.length === 0) return { none: true };
  const zone = person?.zone ?? 'UTC';
  const today = toLocalDate(act.now, zone);
  const search = parseSearch(asked.text, today, await listNames(deps.db, workspaceId));
  if ('refused' in search) return search;
  const { from, until } = search;
  const question: SearchQuestion = {
    workspaceId,
    teamIds: teams.map((team) => team.id),
    words: search.words,
    kinds: search.kinds,
    userIds: search.userIds,
    isAgainstRule: search.isAgainstRule,
    isAgainstMajority: search.isAgainstMajority,
    ...(search.isDue ? { dueOn: today } : {}),
    ...(from === undefined ? {} : { from: toInstantIn(from, '00:00', zone) }),
    ...(until === undefined ? {} : { to: toInstantIn(addDays(until, 1), '00:00', zone) }),
  };
  return { search, question, teams, today, zone };
}

/**
 * The teams for which this person may do something, the one whose home this channel is first. Warms the cache of people and
 * members, so it is called outside of transactions; whoever writes asks `may` again inside.
 */
export async function listTeamsWhereMay(
  deps: Deps,
  act: Act,
  what: { action: Action; channelId: string },
): Promise<Team[]> {
  const { workspaceId, userId } = act;
  await deps.people.find(workspaceId, userId);
  const here = await findTeamByChannel(deps.db, workspaceId, what.channelId);
  if (here !== undefined) await deps.people.listMembers(workspaceId, here.channelId);
  const own = await listOwnTeams(deps, act);
  const first = own.filter((team) => team.id === here?.id);
  const allowed: Team[] = [];
  for (const team of [...first, ...own.filter((other) => other.id !== here?.id)]) {
    const standing = await findStanding(deps.db, { workspaceId, teamId: team.id, userId });
    if (may(standing, what.action)) allowed.push(team);
  }
  return allowed;
}

/** When the cache knows of no team, Slack is asked once who is in the home channels. */
async function listOwnTeams(deps: Deps, act: Act): Promise<Team[]> {
  const { workspaceId, userId } = act;
  const known = await listTeamsOfPerson(deps.db, workspaceId, userId);
  if (known.length > 0) return known;
  for (const team of await listTeams(deps.db, workspaceId)) {
    await deps.people.listMembers(workspaceId, team.channelId);
  }
  return listTeamsOfPerson(deps.db, workspaceId, userId);
}

/** The newest wording of a decision that was put right, or itself. */
export async function findNewestWording(db: Db, decision: Decision): Promise<Decision> {
  let standing = decision;
  while (standing.supersededByNumber !== undefined && standing.isReversed !== true) {
    const { workspaceId, supersededByNumber } = standing;
    const next = await findDecisionByNumber(db, workspaceId, supersededByNumber);
    invariant(next !== undefined, `#${supersededByNumber} corrects an entry, so it is there`);
    standing = next;
  }
  return standing;
}
