import { toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
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
import { getDecision } from '../decision/store.ts';
import { findUnagreed } from '../deviation/access.ts';
import { protectedChangeText } from '../deviation/messages.ts';
import { findPlacedOnePager, lookUpOnePager, type PlacedOnePager } from '../onepager/access.ts';
import type { Freeze } from '../onepager/freeze-rules.ts';
import { findFreeze, findOpenFreeze } from '../onepager/store-freeze.ts';
import { may } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { readingsLine, verdictLine } from '../verdict/messages.ts';
import type { Verdict } from '../verdict/rules.ts';
import { readVerdict } from './access.ts';
import { type EndView, endForm, parseEnd, parseEndMetadata } from './end-form.ts';
import { freezeWords } from './messages.ts';
import { writeEnd } from './write.ts';

/** *End the freeze*: the decision's form, for the owner, a leader, or who may say stop. */
export async function openEnd(deps: Deps, act: ActionAct): Promise<Reply> {
  const known = await lookUpOnePager(deps, act, act.value);
  if (known === undefined) return tell(freezeWords.gone);
  const freeze = await findOpenFreeze(deps.db, act.workspaceId, known.onepager.id);
  if (freeze === undefined) return tell(freezeWords.notFrozen(known.onepager));
  const ready = await read(deps.db, act, freeze);
  return 'reply' in ready ? ready : { reply: 'show', view: endForm(ready.view, {}) };
}

/** Another ending is chosen: the form asks what that needs and keeps everything typed. */
export async function reshapeEnd(deps: Deps, act: ActionAct): Promise<Reply> {
  const { place } = act;
  const form = place.at === 'modal' ? parseEndMetadata(place.metadata) : undefined;
  if (form === undefined || place.at !== 'modal') return tell(oldFormText);
  const freeze = await findFreeze(deps.db, act.workspaceId, form.freezeId);
  if (freeze === undefined) return tell(freezeWords.gone);
  await lookUpOnePager(deps, act, freeze.onepagerId);
  const ready = await read(deps.db, act, freeze);
  if ('reply' in ready) return ready;
  return { reply: 'replace', view: endForm(ready.view, { ...form.kept, ...place.values }) };
}

/** Logs the decision that ends the freeze; of two people at once the second hears how it ended. */
export async function submitEnd(deps: Deps, act: SubmitAct): Promise<Reply> {
  const form = parseEndMetadata(act.metadata);
  if (form === undefined) return tell(oldFormText);
  const known = await findFreeze(deps.db, act.workspaceId, form.freezeId);
  if (known === undefined) return tell(freezeWords.gone);
  await lookUpOnePager(deps, act, known.onepagerId);
  return once(deps, act, async (tx) => {
    const freeze = await findFreeze(tx, act.workspaceId, form.freezeId);
    if (freeze === undefined) return tell(freezeWords.gone);
    const ready = await read(tx, act, freeze);
    if ('reply' in ready) return ready;
    const parsed = parseEnd(act.values, ready.view);
    if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
    const { onepager, team, verdict } = ready;
    const { ending: how, newChange, newBecause } = parsed.filled;
    const after = { change: newChange, because: newBecause };
    const protects =
      how === 'change'
        ? await findUnagreed(tx, onepager, { before: onepager.bet.mechanism, after })
        : undefined;
    if (protects !== undefined) {
      return { reply: 'fix', errors: { newChange: protectedChangeText(protects) } };
    }
    const ending = { newId: deps.newId, onepager, team, freeze, verdict, filled: parsed.filled };
    await writeEnd(tx, { ...ending, byUserId: act.userId }, act.now);
    return { reply: 'done' };
  });
}

interface Ready extends PlacedOnePager {
  view: EndView;
  verdict: Verdict;
}

/** The freeze as it is now, for somebody who may end it; otherwise the answer that says why not. */
async function read(db: Db, act: Act, freeze: Freeze): Promise<Ready | Reply> {
  const found = await findPlacedOnePager(db, act, freeze.onepagerId);
  if (found === undefined) return tell(freezeWords.gone);
  const { onepager, team } = found;
  const { bet, ownerId } = onepager;
  const { stopOwnerId } = bet.guardrail;
  const standing = await findStanding(db, { ...act, teamId: team.id, ownerId, stopOwnerId });
  if (!may(standing, 'end-freeze')) return tell(freezeWords.notYours(onepager));
  if (freeze.ended !== undefined) {
    const decision = await getDecision(db, act.workspaceId, freeze.ended.decisionId);
    return tell(freezeWords.over(decision.number));
  }
  const verdict = await readVerdict(db, found, act.now);
  const view = {
    freezeId: freeze.id,
    number: onepager.number,
    bet,
    reason: freeze.reason,
    verdictLine: verdictLine(verdict, bet),
    readingsLine: readingsLine(verdict, bet),
    today: toLocalDate(act.now, team.zone),
    cycleDays: team.cycleDays,
  };
  return { ...found, view, verdict };
}
