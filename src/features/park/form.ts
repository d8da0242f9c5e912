import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type OnePagerId } from '../../lib/ids.ts';
import { addDays, type LocalDate } from '../../lib/time.ts';
import { dateInput, input, modal, section, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean } from '../../platform/slack/text.ts';
import { strong } from '../onepager/messages.ts';
import { longestRestDays, type RestErrors } from '../onepager/park-rules.ts';
import type { OnePager } from '../onepager/rules.ts';

/** The form's callback id. */
export const parkCallbackId = 'park.rest';

const metadataSchema = z.object({
  onepagerId: z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value)),
});

/** Which one-pager the form was opened for. */
export function parseParkMetadata(metadata: string): OnePagerId | undefined {
  return readMetadata(metadataSchema, metadata)?.onepagerId;
}

/** Asks why a one-pager rests and when it comes back; two weeks are proposed. */
export function parkForm(onepager: OnePager, today: LocalDate): ModalView {
  return modal({
    callbackId: parkCallbackId,
    title: 'Park',
    submit: 'Park it',
    metadata: JSON.stringify({ onepagerId: onepager.id }),
    blocks: [
      section(
        `${strong(`#${onepager.number} ${onepager.bet.title}`, 200)}\nIt rests until a day that you choose and comes back by itself. Until then it is in no review and counts in nothing. A one-pager rests once; its gate keeps its date.`,
      ),
      input({
        blockId: 'reason',
        label: 'Why does it rest?',
        hint: 'For example: legal answers on 3 December. Kept in the log.',
        element: textInput({ maxLength: 300 }),
      }),
      input({
        blockId: 'returnsOn',
        label: 'Back on',
        element: dateInput({ initial: addDays(today, 14) }),
      }),
    ],
  });
}

/** What was typed, cleaned. */
export function parsePark(values: FormValues): { reason: string; returnsOn: string } {
  const { reason, returnsOn } = values;
  return {
    reason: typeof reason === 'string' ? clean(reason).trim() : '',
    returnsOn: typeof returnsOn === 'string' ? returnsOn : '',
  };
}

const errorWords = {
  blank: 'One line is enough. For example: legal answers on 3 December.',
  'no-date': 'Choose the day on which it comes back.',
  'too-soon': 'Choose a day after today; what should go on today needs no rest.',
  'too-late': `Choose a day within ${longestRestDays} days. What rests longer is better stopped, and written anew when its time has come.`,
} as const;

/** The errors as sentences at their fields; undefined when there is none. */
export function restErrors(errors: RestErrors): Record<string, string> | undefined {
  const told = {
    ...(errors.reason === undefined ? {} : { reason: errorWords[errors.reason] }),
    ...(errors.returnsOn === undefined ? {} : { returnsOn: errorWords[errors.returnsOn] }),
  };
  return Object.keys(told).length === 0 ? undefined : told;
}
