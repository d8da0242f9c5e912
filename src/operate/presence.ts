import type { NewId } from '../lib/ids.ts';
import { attend, countFellows, forgetGone } from '../platform/attendance.ts';
import { type Database, readEngineTime } from '../platform/db/open.ts';

/** This process among those that share its database. */
export interface Presence {
  processId: string;
  /** The database server's time, where other processes may share the database. */
  readServerTime?: () => Promise<Date>;
  /** How many connections at Slack those others hold. */
  countFellows?: () => Promise<number>;
}

/** Says that a process begins to work for this workspace; how long none did is noted before anything is asked of it. */
export async function openPresence(
  { db, engine }: Database,
  what: { workspaceId: string; newId: NewId; machineNow: () => Date },
): Promise<Presence> {
  const { workspaceId, machineNow } = what;
  const readServerTime = () => readEngineTime(db, machineNow());
  const processId = what.newId('pr');
  const now = await readServerTime();
  await attend(db, { id: processId, workspaceId, links: 0 }, now);
  await forgetGone(db, workspaceId, now);
  if (engine === 'sqlite') return { processId };
  return {
    processId,
    readServerTime,
    countFellows: async () => countFellows(db, processId, await readServerTime()),
  };
}
