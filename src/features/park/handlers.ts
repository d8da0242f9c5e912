import { toLocalDate } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { appendDecision } from '../decision/store.ts';
import { findPlacedOnePager, lookUpOnePager, type PlacedOnePager } from '../onepager/access.ts';
import { checkPark, checkRest, type ParkRefusal } from '../onepager/park-rules.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import type { OnePager } from '../onepager/rules.ts';
import { saveOnePagerState } from '../onepager/store.ts';
import { endPark, findPark, insertPark } from '../onepager/store-park.ts';
import type { Review } from '../review/rules.ts';
import { findOpenReview, listCards } from '../review/store.ts';
import { may } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { parkForm, parsePark, parseParkMetadata, restErrors } from './form.ts';
import { parkedView, parkRefusal, parkWords } from './messages.ts';

/** *Park* on a card. */
export async function openPark(deps: Deps, act: ActionAct): Promise<Reply> {
  return withOnePager(deps, { act, value: act.value }, async (tx, { onepager, team }) => {
    const refusal = await refusePark(tx, onepager);
    if (refusal !== undefined) return tell(refusal);
    return { reply: 'show', view: parkForm(onepager, toLocalDate(act.now, team.zone)) };
  });
}

/** *Park it*: the one-pager rests, with an entry in the log. */
export async function park(deps: Deps, act: SubmitAct): Promise<Reply> {
  const value = parseParkMetadata(act.metadata);
  if (value === undefined) return tell(oldFormText);
  return withOnePager(deps, { act, value }, async (tx, { onepager, team }) => {
    const { workspaceId } = act;
    const refusal = await refusePark(tx, onepager);
    if (refusal !== undefined) return tell(refusal);
    const rest = parsePark(act.values);
    const errors = restErrors(checkRest(rest, toLocalDate(act.now, team.zone)));
    if (errors !== undefined) return { reply: 'fix', errors };
    const kept = { ...rest, byUserId: act.userId, parkedAt: act.now };
    await insertPark(tx, { onepagerId: onepager.id, workspaceId, park: kept });
    await saveOnePagerState(tx, { id: onepager.id, state: 'parked' });
    await appendDecision(tx, deps.newId, {
      workspaceId,
      teamId: team.id,
      onepagerId: onepager.id,
      kind: 'other',
      decidedByUserId: act.userId,
      at: act.now,
      title: onepager.bet.title,
      texts: { line: parkWords.logLine(rest.returnsOn, rest.reason) },
      isAgainstRule: false,
      isAgainstMajority: false,
    });
    const what = { workspaceId, newId: deps.newId, onepagerId: onepager.id };
    await putOnePagerCard(tx, what, act.now);
    return { reply: 'replace', view: parkedView(onepager, rest.returnsOn) };
  });
}

/** *Bring back* on the card of a parked one-pager. */
export async function bringBack(deps: Deps, act: ActionAct): Promise<Reply> {
  return withOnePager(deps, { act, value: act.value }, async (tx, { onepager }) => {
    const { workspaceId } = act;
    if (onepager.state !== 'parked') {
      return tell(parkWords.notParked(onepager));
    }
    await endPark(tx, onepager.id, act.now);
    await saveOnePagerState(tx, { id: onepager.id, state: 'running' });
    const what = { workspaceId, newId: deps.newId, onepagerId: onepager.id };
    await putOnePagerCard(tx, what, act.now);
    return tell(parkWords.back(onepager));
  });
}

/** Looks up what the button names and whether the person may, on the state of now, in one transaction with the work. */
async function withOnePager(
  deps: Deps,
  asked: { act: Act; value: string },
  work: (tx: Tx, found: PlacedOnePager) => Promise<Reply>,
): Promise<Reply> {
  const { act, value } = asked;
  const known = await lookUpOnePager(deps, act, value);
  if (known === undefined) return tell(parkWords.gone);
  return once(deps, act, async (tx) => {
    const found = await findPlacedOnePager(tx, act, value);
    if (found === undefined) return tell(parkWords.gone);
    const { teamId, ownerId } = found.onepager;
    const { workspaceId, userId } = act;
    const standing = await findStanding(tx, { workspaceId, userId, teamId, ownerId });
    if (!may(standing, 'park')) {
      return tell(parkWords.notYours(found.onepager));
    }
    return work(tx, found);
  });
}

async function refusePark(tx: Tx, onepager: OnePager): Promise<string | undefined> {
  const review = await findOpenReview(tx, onepager.teamId);
  const isInReview = review !== undefined && (await isUndecided(tx, review, onepager));
  const before = await findPark(tx, onepager.id);
  const why: ParkRefusal | undefined = checkPark(onepager, { before, isInReview });
  return why === undefined ? undefined : parkRefusal(onepager, why, review?.closesAt);
}

async function isUndecided(tx: Tx, review: Review, onepager: OnePager): Promise<boolean> {
  const cards = await listCards(tx, review.id);
  return cards.some((card) => card.onepagerId === onepager.id && card.state === 'open');
}
