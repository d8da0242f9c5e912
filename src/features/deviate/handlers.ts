import { isId, type TeamId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type ShortcutAct,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { listTeamsWhereMay } from '../decision/access.ts';
import { type AskRefusal, chooseAsked } from '../deviation/approval-rules.ts';
import type { DeviationWords } from '../deviation/habit-rules.ts';
import { noApproverText, reallyText } from '../deviation/messages.ts';
import { askApprovers, putDeviation } from '../deviation/project.ts';
import { findProtected } from '../deviation/protect-rules.ts';
import { isAboveQuota } from '../deviation/quota-rules.ts';
import { insertDeviation } from '../deviation/store.ts';
import { findApproval } from '../deviation/store-approval.ts';
import { nameTeams, warmRole } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam, listTeamsOfPerson, mayRead } from '../team/store.ts';
import { listApprovers } from '../team/store-role.ts';
import { findSame, isNoFullMember, readDesk, readMeter, sayLeaders } from './access.ts';
import {
  deviationForm,
  errorsAt,
  type FormMetadata,
  findTooLong,
  readFormMetadata,
  readTyped,
} from './form.ts';
import { askedView, deviateWords, loggedView, sameReply, sayErrors } from './messages.ts';
import { nothingTyped, readDeviation, type TypedDeviation, typedFrom } from './rules.ts';

/** *Log a deviation* on Home or under an alarm: the form of that team. */
export async function openForm(deps: Deps, act: ActionAct): Promise<Reply> {
  return openFor(deps, act, isId('tm', act.value) ? { teamId: act.value } : {});
}

/** The shortcut: the form of the person's only team, or with a choice of teams as its first field. */
export async function openShortcut(deps: Deps, act: ShortcutAct): Promise<Reply> {
  return openFor(deps, act, {});
}

/** *Write it differently*: the form, filled from a request of one's own that is over. */
export async function openAgain(deps: Deps, act: ActionAct): Promise<Reply> {
  const { value, workspaceId } = act;
  const approval = isId('ap', value) ? await findApproval(deps.db, workspaceId, value) : undefined;
  if (approval === undefined || approval.askedBy !== act.userId) {
    return tell(deviateWords.goneRequest);
  }
  return openFor(deps, act, { teamId: approval.teamId, again: approval });
}

/** A choice in the form that changes what else it asks: the same form, drawn anew around what was typed. */
export async function redrawForm(deps: Deps, act: ActionAct): Promise<Reply> {
  const { place } = act;
  const known = place.at === 'modal' ? readFormMetadata(place.metadata) : undefined;
  if (place.at !== 'modal' || known === undefined) return tell(oldFormText);
  const { teamId, ...typed } = readTyped(place.values);
  const metadata = inTeam(known, teamId);
  const team = await findTeam(deps.db, act.workspaceId, metadata.teamId);
  if (team === undefined) return tell(deviateWords.goneTeam);
  await warmRole(deps, act, { role: 'approver', team, asked: [] });
  // The form shows the team's floor, so whoever left while it was open is told so instead.
  const refusal = await refusePerson(deps.db, act, team);
  return refusal ?? draw(deps.db, { act, team, metadata, typed });
}

/** *Log it*: written, put before approvers, asked *really?*, or refused with the reason where it belongs. */
export async function submitForm(deps: Deps, act: SubmitAct): Promise<Reply> {
  const known = readFormMetadata(act.metadata);
  if (known === undefined) return tell(oldFormText);
  const { teamId, ...typed } = readTyped(act.values);
  const metadata = inTeam(known, teamId);
  const home = await findTeam(deps.db, act.workspaceId, metadata.teamId);
  if (home === undefined) return tell(deviateWords.goneTeam);
  await warmRole(deps, act, { role: 'approver', team: home, asked: [act.userId] });
  if (await isNoFullMember(deps, act)) return tell(deviateWords.guest);
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, act.workspaceId, home.id);
    if (team === undefined) return tell(deviateWords.goneTeam);
    const refusal = await refusePerson(tx, act, team);
    if (refusal !== undefined) return refusal;
    const tooLong = findTooLong(typed);
    if (tooLong.length > 0) return { reply: 'fix', errors: errorsAt(known, tooLong) };
    const read = readDeviation(typed, await readDesk(tx, team));
    if ('errors' in read) {
      return { reply: 'fix', errors: errorsAt(known, sayErrors(read.errors)) };
    }
    const same = await findSame(tx, team.id, read.words);
    if (same !== undefined) return sameReply(same);
    // What nobody can agree to is said before anybody is asked whether they really want it.
    const nobody = await refuseArea(tx, { act, team, metadata, typed, words: read.words });
    if (nobody !== undefined) return nobody;
    const meter = await readMeter(tx, team);
    if (metadata.isSure !== true && isAboveQuota(meter)) {
      const asked = { metadata: { ...metadata, isSure: true as const }, submit: sureLabel };
      const notice = reallyText(meter, sureLabel);
      return draw(tx, { act, team, typed, ...asked, notice });
    }
    return dare(tx, { deps, act, team, metadata, typed, words: read.words });
  });
}

