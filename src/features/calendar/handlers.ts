import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { lookUpReadableTeams } from '../team/access.ts';
import type { Team } from '../team/rules.ts';
import { listTeamNames } from '../team/store.ts';
import { listPlannedReviews } from './access.ts';
import { calendarForm, calendarWords, parseTeamId } from './form.ts';
import { writeCalendar } from './message-file.ts';

/** *Add to calendar*: the links, and the file. */
export async function openCalendar(deps: Deps, act: ActionAct): Promise<Reply> {
  const team = await findReadable(deps, act, act.value);
  if ('reply' in team) return team;
  return { reply: 'show', view: calendarForm(team, await listPlannedReviews(deps.db, team)) };
}

/** *Send me the file*. */
export async function sendCalendar(deps: Deps, act: SubmitAct): Promise<Reply> {
  const team = await findReadable(deps, act, act.metadata);
  if ('reply' in team) return team;
  const { reviews } = await listPlannedReviews(deps.db, team);
  if (reviews.length === 0) return refuse('noReviews');
  const names = await listTeamNames(deps.db, act.workspaceId);
  const name = names.get(team.id) ?? 'review';
  return {
    reply: 'file',
    file: {
      name: 'reviews.ics',
      content: writeCalendar(team, { name, reviews }, act.now),
      note: calendarWords.note,
    },
    sent: calendarWords.sent,
    missingScope: calendarWords.missingScope,
    failed: calendarWords.failed,
  };
}

async function findReadable(deps: Deps, act: Act, teamId: string): Promise<Team | Reply> {
  const person = await deps.people.find(act.workspaceId, act.userId);
  if (person === undefined || person.isExternal || person.isBot) return refuse('stranger');
  const asked = parseTeamId(teamId);
  const teams = await lookUpReadableTeams(deps, act);
  return teams.find((team) => team.id === asked) ?? refuse('gone');
}

function refuse(why: 'gone' | 'stranger' | 'noReviews'): Reply {
  return tell(calendarWords[why]);
}
