import type { NewId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { pausedNote, resumedNote } from './messages.ts';
import { putTeamCard } from './project.ts';
import {
  nextReviewWeek,
  type OccurrenceKind,
  reviewSlot,
  type Team,
  weeksPassed,
} from './rules.ts';
import { getTeam, saveTeam } from './store.ts';
import { findLastOccurrence, recordOccurrence } from './store-occurrence.ts';
import { findLeader } from './store-place.ts';

/**
 * Pauses a team whose home another organisation reads, and tells its leader why, once a pause: also where it was paused already, for
 * then that is what keeps it from going on. (reliability.md F-39)
 */
export async function pauseShared(
  tx: Tx,
  what: { newId: NewId; team: Pick<Team, 'workspaceId' | 'id'>; now: Date },
): Promise<void> {
  const { newId, now } = what;
  const known = await getTeam(tx, what.team.workspaceId, what.team.id);
  const pausedAt = known.pausedAt ?? now;
  const team = { ...known, pausedAt };
  if (known.pausedAt === undefined) await saveTeam(tx, team);
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId,
    address: sharedAddress({ id: team.id, pausedAt }),
    // The note is kept in any case: it tells the look for homes that are shared no more which ones those may be.
    to: { userId: (await findLeader(tx, team)) ?? team.setUpBy },
    content: pausedNote(team, 'shared'),
  });
}

/** Where the leader of a team is told that this pause of it is because others read its home. */
export function sharedAddress({ id, pausedAt }: { id: Team['id']; pausedAt: Date }): string {
  return `shared:${id}:${pausedAt.toISOString()}`;
}

/** A team that may go on, and what has led to that. */
interface GoingOn {
  newId: NewId;
  team: Team;
  /** Unique to the occasion. */
  key: string;
  now: Date;
}

/** Ends a team's pause: what was due in between is left out. */
export async function goOn(tx: Tx, what: GoingOn): Promise<void> {
  const { newId, key, now } = what;
  const { pausedAt: _, ...team } = what.team;
  await saveTeam(tx, team);
  await skipPassed(tx, { team, kind: 'review' }, now);
  await skipPassed(tx, { team, kind: 'rollup' }, now);
  const last = await findLastOccurrence(tx, team.id, 'review');
  const next = reviewSlot(team, nextReviewWeek(team, last?.weekOn)).opensAt;
  await putTeamCard(tx, { newId }, team);
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId,
    address: `resumed:${team.id}:${key}`,
    to: { channelId: team.channelId },
    content: resumedNote(team, next),
  });
}

async function skipPassed(
  tx: Tx,
  what: { team: Team; kind: OccurrenceKind },
  now: Date,
): Promise<void> {
  const { team, kind } = what;
  const last = await findLastOccurrence(tx, team.id, kind);
  for (const week of weeksPassed(team, kind, { lastWeekOn: last?.weekOn, now })) {
    const skipped = { teamId: team.id, kind, ...week, outcome: 'skipped', at: now } as const;
    await recordOccurrence(tx, { ...skipped, reason: { why: 'paused' } });
  }
}
