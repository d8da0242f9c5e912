import type { Tx } from '../../platform/db/open.ts';
import type { Act, Deps, Reply } from '../../platform/slack/feature.ts';
import { readMeter, sayLeaders } from '../deviate/access.ts';
import { askedView } from '../deviate/messages.ts';
import { findCovering } from '../deviation/approval-rules.ts';
import { deviationOf, followHabit } from '../deviation/habit-rules.ts';
import { noApproverText, reallyText } from '../deviation/messages.ts';
import { askApprovers, withdrawAsked } from '../deviation/project.ts';
import { findProtected } from '../deviation/protect-rules.ts';
import { isAboveQuota } from '../deviation/quota-rules.ts';
import { findOpenDeviation } from '../deviation/store.ts';
import { listDraftApprovals } from '../deviation/store-approval.ts';
import { listOwnAreas } from '../deviation/store-area.ts';
import { HABIT_LABELS } from '../onepager/amendment-rules.ts';
import { HABITS } from '../quality/rules.ts';
import { type OpenForm, redraw } from './open-draft.ts';

/**
 * What stands between a habit and its one-pager: *really one more?* above the quota, once; and in a protected area an approver
 * who agrees beforehand, while what was written stays a draft. Undefined when nothing does. (T4, NOVELTY-NOGO)
 */
export async function weighHabit(
  tx: Tx,
  sent: { deps: Deps; act: Act; form: OpenForm },
): Promise<Reply | undefined> {
  const { deps, act, form } = sent;
  const { draft, desk, metadata } = form;
  const { team, running } = desk;
  const { workspaceId, fields } = draft;
  const habit = HABITS.find((known) => known === fields.habit) ?? 'none';
  const words = deviationOf(fields, HABIT_LABELS[habit]);
  const stale = { newId: deps.newId, workspaceId, draftId: draft.id, byUserId: act.userId };
  if (words === undefined) {
    await withdrawAsked(tx, stale, act.now);
    return undefined;
  }
  const standing = running && (await findOpenDeviation(tx, workspaceId, running.id));
  const following = followHabit(standing, words);
  if (following === 'leave') return undefined;
  const protects = findProtected(words.area, await listOwnAreas(tx, team.id));
  const asked = await listDraftApprovals(tx, { workspaceId, draftId: draft.id });
  const covering = protects === undefined ? undefined : findCovering(asked, words);
  if (covering?.state === 'approved') {
    await withdrawAsked(tx, stale, act.now);
    return undefined;
  }
  if (covering !== undefined) return { reply: 'replace', view: askedView({ approval: covering }) };
  const meter = await readMeter(tx, team);
  if (following === 'write' && metadata.isSure !== true && isAboveQuota(meter)) {
    const submit = running === undefined ? 'Publish anyway' : 'Save anyway';
    const notice = reallyText(meter, submit);
    const sure = { ...metadata, isSure: true as const };
    return redraw(tx, form, { metadata: sure, fields, notice, submit });
  }
  await withdrawAsked(tx, stale, act.now);
  if (protects === undefined) return undefined;
  const { newId } = deps;
  const ask = { newId, team, words, protects, askedBy: act.userId, draftId: draft.id };
  const put = await askApprovers(tx, ask, act.now);
  if ('approval' in put) return { reply: 'replace', view: askedView(put) };
  const leaders = await sayLeaders(tx, team);
  const notice = noApproverText(put.refused, { protects, leaders });
  return redraw(tx, form, { metadata, fields, notice });
}
