import type { NewId, OnePagerId } from '../../lib/ids.ts';
import { type LocalDate, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { legacyOf } from '../decision/rules.ts';
import { listDecisionsOfOnePager } from '../decision/store.ts';
import { checkBet } from '../quality/check-bet.ts';
import { type BetFacts, definitionOfDone } from '../quality/rules.ts';
import type { Team } from '../team/rules.ts';
import { getTeam } from '../team/store.ts';
import { markAssumptions } from './assumption-rules.ts';
import { exceptionOn } from './exception-rules.ts';
import { readFollowed } from './follow-access.ts';
import { type CardView, onepagerCard } from './messages.ts';
import { isOnTheTable, type OnePager } from './rules.ts';
import { readStopOwner } from './stop-access.ts';
import { getOnePager, listAmendmentsSince } from './store.ts';
import { listMarks } from './store-assumption.ts';
import { listExceptions } from './store-exception.ts';
import { findOpenFreeze } from './store-freeze.ts';
import { findPark } from './store-park.ts';

/** Makes the card in the home channel show the one-pager as it is now; the last word of a transaction that changed it. */
export async function putOnePagerCard(
  tx: Tx,
  what: { workspaceId: string; newId: NewId; onepagerId: OnePagerId },
  now: Date,
): Promise<void> {
  const { workspaceId, newId } = what;
  const onepager = await getOnePager(tx, workspaceId, what.onepagerId);
  const team = await getTeam(tx, workspaceId, onepager.teamId);
  await putMessage(tx, {
    workspaceId,
    newId,
    address: `onepager:${onepager.id}`,
    to: { channelId: team.channelId },
    content: onepagerCard(await readCard(tx, { onepager, team }, now)),
  });
}

/** What the card of a one-pager shows. Its hints are everything short of the bar, because nothing can block it any more. */
export async function readCard(
  db: Db,
  what: { onepager: OnePager; team: Team },
  now: Date,
): Promise<CardView> {
  const { onepager, team } = what;
  const facts = factsOf(onepager, team);
  const amendments = await listAmendmentsSince(db, onepager.id, 1);
  const newest = amendments.at(-1);
  const park = await findPark(db, onepager.id);
  const returnedAt = park?.returnedAt;
  const about = { onepager, today: toLocalDate(now, team.zone) };
  const freeze = await findOpenFreeze(db, onepager.workspaceId, onepager.id);
  const ending = isOnTheTable(onepager) ? undefined : await readEnding(db, onepager);
  const { endedAt } = onepager;
  const follows = await readFollowed(db, onepager);
  const findings = checkBet(onepager.bet.fields, toLocalDate(now, team.zone), facts);
  return {
    onepager,
    // The gate passes by itself; that is the review's business and no hint for the writer.
    findings: findings.filter((finding) => finding.id !== 'gate-past'),
    boxes: definitionOfDone(onepager.bet.fields, facts),
    ...(newest === undefined ? {} : { amendedOn: toLocalDate(newest.at, team.zone) }),
    ...(park === undefined ? {} : { park }),
    ...(freeze === undefined ? {} : { freeze }),
    ...(isOnTheTable(onepager) ? await readKnown(db, about) : {}),
    ...(ending === undefined ? {} : { ending }),
    ...(follows === undefined ? {} : { follows }),
    ...(endedAt === undefined ? {} : { endedOn: toLocalDate(endedAt, team.zone) }),
    ...(returnedAt === undefined ? {} : { returnedOn: toLocalDate(returnedAt, team.zone) }),
    stopWord: (await readStopOwner(db, onepager, now)).word,
  };
}

/** What is known about what it takes for granted, and the exception that holds today. */
export async function readKnown(
  db: Db,
  { onepager, today }: { onepager: OnePager; today: LocalDate },
): Promise<Pick<CardView, 'assumptions' | 'exception'>> {
  const { workspaceId, id, bet } = onepager;
  const { indicator } = bet.guardrail;
  const exceptions = await listExceptions(db, workspaceId, id);
  const exception = exceptionOn(exceptions, { indicator, today });
  const marks = await listMarks(db, workspaceId, id);
  return {
    assumptions: markAssumptions(bet.assumptions, marks),
    ...(exception === undefined ? {} : { exception }),
  };
}

/** What its stop or promotion left behind. */
async function readEnding(db: Db, onepager: OnePager): Promise<CardView['ending']> {
  const log = await listDecisionsOfOnePager(db, onepager.workspaceId, onepager.id);
  const last = log.findLast(({ kind }) => kind === 'stop' || kind === 'promote');
  return last === undefined ? undefined : legacyOf(last);
}

/** What the quality bar is told about a running one-pager: it was allowed to start, and is measured from its start. */
function factsOf(onepager: OnePager, team: Team): BetFacts {
  return {
    hasStopOwner: true,
    hasOwner: true,
    hasNextReview: team.pausedAt === undefined,
    startOn: toLocalDate(onepager.startedAt, team.zone),
  };
}