/** The form of another team asks under names of its own: Slack keeps what was chosen under the old ones. */
function inTeam(known: FormMetadata, teamId: TeamId | undefined): FormMetadata {
  if (known.hasTeams !== true || teamId === undefined || teamId === known.teamId) return known;
  const { isSure, ...metadata } = known;
  return { ...metadata, teamId, revision: known.revision + 1 };
}

const sureLabel = 'Log it anyway';

/** Nothing stands in the way any more but, perhaps, a protected area. */
async function dare(
  tx: Tx,
  what: {
    deps: Deps;
    act: Act;
    team: Team;
    metadata: FormMetadata;
    typed: TypedDeviation;
    words: DeviationWords;
  },
): Promise<Reply> {
  const { deps, act, team, words } = what;
  const { newId } = deps;
  const { ownAreas } = await readDesk(tx, team);
  const protects = findProtected(words.area, ownAreas);
  if (protects !== undefined) {
    const ask = { newId, team, words, protects, askedBy: act.userId };
    const asked = await askApprovers(tx, ask, act.now);
    if ('approval' in asked) return { reply: 'replace', view: askedView(asked) };
    return sayNoApprover(tx, { ...what, refused: asked.refused, protects });
  }
  const deviation = await insertDeviation(tx, newId, {
    ...words,
    workspaceId: team.workspaceId,
    teamId: team.id,
    byUserId: act.userId,
    at: act.now,
  });
  await putDeviation(tx, { newId, team, deviation });
  const meter = await readMeter(tx, team);
  const view = loggedView({ deviation, meter, channelId: team.channelId });
  return { reply: 'replace', view };
}

interface Wish {
  act: Act;
  team: Team;
  metadata: FormMetadata;
  typed: TypedDeviation;
}

/** The form again, when it touches a protected area in which nobody but its author could agree; undefined otherwise. */
async function refuseArea(
  tx: Tx,
  what: Wish & { words: DeviationWords },
): Promise<Reply | undefined> {
  const { act, team, words } = what;
  const { ownAreas } = await readDesk(tx, team);
  const protects = findProtected(words.area, ownAreas);
  if (protects === undefined) return undefined;
  const chosen = chooseAsked(await listApprovers(tx, team), act.userId);
  if (!('refused' in chosen)) return undefined;
  return sayNoApprover(tx, { ...what, refused: chosen.refused, protects });
}

async function sayNoApprover(
  tx: Tx,
  what: Wish & { refused: AskRefusal; protects: string },
): Promise<Reply> {
  const { refused, protects, ...wish } = what;
  const leaders = await sayLeaders(tx, wish.team);
  const notice = noApproverText(refused, { protects, leaders });
  return draw(tx, { ...wish, notice });
}

async function openFor(
  deps: Deps,
  act: Act,
  { teamId, again }: { teamId?: TeamId; again?: DeviationWords },
): Promise<Reply> {
  const asked = teamId && (await findTeam(deps.db, act.workspaceId, teamId));
  if (asked) await warmRole(deps, act, { role: 'approver', team: asked, asked: [] });
  const teams = await listTeamsWhereMay(deps, act, { action: 'log-deviation', channelId: '' });
  const meant = teamId === undefined ? teams[0] : teams.find((team) => team.id === teamId);
  if (meant === undefined) return refuseOpening(deps, act, asked || undefined);
  const { ownAreas } = await readDesk(deps.db, meant);
  const hasTeams = teamId === undefined && teams.length > 1;
  const metadata: FormMetadata = {
    ...{ form: 1, teamId: meant.id, revision: 0 },
    ...(hasTeams ? { hasTeams: true } : {}),
  };
  const typed = again === undefined ? nothingTyped : typedFrom(again, ownAreas);
  const drawn = await draw(deps.db, { act, team: meant, metadata, typed });
  return { ...drawn, reply: 'show' };
}

async function refuseOpening(deps: Deps, act: Act, team: Team | undefined): Promise<Reply> {
  if (await isNoFullMember(deps, act)) return tell(deviateWords.guest);
  if (team === undefined || !(await mayRead(deps.db, act, team.id))) {
    return tell(deviateWords.noTeam);
  }
  return tell(deviateWords.notMember(team.channelId));
}

async function refusePerson(db: Db, act: Act, team: Team): Promise<Reply | undefined> {
  const { workspaceId, userId } = act;
  const standing = await findStanding(db, { workspaceId, teamId: team.id, userId });
  if (may(standing, 'log-deviation')) return undefined;
  return tell(deviateWords.notMember(team.channelId));
}

async function draw(
  db: Db,
  what: {
    act: Act;
    team: Team;
    metadata: FormMetadata;
    typed: TypedDeviation;
    notice?: string;
    submit?: string;
  },
): Promise<Extract<Reply, { reply: 'replace' }>> {
  const { act, team, metadata, typed, notice, submit } = what;
  const label = submit ?? (metadata.isSure === true ? sureLabel : undefined);
  const { workspaceId, userId } = act;
  const own = metadata.hasTeams === true ? await listTeamsOfPerson(db, workspaceId, userId) : [];
  const view = deviationForm({
    metadata,
    typed,
    teams: await nameTeams(db, workspaceId, own),
    ...(await readDesk(db, team)),
    ...(notice === undefined ? {} : { notice }),
    ...(label === undefined ? {} : { submit: label }),
  });
  return { reply: 'replace', view };
}
