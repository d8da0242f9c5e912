import { isId } from '../../lib/ids.ts';
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
import { findOnePager } from '../onepager/store.ts';
import { lookUpHomePrivate, warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { type AskView, askForm, parseAsk, parseAskMetadata } from './form.ts';
import { askErrors, askedView, askWords } from './messages.ts';
import { refuseNewAsk } from './rules.ts';
import { insertAsk, listOpenAsks } from './store.ts';

/** *Ask outside* on a card or on Home: the form, for full members of the team's channel. */
export async function openAsk(deps: Deps, act: ActionAct): Promise<Reply> {
  const view = await readView(deps.db, act.workspaceId, act.value);
  if (view === undefined) return tell(askWords.noTeam);
  const { team, ...asked } = view;
  await warmPeople(deps, act, team);
  const refusal = await refuseAsker(deps.db, act, team);
  if (refusal !== undefined) return tell(refusal);
  const isPrivate = await lookUpHomePrivate(deps, team);
  return { reply: 'show', view: askForm({ ...asked, teamId: team.id, isPrivate }) };
}

/** The submitted question: kept, and told in the next roll-up. */
export async function submitAsk(deps: Deps, act: SubmitAct): Promise<Reply> {
  const form = parseAskMetadata(act.metadata);
  if (form === undefined) return tell(oldFormText);
  const { workspaceId, userId, now } = act;
  const known = await findTeam(deps.db, workspaceId, form.teamId);
  if (known === undefined) return tell(askWords.noTeam);
  await warmPeople(deps, act, known);
  const isPrivate = await lookUpHomePrivate(deps, known);
  const { isTicked, ...typed } = parseAsk(act.values);
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, workspaceId, form.teamId);
    if (team === undefined) return tell(askWords.noTeam);
    const refusal = await refuseAsker(tx, act, team);
    if (refusal !== undefined) return tell(refusal);
    const refusals = refuseNewAsk(typed, await listOpenAsks(tx, team.id));
    if (refusals.length > 0) return { reply: 'fix', errors: askErrors(refusals) };
    const { onepagerId } = form;
    const ask = await insertAsk(tx, deps.newId, {
      ...{ workspaceId, teamId: team.id, ...typed, byUserId: userId, at: now },
      isShared: isTicked || !isPrivate,
      ...(onepagerId === undefined ? {} : { onepagerId }),
    });
    const told = { rollupIn: team.rollupChannelId, isKept: !ask.isShared };
    return { reply: 'replace', view: askedView(ask, told) };
  });
}

async function refuseAsker(db: Db, act: Act, team: Team): Promise<string | undefined> {
  const standing = await findStanding(db, { ...act, teamId: team.id });
  return may(standing, 'ask-outside') ? undefined : askWords.notMember;
}

/** The value of the button is a one-pager, or a team. */
async function readView(
  db: Db,
  workspaceId: string,
  value: string,
): Promise<(Pick<AskView, 'onepager'> & { team: Team }) | undefined> {
  const onepager = isId('op', value) ? await findOnePager(db, workspaceId, value) : undefined;
  const teamId = onepager?.teamId ?? (isId('tm', value) ? value : undefined);
  const team = teamId && (await findTeam(db, workspaceId, teamId));
  if (team === undefined) return undefined;
  return { team, ...(onepager === undefined ? {} : { onepager }) };
}
