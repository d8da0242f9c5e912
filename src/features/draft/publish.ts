import { addDays } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import { takeNumber } from '../../platform/db/workspace.ts';
import type { Act, Deps, Reply } from '../../platform/slack/feature.ts';
import { appendDecision } from '../decision/store.ts';
import { noteHabit } from '../deviation/habit-project.ts';
import { HABIT_LABELS } from '../onepager/amendment-rules.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import { mechanismSentence, type OnePager, ruleSentence, toBet } from '../onepager/rules.ts';
import { insertOnePager } from '../onepager/store.ts';
import { sayTarget } from '../quality/aim.ts';
import { type BetFields, type Finding, kindOf } from '../quality/rules.ts';
import { findNextOpening } from '../review/schedule-access.ts';
import type { Desk } from './desk.ts';
import { publishedView } from './messages.ts';
import type { Draft } from './rules.ts';
import { savePublished } from './store.ts';

/** A bet is looked at again within this many days (product.md, *Write*: *Kind follows the gate*). */
const revisitDays = 90;

/**
 * Makes a draft that nothing blocks a running one-pager: its number, its first version, the log entry written before
 * the work (DECISION-LOG, HYPOTHESIS-FIRST), its deviation, its card. Answers the field that cannot be read instead.
 */
export async function publishDraft(
  tx: Tx,
  what: { deps: Deps; act: Act; draft: Draft; desk: Desk; coaching: readonly Finding[] },
): Promise<{ unreadable: keyof BetFields } | Extract<Reply, { reply: 'replace' }>> {
  const { deps, act, draft, desk } = what;
  const { workspaceId } = act;
  const { following } = draft;
  const bet = toBet(draft.fields, deps.newId);
  if ('refused' in bet) return { unreadable: bet.field };
  const onepager: OnePager = {
    id: deps.newId('op'),
    workspaceId,
    teamId: draft.teamId,
    number: await takeNumber(tx, workspaceId),
    state: 'running',
    kind: kindOf(desk.today, bet.gateOn),
    ownerId: draft.userId,
    version: 1,
    bet,
    startedAt: act.now,
    ...(following === undefined ? {} : { followsId: following.onepagerId }),
  };
  await insertOnePager(tx, onepager);
  await savePublished(tx, draft.id, onepager.id);
  const revisitOn = onepager.kind === 'bet' ? addDays(desk.today, revisitDays) : undefined;
  await appendDecision(tx, deps.newId, {
    workspaceId,
    teamId: draft.teamId,
    onepagerId: onepager.id,
    kind: 'opened',
    decidedByUserId: act.userId,
    at: act.now,
    title: bet.title,
    texts: {
      aim: [bet.aim.behaviour, sayTarget(bet.aim.target)].filter((text) => text !== '').join(': '),
      mechanism: mechanismSentence(bet.mechanism),
      rule: ruleSentence(bet),
      ...(following === undefined ? {} : { segment: following.segment }),
    },
    isAgainstRule: false,
    isAgainstMajority: false,
    ...(revisitOn === undefined ? {} : { revisitOn }),
  });
  const page = { newId: deps.newId, onepager, fields: bet.fields, draftId: draft.id };
  await noteHabit(tx, { ...page, habitLabel: HABIT_LABELS[bet.habit] }, act.now);
  await putOnePagerCard(tx, { workspaceId, newId: deps.newId, onepagerId: onepager.id }, act.now);
  return {
    reply: 'replace',
    view: publishedView({
      onepager,
      channelId: desk.team.channelId,
      reviewAt: await findNextOpening(tx, desk.team),
      coaching: what.coaching,
      ...(revisitOn === undefined ? {} : { revisitOn }),
    }),
  };
}
