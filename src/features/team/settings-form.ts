import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { canonicalZone } from '../../lib/time.ts';
import {
  button,
  channelSelect,
  context,
  input,
  modal,
  section,
  select,
  textInput,
  timeInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { channelLink, clean } from '../../platform/slack/text.ts';
import {
  type FieldErrors,
  fieldWords,
  rollupWords,
  timeSchema,
  weekdayChoices,
  weekdaySchema,
} from './form.ts';
import { teamActions } from './messages.ts';
import { fewHoldersText, roleActions } from './role-messages.ts';
import { holdersWanted } from './role-rules.ts';
import type { RhythmRefusal, Team } from './rules.ts';
import type { Settings } from './settings-rules.ts';
import type { RollupRefusal } from './setup-rules.ts';

/** The name of the settings form. */
export const settingsCallbackId = 'team.settings';

const rhythmChoices = [
  { value: '7', label: 'Every week' },
  { value: '14', label: 'Every two weeks' },
];
const closeChoices = [0, 1, 2, 3, 4, 5].map((days) => ({
  value: String(days),
  label: days === 0 ? 'The same day' : days === 1 ? 'The next day' : `${days} days later`,
}));
const voteChoices = [
  { value: 'hidden', label: 'Hidden until the card is decided' },
  { value: 'open', label: 'Open' },
];
const layerChoices = [
  { value: 'off', label: 'Off: only the usual alarms' },
  { value: 'on', label: 'On' },
];
const quotaChoices = [1, 2, 3, 4, 5].map((count) => ({
  value: String(count),
  label: String(count),
}));

const evidenceChoices = [30, 45, 60].map((minutes) => ({
  value: String(minutes),
  label: `${minutes} minutes`,
}));

/** The settings of a team; who has which role is in a window of its own. */
export function settingsForm(view: {
  team: Team;
  isHomePrivate: boolean;
  /** How many could turn a key at this moment. */
  keyHolders: number;
}): ModalView {
  const { team } = view;
  const warning = fewHoldersText(view.keyHolders, holdersWanted);
  const blocks: KnownBlock[] = [
    section(`Settings of ${channelLink(team.channelId)}. The channel reads what you change.`),
    ...reviewFields(team),
    ...rollupFields(team, view.isHomePrivate),
    menu('cycle', 'Cycle length', {
      choices: rhythmChoices,
      initial: String(team.cycleDays),
      hint: 'How long daring and stopping are counted. A change holds from the next cycle on.',
    }),
    menu('votes', 'Votes', {
      choices: voteChoices,
      initial: team.isVoteOpen ? 'open' : 'hidden',
    }),
    menu('quota', 'Departures from a habit per cycle', {
      choices: quotaChoices,
      initial: String(team.quota),
      hint: 'How many the team wants. Home shows how many there were; one more asks once: really?',
    }),
    menu('moreAlarms', 'More alarms', {
      choices: layerChoices,
      initial: team.hasMoreAlarms === true ? 'on' : 'off',
      hint: 'Also says when a pilot outlives its gate, a weak bet sits in the middle, old decisions wait for their second look, or exceptions pile up.',
    }),
    menu('evidence', 'Evidence review', {
      choices: evidenceChoices,
      initial: String(team.evidenceMinutes),
      hint: 'How long it takes to decide about a one-pager that somebody froze.',
    }),
    section('When anonymous andons are posted', {
      accessory: button({ label: 'Andon', actionId: teamActions.andon, value: team.id }),
    }),
    section('Public holidays, and your own days off', {
      accessory: button({ label: 'Days off', actionId: teamActions.daysOff, value: team.id }),
    }),
    section(
      'What nobody departs from without an approver: security, compliance, user data, and what you add',
      {
        accessory: button({
          label: 'Protected areas',
          actionId: teamActions.protectedAreas,
          value: team.id,
        }),
      },
    ),
    section('Leaders, who may say stop, approvers and key-holders', {
      accessory: button({ label: 'Roles', actionId: roleActions.open, value: team.id }),
    }),
    ...(warning === undefined ? [] : [context(warning)]),
    section('One post a week about all teams of this workspace', {
      accessory: button({ label: 'Company post', actionId: teamActions.company, value: team.id }),
    }),
  ];
  return modal({
    callbackId: settingsCallbackId,
    title: 'Settings',
    submit: 'Save',
    metadata: team.id,
    blocks,
  });
}

const days = z.enum(['7', '14']).transform((text) => (text === '7' ? (7 as const) : (14 as const)));
const channel = z.string().regex(/^[A-Z0-9]+$/);

const schema = z.object({
  rhythm: days,
  reviewDay: weekdaySchema,
  reviewTime: timeSchema,
  zone: z
    .string()
    .transform((text) => canonicalZone(clean(text)))
    .pipe(z.string()),
  closeAfter: z
    .string()
    .regex(/^[0-5]$/)
    .transform(Number),
  closeTime: timeSchema,
  rollupDay: weekdaySchema,
  rollupTime: timeSchema,
  rollupChannel: channel.nullish(),
  cycle: days,
  votes: z.enum(['hidden', 'open']),
  quota: z
    .string()
    .regex(/^[1-5]$/)
    .transform(Number),
  // A window that was opened before there were such fields leaves them as they are.
  moreAlarms: z.enum(['off', 'on']).optional(),
  evidence: z.enum(['30', '45', '60']).transform(Number).optional(),
});

/** The settings that were typed; or what cannot be read, by field. */
export function parseSettings(
  values: FormValues,
  homeChannelId: string,
): { settings: Settings } | { errors: FieldErrors } {
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    const errors: FieldErrors = {};
    for (const issue of parsed.error.issues) {
      const field = String(issue.path[0]);
      errors[field] = unreadable[field] ?? 'Pick one of the choices.';
    }
    return { errors };
  }
  const typed = parsed.data;
  return {
    settings: {
      zone: typed.zone,
      rhythmDays: typed.rhythm,
      reviewWeekday: typed.reviewDay,
      reviewTime: typed.reviewTime,
      closeAfterDays: typed.closeAfter,
      closeTime: typed.closeTime,
      rollupWeekday: typed.rollupDay,
      rollupTime: typed.rollupTime,
      rollupChannelId: typed.rollupChannel ?? homeChannelId,
      cycleDays: typed.cycle,
      isVoteOpen: typed.votes === 'open',
      quota: typed.quota,
      ...(typed.moreAlarms === undefined ? {} : { hasMoreAlarms: typed.moreAlarms === 'on' }),
      ...(typed.evidence === undefined ? {} : { evidenceMinutes: typed.evidence }),
    },
  };
}

