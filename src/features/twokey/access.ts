import type { DecisionId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Act } from '../../platform/slack/feature.ts';
import { type CorrectionRefusal, planCorrection } from '../decision/reversal-rules.ts';
import type { Decision } from '../decision/rules.ts';
import { findDecision } from '../decision/store.ts';
import { findOpenReversal } from '../decision/store-reversal.ts';
import { findOnePager } from '../onepager/store.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { listKeyHolders } from '../team/store-role.ts';

/** An entry that a person may correct now, and how; or why not. */
export type Correctable =
  | { decision: Decision; team: Team; plan: 'at-once' | 'two-keys' }
  | { decision: Decision; refused: CorrectionRefusal; others: number }
  | { refused: 'gone' | 'not-yours' };

/** Reads whether the person may correct an entry on the state of this moment. */
export async function readCorrectable(
  db: Db,
  act: Act,
  decisionId: DecisionId,
): Promise<Correctable> {
  const { workspaceId, userId } = act;
  const decision = await findDecision(db, workspaceId, decisionId);
  const team = decision && (await findTeam(db, workspaceId, decision.teamId));
  if (decision === undefined || team === undefined) return { refused: 'gone' };
  const onepager =
    decision.onepagerId && (await findOnePager(db, workspaceId, decision.onepagerId));
  // Whoever decided it owns the entry as much as the owner of its one-pager does.
  const ownerId = decision.decidedByUserId === userId ? userId : (onepager?.ownerId ?? '');
  const standing = await findStanding(db, { workspaceId, teamId: team.id, userId, ownerId });
  if (!may(standing, 'correct-decision')) return { refused: 'not-yours' };
  const holders = await listKeyHolders(db, team);
  const others = holders.filter((holder) => holder !== userId).length;
  const isWaiting = (await findOpenReversal(db, workspaceId, decision.id)) !== undefined;
  const planned = planCorrection(decision, { isWaiting, others });
  if ('refused' in planned) return { decision, refused: planned.refused, others };
  return { decision, team, plan: planned.plan };
}
