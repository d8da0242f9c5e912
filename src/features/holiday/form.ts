import type { KnownBlock, ModalView, StaticSelect } from '@slack/types';
import { z } from 'zod';
import { isId, type TeamId } from '../../lib/ids.ts';
import { input, modal, section, select, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { channelLink, clean, cut, oneLine } from '../../platform/slack/text.ts';
import type { Team } from '../team/rules.ts';
import {
  type DaysRefusal,
  longestBreakDays,
  mostLines,
  parseOwnDays,
  type Region,
  type TeamHolidays,
} from './rules.ts';

/** The form's callback id. */
export const holidayCallbackId = 'holiday.days';
/** The ids of this feature's buttons and menus. */
export const holidayActions = { open: 'holiday.open', country: 'holiday.country' } as const;

const none = 'none';

/** What the form shows: what is chosen and typed, and what there is to choose from. */
export interface HolidayView {
  team: Pick<Team, 'id' | 'channelId'>;
  country: string;
  region: string;
  /** The own list as typed. */
  days: string;
  countries: readonly Region[];
  regions: readonly Region[];
}

/** Asks which public holidays a team keeps, and its own days off. */
export function holidayForm(view: HolidayView): ModalView {
  const { team, regions } = view;
  const blocks: KnownBlock[] = [
    section(
      `A review that falls on a day off moves to the next working day, and nobody in ${channelLink(team.channelId)} is reminded of anything on it.`,
    ),
    input({
      blockId: 'country',
      label: 'Public holidays of',
      element: countryMenu(view),
      dispatches: true,
    }),
  ];
  if (regions.length > 0) {
    const choices = [
      { value: none, label: 'The whole country' },
      ...regions.slice(0, 99).map(({ code, name }) => ({ value: code, label: name })),
    ];
    const initial = view.region === '' ? none : view.region;
    // A block of its own for each country: a chosen part must not linger when the country changes.
    const blockId = regionBlock(view.country);
    blocks.push(input({ blockId, label: 'Part', element: select({ choices, initial }) }));
  }
  blocks.push(
    input({
      blockId: 'days',
      label: 'Your own days off, one a line',
      element: textInput({
        initial: view.days,
        isMultiline: true,
        maxLength: 3000,
        placeholder: '2026-12-24 to 2027-01-01 Winter break',
      }),
      hint: 'Such as 2026-12-24 Company day. You can also paste the text of a calendar file (.ics).',
      isOptional: true,
    }),
  );
  return modal({
    callbackId: holidayCallbackId,
    title: 'Days off',
    submit: 'Save',
    metadata: JSON.stringify({ teamId: team.id }),
    blocks,
  });
}

/** Slack shows at most 100 choices in one list, and there are more countries: they stand under their first letters. */
function countryMenu({ countries, country }: HolidayView): StaticSelect {
  const toOption = ({ code, name }: Region) => ({
    text: { type: 'plain_text' as const, text: cut(name, 75), emoji: false },
    value: code,
  });
  const nothing = toOption({ code: none, name: 'None' });
  const chosen = countries.find(({ code }) => code === country);
  const initials = [...new Set(countries.map(({ name }) => name.slice(0, 1)))];
  const group = (label: string, options: ReturnType<typeof toOption>[]) => ({
    label: { type: 'plain_text' as const, text: label, emoji: false },
    options,
  });
  return {
    type: 'static_select',
    action_id: holidayActions.country,
    option_groups: [
      group('No country', [nothing]),
      ...initials.map((initial) =>
        group(initial, countries.filter(({ name }) => name.startsWith(initial)).map(toOption)),
      ),
    ],
    initial_option: chosen === undefined ? nothing : toOption(chosen),
  };
}

const metadataSchema = z.object({
  teamId: z.custom<TeamId>((value) => typeof value === 'string' && isId('tm', value)),
});

/** Which team the form was opened for. */
export function parseHolidayMetadata(metadata: string): TeamId | undefined {
  return readMetadata(metadataSchema, metadata)?.teamId;
}

/** What is chosen and typed, before it is checked. */
export function readHolidayForm(values: FormValues): {
  country: string;
  region: string;
  days: string;
} {
  const text = (value: FormValues[string] | undefined) => (typeof value === 'string' ? value : '');
  const code = (value: string) => (value === none ? '' : value);
  const country = code(text(values.country));
  return {
    country,
    region: code(text(values[regionBlock(country)])),
    days: text(values.days),
  };
}

function regionBlock(country: string): string {
  return `region.${country}`;
}

/** The holidays as typed, checked against what there is; or what cannot be kept, by field. */
export function parseHolidays(
  typed: ReturnType<typeof readHolidayForm>,
  known: { countries: readonly Region[]; regions: readonly Region[] },
): { holidays: TeamHolidays } | { errors: Record<string, string> } {
  const { country, region } = typed;
  const isKnown = country === '' || known.countries.some(({ code }) => code === country);
  if (!isKnown) return { errors: { country: 'Pick one of the choices.' } };
  const isPart = known.regions.some(({ code }) => code === region);
  const read = parseOwnDays(clean(typed.days));
  if ('refused' in read) return { errors: { days: refusalWords(read) } };
  return { holidays: { country, region: isPart ? region : '', ownDays: read.ownDays } };
}

const example =
  'Write one day a line, such as 2026-12-24 Company day, or 2026-12-24 to 2027-01-01.';

function refusalWords(refusal: DaysRefusal): string {
  if (refusal.refused === 'too-many') {
    return `These are more than ${mostLines} lines. Leave out what is over, or join days to ranges.`;
  }
  if (refusal.refused === 'empty-calendar') {
    return `This calendar file has no whole day in it that I can read. ${example}`;
  }
  const where = `Line ${refusal.line}, “${cut(oneLine(refusal.text), 40)}”,`;
  if (refusal.refused === 'no-such-date') {
    return `${where} is a date that does not exist. Check the day and the month.`;
  }
  if (refusal.refused === 'ends-before-start') return `${where} ends before it begins.`;
  if (refusal.refused === 'second-date') {
    return `${where} has a date where a name would stand. For a range, write 2026-12-24 to 2027-01-01.`;
  }
  if (refusal.refused === 'repeats') {
    return `${where} repeats, and only its first day would be kept. Take it out, and write its coming days one a line.`;
  }
  if (refusal.refused === 'too-long') {
    return `${where} is longer than ${longestBreakDays} days. Split it, or check the year.`;
  }
  return `${where} is no day that I can read. ${example}`;
}
