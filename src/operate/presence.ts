import type { NewId } from '../lib/ids.ts';
import { attend, countFellows, forgetGone } from '../platform/attendance.ts';
import { type Database, readEngineTime } from '../platform/db/open.ts';
import { doubtChannels } from '../platform/slack/roster.ts';

/** This process among those that share its database. */
export interface Presence {
  processId: string;
  /** The database server's time, where other processes may share the database. */
  readServerTime?: () => Promise<Date>;
  /** How many connections at Slack those others hold. */
  countFellows?: () => Promise<number>;
}

/** For so long Slack sends again what nobody has acknowledged: at once, after a minute, after five. */
const heardMs = 4 * 60_000;

/** Says that a process begins to work for this workspace; how long none did is noted before anything is asked of it. */
export async function openPresence(
  { db, engine }: Database,
  what: { workspaceId: string; newId: NewId; machineNow: () => Date },
): Promise<Presence> {
  const { workspaceId, machineNow } = what;
  const readServerTime = () => readEngineTime(db, machineNow());
  const processId = what.newId('pr');
  const now = await readServerTime();
  const awayMs = await attend(db, { id: processId, workspaceId, links: 0 }, now);
  if (awayMs > heardMs) await doubtChannels(db, workspaceId);
  await forgetGone(db, workspaceId, now);
  if (engine === 'sqlite') return { processId };
  return {
    processId,
    readServerTime,
    countFellows: async () => countFellows(db, processId, await readServerTime()),
  };
}
