import { isId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import { type ActionAct, type Deps, type Reply, tell } from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { lookbackWords } from './messages.ts';
import { putLookback } from './project.ts';
import { isHindsight, type Lookback } from './rules.ts';
import { findLookback, saveHindsight } from './store.ts';

/** *Yes*, *No* or *Too early to say* below a past decision; a second press changes the answer. */
export async function answerLookback(deps: Deps, act: ActionAct): Promise<Reply> {
  const known = await findPlaced(deps.db, act);
  if (known === undefined) return tell(lookbackWords.gone);
  await warmPeople(deps, act, known.team);
  return once(deps, act, async (tx) => {
    const placed = await findPlaced(tx, act);
    const hindsight = act.variant;
    if (placed === undefined || !isHindsight(hindsight)) return tell(lookbackWords.gone);
    const { team, lookback } = placed;
    const standing = await findStanding(tx, { ...act, teamId: team.id });
    if (!may(standing, 'vote')) return tell(lookbackWords.notMember);
    const given = { lookbackId: lookback.id, userId: act.userId, hindsight };
    await saveHindsight(tx, given, act.now);
    await putLookback(tx, { newId: deps.newId, ...placed });
    return { reply: 'done' };
  });
}

async function findPlaced(
  db: Db,
  act: ActionAct,
): Promise<{ team: Team; lookback: Lookback } | undefined> {
  if (!isId('lb', act.value)) return undefined;
  const lookback = await findLookback(db, act.workspaceId, act.value);
  const team = lookback && (await findTeam(db, act.workspaceId, lookback.teamId));
  return lookback === undefined || team === undefined ? undefined : { team, lookback };
}
