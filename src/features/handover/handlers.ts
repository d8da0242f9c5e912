import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
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
import { listCachedFullMembers } from '../../platform/slack/people.ts';
import { findPlacedOnePager, lookUpOnePager } from '../onepager/access.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import type { OnePager } from '../onepager/rules.ts';
import { saveOwner } from '../onepager/store.ts';
import { putCard, putRoot } from '../review/project.ts';
import { findOpenReview, listCards } from '../review/store.ts';
import { warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { putVacancyNote } from '../vacancy/project.ts';
import { handOverForm, parseHandOver, parseHandOverMetadata } from './form.ts';
import { handedOverMessage, handedOverView, handOverWords } from './messages.ts';

/** *Hand over* on a card. */
export async function openHandOver(deps: Deps, act: ActionAct): Promise<Reply> {
  const known = await lookUpOnePager(deps, act, act.value);
  if (known === undefined) return tell(handOverWords.gone);
  return once(deps, act, async (tx) => {
    const found = await findPlacedOnePager(tx, act, act.value);
    if (found === undefined) return tell(handOverWords.gone);
    const refusal = await refuse(tx, act, found.onepager);
    if (refusal !== undefined) return tell(refusal);
    return { reply: 'show', view: handOverForm(found.onepager) };
  });
}

/** *Hand over* in the form: the new owner, on the card, in the open review and told in the thread. */
export async function handOver(deps: Deps, act: SubmitAct): Promise<Reply> {
  const value = parseHandOverMetadata(act.metadata);
  if (value === undefined) return tell(oldFormText);
  const to = parseHandOver(act.values);
  if (to === '') return fix(handOverWords.nobody);
  const known = await lookUpOnePager(deps, act, value);
  if (known === undefined) return tell(handOverWords.gone);
  await warmPeople(deps, act, { channelId: known.team.channelId, chosen: to });
  return once(deps, act, async (tx) => {
    const found = await findPlacedOnePager(tx, act, value);
    if (found === undefined) return tell(handOverWords.gone);
    const { onepager, team } = found;
    const refusal = await refuse(tx, act, onepager);
    if (refusal !== undefined) return tell(refusal);
    if (onepager.ownerId === to) return fix(handOverWords.sameOwner);
    const members = await listCachedFullMembers(tx, act.workspaceId, team.channelId);
    if (!members.some((person) => person.userId === to)) {
      return fix(handOverWords.notMember);
    }
    await saveOwner(tx, onepager.id, to);
    await show(tx, { deps, act, ...found, to });
    await putVacancyNote(tx, { newId: deps.newId, team, userId: onepager.ownerId });
    return { reply: 'replace', view: handedOverView(onepager, to) };
  });
}

async function show(
  tx: Tx,
  what: { deps: Deps; act: Act; onepager: OnePager; team: Team; to: string },
): Promise<void> {
  const { deps, act, onepager, team, to } = what;
  const { workspaceId, now } = act;
  const { newId } = deps;
  const review = await findOpenReview(tx, team.id);
  if (review !== undefined) {
    const cards = await listCards(tx, review.id);
    const card = cards.find((one) => one.onepagerId === onepager.id);
    if (card !== undefined) {
      await putCard(tx, { newId, team, review, card }, now);
      await putRoot(tx, { newId, team, review }, now);
    }
  }
  await putOnePagerCard(tx, { workspaceId, newId, onepagerId: onepager.id }, now);
  await putMessage(tx, {
    workspaceId,
    newId,
    address: `onepager:${onepager.id}:owner:${newId('ho')}`,
    to: { channelId: team.channelId },
    inThreadOf: `onepager:${onepager.id}`,
    content: handedOverMessage(onepager, { by: act.userId, from: onepager.ownerId, to }),
  });
}

async function refuse(tx: Tx, act: Act, onepager: OnePager): Promise<string | undefined> {
  const { state, teamId, ownerId } = onepager;
  if (state === 'stopped' || state === 'promoted') return handOverWords.ended(onepager);
  const { workspaceId, userId } = act;
  const standing = await findStanding(tx, { workspaceId, userId, teamId, ownerId });
  return may(standing, 'hand-over') ? undefined : handOverWords.notYours(onepager);
}

function fix(why: string): Reply {
  return { reply: 'fix', errors: { owner: why } };
}
