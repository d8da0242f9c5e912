import type { TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
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
import { askForChannel, findTeamNamed } from './access.ts';
import { type SettledChange, settleChange } from './change-rules.ts';
import { offerSetup } from './handlers.ts';
import { isFullPersonNow, isMemberNow } from './lookup.ts';
import { settingsNote, teamChoice, teamWords } from './messages.ts';
import { putTeamCard } from './project.ts';
import {
  checkRhythm,
  may,
  nextReviewWeek,
  type OccurrenceKind,
  reviewSlot,
  rollupSlot,
  type Team,
} from './rules.ts';
import {
  parseSettings,
  type SettingsRefusal,
  settingsErrors,
  settingsForm,
} from './settings-form.ts';
import { changeSettings, type Settings, type SettingsChange } from './settings-rules.ts';
import { checkRollupChannel } from './setup-rules.ts';
import { findStanding, findTeam, listTeamNames, resolveTeam, saveTeam } from './store.ts';
import { findLastOccurrence, recordOccurrence } from './store-occurrence.ts';
import { listKeyHolders } from './store-role.ts';

/** `/onepager settings`: the form of the team that is meant, a choice of teams, or set-up where there is none. */
export async function runSettings(deps: Deps, act: CommandAct): Promise<Reply> {
  const meant = await resolveTeam(deps.db, act);
  if ('team' in meant) return showSettings(deps, act, meant.team);
  if ('none' in meant) return offerSetup(deps, act);
  const names = await listTeamNames(deps.db, act.workspaceId);
  const named = meant.choose.map(({ id }) => ({ id, name: names.get(id) ?? 'team' }));
  return {
    reply: 'tell',
    ...teamChoice(named.toSorted((one, other) => one.name.localeCompare(other.name, 'en'))),
  };
}

/** *Change settings* on the team's card, or a team picked from several. */
export async function openSettings(deps: Deps, act: ActionAct): Promise<Reply> {
  const team = await findTeamNamed(deps.db, act.workspaceId, act.value);
  if (team === undefined) return tell(teamWords.gone);
  return showSettings(deps, act, team);
}

/** The submitted settings: kept, fitted to the weeks that are under way, and told to the home channel. */
export async function submitSettings(deps: Deps, act: SubmitAct): Promise<Reply> {
  const teamId = act.metadata;
  const known = await findTeamNamed(deps.db, act.workspaceId, teamId);
  if (known === undefined) return tell(teamWords.gone);
  const parsed = parseSettings(act.values, known.channelId);
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const { settings } = parsed;
  const refusal = checkRhythm(settings) ?? (await checkPlaces(deps, known, settings));
  if (refusal !== undefined) return { reply: 'fix', errors: settingsErrors(refusal) };
  const { workspaceId, userId } = act;
  await isMemberNow(deps, { workspaceId, channelId: known.channelId, userId });
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, workspaceId, known.id);
    if (team === undefined) return tell(teamWords.gone);
    const standing = await findStanding(tx, { workspaceId, teamId: team.id, userId });
    if (!may(standing, 'change-settings')) {
      return tell(teamWords.notMember(team.channelId));
    }
    const changed = changeSettings(team, settings);
    const settled = await settle(tx, { before: team, after: changed.team }, act.now);
    if ('refused' in settled) return { reply: 'fix', errors: settingsErrors(settled.refused) };
    if (changed.changes.length > 0) {
      await keepSettings(tx, deps, { act, settled, changes: changed.changes });
    }
    return { reply: 'done' };
  });
}

async function showSettings(
  deps: Deps,
  act: Pick<Act, 'workspaceId' | 'userId'>,
  team: Team,
): Promise<Reply> {
  const { workspaceId, userId } = act;
  if (!(await isFullPersonNow(deps, workspaceId, userId))) {
    return tell(teamWords.guest);
  }
  await isMemberNow(deps, { workspaceId, channelId: team.channelId, userId });
  const standing = await findStanding(deps.db, { workspaceId, teamId: team.id, userId });
  if (!may(standing, 'change-settings')) {
    return tell(teamWords.notMember(team.channelId));
  }
  const home = await deps.people.findChannel(workspaceId, team.channelId);
  return {
    reply: 'show',
    view: settingsForm({
      team,
      isHomePrivate: home?.isPrivate === true,
      keyHolders: (await listKeyHolders(deps.db, team)).length,
    }),
  };
}

/** A roll-up channel is looked at only when it changes: one that went wrong later must not block other settings. */
async function checkPlaces(
  deps: Deps,
  team: Team,
  settings: Settings,
): Promise<SettingsRefusal | undefined> {
  if (settings.rollupChannelId === team.rollupChannelId) return undefined;
  return checkRollupChannel(await askForChannel(deps, team.workspaceId, settings.rollupChannelId));
}

async function settle(
  tx: Tx,
  change: { before: Team; after: Team },
  now: Date,
): Promise<SettledChange> {
  const teamId: TeamId = change.before.id;
  const review = await findLastOccurrence(tx, teamId, 'review');
  const rollup = await findLastOccurrence(tx, teamId, 'rollup');
  return settleChange(
    change,
    {
      ...(review === undefined ? {} : { reviewWeekOn: review.weekOn }),
      ...(rollup === undefined ? {} : { rollupWeekOn: rollup.weekOn }),
    },
    now,
  );
}

async function keepSettings(
  tx: Tx,
  deps: Deps,
  kept: {
    act: SubmitAct;
    settled: Exclude<SettledChange, { refused: unknown }>;
    changes: SettingsChange[];
  },
): Promise<void> {
  const { act, settled, changes } = kept;
  const { team, skippedReviewsOn, skippedRollupsOn } = settled;
  await saveTeam(tx, team);
  const skipped = { teamId: team.id, outcome: 'skipped', reason: { why: 'rhythm' } } as const;
  const skip = (kind: OccurrenceKind, weekOn: LocalDate, dueAt: Date) =>
    recordOccurrence(tx, { ...skipped, kind, weekOn, dueAt, at: act.now });
  for (const weekOn of skippedReviewsOn) {
    await skip('review', weekOn, reviewSlot(team, weekOn).opensAt);
  }
  for (const weekOn of skippedRollupsOn) await skip('rollup', weekOn, rollupSlot(team, weekOn));
  const last = await findLastOccurrence(tx, team.id, 'review');
  const next = reviewSlot(team, nextReviewWeek(team, last?.weekOn)).opensAt;
  await putTeamCard(tx, deps, team);
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: deps.newId,
    address: `settings:${team.id}:${act.key}`,
    to: { channelId: team.channelId },
    content: settingsNote({ byUserId: act.userId, changes, settled, next }),
  });
}
