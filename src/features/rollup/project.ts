import type { NewId, RollupId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { findShown, putMessage } from '../../platform/outbox/store.ts';
import { openLogButton } from '../decision/messages.ts';
import type { Decision } from '../decision/rules.ts';
import { listDecisions } from '../decision/store.ts';
import type { Team } from '../team/rules.ts';
import { listTeamNames } from '../team/store.ts';
import type { RollupPlace } from './channel-rules.ts';
import { gatherEvidence, listShares, type Window } from './gather.ts';
import { keptAtHome, rollupMessage, rollupThread, sharedMessage } from './messages.ts';
import { collectFacts, isStillEdited, type RollupFacts } from './rules.ts';
import { findLastRollup, findRollupFacts, type Rollup, saveRollupFacts } from './store.ts';

/** Puts a roll-up's message, and its thread when there is something in it. */
export async function putRollup(
  tx: Tx,
  what: { newId: NewId; team: Team; id: RollupId; facts: RollupFacts; place: RollupPlace },
): Promise<void> {
  const { newId, team, id, facts, place } = what;
  const { workspaceId } = team;
  const names = await listTeamNames(tx, workspaceId);
  const around = {
    teamName: names.get(team.id) ?? 'Our team',
    openLog: openLogButton(team.id),
    ...(place.kept === undefined ? {} : { kept: keptAtHome(place.kept, team.rollupChannelId) }),
  };
  const address = `rollup:${id}`;
  const message = { workspaceId, newId, to: { channelId: place.channelId } };
  await putMessage(tx, { ...message, address, content: rollupMessage(facts, around) });
  const content = rollupThread(facts);
  if (content === undefined) return;
  await putMessage(tx, { ...message, address: `${address}:thread`, inThreadOf: address, content });
}

/** Puts what another channel reads of a private team's week; nothing when no line is marked *share*. */
export async function putShares(
  tx: Tx,
  what: {
    newId: NewId;
    team: Team;
    id: RollupId;
    place: RollupPlace;
    window: Window;
    weekOn: LocalDate;
  },
): Promise<void> {
  const { newId, team, id, place, window, weekOn } = what;
  if (place.sharesIn === undefined) return;
  const shares = await listShares(tx, team, window);
  if (shares.length === 0) return;
  await putMessage(tx, {
    ...{ workspaceId: team.workspaceId, newId, address: `rollup:${id}:shared` },
    to: { channelId: place.sharesIn },
    content: sharedMessage(shares, weekOn),
  });
}

/** Edits the newest roll-up, when it is less than a day old, so that it says what the log says after a correction. */
export async function refreshRollup(
  tx: Tx,
  what: { newId: NewId; team: Team },
  now: Date,
): Promise<void> {
  const { newId, team } = what;
  const rollup = await findLastRollup(tx, team.id);
  if (rollup === undefined || !isStillEdited(rollup, now)) return;
  const said = await findRollupFacts(tx, team.workspaceId, rollup.id);
  if (said === undefined) return;
  const { weekOn, isLate, outages, changes } = said;
  const window = { from: rollup.coversFrom, to: rollup.coversTo };
  const evidence = await gatherEvidence(tx, team, { ...window, weekOn, isLate, weeks: [] });
  const decisions = [...evidence.decisions, ...(await listCorrections(tx, team, rollup))];
  // What became of the weeks was said once and is not read again.
  const facts = { ...collectFacts({ ...evidence, decisions }), outages, changes };
  await saveRollupFacts(tx, { workspaceId: team.workspaceId, id: rollup.id, facts });
  // It stays where it was posted, whatever has become of the channels.
  const shown = await findShown(tx, team.workspaceId, `rollup:${rollup.id}`);
  const place = { channelId: shown?.channelId ?? team.channelId };
  await putRollup(tx, { newId, team, id: rollup.id, facts, place });
}

/** What was written since and corrects something; `collectFacts` keeps what concerns the roll-up's own days. */
async function listCorrections(db: Db, team: Team, rollup: Rollup): Promise<Decision[]> {
  const since = await listDecisions(db, { teamId: team.id, from: rollup.coversTo });
  return since.filter((entry) => entry.supersedesId !== undefined);
}
