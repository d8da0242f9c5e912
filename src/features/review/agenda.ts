import { justAfter, toLocalDate } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import { listCachedFullMembers } from '../../platform/slack/people.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listRunning } from '../onepager/store.ts';
import { latestOf } from '../reading/rules.ts';
import { listReadingsBefore } from '../reading/store.ts';
import type { Team } from '../team/rules.ts';
import { verdictOf } from '../verdict/rules.ts';
import { compareUrgency } from './rules.ts';

/** Who is expected at a review that opens now, and what runs, in deciding order on the newest number of each signal. */
export async function readAgenda(
  tx: Tx,
  team: Team,
  now: Date,
): Promise<{ roster: string[]; onepagers: OnePager[] }> {
  const people = await listCachedFullMembers(tx, team.workspaceId, team.channelId);
  const today = toLocalDate(now, team.zone);
  const urgent: { onepager: OnePager; urgency: Parameters<typeof compareUrgency>[0] }[] = [];
  for (const onepager of await listRunning(tx, team.id)) {
    // What is frozen is decided by its evidence review; its reviews are paused.
    if (onepager.state === 'frozen') continue;
    const latest = latestOf(await listReadingsBefore(tx, onepager.id, justAfter(now)));
    const verdict = verdictOf(onepager.bet, latest, { today, gateOn: onepager.bet.gateOn });
    urgent.push({
      onepager,
      urgency: { isFrozen: false, number: onepager.number, verdict },
    });
  }
  urgent.sort((one, other) => compareUrgency(one.urgency, other.urgency));
  return {
    roster: people.map((person) => person.userId),
    onepagers: urgent.map(({ onepager }) => onepager),
  };
}
