import type { DecisionId, NewId, RollupId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { listClosedCycles } from '../cycle/store.ts';
import type { Decision } from '../decision/rules.ts';
import { getDecision, listOldestDecisions } from '../decision/store.ts';
import type { Team } from '../team/rules.ts';
import { lookbackMessage } from './messages.ts';
import { calls, choosePast, type Lookback, pastBefore, tallyHindsights } from './rules.ts';
import { insertLookback, listHindsights, listLookbacks } from './store.ts';

/** Brings one past decision back under a roll-up, when a cycle has closed that has not had its own yet. */
export async function bringBack(
  tx: Tx,
  where: { newId: NewId; team: Team; rollupId: RollupId; channelId: string; coversFrom: Date },
  now: Date,
): Promise<void> {
  const { newId, team, rollupId, channelId, coversFrom } = where;
  const [cycle] = await listClosedCycles(tx, team.id, 1);
  if (cycle === undefined) return;
  const back = await listLookbacks(tx, team.id);
  if (back.some(({ cycleId }) => cycleId === cycle.id)) return;
  const before = pastBefore(coversFrom, cycle.startsAt);
  const returned = new Set(back.map(({ decisionId }) => decisionId));
  const past = await findPast(tx, team, { returned, before });
  if (past === undefined) return;
  const lookback: Lookback = {
    ...{ id: newId('lb'), workspaceId: team.workspaceId, teamId: team.id },
    ...{ cycleId: cycle.id, decisionId: past.id, rollupId, at: now },
  };
  if (await insertLookback(tx, lookback))
    await putLookback(tx, { newId, team, lookback, channelId });
}

const pageSize = 20;

/** Reads the log from its beginning until the first that may come back, which in a log of years is soon: not the whole of it. */
async function findPast(
  tx: Tx,
  team: Team,
  { returned, before }: { returned: ReadonlySet<DecisionId>; before: Date },
): Promise<Decision | undefined> {
  for (let afterSeq = 0; ; ) {
    const page = { teamId: team.id, kinds: calls, afterSeq, limit: pageSize };
    const log = await listOldestDecisions(tx, page);
    const past = choosePast(log, returned, before);
    const last = log.at(-1);
    if (past !== undefined || last === undefined) return past;
    afterSeq = last.seq;
  }
}

/** Puts what the message about a past decision should show now; `channelId` is where its roll-up is, needed only the first time. */
export async function putLookback(
  tx: Tx,
  what: { newId: NewId; team: Team; lookback: Lookback; channelId?: string },
): Promise<void> {
  const { newId, team, lookback } = what;
  const { id, workspaceId, rollupId } = lookback;
  await putMessage(tx, {
    workspaceId,
    newId,
    address: `lookback:${id}`,
    to: { channelId: what.channelId ?? team.channelId },
    inThreadOf: `rollup:${rollupId}`,
    content: lookbackMessage({
      id,
      decision: await getDecision(tx, workspaceId, lookback.decisionId),
      tally: tallyHindsights(await listHindsights(tx, id)),
    }),
  });
}
