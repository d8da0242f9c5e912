import type { Db } from '../../platform/db/open.ts';
import { listCachedFullMembers } from '../../platform/slack/people.ts';
import { readStopOwner } from '../onepager/stop-access.ts';
import { stopWordSince } from '../onepager/stop-rules.ts';
import { listRunning } from '../onepager/store.ts';
import type { Team } from '../team/rules.ts';
import { listRoles } from '../team/store.ts';
import { listGoneFrom } from '../team/store-place.ts';
import type { Gatherer, Look } from './gather.ts';
import { type Finding, seenSince } from './rules.ts';
import { findNobodyCanStop } from './stop-rules.ts';

/** Nobody can say stop on a running guardrail; reads the cache of people and members. */
export const stopGatherer: Gatherer = { kinds: ['nobody-can-stop'], find: findIn };

async function findIn(db: Db, { team, known, now }: Look): Promise<Finding[]> {
  const running = await listRunning(db, team.id);
  if (running.length === 0) return [];
  const isGone = await readGone(db, team);
  const roles = await listRoles(db, team);
  const deputies: string[] = [];
  for (const { userId, role, isAccepted } of roles) {
    if (role === 'deputy' && isAccepted && !(await isGone(userId))) deputies.push(userId);
  }
  const found: Finding[] = [];
  for (const onepager of running) {
    const { userId, word, facts } = await readStopOwner(db, onepager, now);
    const about = { kind: 'nobody-can-stop' as const, subject: onepager.id };
    const finding = findNobodyCanStop({
      id: onepager.id,
      number: onepager.number,
      title: onepager.bet.title,
      word,
      wordAt: stopWordSince(facts),
      namedAt: facts.namedAt,
      isGone: await isGone(userId),
      hasDeputy: deputies.some((deputy) => deputy !== userId),
      seen: seenSince(known, about, now),
    });
    if (finding !== undefined) found.push(finding);
  }
  return found;
}

/**
 * Tells who is no full member of the home channel any more. While nobody knows who is in it, only who is known to be switched
 * off or a guest counts.
 */
export async function readGone(db: Db, team: Team): Promise<(userId: string) => Promise<boolean>> {
  const members = await listCachedFullMembers(db, team.workspaceId, team.channelId);
  const here = new Set(members.map(({ userId }) => userId));
  return async (userId) => {
    if (here.has(userId)) return false;
    return here.size > 0 || (await listGoneFrom(db, team, [userId])).length > 0;
  };
}
