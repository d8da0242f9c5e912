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
import { findPlacedOnePager, lookUpOnePager, type PlacedOnePager } from '../onepager/access.ts';
import { checkMark, MARKS } from '../onepager/assumption-rules.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import { isOnTheTable } from '../onepager/rules.ts';
import { insertMark } from '../onepager/store-assumption.ts';
import { putOpenCard } from '../review/project.ts';
import { may } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { assumptionForm, markErrors, parseAssumptionMetadata, parseMark } from './form.ts';
import { assumptionWords } from './messages.ts';

/** *Mark an assumption*, under a one-pager in full. */
export async function openMark(deps: Deps, act: ActionAct): Promise<Reply> {
  const known = await lookUpOnePager(deps, act, act.value);
  if (known === undefined) return tell(assumptionWords.gone);
  const found = await read(deps.db, act, act.value);
  return 'reply' in found ? found : { reply: 'show', view: assumptionForm(found.onepager) };
}

/** Keeps somebody's word on an assumption; the card shows it. */
export async function submitMark(deps: Deps, act: SubmitAct): Promise<Reply> {
  const value = parseAssumptionMetadata(act.metadata);
  if (value === undefined) return tell(oldFormText);
  const known = await lookUpOnePager(deps, act, value);
  if (known === undefined) return tell(assumptionWords.gone);
  return once(deps, act, async (tx) => {
    const found = await read(tx, act, value);
    if ('reply' in found) return found;
    const { onepager, team } = found;
    const { assumptions } = onepager.bet;
    const filled = parseMark(act.values);
    const assumption = assumptions.find(({ id }) => id === filled.assumption);
    const mark = MARKS.find((one) => one === filled.mark);
    const errors = markErrors(checkMark(filled, assumptions));
    if (errors !== undefined || assumption === undefined || mark === undefined) {
      return { reply: 'fix', errors: errors ?? {} };
    }
    const { workspaceId, userId, now } = act;
    const { newId } = deps;
    await insertMark(
      tx,
      { workspaceId, onepagerId: onepager.id },
      {
        ...{ id: newId('am'), assumptionId: assumption.id, mark, evidence: filled.evidence },
        ...{ byUserId: userId, at: now },
      },
    );
    await putOnePagerCard(tx, { workspaceId, newId, onepagerId: onepager.id }, now);
    await putOpenCard(tx, { newId, team, onepagerId: onepager.id }, now);
    return { reply: 'done' };
  });
}

/** The one-pager, for somebody who may mark its assumptions now; otherwise why not. */
async function read(db: Db, act: Act, value: string): Promise<PlacedOnePager | Reply> {
  const found = await findPlacedOnePager(db, act, value);
  if (found === undefined) return tell(assumptionWords.gone);
  const { onepager, team } = found;
  const standing = await findStanding(db, { ...act, teamId: team.id });
  if (!may(standing, 'add-evidence')) return tell(assumptionWords.notMember);
  if (!isOnTheTable(onepager)) return tell(assumptionWords.ended(onepager));
  return onepager.bet.assumptions.length === 0 ? tell(assumptionWords.none(onepager)) : found;
}
