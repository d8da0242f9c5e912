import type { LocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { listCachedFullMembers } from '../../platform/slack/people.ts';
import type { Decision } from '../decision/rules.ts';
import { searchDecisions } from '../decision/store-search.ts';
import { findOnePager } from '../onepager/store.ts';
import type { Team } from '../team/rules.ts';
import { listRoles } from '../team/store.ts';
import { whoIsAsked } from './rules.ts';
import { listPutOff } from './store.ts';

/** A decision whose day to look again has come: since when it is asked about, and who is asked. */
export interface DueRevisit {
  decision: Decision;
  askOn: LocalDate;
  askedId?: string;
}

/** More than this is not asked about at once; the next ones move up. */
const mostDue = 200;

/**
 * A team's decisions that are due on a day of its zone, longest due first: the same that `/onepager decisions due` finds. Reads the
 * cache of members, so it may be called inside a transaction.
 */
export async function listDueRevisits(db: Db, team: Team, today: LocalDate): Promise<DueRevisit[]> {
  const { workspaceId } = team;
  const question = { workspaceId, teamIds: [team.id], words: [], dueOn: today, limit: mostDue };
  const { decisions } = await searchDecisions(db, question);
  if (decisions.length === 0) return [];
  const putOff = await listPutOff(db, team.id);
  const members = await listCachedFullMembers(db, workspaceId, team.channelId);
  const present = new Set(members.map(({ userId }) => userId));
  const leaders = (await listRoles(db, team))
    .filter(({ role, isAccepted }) => role === 'leader' && isAccepted)
    .map(({ userId }) => userId);
  const due: DueRevisit[] = [];
  for (const decision of decisions) {
    const { onepagerId, decidedByUserId } = decision;
    const onepager = onepagerId && (await findOnePager(db, workspaceId, onepagerId));
    const candidates = {
      leaders,
      ...(decidedByUserId === undefined ? {} : { decider: decidedByUserId }),
      ...(onepager === undefined ? {} : { owner: onepager.ownerId }),
    };
    const askedId = whoIsAsked(candidates, present);
    const askOn = putOff.get(decision.id) ?? decision.revisitOn ?? today;
    due.push({ decision, askOn, ...(askedId === undefined ? {} : { askedId }) });
  }
  return due.toSorted(
    (one, other) =>
      (one.askOn < other.askOn ? -1 : one.askOn > other.askOn ? 1 : 0) ||
      one.decision.number - other.decision.number,
  );
}
