import { justAfter, toLocalDate } from '../../lib/time.ts';
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
import { appendDecision } from '../decision/store.ts';
import { findPlacedOnePager, lookUpOnePager, type PlacedOnePager } from '../onepager/access.ts';
import {
  checkException,
  exceptionOn,
  type GuardrailException,
  renewalOf,
} from '../onepager/exception-rules.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import { insertException, listExceptions } from '../onepager/store-exception.ts';
import { latestOf } from '../reading/rules.ts';
import { listReadingsBefore } from '../reading/store.ts';
import { putOpenCard } from '../review/project.ts';
import { isPastLimit } from '../signal/guardrail.ts';
import { valueOf } from '../signal/rules.ts';
import { may } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { GUARDRAIL_ID } from '../verdict/rules.ts';
import { exceptionErrors, exceptionForm, parseException, parseExceptionMetadata } from './form.ts';
import { exceptionWords } from './messages.ts';

/** *Log an exception*. */
export async function openException(deps: Deps, act: ActionAct): Promise<Reply> {
  const known = await lookUpOnePager(deps, act, act.value);
  if (known === undefined) return tell(exceptionWords.gone);
  const ready = await read(deps.db, act, act.value);
  if ('reply' in ready) return ready;
  return { reply: 'show', view: exceptionForm(ready.onepager, { ...ready.at }) };
}

/** The exception is kept and logged; the alarm is quiet and the card says so until it ends. */
export async function logException(deps: Deps, act: SubmitAct): Promise<Reply> {
  const value = parseExceptionMetadata(act.metadata);
  if (value === undefined) return tell(oldFormText);
  const known = await lookUpOnePager(deps, act, value);
  if (known === undefined) return tell(exceptionWords.gone);
  return once(deps, act, async (tx) => {
    const ready = await read(tx, act, value);
    if ('reply' in ready) return ready;
    const { onepager, team, at } = ready;
    const filled = parseException(act.values);
    const errors = exceptionErrors(checkException(filled, at));
    if (errors !== undefined) return { reply: 'fix', errors };
    const { workspaceId, userId, now } = act;
    const { newId } = deps;
    const exception: GuardrailException = {
      ...{ id: newId('gx'), workspaceId, teamId: team.id, onepagerId: onepager.id },
      indicator: onepager.bet.guardrail.indicator,
      ...{ ...filled, byUserId: userId, at: now, renewal: at.renewal },
    };
    if (!(await insertException(tx, exception))) {
      return tell(exceptionWords.holds(onepager, filled.untilOn));
    }
    const { renewedLine, logLine } = exceptionWords;
    const { untilOn, reason } = filled;
    await appendDecision(tx, newId, {
      ...{ workspaceId, teamId: team.id, onepagerId: onepager.id, kind: 'other' },
      ...{ decidedByUserId: userId, at: now, title: onepager.bet.title },
      texts: {
        line:
          at.renewal === 0 ? logLine(untilOn, reason) : renewedLine(at.renewal, untilOn, reason),
      },
      ...{ isAgainstRule: false, isAgainstMajority: false },
    });
    await putOnePagerCard(tx, { workspaceId, newId, onepagerId: onepager.id }, now);
    await putOpenCard(tx, { newId, team, onepagerId: onepager.id }, now);
    return { reply: 'done' };
  });
}

interface Ready extends PlacedOnePager {
  at: { today: string; cycleDays: number; renewal: number };
}

/** What an exception is about, for somebody who may log one now; otherwise why not. */
async function read(db: Db, act: Act, value: string): Promise<Ready | Reply> {
  const found = await findPlacedOnePager(db, act, value);
  if (found === undefined) return tell(exceptionWords.gone);
  const { onepager, team } = found;
  const { id, ownerId, bet } = onepager;
  const { indicator, limit, stopOwnerId } = bet.guardrail;
  const standing = await findStanding(db, { ...act, teamId: team.id, ownerId, stopOwnerId });
  if (!may(standing, 'say-stop')) return tell(exceptionWords.notYours(onepager));
  if (onepager.state !== 'running') return tell(exceptionWords.notRunning(onepager));
  const newest = latestOf(await listReadingsBefore(db, id, justAfter(act.now))).get(GUARDRAIL_ID);
  const number = valueOf(newest, limit.limit);
  if (number === undefined || !isPastLimit(limit, number))
    return tell(exceptionWords.notPast(onepager));
  const exceptions = await listExceptions(db, act.workspaceId, id);
  const today = toLocalDate(act.now, team.zone);
  const holding = exceptionOn(exceptions, { indicator, today });
  if (holding !== undefined) return tell(exceptionWords.holds(onepager, holding.untilOn));
  const renewal = renewalOf(exceptions, indicator);
  return { ...found, at: { today, cycleDays: team.cycleDays, renewal } };
}
