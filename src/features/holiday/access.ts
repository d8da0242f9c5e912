import type { TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import type { DaysOff } from '../opening/day-rules.ts';
import { collectDaysOff, noHolidays, type PublicHoliday, type Region } from './rules.ts';
import { findHolidays } from './store.ts';

// The one place that knows the library of holidays. It is large, so it is loaded when a team first needs it.

/** Every country whose holidays are known, by name. */
export async function listCountries(): Promise<Region[]> {
  const library = await load();
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  // The library's own names are partly in the country's language, partly long, and some are of the past.
  // Only for Hong Kong they are the plain ones.
  return toRegions(new library().getCountries('en'), (code) =>
    code === 'HK' ? undefined : names.of(code),
  );
}

/** The parts of a country that keep holidays of their own, by name; none for most countries. */
export async function listRegions(country: string): Promise<Region[]> {
  if (country === '') return [];
  const library = await load();
  return toRegions(new library().getStates(country, 'en') ?? {});
}

/** The days off between two dates: the team's country's public holidays and its own list. */
export async function readHolidays(
  db: Db,
  teamId: TeamId,
  between: { from: LocalDate; to: LocalDate },
): Promise<DaysOff> {
  const kept = (await findHolidays(db, teamId)) ?? noHolidays;
  const publicDays: PublicHoliday[] = [];
  if (kept.country !== '') {
    // A long holiday may have begun in the year before.
    for (let year = Number(between.from.slice(0, 4)) - 1; year <= yearOf(between.to); year += 1) {
      publicDays.push(...(await listPublicHolidays(kept, year)));
    }
  }
  return collectDaysOff({ publicDays, ownDays: kept.ownDays }, between);
}

const known = new Map<string, readonly PublicHoliday[]>();

/** The whole public holidays of a year, by the library; half days are working days. */
export async function listPublicHolidays(
  place: { country: string; region: string },
  year: number,
): Promise<readonly PublicHoliday[]> {
  const key = `${place.country} ${place.region} ${year}`;
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  const library = await load();
  const almanac = new library();
  almanac.init(place.country, place.region);
  const found = almanac
    .getHolidays(year, 'en')
    .filter(({ type, date }) => type === 'public' && date.slice(11, 16) === '00:00')
    .map(({ date, start, end, name }) => ({
      fromOn: date.slice(0, 10),
      // The library counts in hours: a change of clocks makes a day shorter, an eve at noon a holiday longer.
      days: Math.max(1, Math.floor((end.getTime() - start.getTime() + 2 * hourMs) / dayMs)),
      name,
    }));
  known.set(key, found);
  return found;
}

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

async function load() {
  return (await import('date-holidays')).default;
}

function toRegions(
  names: Readonly<Record<string, string>>,
  nameOf: (code: string) => string | undefined = () => undefined,
): Region[] {
  return Object.entries(names)
    .map(([code, name]) => ({ code, name: nameOf(code) ?? name }))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
}

function yearOf(date: LocalDate): number {
  return Number(date.slice(0, 4));
}
