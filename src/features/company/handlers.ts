import { isId, type TeamId } from '../../lib/ids.ts';
import { mondayOf, toLocalDate } from '../../lib/time.ts';
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
import { askForChannel, warmPeople } from '../team/access.ts';
import { may } from '../team/rules.ts';
import { checkRollupChannel } from '../team/setup-rules.ts';
import { findStanding, findTeam, isHomePrivate, listTeamNames, listTeams } from '../team/store.ts';
import { companyErrors, companyForm, parseCompany, parseCompanyMetadata } from './form.ts';
import { companySetView, companyWords } from './messages.ts';
import { type Company, changeCompany, isSameCompany, listLater } from './rules.ts';
import { findCompany, findLastCompanyWeek, saveCompany } from './store.ts';

/** *Company post* in the settings of a team: the form, for its leaders and for admins. */
export async function openCompany(deps: Deps, act: ActionAct): Promise<Reply> {
  const { workspaceId, userId } = act;
  const refusal = await warmAndRefuse(deps, act, act.value);
  if (refusal !== undefined) return tell(refusal);
  const person = await deps.people.find(workspaceId, userId);
  const company = await findCompany(deps.db, workspaceId);
  const teamId = isId('tm', act.value) ? act.value : undefined;
  if (teamId === undefined) return tell(companyWords.gone);
  const view = companyForm({ teamId, company, zone: person?.zone ?? 'UTC' });
  return { reply: 'show', view };
}

/** The submitted form: kept for the whole workspace, unless the channel cannot take it. */
export async function submitCompany(deps: Deps, act: SubmitAct): Promise<Reply> {
  const { workspaceId, userId, now } = act;
  const teamId = parseCompanyMetadata(act.metadata);
  if (teamId === undefined) return tell(oldFormText);
  const parsed = parseCompany(act.values);
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const { asked } = parsed;
  const refusal = await warmAndRefuse(deps, act, teamId);
  if (refusal !== undefined) return tell(refusal);
  const channel = asked.isOn
    ? checkRollupChannel(await askForChannel(deps, workspaceId, asked.channelId))
    : undefined;
  if (channel !== undefined) return { reply: 'fix', errors: companyErrors(channel) };
  return once(deps, act, async (tx) => {
    const standing = await findStanding(tx, { workspaceId, teamId, userId });
    if (!may(standing, 'set-company')) return tell(companyWords.notYours);
    const before = await findCompany(tx, workspaceId);
    const lastWeekOn = await findLastCompanyWeek(tx, workspaceId);
    const isSame = before !== undefined && isSameCompany(before, asked);
    const wanted = { ...asked, workspaceId, setBy: userId };
    const company = isSame ? before : changeCompany(before, wanted, { lastWeekOn, now });
    if (!isSame) await saveCompany(tx, company);
    const later = await nameLater(tx, company, now);
    return { reply: 'replace', view: companySetView(company, later) };
  });
}

async function warmAndRefuse(deps: Deps, act: Act, value: string): Promise<string | undefined> {
  const { workspaceId, userId } = act;
  const teamId: TeamId | undefined = isId('tm', value) ? value : undefined;
  const team = teamId && (await findTeam(deps.db, workspaceId, teamId));
  if (team === undefined) return companyWords.gone;
  await warmPeople(deps, act, team);
  const standing = await findStanding(deps.db, { workspaceId, teamId: team.id, userId });
  return may(standing, 'set-company') ? undefined : companyWords.notYours;
}

/** The public teams whose roll-up of this week comes after the post. */
async function nameLater(db: Db, company: Company, now: Date): Promise<string[]> {
  const { workspaceId, zone } = company;
  const teams = await listTeams(db, workspaceId);
  const names = await listTeamNames(db, workspaceId);
  const later: string[] = [];
  for (const team of listLater(company, teams, mondayOf(toLocalDate(now, zone)))) {
    const name = names.get(team.id);
    if (name !== undefined && !(await isHomePrivate(db, team))) later.push(name);
  }
  return later;
}
