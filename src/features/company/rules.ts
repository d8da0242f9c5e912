// Once a week one post tells the company about all teams: a paragraph for each team's roll-up of that week, at an hour that a
// leader or an admin sets, best after the last team's. A team whose roll-up is not there yet is named as not yet in, and its paragraph comes
// in when it does. Of a private team only the lines marked *share* are told, and its name never: the name of a private channel
// is private too, so a private team with nothing shared is not there at all; whoever wants to be known writes the name into the shared
// line. What was missed while the bot was down is caught up by the rules of a roll-up. (product.md *Roll-up*; P15, P16, P20)

import type { CompanyPostId, TeamId } from '../../lib/ids.ts';
import {
  addDays,
  type LocalDate,
  type LocalTime,
  mondayOf,
  toInstantIn,
  toLocalDate,
} from '../../lib/time.ts';
import type { RollupFacts } from '../rollup/rules.ts';
import { planWeekly, type WeeklyPlan } from '../rollup/weekly-rules.ts';
import { nextRollupWeek, rollupSlot, type Team } from '../team/rules.ts';

/** When and where the company post goes; weekday is ISO (1 is Monday), the time is in `zone`. */
export interface CompanyTime {
  channelId: string;
  weekday: number;
  time: LocalTime;
  zone: string;
}

/** The company post of a workspace. */
export interface Company extends CompanyTime {
  workspaceId: string;
  isOn: boolean;
  /** Monday of the week of the first post. */
  firstWeekOn: LocalDate;
  /** A week that keeps the time it had before a change. */
  kept?: { weekOn: LocalDate; dueAt: Date };
  setBy: string;
  setAt: Date;
}

/** One week's post; `told` holds the version of each roll-up that it has told. */
export interface CompanyPost {
  id: CompanyPostId;
  workspaceId: string;
  weekOn: LocalDate;
  channelId: string;
  told: Readonly<Record<string, number>>;
}

/** When the post of the week named by its Monday is due. */
export function companySlot(company: CompanyTime & Pick<Company, 'kept'>, weekOn: LocalDate): Date {
  if (company.kept?.weekOn === weekOn) return company.kept.dueAt;
  return toInstantIn(addDays(weekOn, company.weekday - 1), company.time, company.zone);
}

/** The next step for a company whose newest week on record is `lastWeekOn`; the same hours as a roll-up's. */
export function planCompany(
  company: Company,
  lastWeekOn: LocalDate | undefined,
  now: Date,
): WeeklyPlan {
  const weekOn = nextWeek(company, lastWeekOn);
  const dueAt = companySlot(company, weekOn);
  const nextDueAt = companySlot(company, addDays(weekOn, 7));
  return planWeekly({ weekOn, dueAt, nextDueAt, zone: company.zone }, now);
}

/**
 * The setting after a change at `now`, so that no week is lost and none is posted at once: a week that is owed, and whose new time is
 * over already, keeps the time that it had; where there was none it starts with the next. (P18)
 */
export function changeCompany(
  before: Company | undefined,
  asked: CompanyTime & Pick<Company, 'workspaceId' | 'isOn' | 'setBy'>,
  at: { lastWeekOn: LocalDate | undefined; now: Date },
): Company {
  const { now, lastWeekOn } = at;
  const thisWeekOn = mondayOf(toLocalDate(now, asked.zone));
  const made = { ...asked, setAt: now };
  const isFresh = before === undefined || !before.isOn;
  if (isFresh) {
    const ahead = companySlot(made, thisWeekOn) > now ? thisWeekOn : addDays(thisWeekOn, 7);
    const after = lastWeekOn === undefined ? ahead : addDays(lastWeekOn, 7);
    return { ...made, firstWeekOn: ahead > after ? ahead : after };
  }
  const { firstWeekOn } = before;
  const owed = nextWeek(before, lastWeekOn);
  if (companySlot(made, owed) > now) return { ...made, firstWeekOn };
  return { ...made, firstWeekOn, kept: { weekOn: owed, dueAt: companySlot(before, owed) } };
}

