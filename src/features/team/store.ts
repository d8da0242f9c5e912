import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { TeamId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { isFullMember, type Person, toPerson } from '../../platform/slack/people.ts';
import type { RoleHolder } from './role-rules.ts';
import { noStanding, type Role, type Standing, standingAt, type Team } from './rules.ts';

/** The team; a `Bug` when the workspace has none of this id. */
export async function getTeam(db: Db, workspaceId: string, teamId: TeamId): Promise<Team> {
  const team = await findTeam(db, workspaceId, teamId);
  invariant(team !== undefined, `no team ${teamId}`);
  return team;
}

const teamOf = prepared<{ workspaceId: string; teamId: TeamId }>()((db, at) =>
  db
    .selectFrom('team')
    .selectAll()
    .where('workspace_id', '=', at('workspaceId'))
    .where('id', '=', at('teamId')),
);

/** The team, for ids that come from a button or a form. */
export async function findTeam(
  db: Db,
  workspaceId: string,
  teamId: TeamId,
): Promise<Team | undefined> {
  const [row] = await teamOf(db, { workspaceId, teamId });
  return row === undefined ? undefined : toTeam(row);
}

/** The team whose home this channel is, paused or not. */
export async function findTeamByChannel(
  db: Db,
  workspaceId: string,
  channelId: string,
): Promise<Team | undefined> {
  const row = await db
    .selectFrom('team')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', channelId)
    .executeTakeFirst();
  return row === undefined ? undefined : toTeam(row);
}

/** The teams of a workspace that are not paused, oldest first. */
export async function listTeams(db: Db, workspaceId: string): Promise<Team[]> {
  const rows = await db
    .selectFrom('team')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('paused_at', 'is', null)
    .orderBy('set_up_at')
    .orderBy('id')
    .execute();
  return rows.map(toTeam);
}

/** The teams whose home channel has this member, paused ones too, oldest first. */
export async function listTeamsOfPerson(
  db: Db,
  workspaceId: string,
  userId: string,
): Promise<Team[]> {
  const rows = await db
    .selectFrom('team')
    .innerJoin('channel_member', (join) =>
      join
        .onRef('channel_member.workspace_id', '=', 'team.workspace_id')
        .onRef('channel_member.channel_id', '=', 'team.channel_id'),
    )
    .selectAll('team')
    .where('team.workspace_id', '=', workspaceId)
    .where('channel_member.user_id', '=', userId)
    .orderBy('team.set_up_at')
    .orderBy('team.id')
    .execute();
  return rows.map(toTeam);
}

/**
 * The teams that a person may read, everywhere that something of a team is shown: those whose home channel has them as a
 * member, and for full members of the workspace those with a public home channel (product.md, Who may read). Somebody who was
 * never looked up (`people.find`) is no full member yet, so handlers look up first.
 */
export async function listReadableTeams(
  db: Db,
  workspaceId: string,
  userId: string,
): Promise<Team[]> {
  const own = await listTeamsOfPerson(db, workspaceId, userId);
  if ((await findFullPerson(db, workspaceId, userId)) === undefined) return own;
  const rows = await db
    .selectFrom('team')
    .innerJoin('channel', (join) =>
      join
        .onRef('channel.workspace_id', '=', 'team.workspace_id')
        .onRef('channel.channel_id', '=', 'team.channel_id'),
    )
    .selectAll('team')
    .where('team.workspace_id', '=', workspaceId)
    .where('channel.is_private', '=', 0)
    .orderBy('team.set_up_at')
    .orderBy('team.id')
    .execute();
  const isOwn = new Set(own.map((team) => team.id));
  return [...own, ...rows.map(toTeam).filter((team) => !isOwn.has(team.id))];
}

/** Whether a person may read this team now, from the cache of people and members. (product.md *Who may read*) */
export async function mayRead(
  db: Db,
  who: { workspaceId: string; userId: string },
  teamId: TeamId,
): Promise<boolean> {
  const teams = await listReadableTeams(db, who.workspaceId, who.userId);
  return teams.some((team) => team.id === teamId);
}

/** Whether somebody is a full member of the workspace, as Slack said last; who was never looked up is none yet. */
export async function isFullPerson(
  db: Db,
  { workspaceId, userId }: { workspaceId: string; userId: string },
): Promise<boolean> {
  return (await findFullPerson(db, workspaceId, userId)) !== undefined;
}

/** Which team a command means. */
export type ResolvedTeam = { team: Team } | { choose: Team[] } | { none: true };

/** In a home channel its team; elsewhere the person's only team, or the ones to choose from (product.md, Write). */
export async function resolveTeam(
  db: Db,
  where: { workspaceId: string; channelId: string; userId: string },
): Promise<ResolvedTeam> {
  const here = await findTeamByChannel(db, where.workspaceId, where.channelId);
  if (here !== undefined) return { team: here };
  const [only, ...others] = await listTeamsOfPerson(db, where.workspaceId, where.userId);
  if (only === undefined) return { none: true };
  return others.length === 0 ? { team: only } : { choose: [only, ...others] };
}

/** A team's name is its home channel's, without `#`; by team id. Unknown channels are left out. */
export async function listTeamNames(db: Db, workspaceId: string): Promise<Map<TeamId, string>> {
  const rows = await db
    .selectFrom('team')
    .innerJoin('channel', (join) =>
      join
        .onRef('channel.workspace_id', '=', 'team.workspace_id')
        .onRef('channel.channel_id', '=', 'team.channel_id'),
    )
    .select(['team.id', 'channel.name'])
    .where('team.workspace_id', '=', workspaceId)
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Keeps a new team; false when the channel already has one. */
export async function insertTeam(tx: Tx, team: Team): Promise<boolean> {
  const result = await tx
    .insertInto('team')
    .values(toRow(team))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Keeps a team's changed settings and state. */
export async function saveTeam(tx: Tx, team: Team): Promise<void> {
  const { id, workspace_id, ...columns } = toRow(team);
  await tx
    .updateTable('team')
    .set(columns)
    .where('workspace_id', '=', workspace_id)
    .where('id', '=', id)
    .execute();
}

const rolesOf = prepared<{ workspaceId: string; teamId: TeamId }>()((db, at) =>
  db
    .selectFrom('team_role')
    .innerJoin('team', 'team.id', 'team_role.team_id')
    .selectAll('team_role')
    .where('team.workspace_id', '=', at('workspaceId'))
    .where('team_role.team_id', '=', at('teamId'))
    .orderBy('team_role.role')
    .orderBy('team_role.user_id'),
);

/** Everyone who has or was named for a role in the team, in a fixed order. */
export async function listRoles(
  db: Db,
  team: Pick<Team, 'id' | 'workspaceId'>,
): Promise<RoleHolder[]> {
  const rows = await rolesOf(db, { workspaceId: team.workspaceId, teamId: team.id });
  return rows.map((row) => ({
    userId: row.user_id,
    role: row.role,
    isAccepted: row.accepted_at !== null,
    ...(row.asked_by === null ? {} : { askedBy: row.asked_by }),
    ...(row.asked_at === null ? {} : { askedAt: fromInstant(row.asked_at) }),
  }));
}

/** Names somebody for a role, accepted at `acceptedAt` when given; naming them again changes nothing but the accepting. */
export async function saveRole(
  tx: Tx,
  named: { teamId: TeamId; userId: string; role: Role; acceptedAt?: Date },
): Promise<void> {
  const acceptedAt = named.acceptedAt === undefined ? null : toInstant(named.acceptedAt);
  await tx
    .insertInto('team_role')
    .values({
      team_id: named.teamId,
      user_id: named.userId,
      role: named.role,
      accepted_at: acceptedAt,
    })
    .onConflict((conflict) => {
      const same = conflict.columns(['team_id', 'user_id', 'role']);
      return acceptedAt === null ? same.doNothing() : same.doUpdateSet({ accepted_at: acceptedAt });
    })
    .execute();
}

/** Takes a role away again. */
export async function deleteRole(
  tx: Tx,
  named: { teamId: TeamId; userId: string; role: Role },
): Promise<void> {
  await tx
    .deleteFrom('team_role')
    .where('team_id', '=', named.teamId)
    .where('user_id', '=', named.userId)
    .where('role', '=', named.role)
    .execute();
}

/**
 * What a person is now for a team, from the cache of people and members, which handlers warm before the transaction
 * (`people.find`, `people.listMembers`). `ownerId`, `stopOwnerId` and `coAuthorIds` are those of the one-pager at hand.
 * Somebody named to say stop may, before having accepted. Whoever may not read the team keeps nothing but a key (`standingAt`).
 */
export async function findStanding(
  db: Db,
  who: {
    workspaceId: string;
    teamId: TeamId;
    userId: string;
    ownerId?: string;
    stopOwnerId?: string;
    coAuthorIds?: readonly string[];
  },
): Promise<Standing> {
  const team = await findTeam(db, who.workspaceId, who.teamId);
  if (team === undefined) return noStanding;
  const person = await findFullPerson(db, who.workspaceId, who.userId);
  if (person === undefined) return noStanding;
  const roles = (await listRoles(db, team)).filter((held) => held.userId === who.userId);
  const has = (role: Role) => roles.some((held) => held.role === role && held.isAccepted);
  const isMemberNow = await isMember(db, team, who.userId);
  const named = {
    isFullMember: isMemberNow,
    isOwner: who.ownerId === who.userId,
    isCoAuthor: isMemberNow && who.coAuthorIds?.includes(who.userId) === true,
    isStopOwner:
      who.stopOwnerId === who.userId ||
      roles.some((held) => held.role === 'stop-owner' || held.role === 'deputy'),
    isLeader: has('leader'),
    isApprover: has('approver'),
    isKeyHolder: has('key-holder'),
    isAdmin: person.isAdmin,
  };
  const isPrivate = await isHomePrivate(db, team);
  return standingAt(named, { isMember: isMemberNow, isHomePrivate: isPrivate });
}

const privacyOf = prepared<{ workspaceId: string; channelId: string }>()((db, at) =>
  db
    .selectFrom('channel')
    .select('is_private')
    .where('workspace_id', '=', at('workspaceId'))
    .where('channel_id', '=', at('channelId')),
);

/** Whether a team's home is private, from the cache; one that Slack has not told us about counts as private. */
export async function isHomePrivate(
  db: Db,
  team: Pick<Team, 'workspaceId' | 'channelId'>,
): Promise<boolean> {
  const [row] = await privacyOf(db, { workspaceId: team.workspaceId, channelId: team.channelId });
  return row?.is_private !== 0;
}

const personOf = prepared<{ workspaceId: string; userId: string }>()((db, at) =>
  db
    .selectFrom('person')
    .selectAll()
    .where('workspace_id', '=', at('workspaceId'))
    .where('user_id', '=', at('userId')),
);

async function findFullPerson(
  db: Db,
  workspaceId: string,
  userId: string,
): Promise<Person | undefined> {
  const [row] = await personOf(db, { workspaceId, userId });
  const person = row === undefined ? undefined : toPerson(row);
  return person !== undefined && isFullMember(person) ? person : undefined;
}

const memberOf = prepared<{ workspaceId: string; channelId: string; userId: string }>()((db, at) =>
  db
    .selectFrom('channel_member')
    .select('user_id')
    .where('workspace_id', '=', at('workspaceId'))
    .where('channel_id', '=', at('channelId'))
    .where('user_id', '=', at('userId')),
);

async function isMember(db: Db, team: Team, userId: string): Promise<boolean> {
  const [row] = await memberOf(db, {
    workspaceId: team.workspaceId,
    channelId: team.channelId,
    userId,
  });
  return row !== undefined;
}

const instant = z.iso.datetime().transform((text) => new Date(text));
const keptSchema = z.object({
  review: z.object({ weekOn: z.string(), opensAt: instant, closesAt: instant }).exactOptional(),
  rollup: z.object({ weekOn: z.string(), dueAt: instant }).exactOptional(),
});

function toTeam(row: Selectable<Tables['team']>): Team {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    channelId: row.channel_id,
    zone: row.zone,
    rhythmDays: row.rhythm_days === 14 ? 14 : 7,
    reviewWeekday: row.review_weekday,
    reviewTime: row.review_time,
    closeAfterDays: row.close_after_days,
    closeTime: row.close_time,
    rollupWeekday: row.rollup_weekday,
    rollupTime: row.rollup_time,
    rollupChannelId: row.rollup_channel_id,
    cycleDays: row.cycle_days === 7 ? 7 : 14,
    isVoteOpen: row.is_vote_open === 1,
    quota: row.quota,
    ...(row.has_more_alarms === 1 ? { hasMoreAlarms: true as const } : {}),
    evidenceMinutes: row.evidence_minutes,
    firstReviewWeekOn: row.first_review_week_on,
    firstRollupWeekOn: row.first_rollup_week_on,
    ...(row.kept === null ? {} : { kept: keptSchema.parse(JSON.parse(row.kept)) }),
    setUpBy: row.set_up_by,
    setUpAt: fromInstant(row.set_up_at),
    ...(row.paused_at === null ? {} : { pausedAt: fromInstant(row.paused_at) }),
  };
}

function toRow(team: Team): Tables['team'] {
  return {
    id: team.id,
    workspace_id: team.workspaceId,
    channel_id: team.channelId,
    zone: team.zone,
    rhythm_days: team.rhythmDays,
    review_weekday: team.reviewWeekday,
    review_time: team.reviewTime,
    close_after_days: team.closeAfterDays,
    close_time: team.closeTime,
    rollup_weekday: team.rollupWeekday,
    rollup_time: team.rollupTime,
    rollup_channel_id: team.rollupChannelId,
    cycle_days: team.cycleDays,
    is_vote_open: team.isVoteOpen ? 1 : 0,
    quota: team.quota,
    has_more_alarms: team.hasMoreAlarms === true ? 1 : 0,
    evidence_minutes: team.evidenceMinutes,
    first_review_week_on: team.firstReviewWeekOn,
    first_rollup_week_on: team.firstRollupWeekOn,
    kept: team.kept === undefined ? null : JSON.stringify(team.kept),
    set_up_by: team.setUpBy,
    set_up_at: toInstant(team.setUpAt),
    paused_at: team.pausedAt === undefined ? null : toInstant(team.pausedAt),
  };
}
