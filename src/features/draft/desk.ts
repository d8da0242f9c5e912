import type { ModalView } from '@slack/types';
import type { TeamId } from '../../lib/ids.ts';
import { type LocalDate, toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Choice } from '../../platform/slack/blocks.ts';
import type { Act, Deps } from '../../platform/slack/feature.ts';
import { isFullMember, listCachedFullMembers } from '../../platform/slack/people.ts';
import type { OnePager } from '../onepager/rules.ts';
import { findOnePager } from '../onepager/store.ts';
import { type BetFields, definitionOfDone, listTokens } from '../quality/rules.ts';
import { nameTeams } from '../team/access.ts';
import { proposeGate } from '../team/gate-rules.ts';
import type { Team } from '../team/rules.ts';
import { findTeam, listRoles, listTeamsOfPerson } from '../team/store.ts';
import { findLastOccurrence } from '../team/store-occurrence.ts';
import type { FormMetadata } from './form.ts';
import { checkDraft, type Editing, type Question } from './rules.ts';
import { stepView } from './steps.ts';

/** What has to be known besides what is typed, to check and to draw a form. */
export interface Desk {
  team: Team;
  today: LocalDate;
  /** From where the gate is counted: today, or the start of the one-pager that is edited. */
  startOn: LocalDate;
  /** The gate that a fresh form proposes. */
  gateOn: LocalDate;
  question: Question;
  running?: OnePager;
}

/**
 * Makes the cache know the person, the team's members and who is named to say stop; Slack is asked once more before
 * anybody is told that they are not there. Before a transaction, never inside one.
 */
export async function warmNamed(
  deps: Pick<Deps, 'people'>,
  act: Pick<Act, 'workspaceId' | 'userId'>,
  named: { channelId: string; stopOwnerId?: string },
): Promise<void> {
  const { workspaceId } = act;
  const wanted = [act.userId, named.stopOwnerId ?? ''].filter((userId) => userId !== '');
  for (const userId of wanted) await deps.people.find(workspaceId, userId);
  const members = await deps.people.listMembers(workspaceId, named.channelId);
  const isHere = (userId: string) =>
    members.some((person) => person.userId === userId && isFullMember(person));
  const missing = wanted.filter((userId) => !isHere(userId));
  if (missing.length === 0) return;
  for (const userId of missing) await deps.people.refresh(workspaceId, { userId });
  await deps.people.refresh(workspaceId, { channelId: named.channelId });
  for (const userId of missing) await deps.people.find(workspaceId, userId);
  await deps.people.listMembers(workspaceId, named.channelId);
}

/** Reads the desk for a draft of a team; undefined when the team, or the one-pager that is edited, is gone. */
export async function readDesk(
  db: Db,
  about: {
    workspaceId: string;
    teamId: TeamId;
    ownerId: string;
    fields: Pick<BetFields, 'stopOwnerId'> & Partial<Pick<BetFields, 'coAuthorIds'>>;
    editing?: Editing;
  },
  now: Date,
): Promise<Desk | undefined> {
  const team = await findTeam(db, about.workspaceId, about.teamId);
  if (team === undefined) return undefined;
  const running =
    about.editing === undefined
      ? undefined
      : await findOnePager(db, about.workspaceId, about.editing.onepagerId);
  if (about.editing !== undefined && running === undefined) return undefined;
  const members = await listCachedFullMembers(db, about.workspaceId, team.channelId);
  const isHere = (userId: string) => members.some((person) => person.userId === userId);
  const today = toLocalDate(now, team.zone);
  const startOn = running === undefined ? today : toLocalDate(running.startedAt, team.zone);
  const facts = {
    hasStopOwner: isHere(about.fields.stopOwnerId),
    hasOwner: isHere(running?.ownerId ?? about.ownerId),
    areCoAuthorsHere: listTokens(about.fields.coAuthorIds ?? '').every(isHere),
    hasNextReview: team.pausedAt === undefined,
  };
  const lastWeekOn = (await findLastOccurrence(db, team.id, 'review'))?.weekOn;
  return {
    team,
    today,
    startOn,
    gateOn: proposeGate(team, { today, lastWeekOn }),
    question: {
      today,
      facts: running === undefined ? facts : { ...facts, startOn },
      ...(running === undefined ? {} : { before: running.bet.fields }),
    },
    ...(running === undefined ? {} : { running }),
  };
}

/** Draws one step of a form. */
export function drawStep(
  desk: Desk,
  form: { metadata: FormMetadata; fields: BetFields },
  extra: { teams?: readonly Choice[]; notice?: string; submit?: string } = {},
): ModalView {
  const { question } = desk;
  return stepView({
    ...form,
    ...extra,
    startOn: desk.startOn,
    coaching: checkDraft(form.fields, question).coaching,
    boxes: definitionOfDone(form.fields, question.facts),
  });
}

/** Who is proposed to say stop: whoever does so for the team, otherwise the writer. */
export async function proposeStopOwner(db: Db, team: Team, userId: string): Promise<string> {
  const holders = (await listRoles(db, team)).filter((held) => held.role === 'stop-owner');
  const accepted = holders.find((held) => held.isAccepted) ?? holders[0];
  const members = await listCachedFullMembers(db, team.workspaceId, team.channelId);
  const isHere = members.some((person) => person.userId === accepted?.userId);
  return accepted !== undefined && isHere ? accepted.userId : userId;
}

/** The person's teams as choices of a menu, by the names of their channels. */
export async function listTeamChoices(
  db: Db,
  workspaceId: string,
  userId: string,
): Promise<Choice[]> {
  return nameTeams(db, workspaceId, await listTeamsOfPerson(db, workspaceId, userId));
}
