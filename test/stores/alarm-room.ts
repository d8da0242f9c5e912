import { watchAlarms } from '../../src/features/alarm/jobs.ts';
import { openFirstCycles } from '../../src/features/cycle/jobs.ts';
import { insertDeviation } from '../../src/features/deviation/store.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import { saveRole } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { TestEngine } from './engines.ts';
import { at, openRoom, type Room } from './review-room.ts';

/** The roll-ups of the room's team: the first, third and fifth close a cycle. */
export const rollups = ['11-26', '12-03', '12-10', '12-17', '12-24'].map((day) => at(day, '15:00'));

/** A room whose team has its first cycle and one running one-pager, on which U3 has said that they can say stop. */
export async function openAlarmRoom(engine: TestEngine): Promise<Room> {
  const room = await openRoom(engine);
  const role = { teamId: 'tm_1', userId: 'U3', role: 'stop-owner' } as const;
  await transact(room.db, (tx) => saveRole(tx, { ...role, acceptedAt: at('11-21', '10:00') }));
  await openFirstCycles(room.deps);
  return room;
}

/** Every job that alarms hang on, at an instant. */
export async function tick({ deps }: Room, now: Date): Promise<void> {
  await openFirstCycles(deps);
  await postDueRollups(deps, now);
  await watchAlarms.run(deps, now);
}

/** The roll-ups up to and with the one of this index, in order. */
export async function tickUntil(room: Room, last: number): Promise<void> {
  for (const due of rollups.slice(0, last + 1)) await tick(room, due);
}

/** Somebody writes a loose deviation down. */
export async function deviate({ deps, db }: Room, now: Date): Promise<void> {
  await transact(db, (tx) =>
    insertDeviation(tx, deps.newId, {
      ...{ workspaceId: 'T1', teamId: 'tm_1', area: 'outreach', deviation: 'one line by hand' },
      ...{ because: 'templates are not read', benefit: '', risk: '', isReversible: true },
      ...{ byUserId: 'U1', at: now },
    }),
  );
}
