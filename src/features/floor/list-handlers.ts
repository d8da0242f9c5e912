import { isId } from '../../lib/ids.ts';
import { firstCharacters } from '../../lib/text.ts';
import type { Db } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type CommandAct,
  type Deps,
  type Reply,
  type SubmitAct,
  showInPlace,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { oneLine } from '../../platform/slack/text.ts';
import { appendDecision, getDecision } from '../decision/store.ts';
import { findOnePager } from '../onepager/store.ts';
import { lookUpReadableTeams, nameTeams, warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam, findTeamByChannel } from '../team/store.ts';
import {
  addForm,
  noReasonWords,
  parseAdd,
  parseAddMetadata,
  parseRetire,
  parseRetireMetadata,
  retireForm,
  sameLineWords,
} from './form.ts';
import {
  type ChangeRow,
  changeLogView,
  type FloorRow,
  floorPageSize,
  floorView,
  logPageSize,
} from './message-floor.ts';
import { floorWords } from './messages.ts';
import { type FloorDefault, findSame, isCandidate } from './rules.ts';
import {
  findDefault,
  insertDefault,
  listDefaults,
  listFloorChanges,
  retireDefault,
} from './store.ts';

/** `/onepager defaults`: the floor of the team whose channel it is typed in, elsewhere of the person's first. */
export async function runDefaults(deps: Deps, act: CommandAct): Promise<Reply> {
  const teams = await lookUpReadableTeams(deps, act);
  const here = await findTeamByChannel(deps.db, act.workspaceId, act.channelId);
  const team = teams.find(({ id }) => id === here?.id) ?? teams[0];
  if (team === undefined) return tell(floorWords.noTeam);
  return { reply: 'show', view: await drawFloor(deps.db, act, { teams, team, from: 0 }) };
}

/** *The floor* on Home, another page of it, and another team: the value is a team's id and where the page starts. */
export async function openFloor(deps: Deps, act: ActionAct): Promise<Reply> {
  const [teamId = '', start = ''] = act.value.split(' ');
  const teams = await lookUpReadableTeams(deps, act);
  const team = teams.find(({ id }) => id === teamId);
  if (team === undefined) return tell(teams.length === 0 ? floorWords.noTeam : floorWords.gone);
  const from = /^\d{1,6}$/.test(start) ? Number(start) : 0;
  return showInPlace(act, await drawFloor(deps.db, act, { teams, team, from }));
}

/** *Change log*: what came and went, the newest first. */
export async function openFloorLog(deps: Deps, act: ActionAct): Promise<Reply> {
  const [teamId = '', start = ''] = act.value.split(' ');
  const teams = await lookUpReadableTeams(deps, act);
  const team = teams.find(({ id }) => id === teamId);
  if (team === undefined) return tell(floorWords.gone);
  const from = /^\d{1,6}$/.test(start) ? Number(start) : 0;
  const question = { teamId: team.id, limit: logPageSize + 1, skip: from };
  const changes = await listFloorChanges(deps.db, question);
  const rows: ChangeRow[] = [];
  for (const change of changes.slice(0, logPageSize)) {
    const { decisionId } = change;
    const entry = decisionId && (await getDecision(deps.db, act.workspaceId, decisionId));
    rows.push({ ...change, ...(entry ? { number: entry.number } : {}) });
  }
  const isMore = changes.length > logPageSize;
  return showInPlace(act, changeLogView({ teamId: team.id, rows, from, isMore }));
}

/** *Add a default…*: the form, for a full member of the team. */
export async function openAdd(deps: Deps, act: ActionAct): Promise<Reply> {
  const team = await findOwnTeam(deps, act, act.value);
  if (team === undefined) return tell(floorWords.gone);
  const standing = await findStanding(deps.db, { ...act, teamId: team.id });
  if (!may(standing, 'add-default')) return tell(floorWords.notAdding);
  return showInPlace(act, addForm(team.id));
}

/** *Add it*: a default at once, with an entry in the log; what stands already is said at the field. */
export async function submitAdd(deps: Deps, act: SubmitAct): Promise<Reply> {
  const team = await findOwnTeam(deps, act, parseAddMetadata(act.metadata) ?? '');
  if (team === undefined) return tell(oldFormText);
  const teams = await lookUpReadableTeams(deps, act);
  return once(deps, act, async (tx) => {
    const standing = await findStanding(tx, { ...act, teamId: team.id });
    if (!may(standing, 'add-default')) return tell(floorWords.notAdding);
    const parsed = parseAdd(act.values);
    if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
    const { why, ...line } = parsed.line;
    const same = findSame(await listDefaults(tx, team.id), line);
    if (same !== undefined) return { reply: 'fix', errors: { statement: sameLineWords } };
    const { workspaceId, now } = act;
    const decision = await appendDecision(tx, deps.newId, {
      ...entryOf(act, team),
      title: firstCharacters(oneLine(line.statement), 200),
      texts: { line: floorWords.added(line.area, why) },
    });
    const brought = { sinceAt: now, why, decisionId: decision.id };
    await insertDefault(tx, deps.newId, { workspaceId, teamId: team.id, ...line, ...brought });
    return { reply: 'replace', view: await drawFloor(tx, act, { teams, team, from: 0 }) };
  });
}

