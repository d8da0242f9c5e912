import type { Db, Tx } from '../../platform/db/open.ts';
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
import { sameWords } from '../floor/rules.ts';
import { findPlacedOnePager, lookUpOnePager, type PlacedOnePager } from '../onepager/access.ts';
import { readFollowed, readProvenSegment } from '../onepager/follow-access.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listRunning } from '../onepager/store.ts';
import { may } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { drawStep, proposeStopOwner, readDesk, warmNamed } from './desk.ts';
import { metadataOf } from './form.ts';
import { draftWords } from './messages.ts';
import type { Draft } from './rules.ts';
import {
  begunNotice,
  followNotice,
  parseSegment,
  parseSegmentMetadata,
  segmentForm,
  segmentWords,
} from './segment-form.ts';
import { checkSegment, followFields } from './segment-rules.ts';
import { listDrafts, saveDraft } from './store.ts';

/** *Try it in a new segment* on the card of a promoted one-pager, and on the floor's line that came from it. */
export async function openSegment(deps: Deps, act: ActionAct): Promise<Reply> {
  return withPromoted(deps, { act, value: act.value }, async (tx, { onepager }) => {
    const view = segmentForm(onepager, await readProvenSegment(tx, onepager));
    return act.place.at === 'modal' ? { reply: 'replace', view } : { reply: 'show', view };
  });
}

/** *Start the draft*: the three steps with the promoted words, kept from the start; one draft a segment and person. */
export async function submitSegment(deps: Deps, act: SubmitAct): Promise<Reply> {
  const value = parseSegmentMetadata(act.metadata);
  if (value === undefined) return tell(oldFormText);
  return withPromoted(deps, { act, value }, async (tx, { onepager, team }) => {
    const { workspaceId, userId } = act;
    const segment = parseSegment(act.values);
    const wrong = checkSegment(segment, await readProvenSegment(tx, onepager));
    if (wrong !== undefined) return atField(segmentWords[wrong]);
    const running = await findTrying(tx, onepager, segment);
    if (running !== undefined) return atField(segmentWords.running(running.number));
    const begun = (await listDrafts(tx, workspaceId, userId)).find(
      ({ following }) =>
        following?.onepagerId === onepager.id && sameWords(following.segment, segment),
    );
    if (begun !== undefined) return draw(tx, { act, draft: begun, notice: begunNotice(segment) });
    const stopOwnerId = await proposeStopOwner(tx, team, userId);
    const about = { workspaceId, teamId: team.id, ownerId: userId, fields: { stopOwnerId } };
    const desk = await readDesk(tx, about, act.now);
    if (desk === undefined) return tell(segmentWords.gone);
    const { today, gateOn } = desk;
    const promoted = { ...onepager.bet.fields, title: onepager.bet.title };
    const draft: Draft = {
      ...{ id: deps.newId('dr'), workspaceId, teamId: team.id, userId, step: 1 },
      fields: followFields(promoted, { segment, today, gateOn, stopOwnerId }),
      following: { onepagerId: onepager.id, segment },
      updatedAt: act.now,
    };
    await saveDraft(tx, draft);
    return draw(tx, { act, draft, notice: followNotice(onepager, segment) });
  });
}

/** Looks up what is to be tried and whether this person may, on the state of now, in one transaction with the work. */
async function withPromoted(
  deps: Deps,
  asked: { act: Act; value: string },
  work: (tx: Tx, found: PlacedOnePager) => Promise<Reply>,
): Promise<Reply> {
  const { act, value } = asked;
  const known = await lookUpOnePager(deps, act, value);
  if (known === undefined) return tell(segmentWords.gone);
  await warmNamed(deps, act, { channelId: known.team.channelId });
  return once(deps, act, async (tx) => {
    const found = await findPlacedOnePager(tx, act, value);
    if (found === undefined) return tell(segmentWords.gone);
    const { onepager, team } = found;
    const standing = await findStanding(tx, { ...act, teamId: team.id });
    if (!may(standing, 'write-onepager')) return tell(segmentWords.notMember(team.channelId));
    if (onepager.state !== 'promoted') return tell(segmentWords.notPromoted(onepager));
    if (team.pausedAt !== undefined) return tell(segmentWords.paused(onepager));
    return work(tx, found);
  });
}

/** The one-pager on the table that tries it for this segment already. */
async function findTrying(
  db: Db,
  promoted: OnePager,
  segment: string,
): Promise<OnePager | undefined> {
  for (const onepager of await listRunning(db, promoted.teamId)) {
    if (onepager.followsId !== promoted.id) continue;
    const followed = await readFollowed(db, onepager);
    if (followed !== undefined && sameWords(followed.segment, segment)) return onepager;
  }
  return undefined;
}

async function draw(tx: Tx, what: { act: Act; draft: Draft; notice: string }): Promise<Reply> {
  const { act, draft, notice } = what;
  const desk = await readDesk(tx, { ...draft, ownerId: draft.userId }, act.now);
  if (desk === undefined) return tell(draftWords.goneOnePager);
  const form = { metadata: metadataOf(draft), fields: draft.fields };
  return { reply: 'replace', view: drawStep(desk, form, { notice }) };
}

function atField(text: string): Reply {
  return { reply: 'fix', errors: { segment: text } };
}
