import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { formatWeekday, isLocalTime } from '../../lib/time.ts';
import {
  type Choice,
  channelSelect,
  input,
  modal,
  section,
  select,
  timeInput,
  userSelect,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { channelLink, escape } from '../../platform/slack/text.ts';
import type { SetupRefusal } from './setup-rules.ts';

/** The name of the set-up form. */
export const setupCallbackId = 'team.set-up';

/** Block ids of the set-up form. */
const fields = {
  day: 'reviewDay',
  time: 'reviewTime',
  stopOwner: 'stopOwner',
  rollup: 'rollupChannel',
} as const;

/** What the set-up form starts with, and what it asks; an empty roll-up channel means this channel. */
export interface SetupForm {
  reviewWeekday: number;
  reviewTime: string;
  stopOwnerId: string;
  rollupChannelId?: string;
}

/** Weekdays as choices, by ISO number. */
export const weekdayChoices: readonly Choice[] = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  value: String(weekday),
  label: formatWeekday(weekday),
}));

/** The three questions of set-up, for a channel. The zone is that of the person who answers. */
export function setupForm(view: { channelId: string; zone: string; form: SetupForm }): ModalView {
  const { form } = view;
  return modal({
    callbackId: setupCallbackId,
    title: 'Set up Barbell',
    submit: 'Start the rhythm',
    metadata: view.channelId,
    blocks: [
      section(`For ${channelLink(view.channelId)}, in the time zone ${escape(view.zone)} (yours).`),
      input({
        blockId: fields.day,
        label: 'Review day',
        element: select({ choices: weekdayChoices, initial: String(form.reviewWeekday) }),
        hint: 'It closes the next working day at 17:00. Day, time and rhythm can be changed in settings.',
      }),
      input({
        blockId: fields.time,
        label: 'Review time',
        element: timeInput({ initial: form.reviewTime }),
        hint: `15 minutes, in ${view.zone}.`,
      }),
      input({
        blockId: fields.stopOwner,
        label: 'Who may say stop?',
        element: userSelect({ initial: form.stopOwnerId }),
        hint: 'Named on every card: whom to ask when a test could harm users.',
      }),
      input({
        blockId: fields.rollup,
        label: 'Where does the weekly roll-up go?',
        element: channelSelect(
          form.rollupChannelId === undefined ? {} : { initial: form.rollupChannelId },
        ),
        hint: 'What moved users, what was stopped, which defaults changed. Who could help you reads your asks there too. Empty: this channel.',
        isOptional: true,
      }),
    ],
  });
}

/** A weekday's choice as a number. */
export const weekdaySchema = z
  .string()
  .regex(/^[1-7]$/)
  .transform(Number);
/** A time of day, `HH:MM`. */
export const timeSchema = z.string().refine(isLocalTime);

const idSchema = z.string().regex(/^[A-Z0-9]+$/);

/** Red text under fields, by block id. */
export type FieldErrors = Record<string, string>;

/** The set-up form's answers, or what is wrong at which field. */
export function parseSetup(values: FormValues): { form: SetupForm } | { errors: FieldErrors } {
  const day = weekdaySchema.safeParse(values[fields.day]);
  const time = timeSchema.safeParse(values[fields.time]);
  const stopOwner = idSchema.safeParse(values[fields.stopOwner]);
  const rollup = idSchema.nullish().safeParse(values[fields.rollup]);
  if (day.success && time.success && stopOwner.success && rollup.success) {
    return {
      form: {
        reviewWeekday: day.data,
        reviewTime: time.data,
        stopOwnerId: stopOwner.data,
        ...(typeof rollup.data === 'string' ? { rollupChannelId: rollup.data } : {}),
      },
    };
  }
  return {
    errors: {
      ...(day.success ? {} : { [fields.day]: fieldWords.day }),
      ...(time.success ? {} : { [fields.time]: fieldWords.time }),
      ...(stopOwner.success ? {} : { [fields.stopOwner]: fieldWords.stopOwner }),
      ...(rollup.success ? {} : { [fields.rollup]: fieldWords.channel }),
    },
  };
}

/** The words under a field that could not be read, shared with the settings form. */
export const fieldWords = {
  day: 'Pick a day of the week.',
  time: 'Pick a time such as 10:00.',
  stopOwner: 'Pick one person.',
  channel: 'Pick a channel.',
} as const;

/** Each refusal as red text under the field it is about. */
export function setupErrors(refusals: readonly SetupRefusal[]): FieldErrors {
  const errors: FieldErrors = {};
  for (const refusal of refusals) {
    const { field, text } = refusalWords[refusal];
    errors[field] ??= text;
  }
  return errors;
}

/** Why a roll-up cannot go where somebody wants it, in words for the field. */
export const rollupWords = {
  'rollup-unseen': 'I am not in that channel. Type /invite @Barbell there, then press again.',
  'rollup-archived': 'That channel is archived. Pick another one.',
  'rollup-shared': 'That channel is shared with another organisation. Pick one of your own.',
} as const;

const refusalWords: Readonly<Record<SetupRefusal, { field: string; text: string }>> = {
  guest: { field: fields.day, text: 'Guests can read along; a full member has to set this up.' },
  'not-a-member': { field: fields.day, text: 'Join this channel first, then press again.' },
  'home-unseen': {
    field: fields.day,
    text: 'I am not in this channel any more. Type /invite @Barbell there, then press again.',
  },
  'home-archived': { field: fields.day, text: 'This channel is archived. Unarchive it first.' },
  'home-shared': {
    field: fields.day,
    text: 'This channel is shared with another organisation, so a team cannot live here.',
  },
  'stop-owner-cannot': {
    field: fields.stopOwner,
    text: 'This has to be a full member who is still here: no guest, app or deactivated account.',
  },
  'rollup-unseen': { field: fields.rollup, text: rollupWords['rollup-unseen'] },
  'rollup-archived': { field: fields.rollup, text: rollupWords['rollup-archived'] },
  'rollup-shared': { field: fields.rollup, text: rollupWords['rollup-shared'] },
};
