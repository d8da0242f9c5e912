import { listAbsences } from '../../platform/attendance.ts';
import type { Db } from '../../platform/db/open.ts';
import { isStopRole } from '../team/rules.ts';
import { listRoles } from '../team/store.ts';
import type { OnePager } from './rules.ts';
import { type StopFacts, type StopWord, stopWordOf, stopWordThen } from './stop-rules.ts';
import { findStopAsk, findStopNaming } from './store-stop.ts';

/** The person whom a one-pager names to say stop, and how it stands with them; reads the present state. */
export async function readStopOwner(
  db: Db,
  onepager: OnePager,
  now: Date,
): Promise<{ userId: string; word: StopWord; facts: StopFacts; namedBy: string }> {
  const userId = onepager.bet.guardrail.stopOwnerId;
  const ask = await findStopAsk(db, { onepagerId: onepager.id, userId });
  const roles = await listRoles(db, { id: onepager.teamId, workspaceId: onepager.workspaceId });
  const naming = await findStopNaming(db, onepager);
  const facts: StopFacts = {
    ...(ask === undefined ? {} : { ask }),
    hasRole: roles.some(
      (held) => held.userId === userId && held.isAccepted && isStopRole(held.role),
    ),
    isOwnNaming: naming.byUserId === userId,
    namedAt: naming.at,
  };
  const known = { userId, word: stopWordOf(facts, now), facts, namedBy: naming.byUserId };
  if (known.word !== 'silent') return known;
  const fair = await addAbsences(db, { onepager, facts }, now);
  return { ...known, word: stopWordOf(fair, now), facts: fair };
}

/** How it stood with them at an instant that is past, of which `readStopOwner` has read the `facts` at `now`. */
export async function readStopWordThen(
  db: Db,
  { onepager, facts, at }: { onepager: OnePager; facts: StopFacts; at: Date },
  now: Date,
): Promise<StopWord> {
  const word = stopWordThen(facts, at);
  if (word !== 'silent') return word;
  return stopWordThen(await addAbsences(db, { onepager, facts }, now), at);
}

/** Read only for who seems silent, which is seldom: a card is drawn more often. */
async function addAbsences(
  db: Db,
  { onepager, facts }: { onepager: OnePager; facts: StopFacts },
  now: Date,
): Promise<StopFacts> {
  const span = { since: facts.namedAt, now };
  return { ...facts, absences: await listAbsences(db, onepager.workspaceId, span) };
}
