import { type DecisionId, isId } from '../../lib/ids.ts';
import { toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { modal, section } from '../../platform/slack/blocks.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type MessageContent,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { appendDecision, findDecision } from '../decision/store.ts';
import { listPrompts, settleNudge } from '../nudge/store.ts';
import { findOnePager } from '../onepager/store.ts';
import { warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { type DueRevisit, listDueRevisits } from './access.ts';
import { parseRevisit, parseRevisitMetadata, revisitErrors, revisitForm } from './form.ts';
import {
  answeredBlocks,
  answeredText,
  promptAddress,
  putOffText,
  revisitWords,
} from './messages.ts';
import { answerLine, proposeLater, type RevisitFilled, readAnswer, subjectOf } from './rules.ts';
import { findRevisit, putOff, saveAnswer } from './store.ts';

/** *The same* on a prompt: one press, and the log says so. */
export async function answerSame(deps: Deps, act: ActionAct): Promise<Reply> {
  if (!isId('dec', act.value)) return tell(revisitWords.gone);
  const decisionId = act.value;
  await warmTeamOf(deps, act, decisionId);
  return once(deps, act, async (tx) => {
    const found = await findAsked(tx, act, decisionId);
    if ('refused' in found) return found.refused;
    await keep(tx, { deps, act, found, filled: { answer: 'same', because: '' } });
    return { reply: 'done' };
  });
}

/** *Differently…*, *Ask me later…* and *Answer…*: the form. */
export async function openRevisit(deps: Deps, act: ActionAct): Promise<Reply> {
  if (!isId('dec', act.value)) return tell(revisitWords.gone);
  await warmTeamOf(deps, act, act.value);
  const found = await findAsked(deps.db, act, act.value);
  if ('refused' in found) return found.refused;
  const { variant } = act;
  const initial = variant === 'different' || variant === 'later' ? variant : 'same';
  const laterOn = proposeLater(toLocalDate(act.now, found.team.zone));
  return { reply: 'show', view: revisitForm({ decision: found.due.decision, initial, laterOn }) };
}

/** The filled form. */
export async function submitRevisit(deps: Deps, act: SubmitAct): Promise<Reply> {
  const decisionId = parseRevisitMetadata(act.metadata);
  if (decisionId === undefined) return tell(revisitWords.gone);
  await warmTeamOf(deps, act, decisionId);
  return once(deps, act, async (tx) => {
    const found = await findAsked(tx, act, decisionId);
    if ('refused' in found) return found.refused;
    const filled = readAnswer(parseRevisit(act.values), toLocalDate(act.now, found.team.zone));
    if ('refused' in filled) return { reply: 'fix', errors: revisitErrors(filled.refused) };
    const { blocks } = await keep(tx, { deps, act, found, filled });
    const view = modal({ callbackId: 'revisit.kept', title: 'Kept', close: 'OK', blocks });
    return { reply: 'replace', view };
  });
}

interface Asked {
  team: Team;
  due: DueRevisit;
}

/** The due decision and its team, if this person may answer for it now. */
async function findAsked(
  db: Db,
  act: Act,
  decisionId: DecisionId,
): Promise<Asked | { refused: Reply }> {
  const decision = await findDecision(db, act.workspaceId, decisionId);
  const team = decision && (await findTeam(db, act.workspaceId, decision.teamId));
  if (decision === undefined || team === undefined) return { refused: tell(revisitWords.gone) };
  const { number, onepagerId } = decision;
  const onepager = onepagerId && (await findOnePager(db, act.workspaceId, onepagerId));
  const standing = await findStanding(db, {
    ...{ workspaceId: act.workspaceId, userId: act.userId, teamId: team.id },
    ...(onepager === undefined ? {} : { ownerId: onepager.ownerId }),
  });
  const isOwn = decision.decidedByUserId === act.userId && may(standing, 'log-decision');
  if (!isOwn && !(standing.isFullMember && may(standing, 'decide'))) {
    return { refused: tell(revisitWords.notYours(number)) };
  }
  const due = (await listDueRevisits(db, team, toLocalDate(act.now, team.zone))).find(
    (one) => one.decision.id === decisionId,
  );
  if (due !== undefined) return { team, due };
  const revisit = await findRevisit(db, act.workspaceId, decisionId);
  const isAnswered = revisit?.answered !== undefined || decision.supersededByNumber !== undefined;
  return {
    refused: tell(isAnswered ? revisitWords.answered(number) : revisitWords.notDue(number)),
  };
}

/** Keeps an answer: put off, or in the log as an entry of its own; the prompts about it say so. */
async function keep(
  tx: Tx,
  what: { deps: Deps; act: Act; found: Asked; filled: RevisitFilled },
): Promise<MessageContent> {
  const { act, found, filled } = what;
  const { team, due } = found;
  const { decision } = due;
  const about = { decisionId: decision.id, workspaceId: act.workspaceId, teamId: team.id };
  if (filled.answer === 'later') {
    await putOff(tx, { ...about, askOn: filled.askOn });
    const text = putOffText(decision, filled.askOn);
    const said = { text, blocks: [section(text)] };
    await redraw(tx, what, said);
    return said;
  }
  const { answer } = filled;
  await saveAnswer(tx, { ...about, askOn: due.askOn, answer, byUserId: act.userId }, act.now);
  const entry = await appendDecision(tx, what.deps.newId, {
    workspaceId: act.workspaceId,
    teamId: team.id,
    kind: 'other',
    decidedByUserId: act.userId,
    at: act.now,
    title: decision.title,
    texts: { line: answerLine(decision.number, answer), because: filled.because },
    isAgainstRule: false,
    isAgainstMajority: false,
    ...(decision.onepagerId === undefined ? {} : { onepagerId: decision.onepagerId }),
    ...(filled.askOn === undefined ? {} : { revisitOn: filled.askOn }),
  });
  const given = { decision, answer, entryNumber: entry.number, teamId: team.id };
  const said = { text: answeredText(given), blocks: answeredBlocks(given) };
  await redraw(tx, what, said);
  return said;
}

/** Whoever was asked about this day reads what became of it. */
async function redraw(
  tx: Tx,
  what: { deps: Deps; act: Act; found: Asked },
  content: MessageContent,
): Promise<void> {
  const { deps, act, found } = what;
  const { decision, askOn } = found.due;
  const { workspaceId } = act;
  const subject = subjectOf(decision.id, askOn);
  for (const { id, userId } of await listPrompts(tx, { workspaceId, subject })) {
    await settleNudge(tx, { id }, act.now);
    const address = promptAddress(id);
    await putMessage(tx, { workspaceId, newId: deps.newId, address, to: { userId }, content });
  }
}

async function warmTeamOf(deps: Deps, act: Act, decisionId: DecisionId): Promise<void> {
  const decision = await findDecision(deps.db, act.workspaceId, decisionId);
  const team = decision && (await findTeam(deps.db, act.workspaceId, decision.teamId));
  if (team !== undefined) await warmPeople(deps, act, team);
}
