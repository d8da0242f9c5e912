import { isId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Tx } from '../../platform/db/open.ts';
import { type ActionAct, type Deps, type Reply, tell } from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import {
  type Key,
  type KeyRefusal,
  type Reversal,
  refuseWithdraw,
  turnKey,
  withholdKey,
} from '../decision/reversal-rules.ts';
import { getDecision } from '../decision/store.ts';
import { findReversal, saveKey, settleReversal } from '../decision/store-reversal.ts';
import { warmRole } from '../team/access.ts';
import type { Team } from '../team/rules.ts';
import { findTeam } from '../team/store.ts';
import { listKeyHolders } from '../team/store-role.ts';
import { keyRefusalText, twokeyWords } from './messages.ts';
import { putQuestion, readQuestion } from './project.ts';
import { writeCorrection } from './write.ts';

/** *Turn my key*: the second one that counts writes the entry. Of two at once exactly one is the second. */
export async function pressTurn(deps: Deps, act: ActionAct): Promise<Reply> {
  return pressKey(deps, act, async (tx, asked) => {
    const { team, reversal, keys } = asked;
    const holders = await listKeyHolders(tx, team);
    const turned = turnKey({ reversal, keys }, { userId: act.userId, holders }, act.now);
    if ('refused' in turned) return tellRefused(tx, asked, turned.refused);
    await saveAnswer(tx, { act, reversal, answer: 'turned' });
    if (turned.turned === 'completes') {
      await complete(tx, deps, { act, team, reversal, keyUserIds: turned.keyUserIds });
    }
    await redraw(tx, deps, asked);
    return { reply: 'done' };
  });
}

/** *Rather not*: a key is taken back or refused; whoever asked takes the question back with it. */
export async function pressWithhold(deps: Deps, act: ActionAct): Promise<Reply> {
  return pressKey(deps, act, async (tx, asked) => {
    const { team, reversal } = asked;
    const holders = await listKeyHolders(tx, team);
    const withheld = withholdKey(asked, { userId: act.userId, holders }, act.now);
    if ('refused' in withheld) return tellRefused(tx, asked, withheld.refused);
    if (withheld.withheld === 'key') await saveAnswer(tx, { act, reversal, answer: 'withheld' });
    else await withdraw(tx, act, reversal);
    await redraw(tx, deps, asked);
    return { reply: 'done' };
  });
}

/** *Withdraw*: whoever asked takes the question back; anybody else hears that it is theirs. */
export async function pressWithdraw(deps: Deps, act: ActionAct): Promise<Reply> {
  return pressKey(deps, act, async (tx, asked) => {
    const refusal = refuseWithdraw(asked.reversal, act.userId, act.now);
    if (refusal !== undefined) return tellRefused(tx, asked, refusal);
    await withdraw(tx, act, asked.reversal);
    await redraw(tx, deps, asked);
    return { reply: 'done' };
  });
}

async function withdraw(tx: Tx, act: ActionAct, { workspaceId, id }: Reversal): Promise<void> {
  await settleReversal(tx, { workspaceId, id, state: 'withdrawn' }, act.now);
}

interface Asked {
  team: Team;
  reversal: Reversal;
  keys: readonly Key[];
}

async function pressKey(
  deps: Deps,
  act: ActionAct,
  work: (tx: Tx, asked: Asked) => Promise<Reply>,
): Promise<Reply> {
  const { workspaceId, value } = act;
  const gone: Reply = tell(twokeyWords.goneQuestion);
  if (!isId('rr', value)) return gone;
  const known = await findReversal(deps.db, workspaceId, value);
  const home = known && (await findTeam(deps.db, workspaceId, known.reversal.teamId));
  if (known === undefined || home === undefined) return gone;
  const asked = [act.userId, ...known.keys.map((key) => key.userId)];
  await warmRole(deps, act, { role: 'key-holder', team: home, asked });
  return once(deps, act, async (tx) => {
    const found = await findReversal(tx, workspaceId, value);
    const team = await findTeam(tx, workspaceId, home.id);
    if (found === undefined || team === undefined) return gone;
    return work(tx, { team, ...found });
  });
}

async function complete(
  tx: Tx,
  deps: Deps,
  done: { act: ActionAct; team: Team; reversal: Reversal; keyUserIds: readonly string[] },
): Promise<void> {
  const { act, team, reversal, keyUserIds } = done;
  const { workspaceId, id, correction, proposedBy } = reversal;
  const decision = await getDecision(tx, workspaceId, reversal.decisionId);
  const entry = await writeCorrection(
    tx,
    { newId: deps.newId, team, decision, correction, byUserId: proposedBy, keyUserIds },
    act.now,
  );
  const settled = { workspaceId, id, state: 'done' as const, entryId: entry.id };
  const isFirst = await settleReversal(tx, settled, act.now);
  invariant(isFirst, 'a question that was open in this transaction is completed once');
}

async function saveAnswer(
  tx: Tx,
  given: { act: ActionAct; reversal: Reversal; answer: Key['answer'] },
): Promise<void> {
  const { act, reversal, answer } = given;
  await saveKey(tx, {
    workspaceId: act.workspaceId,
    reversalId: reversal.id,
    userId: act.userId,
    answer,
    at: act.now,
  });
}

async function redraw(tx: Tx, deps: Deps, asked: Asked): Promise<void> {
  const { workspaceId, id } = asked.reversal;
  const now = await findReversal(tx, workspaceId, id);
  if (now !== undefined) await putQuestion(tx, { newId: deps.newId, team: asked.team, ...now });
}

async function tellRefused(tx: Tx, asked: Asked, refusal: KeyRefusal): Promise<Reply> {
  const view = await readQuestion(tx, asked.team, asked);
  return tell(keyRefusalText(refusal, view));
}
