import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type TeamId } from '../../lib/ids.ts';
import { canonicalZone } from '../../lib/time.ts';
import {
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
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean } from '../../platform/slack/text.ts';
import {
  type FieldErrors,
  fieldWords,
  rollupWords,
  timeSchema,
  weekdayChoices,
  weekdaySchema,
} from '../team/form.ts';
import type { RollupRefusal } from '../team/setup-rules.ts';
import type { Company, CompanyTime } from './rules.ts';

/** The form's callback id. */
export const companyCallbackId = 'company.set';

const metadataSchema = z.object({
  teamId: z.custom<TeamId>((value) => typeof value === 'string' && isId('tm', value)),
});

const onChoices = [
  { value: 'on', label: 'Every week' },
  { value: 'off', label: 'Off' },
];

/** Asks where and when the company reads of all teams; `zone` is the person's, for a first time. */
export function companyForm(view: {
  teamId: TeamId;
  company: Company | undefined;
  zone: string;
}): ModalView {
  const { company } = view;
  return modal({
    callbackId: companyCallbackId,
    title: 'Company post',
    submit: 'Save',
    metadata: JSON.stringify({ teamId: view.teamId }),
    blocks: [
      section(
        'One post a week with a paragraph for each team of this workspace. Set it after the last team’s roll-up; a team that is late is named, and comes in when it is there.',
      ),
      input({
        blockId: 'isOn',
        label: 'Company post',
        element: select({ choices: onChoices, initial: company?.isOn === false ? 'off' : 'on' }),
      }),
      input({
        blockId: 'channel',
        label: 'Channel',
        element: channelSelect(company === undefined ? {} : { initial: company.channelId }),
      }),
      input({
        blockId: 'day',
        label: 'Day',
        element: select({ choices: weekdayChoices, initial: String(company?.weekday ?? 5) }),
      }),
      input({
        blockId: 'time',
        label: 'Time',
        element: timeInput({ initial: company?.time ?? '09:00' }),
      }),
      input({
        blockId: 'zone',
        label: 'Time zone',
        element: textInput({
          initial: company?.zone ?? view.zone,
          placeholder: 'Europe/Berlin',
          maxLength: 60,
        }),
        hint: 'Region and city, such as Europe/Berlin or America/New_York.',
      }),
      context('Of a private team it tells only lines marked *share*, and never its name.'),
    ],
  });
}

/** Which team the form was opened for. */
export function parseCompanyMetadata(metadata: string): TeamId | undefined {
  return readMetadata(metadataSchema, metadata)?.teamId;
}

const schema = z.object({
  isOn: z.enum(['on', 'off']),
  channel: z.string().regex(/^[A-Z0-9]+$/),
  day: weekdaySchema,
  time: timeSchema,
  zone: z
    .string()
    .transform((text) => canonicalZone(clean(text)))
    .pipe(z.string()),
});

/** What was typed; or what cannot be read, by field. */
export function parseCompany(
  values: FormValues,
): { asked: CompanyTime & Pick<Company, 'isOn'> } | { errors: FieldErrors } {
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    const errors: FieldErrors = {};
    for (const issue of parsed.error.issues) {
      const field = String(issue.path[0]);
      errors[field] = unreadable[field] ?? 'Pick one of the choices.';
    }
    return { errors };
  }
  const { isOn, channel, day, time, zone } = parsed.data;
  return { asked: { channelId: channel, weekday: day, time, zone, isOn: isOn === 'on' } };
}

const unreadable: Readonly<Record<string, string>> = {
  day: fieldWords.day,
  time: fieldWords.time,
  channel: fieldWords.channel,
  zone: 'I do not know this zone. Write a region and city, such as Europe/Berlin or America/New_York.',
};

/** Why the post cannot go to a channel, at its field. */
export function companyErrors(refusal: RollupRefusal): FieldErrors {
  return { channel: rollupWords[refusal] };
}