const unreadable: Readonly<Record<string, string>> = {
  reviewDay: fieldWords.day,
  rollupDay: fieldWords.day,
  reviewTime: fieldWords.time,
  closeTime: fieldWords.time,
  rollupTime: fieldWords.time,
  rollupChannel: fieldWords.channel,
  zone: 'I do not know this zone. Write a region and city, such as Europe/Berlin or America/New_York. Short names such as EST do not know summer time.',
};

/** Why settings that could be read cannot be kept. */
export type SettingsRefusal = RhythmRefusal | RollupRefusal | 'review-due';

/** A refusal as red text under the field it is about. */
export function settingsErrors(refusal: SettingsRefusal): FieldErrors {
  const { field, text } = refusalWords[refusal];
  return { [field]: text };
}

const refusalWords: Readonly<Record<SettingsRefusal, { field: string; text: string }>> = {
  'close-before-review': {
    field: 'closeTime',
    text: 'The review would close before it opens. Pick a later time or day.',
  },
  'review-open-too-long': {
    field: 'closeAfter',
    text: 'A review has to close before the next one. Pick an earlier day.',
  },
  'rollup-before-close': {
    field: 'rollupDay',
    text: 'The roll-up would come before the review closes. Pick a day or time after the close.',
  },
  'review-due': {
    field: 'rhythm',
    text: 'This week’s review is due and has not opened yet. Change the rhythm once it has.',
  },
  'rollup-unseen': { field: 'rollupChannel', text: rollupWords['rollup-unseen'] },
  'rollup-archived': { field: 'rollupChannel', text: rollupWords['rollup-archived'] },
  'rollup-shared': { field: 'rollupChannel', text: rollupWords['rollup-shared'] },
};

function reviewFields(team: Team): InputBlock[] {
  return [
    menu('rhythm', 'Review', { choices: rhythmChoices, initial: String(team.rhythmDays) }),
    menu('reviewDay', 'Review day', {
      choices: weekdayChoices,
      initial: String(team.reviewWeekday),
    }),
    input({
      blockId: 'reviewTime',
      label: 'Review time',
      element: timeInput({ initial: team.reviewTime }),
    }),
    input({
      blockId: 'zone',
      label: 'Time zone',
      element: textInput({ initial: team.zone, placeholder: 'Europe/Berlin', maxLength: 60 }),
      hint: 'Region and city, such as Europe/Berlin or America/New_York.',
    }),
    menu('closeAfter', 'The review closes', {
      choices: closeChoices,
      initial: String(team.closeAfterDays),
    }),
    input({
      blockId: 'closeTime',
      label: 'Closing time',
      element: timeInput({ initial: team.closeTime }),
    }),
  ];
}

function rollupFields(team: Team, isHomePrivate: boolean): InputBlock[] {
  const isHere = team.rollupChannelId === team.channelId;
  return [
    menu('rollupDay', 'Roll-up day', {
      choices: weekdayChoices,
      initial: String(team.rollupWeekday),
    }),
    input({
      blockId: 'rollupTime',
      label: 'Roll-up time',
      element: timeInput({ initial: team.rollupTime }),
    }),
    input({
      blockId: 'rollupChannel',
      label: 'Roll-up channel',
      // The menu lists public channels only, so a private home is said by leaving it empty.
      element: channelSelect(isHere && isHomePrivate ? {} : { initial: team.rollupChannelId }),
      hint: 'Empty: the team’s own channel.',
      isOptional: true,
    }),
  ];
}

function menu(
  blockId: string,
  label: string,
  options: {
    choices: readonly { value: string; label: string }[];
    initial: string;
    hint?: string;
  },
): InputBlock {
  return input({
    blockId,
    label,
    element: select({ choices: options.choices, initial: options.initial }),
    ...(options.hint === undefined ? {} : { hint: options.hint }),
  });
}
