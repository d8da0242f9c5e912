import { putMessage } from '../../platform/outbox/store.ts';
import {
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { findTeamNamed, warmPeople } from '../team/access.ts';
import { teamWords } from '../team/messages.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { listCountries, listRegions } from './access.ts';
import { holidayForm, parseHolidayMetadata, parseHolidays, readHolidayForm } from './form.ts';
import { holidayNote } from './messages.ts';
import { formatOwnDays, noHolidays } from './rules.ts';
import { findHolidays, saveHolidays } from './store.ts';

/** *Days off* in the settings. */
export async function openHolidays(deps: Deps, act: ActionAct): Promise<Reply> {
  const { workspaceId, userId, value } = act;
  const team = await findTeamNamed(deps.db, workspaceId, value);
  if (team === undefined) return tell(teamWords.gone);
  await warmPeople(deps, act, team);
  const standing = await findStanding(deps.db, { workspaceId, teamId: team.id, userId });
  if (!may(standing, 'change-settings')) {
    return tell(teamWords.notMember(team.channelId));
  }
  const kept = (await findHolidays(deps.db, team.id)) ?? noHolidays;
  return show(team, { ...kept, days: formatOwnDays(kept.ownDays) }, 'show');
}

/** Another country is chosen: the form asks which part, and keeps what was typed. */
export async function chooseCountry(deps: Deps, act: ActionAct): Promise<Reply> {
  if (act.place.at !== 'modal') return tell(teamWords.gone);
  const teamId = parseHolidayMetadata(act.place.metadata);
  if (teamId === undefined) return tell(oldFormText);
  const team = await findTeam(deps.db, act.workspaceId, teamId);
  if (team === undefined) return tell(teamWords.gone);
  const typed = readHolidayForm({ ...act.place.values, country: act.value });
  return show(team, { ...typed, region: '' }, 'replace');
}

/** The submitted days off: kept, and told to the home channel when they changed. */
export async function submitHolidays(deps: Deps, act: SubmitAct): Promise<Reply> {
  const { workspaceId, userId } = act;
  const teamId = parseHolidayMetadata(act.metadata);
  if (teamId === undefined) return tell(oldFormText);
  const known = await findTeam(deps.db, workspaceId, teamId);
  if (known === undefined) return tell(teamWords.gone);
  const typed = readHolidayForm(act.values);
  const countries = await listCountries();
  const regions = await listRegions(typed.country);
  const parsed = parseHolidays(typed, { countries, regions });
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const { holidays } = parsed;
  await warmPeople(deps, act, known);
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, workspaceId, known.id);
    if (team === undefined) return tell(teamWords.gone);
    const standing = await findStanding(tx, { workspaceId, teamId: team.id, userId });
    if (!may(standing, 'change-settings')) {
      return tell(teamWords.notMember(team.channelId));
    }
    const before = (await findHolidays(tx, team.id)) ?? noHolidays;
    if (JSON.stringify(before) === JSON.stringify(holidays)) return { reply: 'done' };
    await saveHolidays(tx, team, holidays);
    const country = countries.find(({ code }) => code === holidays.country);
    const region = regions.find(({ code }) => code === holidays.region);
    await putMessage(tx, {
      workspaceId,
      newId: deps.newId,
      address: `settings:${team.id}:${act.key}`,
      to: { channelId: team.channelId },
      content: holidayNote({
        byUserId: userId,
        holidays,
        ...(country === undefined ? {} : { country }),
        ...(region === undefined ? {} : { region }),
      }),
    });
    return { reply: 'done' };
  });
}

async function show(
  team: Team,
  typed: { country: string; region: string; days: string },
  reply: 'show' | 'replace',
): Promise<Reply> {
  const { country, region, days } = typed;
  const countries = await listCountries();
  const regions = await listRegions(country);
  return { reply, view: holidayForm({ team, country, region, days, countries, regions }) };
}
