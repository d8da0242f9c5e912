import type { CycleId, NewId, RollupId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { listClosedCycles } from '../cycle/store.ts';
import { findDeviation, listLooseOpen, settleDeviationById } from '../deviation/store.ts';
import type { Team } from '../team/rules.ts';
import { type SettleLine, settleMessage } from './message-settle.ts';
import {
  cutAsked,
  type DefaultDraft,
  type FloorDefault,
  findProven,
  findSame,
  isCandidate,
  isRipe,
  type Subject,
} from './rules.ts';
import { findDefault, insertDefault, listDefaults, proveDefault } from './store.ts';
import { findSettleAsk, insertSettleAsk, listAskedIn, listCyclesAsking } from './store-ask.ts';

/**
 * Puts what a decision says about the floor where it belongs: it proves a candidate of the same area and segment, joins as a
 * line of its own, or is there already.
 */
export async function joinFloor(
  tx: Tx,
  joining: {
    newId: NewId;
    isProven: boolean;
    why: string;
    line: DefaultDraft & Required<Pick<DefaultDraft, 'decisionId'>>;
  },
): Promise<void> {
  const { newId, isProven, why, line } = joining;
  const floor = await listDefaults(tx, line.teamId);
  const candidate = isProven ? findProven(floor, line) : undefined;
  if (candidate !== undefined) {
    const { statement, decisionId, sinceAt: at } = line;
    await proveLine(tx, { newId, line: candidate, at, why, decisionId, statement });
    return;
  }
  if (findSame(floor, line) !== undefined) return;
  await insertDefault(tx, newId, { ...line, why, ...(isProven ? {} : { isCandidate: true }) });
}

/** Makes a candidate a default, and what it came from promoted; false when it was none any more. */
export async function proveLine(
  tx: Tx,
  proof: {
    newId: NewId;
    line: FloorDefault;
    at: Date;
    why: string;
    decisionId: NonNullable<FloorDefault['decisionId']>;
    statement?: string;
  },
): Promise<boolean> {
  const { newId, line, ...proven } = proof;
  const { workspaceId, id, deviationId } = line;
  if ((await proveDefault(tx, { workspaceId, id, ...proven })) === undefined) return false;
  const deviation = deviationId && (await findDeviation(tx, workspaceId, deviationId));
  if (deviation?.state === 'candidate') {
    // The lesson was told when it became a candidate; it is no news once more.
    const { outcome, lesson, settledAt = proof.at } = deviation;
    const settled = { outcome, lesson, at: settledAt };
    await settleDeviationById(tx, { workspaceId, id: deviation.id, state: 'promoted', ...settled });
  }
  await putAsksAbout(tx, { newId, teamId: line.teamId, workspaceId, subject: { defaultId: id } });
  return true;
}

/** Asks below a roll-up what becomes of all that waits, when a cycle has closed that has not asked yet. */
export async function askToSettle(
  tx: Tx,
  where: { newId: NewId; team: Team; rollupId: RollupId; channelId: string },
  now: Date,
): Promise<void> {
  const { newId, team, rollupId, channelId } = where;
  const [cycle] = await listClosedCycles(tx, team.id, 1);
  if (cycle?.closedAt === undefined) return;
  const { workspaceId, id: teamId } = team;
  const { id: cycleId, startsAt, closedAt } = cycle;
  const waiting = await listWaiting(tx, team, { id: cycleId, startsAt, closedAt });
  if (waiting.length === 0) return;
  const ask = { cycleId, workspaceId, teamId, rollupId, channelId, at: now };
  if (!(await insertSettleAsk(tx, ask, cutAsked(waiting)))) return;
  await putAsk(tx, { newId, workspaceId, cycleId });
}

/** Draws every question anew that shows this: it was settled. */
export async function putAsksAbout(
  tx: Tx,
  what: { newId: NewId; workspaceId: string; teamId: Team['id']; subject: Subject },
): Promise<void> {
  const { newId, workspaceId, teamId, subject } = what;
  for (const cycleId of await listCyclesAsking(tx, { teamId, subject })) {
    await putAsk(tx, { newId, workspaceId, cycleId });
  }
}

async function listWaiting(
  db: Db,
  team: Team,
  cycle: { id: CycleId; startsAt: Date; closedAt: Date },
): Promise<Subject[]> {
  const loose = await listLooseOpen(db, { teamId: team.id, before: cycle.closedAt });
  const floor = await listDefaults(db, team.id);
  const candidates = floor.filter((line) => isCandidate(line) && isRipe(line, cycle));
  return [
    ...loose.map(({ id }) => ({ deviationId: id })),
    ...candidates.map(({ id }) => ({ defaultId: id })),
  ];
}

async function putAsk(
  tx: Tx,
  what: { newId: NewId; workspaceId: string; cycleId: CycleId },
): Promise<void> {
  const { newId, workspaceId, cycleId } = what;
  const ask = await findSettleAsk(tx, workspaceId, cycleId);
  if (ask === undefined) return;
  const lines: SettleLine[] = [];
  const subjects = await listAskedIn(tx, cycleId);
  const isAsked = (id: string) =>
    subjects.some((one) => 'deviationId' in one && one.deviationId === id);
  const loose = await listLooseOpen(tx, { teamId: ask.teamId, before: ask.at });
  const left = loose.filter(({ id }) => !isAsked(id));
  for (const subject of subjects) {
    const cycles = await listCyclesAsking(tx, { teamId: ask.teamId, subject });
    const asked = cycles.indexOf(cycleId) + 1;
    if ('deviationId' in subject) {
      const deviation = await findDeviation(tx, workspaceId, subject.deviationId);
      if (deviation !== undefined) lines.push({ deviation, asked });
    } else {
      const line = await findDefault(tx, workspaceId, subject.defaultId);
      if (line !== undefined) lines.push({ line, asked });
    }
  }
  await putMessage(tx, {
    ...{ workspaceId, newId, address: `settle:${cycleId}` },
    to: { channelId: ask.channelId },
    inThreadOf: `rollup:${ask.rollupId}`,
    content: settleMessage({ lines, more: left.length }),
  });
}
