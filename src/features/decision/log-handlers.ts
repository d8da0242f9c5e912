import { toLocalDate } from '../../lib/time.ts';
import {
  type Act,
  type Deps,
  type Reply,
  type ShortcutAct,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { listMentioned, toPlainText } from '../../platform/slack/plain-text.ts';
import { warmPeople } from '../team/access.ts';
import { may } from '../team/rules.ts';
import { findStanding, findTeam, listTeamNames } from '../team/store.ts';
import { listTeamsWhereMay } from './access.ts';
import { logForm, loggedView, logRefusals, parseLog } from './log-form.ts';
import { appendDecision } from './store.ts';

const mostNames = 5;

/** *Log as decision* on a message: the form, filled from its text. */
export async function openLogMessage(deps: Deps, act: ShortcutAct): Promise<Reply> {
  const { message } = act;
  if (message === undefined) return refuse('no-message');
  const { channelId } = message;
  const teams = await listTeamsWhereMay(deps, act, { action: 'log-decision', channelId });
  if (teams.length === 0) return refuse('no-team');
  const names = await listTeamNames(deps.db, act.workspaceId);
  const { permalink } = message;
  return {
    reply: 'show',
    view: logForm({
      teams: teams.map((team) => ({ ...team, name: names.get(team.id) ?? 'a channel' })),
      text: await readText(deps, act, message.text),
      ...(permalink === undefined ? {} : { permalink }),
    }),
  };
}

/** Writes the entry; nothing is posted. */
export async function submitLogMessage(deps: Deps, act: SubmitAct): Promise<Reply> {
  const parsed = parseLog(act, undefined);
  if ('isBroken' in parsed) return refuse('no-message');
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const known = await findTeam(deps.db, act.workspaceId, parsed.filled.teamId);
  if (known === undefined) return refuse('no-team');
  await warmPeople(deps, act, known);
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, act.workspaceId, known.id);
    if (team === undefined) return refuse('no-team');
    const standing = await findStanding(tx, { ...act, teamId: team.id });
    if (!may(standing, 'log-decision')) return refuse('not-a-member');
    const again = parseLog(act, toLocalDate(act.now, team.zone));
    if ('isBroken' in again) return refuse('no-message');
    if ('errors' in again) return { reply: 'fix', errors: again.errors };
    const { title, line, because, permalink, revisitOn } = again.filled;
    const decision = await appendDecision(tx, deps.newId, {
      workspaceId: act.workspaceId,
      teamId: team.id,
      kind: 'other',
      decidedByUserId: act.userId,
      at: act.now,
      title,
      texts: { line, because, source: permalink },
      isAgainstRule: false,
      isAgainstMajority: false,
      ...(revisitOn === undefined ? {} : { revisitOn }),
    });
    return { reply: 'replace', view: loggedView(decision.number, team) };
  });
}

/** The message as people read it; names of those mentioned are looked up, a few of them. */
async function readText(deps: Deps, act: Act, mrkdwn: string): Promise<string> {
  const names = new Map<string, string>();
  for (const userId of listMentioned(mrkdwn, mostNames)) {
    const person = await deps.people.find(act.workspaceId, userId);
    if (person !== undefined) names.set(userId, person.name);
  }
  return toPlainText(mrkdwn, (userId) => names.get(userId));
}

function refuse(why: keyof typeof logRefusals): Reply {
  return tell(logRefusals[why]);
}
