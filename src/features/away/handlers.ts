import { isId, type TeamId } from '../../lib/ids.ts';
import { addDays, type LocalDate, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type {
  Act,
  ActionAct,
  CommandAct,
  Deps,
  Reply,
  SubmitAct,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { isFullMember, listCachedFullMembers } from '../../platform/slack/people.ts';
import { listRunning } from '../onepager/store.ts';
import { teamWords } from '../team/messages.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam, resolveTeam } from '../team/store.ts';
import { awayErrors, awayModal, awayWords, parseAway, parseAwayMetadata } from './form.ts';
import { checkAway, mayTakeBack, restOfWeek } from './rules.ts';
import { deleteAway, findAway, insertAway, listAway, listAwayOfPerson } from './store.ts';

/** `/onepager away`: who is away in the team that is meant; for somebody of several teams their own days. */
export async function openAway(deps: Deps, act: CommandAct): Promise<Reply> {
  const meant = await resolveTeam(deps.db, act);
  if ('none' in meant) return { reply: 'tell', text: teamWords.noTeam };
  const team = 'team' in meant ? meant.team : undefined;
  const isFull = await warm(deps, act, team);
  if (!isFull) return { reply: 'tell', text: awayWords.guest };
  return { reply: 'show', view: await readView(deps.db, act, team) };
}

/** The submitted range. */
export async function submitAway(deps: Deps, act: SubmitAct): Promise<Reply> {
  const parsed = parseAway(act.values, act.userId);
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const { range } = parsed;
  const isOwn = range.userId === act.userId;
  const known = await findTeamOf(deps.db, act, parseAwayMetadata(act.metadata));
  if (!(await warm(deps, act, known))) return { reply: 'tell', text: awayWords.guest };
  if (!isOwn && range.userId !== undefined && !(await isOfTeam(deps, known, range.userId))) {
    return { reply: 'fix', errors: awayErrors('not-of-the-team') };
  }
  return once(deps, act, async (tx) => {
    const team = await findTeamOf(tx, act, known?.id);
    const by = { userId: act.userId, mayForOthers: await mayForOthers(tx, act, team) };
    const refusal = checkAway(range, by, todayOf(team, act.now));
    if (refusal !== undefined) return { reply: 'fix', errors: awayErrors(refusal) };
    const away = {
      ...range,
      id: deps.newId('aw'),
      workspaceId: act.workspaceId,
      byUserId: act.userId,
      // One's own days hold everywhere; what a leader says holds in that leader's team.
      ...(isOwn || team === undefined ? {} : { teamId: team.id }),
    };
    await insertAway(tx, away, act.now);
    return { reply: 'done' };
  });
}

/** *Everyone is off this week*. */
export async function takeWeekOff(deps: Deps, act: ActionAct): Promise<Reply> {
  const teamId = isId('tm', act.value) ? act.value : undefined;
  const known = await findTeamOf(deps.db, act, teamId);
  if (known === undefined) return { reply: 'tell', text: teamWords.gone };
  await warm(deps, act, known);
  return once(deps, act, async (tx) => {
    if (!(await mayForOthers(tx, act, known))) {
      return { reply: 'tell', text: awayWords.notYours(known.channelId) };
    }
    const days = restOfWeek(todayOf(known, act.now));
    const { workspaceId, userId } = act;
    const whole = { id: deps.newId('aw'), workspaceId, teamId: known.id, byUserId: userId };
    await insertAway(tx, { ...whole, ...days }, act.now);
    return { reply: 'replace', view: await readView(tx, act, known) };
  });
}

/** *Remove* beside a range. */
export async function removeAway(deps: Deps, act: ActionAct): Promise<Reply> {
  const { value, place } = act;
  if (place.at !== 'modal' || !isId('aw', value)) return { reply: 'tell', text: teamWords.gone };
  const shownId = parseAwayMetadata(place.metadata);
  const shown = await findTeamOf(deps.db, act, shownId);
  await warm(deps, act, shown);
  return once(deps, act, async (tx) => {
    const away = await findAway(tx, act.workspaceId, value);
    if (away !== undefined) {
      const team = await findTeamOf(tx, act, away.teamId);
      const by = { userId: act.userId, mayForOthers: await mayForOthers(tx, act, team) };
      if (!mayTakeBack(away, by)) return { reply: 'tell', text: awayWords.notYourRange };
      await deleteAway(tx, act.workspaceId, value);
    }
    return { reply: 'replace', view: await readView(tx, act, shown) };
  });
}

const listedAheadDays = 400;

async function readView(db: Db, act: Act, team: Team | undefined) {
  const today = todayOf(team, act.now);
  const own = { userId: act.userId, mayForOthers: await mayForOthers(db, act, team) };
  const { workspaceId, userId } = act;
  const ranges =
    team === undefined
      ? await listAwayOfPerson(db, { workspaceId, userId, today })
      : await listAway(db, {
          ...{ workspaceId, teamId: team.id },
          ...{ from: today, to: addDays(today, listedAheadDays) },
        });
  const members = team === undefined ? [userId] : await listMemberIds(db, team);
  return awayModal({
    ...(team === undefined ? {} : { team }),
    mayForOthers: own.mayForOthers,
    today,
    ranges: ranges
      .filter((away) => away.userId === undefined || members.includes(away.userId))
      .map((away) => ({ away, canRemove: mayTakeBack(away, own) })),
  });
}

/** Leaders, and owners of what runs, may speak for others; undefined: there is no team to speak for. */
async function mayForOthers(db: Db, act: Act, team: Team | undefined): Promise<boolean> {
  if (team === undefined) return false;
  const running = await listRunning(db, team.id);
  const owned = running.some(({ ownerId }) => ownerId === act.userId);
  const { workspaceId, userId } = act;
  const standing = await findStanding(db, {
    ...{ workspaceId, userId, teamId: team.id },
    ...(owned ? { ownerId: userId } : {}),
  });
  return may(standing, 'set-away-for-others');
}

async function findTeamOf(
  db: Db | Tx,
  act: Act,
  teamId: TeamId | undefined,
): Promise<Team | undefined> {
  return teamId === undefined ? undefined : findTeam(db, act.workspaceId, teamId);
}

/** Looks people up before the transaction; answers whether the person takes part at all. */
async function warm(deps: Deps, act: Act, team: Team | undefined): Promise<boolean> {
  const person = await deps.people.find(act.workspaceId, act.userId);
  if (team !== undefined) await deps.people.listMembers(act.workspaceId, team.channelId);
  return person !== undefined && isFullMember(person);
}

async function isOfTeam(deps: Deps, team: Team | undefined, userId: string): Promise<boolean> {
  if (team === undefined) return false;
  const members = await deps.people.listMembers(team.workspaceId, team.channelId);
  return members.some((member) => member.userId === userId && isFullMember(member));
}

async function listMemberIds(db: Db, team: Team): Promise<string[]> {
  const members = await listCachedFullMembers(db, team.workspaceId, team.channelId);
  return members.map(({ userId }) => userId);
}

function todayOf(team: Team | undefined, now: Date): LocalDate {
  return toLocalDate(now, team?.zone ?? 'UTC');
}