/** Whether nothing about when, where and if is different. */
export function isSameCompany(one: Company, other: CompanyTime & Pick<Company, 'isOn'>): boolean {
  return (
    one.channelId === other.channelId &&
    one.weekday === other.weekday &&
    one.time === other.time &&
    one.zone === other.zone &&
    one.isOn === other.isOn
  );
}

/** A team as the company post looks at it. */
export interface TeamWeek {
  team: Team;
  name: string;
  isPrivate: boolean;
  /** The roll-up of the week, once it is there. */
  rollup?: { facts: RollupFacts };
  /** What a private team marked to be shared. */
  shares: readonly { number: number; text: string }[];
  /** The week had no roll-up, and gets none any more. */
  isLeftOut: boolean;
}

/** What the company reads of one team. */
export type Paragraph =
  | { of: 'team'; teamId: TeamId; name: string; facts: RollupFacts }
  | {
      of: 'private';
      shares: readonly { number: number; text: string }[];
      asks: NonNullable<RollupFacts['asks']>;
    };

/** What the company reads of a week; names in the order of the alphabet, private teams last and without a name. */
export interface CompanyWeek {
  weekOn: LocalDate;
  isLate: boolean;
  paragraphs: Paragraph[];
  /** Public teams whose roll-up is not there yet. */
  notYetIn: string[];
  /** Public teams without a roll-up this week. */
  without: string[];
}

/** Sorts the teams of a week into what is told of them. `channelId` is where the post goes. */
export function composeWeek(
  week: { weekOn: LocalDate; isLate: boolean; channelId: string },
  teams: readonly TeamWeek[],
): CompanyWeek {
  const byName = teams.toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  const open = byName.filter(({ isPrivate }) => !isPrivate);
  const late = open.filter(({ rollup }) => rollup === undefined);
  const told = open.flatMap(({ team, name, rollup }): Paragraph[] =>
    rollup === undefined ? [] : [{ of: 'team', teamId: team.id, name, facts: rollup.facts }],
  );
  const hidden = byName
    .filter(({ isPrivate }) => isPrivate)
    .flatMap((one) => shareOf(one, week.channelId));
  return {
    ...{ weekOn: week.weekOn, isLate: week.isLate, paragraphs: [...told, ...hidden] },
    notYetIn: late.filter(({ isLeftOut }) => !isLeftOut).map(({ name }) => name),
    without: late.filter(({ isLeftOut }) => isLeftOut).map(({ name }) => name),
  };
}

/** The teams whose roll-up of a week comes after the company post; the form says so. */
export function listLater(company: CompanyTime, teams: readonly Team[], weekOn: LocalDate): Team[] {
  const dueAt = companySlot(company, weekOn);
  return teams.filter((team) => rollupSlot(team, weekOn) > dueAt);
}

/** Whether a team has, or will have, a roll-up in the week of this Monday. */
export function hasRollupIn(team: Team, weekOn: LocalDate): boolean {
  return weekOn >= nextRollupWeek(team, undefined);
}

/** What a private team marked; what stands in the same channel already, by its own roll-up, is not said twice. */
function shareOf(one: TeamWeek, channelId: string): Paragraph[] {
  const { team, shares, rollup } = one;
  if (rollup === undefined || team.rollupChannelId === channelId) return [];
  const asks = (rollup.facts.asks ?? []).filter(({ isShared }) => isShared);
  return shares.length === 0 && asks.length === 0 ? [] : [{ of: 'private', shares, asks }];
}

function nextWeek(company: Company, lastWeekOn: LocalDate | undefined): LocalDate {
  const { firstWeekOn } = company;
  if (lastWeekOn === undefined) return firstWeekOn;
  const after = addDays(lastWeekOn, 7);
  return after > firstWeekOn ? after : firstWeekOn;
}
