import { type DefaultId, type DeviationId, isId } from '../../lib/ids.ts';
import { firstCharacters } from '../../lib/text.ts';
import { addDays, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { oneLine } from '../../platform/slack/text.ts';
import type { Decision } from '../decision/rules.ts';
import { appendDecision } from '../decision/store.ts';
import { putDeviation } from '../deviation/project.ts';
import type { Deviation } from '../deviation/rules.ts';
import { findDeviation, settleDeviationById } from '../deviation/store.ts';
import { warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { parseSettle, parseSettleMetadata, settleErrors, settleForm } from './form.ts';
import { deviationStands, settledView } from './message-settle.ts';
import { floorWords } from './messages.ts';
import { joinFloor, proveLine, putAsksAbout } from './project.ts';
import {
  checkSettle,
  type FloorDefault,
  isCandidate,
  isSettleChoice,
  type SettleChoice,
  type SettleWords,
} from './rules.ts';
import { findDefault, insertDefault, retireDefault } from './store.ts';

/** *Promote…*, *Retire…*, *It holds…* and *Take it back…* below a roll-up: the form that asks one lesson. */
export async function openSettle(deps: Deps, act: ActionAct): Promise<Reply> {
  const choice = act.variant;
  if (!isSettleChoice(choice)) return tell(floorWords.gone);
  const found = await lookUp(deps, act, { choice, id: act.value });
  if ('reply' in found) return found;
  return { reply: 'show', view: settleForm(found) };
}

/** Whether users were harmed: the form asks what that needs, with everything typed. */
export async function reshapeSettle(deps: Deps, act: ActionAct): Promise<Reply> {
  if (act.place.at !== 'modal') return tell(floorWords.gone);
  const form = parseSettleMetadata(act.place.metadata);
  if (form === undefined) return tell(oldFormText);
  const found = await lookUp(deps, act, form);
  if ('reply' in found) return found;
  return { reply: 'replace', view: settleForm(found, act.place.values) };
}

/** The answer: written once, whoever else presses; the second is told what it came to. */
export async function submitSettle(deps: Deps, act: SubmitAct): Promise<Reply> {
  const form = parseSettleMetadata(act.metadata);
  if (form === undefined) return tell(oldFormText);
  const known = await lookUp(deps, act, form);
  if ('reply' in known) return known;
  return once(deps, act, async (tx) => {
    const found = await find(tx, act, form);
    if ('reply' in found) return found;
    const words = parseSettle(act.values);
    const errors = settleErrors(checkSettle(form.choice, words));
    if (errors !== undefined) return { reply: 'fix', errors };
    const settling = { deps, act, words, team: found.team };
    const text =
      'deviation' in found
        ? await settleDeviation(tx, { ...settling, ...found })
        : await settleLine(tx, { ...settling, ...found });
    return text === undefined
      ? tell(floorWords.gone)
      : { reply: 'replace', view: settledView(text) };
  });
}

type Found = { choice: SettleChoice; team: Team } & (
  | { deviation: Deviation }
  | { line: FloorDefault }
);

interface Settling {
  deps: Deps;
  act: Act;
  words: SettleWords;
  team: Team;
  choice: SettleChoice;
}

/** A bet, several teams and a default are looked at again within this many days. (T20) */
const revisitDays = 90;

async function lookUp(
  deps: Deps,
  act: Act,
  asked: { choice: SettleChoice; id: string },
): Promise<Found | Reply> {
  const subject = await read(deps.db, act, asked.id);
  const team = subject && (await findTeam(deps.db, act.workspaceId, teamOf(subject)));
  if (team === undefined) return tell(floorWords.gone);
  await warmPeople(deps, act, team);
  return find(deps.db, act, asked);
}

/** What is to be settled as it is now, for somebody who may; otherwise the answer that says what is true. */
async function find(
  db: Db,
  act: Act,
  asked: { choice: SettleChoice; id: string },
): Promise<Found | Reply> {
  const { choice } = asked;
  const subject = await read(db, act, asked.id);
  const team = subject && (await findTeam(db, act.workspaceId, teamOf(subject)));
  if (subject === undefined || team === undefined) return tell(floorWords.gone);
  const standing = await findStanding(db, { ...act, teamId: team.id });
  if (!may(standing, 'settle-deviation')) return tell(floorWords.notMember);
  if ('deviation' in subject) {
    const { deviation } = subject;
    const isLoose = deviation.onepagerId === undefined;
    if (!isLoose || choice === 'confirm' || choice === 'withdraw') return tell(floorWords.gone);
    if (deviation.state !== 'open') return tell(deviationStands(deviation));
    return { choice, team, deviation };
  }
  const { line } = subject;
  if (choice === 'promote' || choice === 'retire') return tell(floorWords.gone);
  if (line.retiredAt !== undefined) return tell(floorWords.isGone);
  if (!isCandidate(line)) return tell(floorWords.isDefault);
  return { choice, team, line };
}

async function read(
  db: Db,
  act: Act,
  id: string,
): Promise<{ deviation: Deviation } | { line: FloorDefault } | undefined> {
  if (isId('dv', id)) {
    const deviationId: DeviationId = id;
    const deviation = await findDeviation(db, act.workspaceId, deviationId);
    return deviation && { deviation };
  }
  if (!isId('df', id)) return undefined;
  const defaultId: DefaultId = id;
  const line = await findDefault(db, act.workspaceId, defaultId);
  return line && { line };
}

function teamOf(subject: { deviation: Deviation } | { line: FloorDefault }): Team['id'] {
  return 'deviation' in subject ? subject.deviation.teamId : subject.line.teamId;
}

async function settleDeviation(
  tx: Tx,
  settling: Settling & { deviation: Deviation },
): Promise<string | undefined> {
  const { deps, act, words, choice, deviation, team } = settling;
  const { workspaceId, id, area, teamId } = deviation;
  const isPromoted = choice === 'promote';
  const settled = await settleDeviationById(tx, {
    ...{ workspaceId, id, state: isPromoted ? 'candidate' : 'retired' },
    ...{ outcome: isPromoted ? words.statement : '', lesson: words.lesson, at: act.now },
  });
  if (settled === undefined) return undefined;
  await putDeviation(tx, { newId: deps.newId, team, deviation: settled });
  const decision = await note(tx, settling, {
    title: isPromoted ? words.statement : deviation.deviation,
    line: isPromoted
      ? floorWords.promoted(area, words.lesson)
      : floorWords.retired(area, words.lesson),
    isProven: false,
  });
  const line = { workspaceId, teamId, area, sinceAt: act.now, decisionId: decision.id };
  if (isPromoted) {
    const { statement, segment } = words;
    const joining = { newId: deps.newId, isProven: false, why: words.lesson };
    await joinFloor(tx, { ...joining, line: { ...line, statement, segment, deviationId: id } });
  }
  if (!isPromoted && words.isHarmed) await learn(tx, settling, line);
  await putAsksAbout(tx, {
    ...{ newId: deps.newId, workspaceId, teamId },
    subject: { deviationId: id },
  });
  return isPromoted ? floorWords.nowCandidate : floorWords.nowRetired;
}

async function settleLine(
  tx: Tx,
  settling: Settling & { line: FloorDefault },
): Promise<string | undefined> {
  const { deps, act, words, choice, line } = settling;
  const { workspaceId, id, area, teamId } = line;
  const isProven = choice === 'confirm';
  const decision = await note(tx, settling, {
    title: line.statement,
    line: isProven
      ? floorWords.proven(area, words.lesson)
      : floorWords.withdrawn(area, words.lesson),
    isProven,
  });
  const change = { at: act.now, why: words.lesson, decisionId: decision.id };
  if (isProven) {
    const proof = { newId: deps.newId, line, ...change };
    return (await proveLine(tx, proof)) ? floorWords.nowDefault : undefined;
  }
  if (!(await retireDefault(tx, { workspaceId, id, ...change }))) return undefined;
  if (line.deviationId !== undefined) {
    const ended = { outcome: '', lesson: words.lesson, at: act.now };
    await settleDeviationById(tx, {
      ...{ workspaceId, id: line.deviationId, state: 'retired' },
      ...ended,
    });
  }
  if (words.isHarmed) {
    await learn(tx, settling, {
      workspaceId,
      teamId,
      area,
      sinceAt: act.now,
      decisionId: decision.id,
    });
  }
  await putAsksAbout(tx, {
    ...{ newId: deps.newId, workspaceId, teamId },
    subject: { defaultId: id },
  });
  return floorWords.nowRetired;
}

/** What harmed users leaves a line on the floor. (COLLATERAL) */
async function learn(
  tx: Tx,
  { deps, words }: Settling,
  line: Pick<FloorDefault, 'workspaceId' | 'teamId' | 'area' | 'sinceAt' | 'decisionId'>,
): Promise<void> {
  const { floor: statement, harm, lesson: why } = words;
  await insertDefault(tx, deps.newId, { ...line, statement, segment: '', harm, why });
}

/** The entry of the log: a call of its own, and a new default is a major one. */
async function note(
  tx: Tx,
  { deps, act, team, words }: Settling,
  said: { title: string; line: string; isProven: boolean },
): Promise<Decision> {
  const { isHarmed, harm, floor } = words;
  const revisitOn = addDays(toLocalDate(act.now, team.zone), revisitDays);
  return appendDecision(tx, deps.newId, {
    ...{ workspaceId: act.workspaceId, teamId: team.id, kind: 'other' },
    ...{
      decidedByUserId: act.userId,
      at: act.now,
      title: firstCharacters(oneLine(said.title), 200),
    },
    texts: { line: said.line, ...(isHarmed ? { harm, floor } : {}) },
    ...{ isAgainstRule: false, isAgainstMajority: false },
    ...(said.isProven ? { isMajor: true, revisitOn } : {}),
  });
}
