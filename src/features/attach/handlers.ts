import type { Db, Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type Deps,
  type Reply,
  type ShortcutAct,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { listTeamsWhereMay } from '../decision/access.ts';
import { isPermalink } from '../evidence/rules.ts';
import { insertEvidence } from '../evidence/store.ts';
import { compareForList, type OnePager } from '../onepager/rules.ts';
import { findOnePager, listOnePagers } from '../onepager/store.ts';
import { putCard } from '../review/project.ts';
import { findOpenReview, listCards } from '../review/store.ts';
import { warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam, getTeam, listTeamNames } from '../team/store.ts';
import { evidenceForm, keptView, parseEvidence, type Target } from './form.ts';
import { attachRefusals } from './messages.ts';

/** *Add as evidence* on a message: which one-pager, and why. */
export async function openEvidence(deps: Deps, act: ShortcutAct): Promise<Reply> {
  const { message } = act;
  if (message === undefined) return refuse('no-message');
  const { channelId, ts, permalink } = message;
  const teams = await listTeamsWhereMay(deps, act, { action: 'add-evidence', channelId });
  if (teams.length === 0) return refuse('no-team');
  const targets = await listTargets(deps.db, teams, channelId);
  if (targets.length === 0) return refuse('no-onepager');
  if (permalink === undefined || !isPermalink(permalink)) return refuse('no-link');
  return { reply: 'show', view: evidenceForm({ channelId, ts, permalink }, targets) };
}

/** Keeps the link; the open review's card shows it at once. */
export async function submitEvidence(deps: Deps, act: SubmitAct): Promise<Reply> {
  const parsed = parseEvidence(act);
  if ('isBroken' in parsed) return refuse('no-message');
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const { filled } = parsed;
  const known = await findOnePager(deps.db, act.workspaceId, filled.onepagerId);
  if (known === undefined) return refuse('gone');
  await warmTeamOf(deps, act, known);
  return once(deps, act, async (tx) => {
    const onepager = await findOnePager(tx, act.workspaceId, filled.onepagerId);
    if (onepager === undefined) return refuse('gone');
    const standing = await findStanding(tx, { ...act, teamId: onepager.teamId });
    if (!may(standing, 'add-evidence')) return refuse('not-a-member');
    const isNew = await insertEvidence(tx, deps.newId, {
      ...filled,
      workspaceId: act.workspaceId,
      teamId: onepager.teamId,
      byUserId: act.userId,
      at: act.now,
    });
    if (isNew) await showOnCard(tx, { deps, onepager }, act.now);
    return { reply: 'replace', view: keptView(onepager, isNew) };
  });
}

/** In a team's home channel that team's one-pagers; elsewhere, or when it has none, those of all the person's teams. */
async function listTargets(db: Db, teams: readonly Team[], channelId: string): Promise<Target[]> {
  const here = teams.filter((team) => team.channelId === channelId);
  const own = await readTargets(db, here);
  return own.length > 0 ? own : readTargets(db, teams);
}

async function readTargets(db: Db, teams: readonly Team[]): Promise<Target[]> {
  const [first, ...others] = teams;
  if (first === undefined) return [];
  const names = others.length === 0 ? undefined : await listTeamNames(db, first.workspaceId);
  const targets: Target[] = [];
  for (const team of teams) {
    const teamName = names?.get(team.id);
    for (const onepager of await listOnePagers(db, team.id)) {
      if (onepager.endedAt !== undefined) continue;
      targets.push({ onepager, ...(teamName === undefined ? {} : { teamName }) });
    }
  }
  return targets.toSorted((one, other) => compareForList(one.onepager, other.onepager));
}

async function showOnCard(
  tx: Tx,
  what: { deps: Deps; onepager: OnePager },
  now: Date,
): Promise<void> {
  const { deps, onepager } = what;
  const team = await getTeam(tx, onepager.workspaceId, onepager.teamId);
  const review = await findOpenReview(tx, team.id);
  if (review === undefined) return;
  const cards = await listCards(tx, review.id);
  const card = cards.find((one) => one.onepagerId === onepager.id && one.state === 'open');
  if (card !== undefined) await putCard(tx, { newId: deps.newId, team, review, card }, now);
}

async function warmTeamOf(deps: Deps, act: Act, onepager: OnePager): Promise<void> {
  const team = await findTeam(deps.db, act.workspaceId, onepager.teamId);
  if (team !== undefined) await warmPeople(deps, act, team);
}

function refuse(why: keyof typeof attachRefusals): Reply {
  return tell(attachRefusals[why]);
}
