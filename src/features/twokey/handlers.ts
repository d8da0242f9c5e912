import { isId } from '../../lib/ids.ts';
import { toLocalDate } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import {
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { type Correction, expiresAfter } from '../decision/reversal-rules.ts';
import { findDecision } from '../decision/store.ts';
import { insertReversal } from '../decision/store-reversal.ts';
import { warmRole } from '../team/access.ts';
import { findTeam } from '../team/store.ts';
import { type Correctable, readCorrectable } from './access.ts';
import {
  askedView,
  correctedView,
  correctForm,
  parseCorrection,
  parseCorrectMetadata,
} from './form.ts';
import { askedText, correctedText, correctionRefusalText, twokeyWords } from './messages.ts';
import { putQuestion, readQuestion } from './project.ts';
import { writeCorrection } from './write.ts';

/** *Correct this entry*, under its record: the form, or why it is not theirs to correct. */
export async function openCorrection(deps: Deps, act: ActionAct): Promise<Reply> {
  if (!isId('dec', act.value)) return tell(twokeyWords.gone);
  await warmHoldersOf(deps, act, act.value);
  const found = await readCorrectable(deps.db, act, act.value);
  if ('refused' in found) return tellRefused(found);
  const today = toLocalDate(act.now, found.team.zone);
  return { reply: 'show', view: correctForm({ ...found, today }) };
}

/** The submitted correction: written at once, or two keys are asked for it. */
export async function submitCorrection(deps: Deps, act: SubmitAct): Promise<Reply> {
  const decisionId = parseCorrectMetadata(act.metadata);
  if (decisionId === undefined) return tell(twokeyWords.gone);
  await warmHoldersOf(deps, act, decisionId);
  return once(deps, act, async (tx) => {
    const found = await readCorrectable(tx, act, decisionId);
    if ('refused' in found) return tellRefused(found);
    const today = toLocalDate(act.now, found.team.zone);
    const parsed = parseCorrection(act.values, { ...found, today });
    if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
    const { correction } = parsed;
    if (found.plan === 'two-keys') return askForKeys(tx, deps, { act, found, correction });
    const { team, decision } = found;
    const correcting = { newId: deps.newId, team, decision, correction, byUserId: act.userId };
    const entry = await writeCorrection(tx, correcting, act.now);
    return { reply: 'replace', view: correctedView(correctedText(entry, decision)) };
  });
}

async function askForKeys(
  tx: Tx,
  deps: Deps,
  asking: {
    act: SubmitAct;
    found: Exclude<Correctable, { refused: unknown }>;
    correction: Correction;
  },
): Promise<Reply> {
  const { act, found, correction } = asking;
  const { team, decision } = found;
  const reversal = await insertReversal(tx, deps.newId, {
    workspaceId: act.workspaceId,
    teamId: team.id,
    decisionId: decision.id,
    proposedBy: act.userId,
    openedAt: act.now,
    expiresAt: expiresAfter(act.now),
    correction,
  });
  if (reversal === undefined) return tellRefused({ decision, refused: 'waiting', others: 0 });
  const question = { reversal, keys: [] };
  await putQuestion(tx, { newId: deps.newId, team, ...question });
  const view = await readQuestion(tx, team, question);
  return { reply: 'replace', view: askedView(askedText(view)) };
}

async function warmHoldersOf(
  deps: Deps,
  act: ActionAct | SubmitAct,
  decisionId: Parameters<typeof findDecision>[2],
): Promise<void> {
  const decision = await findDecision(deps.db, act.workspaceId, decisionId);
  const team = decision && (await findTeam(deps.db, act.workspaceId, decision.teamId));
  if (team !== undefined) await warmRole(deps, act, { role: 'key-holder', team, asked: [] });
}

function tellRefused(found: Extract<Correctable, { refused: unknown }>): Reply {
  if ('decision' in found) {
    return tell(correctionRefusalText(found.refused, found));
  }
  const text = found.refused === 'gone' ? twokeyWords.gone : twokeyWords.notYours;
  return tell(text);
}
