import { isId, type TeamId } from '../../lib/ids.ts';
import { addDays, canonicalZone, type LocalDate, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import {
  type Act,
  type ActionAct,
  type CommandAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { isFullMember, listCachedFullMembers } from '../../platform/slack/people.ts';
import { listRunning } from '../onepager/store.ts';
import { warmPeople } from '../team/access.ts';
import { teamWords } from '../team/messages.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam, mayRead, resolveTeam } from '../team/store.ts';
import { awayErrors, awayForm, awayWords, parseAway, parseAwayMetadata } from './form.ts';
import { everyoneNote } from './messages.ts';
import { type Away, checkAway, mayTakeBack, restOfWeek } from './rules.ts';
import { deleteAway, findAway, insertAway, listAway, listAwayOfPerson } from './store.ts';

/** `/onepager away`: who is away in the team that is meant; for somebody of several teams their own days. */
export async function openAway(deps: Deps, act: CommandAct): Promise<Reply> {
  const meant = await resolveTeam(deps.db, act);
  if ('none' in meant) return tell(teamWords.noTeam);
  const team = 'team' in meant ? meant.team : undefined;
  const here = await readHere(deps, act, team);
  if (here === undefined) return tell(awayWords.guest);
  return { reply: 'show', view: await readView(deps.db, act, here) };
}

/** The submitted range. */
export async function submitAway(deps: Deps, act: SubmitAct): Promise<Reply> {
  const parsed = parseAway(act.values, act.userId);
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const form = parseAwayMetadata(act.metadata);
  if (form === undefined) return tell(oldFormText);
  const { range } = parsed;
  const isOwn = range.userId === act.userId;
  const known = await findTeamOf(deps.db, act, form.teamId);
  const here = await readHere(deps, act, known);
  if (here === undefined) return tell(awayWords.guest);
  if (!isOwn && range.userId !== undefined && !(await isOfTeam(deps, here.team, range.userId))) {
    return { reply: 'fix', errors: awayErrors('not-of-the-team') };
  }
  return once(deps, act, async (tx) => {
    const team = await findTeamOf(tx, act, known?.id);
    const by = { userId: act.userId, mayForOthers: await mayForOthers(tx, act, team) };
    const refusal = checkAway(range, by, here.today);
    if (refusal !== undefined) return { reply: 'fix', errors: awayErrors(refusal) };
    const away = {
      ...range,
      id: deps.newId('aw'),
      workspaceId: act.workspaceId,
      byUserId: act.userId,
      // One's own days hold everywhere; what a leader says holds in that leader's team.
      ...(isOwn || team === undefined ? {} : { teamId: team.id }),
    };
    await keep(tx, { deps, act, away, team });
    return { reply: 'done' };
  });
}

/** *Everyone is off this week*. */
export async function takeWeekOff(deps: Deps, act: ActionAct): Promise<Reply> {
  const teamId = isId('tm', act.value) ? act.value : undefined;
  const known = await findTeamOf(deps.db, act, teamId);
  if (known === undefined) return tell(teamWords.gone);
  const here = await readHere(deps, act, known);
  if (here === undefined) return tell(awayWords.guest);
  return once(deps, act, async (tx) => {
    if (!(await mayForOthers(tx, act, known))) {
      return tell(awayWords.notYours(known.channelId));
    }
    const days = restOfWeek(here.today);
    const { workspaceId, userId } = act;
    const whole = { id: deps.newId('aw'), workspaceId, teamId: known.id, byUserId: userId };
    await keep(tx, { deps, act, away: { ...whole, ...days }, team: known });
    return { reply: 'replace', view: await readView(tx, act, here) };
  });
}

/** *Remove* beside a range. */
export async function removeAway(deps: Deps, act: ActionAct): Promise<Reply> {
  const { value, place } = act;
  if (place.at !== 'modal' || !isId('aw', value)) return tell(teamWords.gone);
  const form = parseAwayMetadata(place.metadata);
  if (form === undefined) return tell(oldFormText);
  const shown = await findTeamOf(deps.db, act, form.teamId);
  const here = await readHere(deps, act, shown);
  if (here === undefined) return tell(awayWords.guest);
  return once(deps, act, async (tx) => {
    const away = await findAway(tx, act.workspaceId, value);
    if (away !== undefined) {
      const team = await findTeamOf(tx, act, away.teamId);
      const by = { userId: act.userId, mayForOthers: await mayForOthers(tx, act, team) };
      const isOwn = away.userId === act.userId;
      const isOutside = !isOwn && team !== undefined && !(await mayRead(tx, act, team.id));
      if (isOutside || !mayTakeBack(away, by)) return tell(awayWords.notYourRange);
      await deleteAway(tx, act.workspaceId, value);
      if (away.untilOn >= here.today) {
        await tellTeam(tx, { deps, act, away, team }, { isTakenBack: true });
      }
    }
    return { reply: 'replace', view: await readView(tx, act, here) };
  });
}

interface Kept {
  deps: Pick<Deps, 'newId'>;
  act: Act;
  away: Away;
  team: Team | undefined;
}

async function keep(tx: Tx, kept: Kept): Promise<void> {
  const isNew = await insertAway(tx, kept.away, kept.act.now);
  if (isNew) await tellTeam(tx, kept, { isTakenBack: false });
}

/** That everyone is off moves reviews, so the channel reads it; who is away is nobody's news. */
async function tellTeam(tx: Tx, kept: Kept, how: { isTakenBack: boolean }): Promise<void> {
  const { deps, act, away, team } = kept;
  if (away.userId !== undefined || team === undefined) return;
  const { fromOn, untilOn } = away;
  await putMessage(tx, {
    workspaceId: act.workspaceId,
    newId: deps.newId,
    address: `away:${away.id}${how.isTakenBack ? ':back' : ''}`,
    to: { channelId: team.channelId },
    content: everyoneNote({ byUserId: act.userId, range: { fromOn, untilOn }, ...how }),
  });
}

const listedAheadDays = 400;

/** The team that is meant, if one, and its day; the person's own where no team is meant. */
interface Here {
  team: Team | undefined;
  today: LocalDate;
}

async function readView(db: Db, act: Act, { team, today }: Here) {
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
  return awayForm({
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

/** Looks people up before the transaction; undefined for somebody who does not take part at all. */
async function readHere(deps: Deps, act: Act, asked: Team | undefined): Promise<Here | undefined> {
  const person = await deps.people.find(act.workspaceId, act.userId);
  if (person === undefined || !isFullMember(person)) return undefined;
  if (asked !== undefined) await warmPeople(deps, act, asked);
  // Whoever may not read the team has their own days and nobody else's.
  const isReader = asked !== undefined && (await mayRead(deps.db, act, asked.id));
  const team = isReader ? asked : undefined;
  const zone = team?.zone ?? canonicalZone(person.zone) ?? 'UTC';
  return { team, today: toLocalDate(act.now, zone) };
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
