import type { HomeView } from '@slack/types';
import { isId } from '../../lib/ids.ts';
import { transact } from '../../platform/db/transact.ts';
import { modal } from '../../platform/slack/blocks.ts';
import type { Act, ActionAct, Deps, EventAct, Reply } from '../../platform/slack/feature.ts';
import { isFullMember } from '../../platform/slack/people.ts';
import { withdrawAsked } from '../deviation/project.ts';
import { deleteDraft, findDraft } from '../draft/store.ts';
import { helpAnswer } from '../help/messages.ts';
import type { Team } from '../team/rules.ts';
import { listTeams, listTeamsOfPerson } from '../team/store.ts';
import { homeView } from './messages.ts';
import { readHomePage } from './read.ts';
import { type HomePlace, readPlace } from './rules.ts';
import { findHomePlace, saveHomePlace } from './store.ts';

/** The person opened the Home tab. The messages tab of the app sends the same event and is left alone. */
export async function openHome(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const { user, tab } = act.event;
  if (typeof user !== 'string' || (tab !== undefined && tab !== 'home')) return undefined;
  return publish(deps, { ...act, userId: user }, { page: 0, teamId: '' });
}

/** *Show more* and *First page*. */
export async function turnHome(deps: Deps, act: ActionAct): Promise<Reply> {
  return publish(deps, act, readPlace(act.value));
}

/** Another team is chosen. */
export async function chooseTeam(deps: Deps, act: ActionAct): Promise<Reply> {
  return publish(deps, act, { page: 0, teamId: act.value });
}

/** *Throw away* beside a draft; the page where it stood is drawn anew. Doing it twice changes nothing more. */
export async function discardDraft(deps: Deps, act: ActionAct): Promise<Reply> {
  const [id = '', teamId = ''] = act.value.split(' ');
  const { workspaceId, userId } = act;
  if (isId('dr', id)) {
    await transact(deps.db, async (tx) => {
      const draft = await findDraft(tx, workspaceId, id);
      if (draft?.userId !== userId) return;
      const asked = { newId: deps.newId, workspaceId, draftId: id, byUserId: userId };
      await withdrawAsked(tx, asked, act.now);
      await deleteDraft(tx, { workspaceId, userId, id });
    });
  }
  return publish(deps, act, { ...readPlace(act.variant), teamId });
}

const lookedWithinMs = 24 * 60 * 60_000;

/** After an act anywhere: the page that the person saw last, if that was within a day; opening Home draws it anyway. */
export async function refreshHome(deps: Deps, act: Act): Promise<Reply | undefined> {
  const { workspaceId, userId, now } = act;
  const since = new Date(now.getTime() - lookedWithinMs);
  const place = await findHomePlace(deps.db, { workspaceId, userId, since });
  return place === undefined ? undefined : draw(deps, act, place);
}

/** *Help*: what `/onepager` can do, in a window. */
export function showHelp(): Promise<Reply> {
  const { blocks } = helpAnswer();
  const view = modal({ callbackId: 'home.help', title: 'Help', close: 'Close', blocks });
  return Promise.resolve({ reply: 'show', view });
}

interface Visit {
  workspaceId: string;
  userId: string;
  now: Date;
}

/** Draws Home and keeps where the person is on it. */
async function publish(deps: Deps, visit: Visit, place: HomePlace): Promise<Reply> {
  const { workspaceId, userId, now } = visit;
  await transact(deps.db, (tx) => saveHomePlace(tx, { ...place, workspaceId, userId }, now));
  return draw(deps, visit, place);
}

async function draw(deps: Deps, visit: Visit, place: HomePlace): Promise<Reply> {
  const { workspaceId, userId, now } = visit;
  const person = await deps.people.find(workspaceId, userId);
  const teams = await listTeamsNow(deps, visit);
  const isFull = person !== undefined && isFullMember(person);
  const viewer = { workspaceId, userId, now, isFull };
  const page = await readHomePage(deps.db, viewer, { place, teams });
  const view: HomeView = homeView(page);
  return { reply: 'home', view };
}

/**
 * The teams whose channel the person is in now: each of those that the cache knows is looked at once more, so that
 * nobody reads on who has left; when it knows of none, Slack is asked who is in the home channels.
 */
async function listTeamsNow(deps: Deps, { workspaceId, userId }: Visit): Promise<Team[]> {
  const known = await listTeamsOfPerson(deps.db, workspaceId, userId);
  const asked = known.length > 0 ? known : await listTeams(deps.db, workspaceId);
  for (const team of asked) await deps.people.listMembers(workspaceId, team.channelId);
  return listTeamsOfPerson(deps.db, workspaceId, userId);
}
