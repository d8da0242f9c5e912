import type { NewId, RollupId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { isOutdated, isPut, putMessage } from '../../platform/outbox/store.ts';
import { listStandingAlarms } from '../alarm/store.ts';
import type { Cycle } from '../cycle/rules.ts';
import { findOpenCycle } from '../cycle/store.ts';
import { listDeviations } from '../deviation/store.ts';
import { countHats } from '../hat/store.ts';
import type { Team } from '../team/rules.ts';
import { doseMessage } from './messages.ts';
import type { Dose } from './rules.ts';

/** Offers the dose of the cycle that is open in the thread of a roll-up, once; not beside an alarm with the same buttons. */
export async function offerDose(
  tx: Tx,
  what: { newId: NewId; team: Team; rollup: { id: RollupId; channelId: string } },
): Promise<void> {
  const { newId, team, rollup } = what;
  const { workspaceId } = team;
  const cycle = await findOpenCycle(tx, team.id);
  // The first cycle is opened by the set-up, which has its own next steps.
  if (cycle === undefined || cycle.number === 1) return;
  const address = addressOf(cycle);
  if (await isPut(tx, workspaceId, address)) return;
  const alarms = await listStandingAlarms(tx, team.id);
  if (alarms.some(({ kind, told }) => kind === 'nothing-dared' && told === 'message')) return;
  await putMessage(tx, {
    ...{ workspaceId, newId, address, inThreadOf: `rollup:${rollup.id}` },
    to: { channelId: rollup.channelId },
    content: doseMessage(await readDose(tx, { team, cycle })),
  });
}

/** Lets the offer of the open cycle say what was taken of it; nothing where none was made or nothing has changed. */
export async function refreshDose(tx: Tx, what: { newId: NewId; team: Team }): Promise<void> {
  const { newId, team } = what;
  const { workspaceId, channelId } = team;
  const changed = await findChange(tx, team);
  // It stays in the thread in which it was offered.
  if (changed !== undefined)
    await putMessage(tx, { ...changed, workspaceId, newId, to: { channelId } });
}

/** What the offer of the open cycle should show, if that is not what it shows. */
export async function findChange(
  db: Db,
  team: Team,
): Promise<{ address: string; content: ReturnType<typeof doseMessage> } | undefined> {
  const cycle = await findOpenCycle(db, team.id);
  if (cycle === undefined) return undefined;
  const content = doseMessage(await readDose(db, { team, cycle }));
  const offer = { address: addressOf(cycle), content };
  return (await isOutdated(db, team.workspaceId, offer)) ? offer : undefined;
}

/** Without an end: a cycle that is open takes all that comes, also what came after the round began that counts it. */
async function readDose(db: Db, of: { team: Team; cycle: Cycle }): Promise<Dose> {
  const { id: teamId } = of.team;
  const { number, startsAt: from } = of.cycle;
  const deviations = await listDeviations(db, { teamId, from });
  const hats = await countHats(db, { teamId, from });
  return { teamId, number, deviations: deviations.length, hats };
}

function addressOf(cycle: Cycle): string {
  return `dose:${cycle.id}`;
}
