import { canonicalZone } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type CommandAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { askForChannel } from './access.ts';
import { parseSetup, type SetupForm, setupErrors, setupForm } from './form.ts';
import { findChannelNow, isFullPersonNow, isMemberNow } from './lookup.ts';
import { teamWords } from './messages.ts';
import { putTeamCard } from './project.ts';
import { askFor } from './role-project.ts';
import type { Team } from './rules.ts';
import { checkSetup, makeTeam, type SetupFacts } from './setup-rules.ts';
import { findTeamByChannel, insertTeam, saveRole } from './store.ts';

const firstForm = { reviewWeekday: 2, reviewTime: '10:00' } as const;

/** *Set up*: the form with its three questions, or who has answered them already. */
export async function openSetup(deps: Deps, act: ActionAct): Promise<Reply> {
  return showSetup(deps, act, act.value);
}

/** The submitted set-up: the team with its rhythm, its first leader and who may say stop. */
export async function submitSetup(deps: Deps, act: SubmitAct): Promise<Reply> {
  const parsed = parseSetup(act.values);
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const { form } = parsed;
  const channelId = act.metadata;
  const rollupChannelId = form.rollupChannelId ?? channelId;
  const zone = await findZone(deps, act);
  const facts = await readFacts(deps, act, { channelId, rollupChannelId, form });
  return once(deps, act, async (tx) => {
    const existing = await findTeamByChannel(tx, act.workspaceId, channelId);
    if (existing !== undefined) return tell(teamWords.alreadySetUp(existing));
    const refusals = checkSetup(facts);
    if (refusals.length > 0) return { reply: 'fix', errors: setupErrors(refusals) };
    const { workspaceId, userId } = act;
    const { reviewWeekday, reviewTime } = form;
    const team = makeTeam(
      {
        id: deps.newId('tm'),
        ...{ workspaceId, channelId, userId, zone, reviewWeekday, reviewTime, rollupChannelId },
      },
      act.now,
    );
    await insertTeam(tx, team);
    await saveRole(tx, { teamId: team.id, userId, role: 'leader', acceptedAt: act.now });
    await nameStopOwner(tx, deps, { team, userId: form.stopOwnerId, now: act.now });
    await putTeamCard(tx, deps, team);
    return { reply: 'done' };
  });
}

/** What settings show somebody without a team: the set-up form where the bot is, otherwise how to invite it. */
export async function offerSetup(deps: Deps, act: CommandAct): Promise<Reply> {
  if (act.channelId.startsWith('D')) return tell(teamWords.noTeam);
  const home = await deps.people.findChannel(act.workspaceId, act.channelId);
  if (home?.hasBot === true) return showSetup(deps, act, act.channelId);
  if (home?.isExternal === true) return tell(teamWords.shared);
  return tell(home === undefined ? teamWords.noTeam : teamWords.invite);
}

async function showSetup(
  deps: Deps,
  act: Pick<Act, 'workspaceId' | 'userId'>,
  channelId: string,
): Promise<Reply> {
  const { workspaceId, userId } = act;
  const team = await findTeamByChannel(deps.db, workspaceId, channelId);
  if (team !== undefined) return tell(teamWords.alreadySetUp(team));
  if (!(await isFullPersonNow(deps, workspaceId, userId))) {
    return tell(teamWords.guest);
  }
  const home = await findChannelNow(deps, workspaceId, channelId);
  if (home === undefined || !home.hasBot) return tell(teamWords.invite);
  if (home.isExternal) return tell(teamWords.shared);
  if (home.isArchived) return tell(teamWords.archived);
  const form: SetupForm = {
    ...firstForm,
    stopOwnerId: userId,
    // The menu lists public channels only; for a private home it starts empty, which means the same.
    ...(home.isPrivate ? {} : { rollupChannelId: channelId }),
  };
  const zone = await findZone(deps, act);
  return { reply: 'show', view: setupForm({ channelId, zone, form }) };
}

/** Submitting confirms oneself; anybody else is asked and may already say stop. */
async function nameStopOwner(
  tx: Tx,
  deps: Pick<Deps, 'newId'>,
  named: { team: Team; userId: string; now: Date },
): Promise<void> {
  const { team, userId } = named;
  if (userId !== team.setUpBy) {
    const byUserId = team.setUpBy;
    await askFor(tx, deps, { team, userId, role: 'stop-owner', byUserId, at: named.now });
    return;
  }
  await saveRole(tx, { teamId: team.id, userId, role: 'stop-owner', acceptedAt: named.now });
}

async function readFacts(
  deps: Deps,
  act: SubmitAct,
  asked: { channelId: string; rollupChannelId: string; form: SetupForm },
): Promise<SetupFacts> {
  const { workspaceId, userId } = act;
  const { channelId, rollupChannelId, form } = asked;
  const home = await findChannelNow(deps, workspaceId, channelId);
  return {
    isFullPerson: await isFullPersonNow(deps, workspaceId, userId),
    isMember: await isMemberNow(deps, { workspaceId, channelId, userId }),
    home,
    isStopOwnerFullPerson: await isFullPersonNow(deps, workspaceId, form.stopOwnerId),
    rollup:
      rollupChannelId === channelId
        ? home
        : await askForChannel(deps, workspaceId, rollupChannelId),
  };
}

async function findZone(deps: Deps, act: Pick<Act, 'workspaceId' | 'userId'>): Promise<string> {
  const person = await deps.people.find(act.workspaceId, act.userId);
  return canonicalZone(person?.zone ?? '') ?? 'UTC';
}