/** *Take off…*: the form that asks why, for a leader; what a decision promoted is reversed with two keys instead. */
export async function openRetire(deps: Deps, act: ActionAct): Promise<Reply> {
  const line = isId('df', act.value)
    ? await findDefault(deps.db, act.workspaceId, act.value)
    : undefined;
  const team = line && (await findOwnTeam(deps, act, line.teamId));
  if (line === undefined || team === undefined) return tell(floorWords.gone);
  const refusal = await refuseRetire(deps.db, act, line);
  return refusal === undefined ? showInPlace(act, retireForm(line)) : tell(refusal);
}

/** *Take it off*: it stays in the change log with its reason. */
export async function submitRetire(deps: Deps, act: SubmitAct): Promise<Reply> {
  const id = parseRetireMetadata(act.metadata);
  const known = id && (await findDefault(deps.db, act.workspaceId, id));
  const team = known && (await findOwnTeam(deps, act, known.teamId));
  if (id === undefined || team === undefined) return tell(oldFormText);
  const teams = await lookUpReadableTeams(deps, act);
  return once(deps, act, async (tx) => {
    const { workspaceId, now } = act;
    const line = await findDefault(tx, workspaceId, id);
    const refusal = line === undefined ? floorWords.gone : await refuseRetire(tx, act, line);
    if (line === undefined || refusal !== undefined) return tell(refusal ?? floorWords.gone);
    const why = parseRetire(act.values);
    if (why === undefined) return { reply: 'fix', errors: { why: noReasonWords } };
    const decision = await appendDecision(tx, deps.newId, {
      ...entryOf(act, team),
      title: firstCharacters(floorWords.noDefault(oneLine(line.statement)), 200),
      texts: { line: floorWords.takenOff(line.area, why) },
    });
    await retireDefault(tx, { workspaceId, id, at: now, why, decisionId: decision.id });
    return { reply: 'replace', view: await drawFloor(tx, act, { teams, team, from: 0 }) };
  });
}

async function refuseRetire(db: Db, act: Act, line: FloorDefault): Promise<string | undefined> {
  const standing = await findStanding(db, { ...act, teamId: line.teamId });
  if (!may(standing, 'retire-default')) return floorWords.notRetiring;
  if (line.retiredAt !== undefined) return floorWords.isGone;
  const { reverses } = await toRow(db, line);
  return reverses === undefined ? undefined : floorWords.isReversed(reverses.number);
}

function entryOf(act: Act, team: Team) {
  return {
    ...{ workspaceId: act.workspaceId, teamId: team.id, kind: 'other' as const },
    ...{ decidedByUserId: act.userId, at: act.now },
    ...{ isAgainstRule: false, isAgainstMajority: false },
  };
}

async function findOwnTeam(deps: Deps, act: Act, value: string): Promise<Team | undefined> {
  const team = isId('tm', value) ? await findTeam(deps.db, act.workspaceId, value) : undefined;
  if (team === undefined) return undefined;
  await warmPeople(deps, act, team);
  const teams = await lookUpReadableTeams(deps, act);
  return teams.find(({ id }) => id === team.id);
}

async function drawFloor(
  db: Db,
  act: Act,
  shown: { teams: readonly Team[]; team: Team; from: number },
) {
  const { teams, team } = shown;
  const floor = await listDefaults(db, team.id);
  const from = shown.from < floor.length ? shown.from : 0;
  const rows: FloorRow[] = [];
  for (const line of floor.slice(from, from + floorPageSize)) rows.push(await toRow(db, line));
  const standing = await findStanding(db, { ...act, teamId: team.id });
  return floorView({
    teamId: team.id,
    teams: await nameTeams(db, act.workspaceId, teams),
    ...{ rows, from, total: floor.length, candidates: floor.filter(isCandidate).length },
    mayAdd: may(standing, 'add-default'),
    mayRetire: may(standing, 'retire-default'),
  });
}

/** What a decision promoted or a close confirmed is major: only two keys take it back. (T11) */
async function toRow(db: Db, line: FloorDefault): Promise<FloorRow> {
  const { workspaceId, decisionId, provenBy } = line;
  if (decisionId === undefined) return { line };
  const entry = await getDecision(db, workspaceId, decisionId);
  const { onepagerId } = entry;
  const onepager = onepagerId && (await findOnePager(db, workspaceId, onepagerId));
  const major = provenBy === undefined ? entry : await getDecision(db, workspaceId, provenBy);
  const isMajor = provenBy !== undefined || entry.kind === 'promote';
  return {
    line,
    fromNumber: onepager ? onepager.number : entry.number,
    ...(onepager?.state === 'promoted' ? { triesId: onepager.id } : {}),
    ...(isMajor ? { reverses: { decisionId: major.id, number: major.number } } : {}),
  };
}
