import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type OnePagerId } from '../../lib/ids.ts';
import { addDays, formatDate, type LocalDate } from '../../lib/time.ts';
import {
  context,
  dateInput,
  input,
  modal,
  section,
  textInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, escape } from '../../platform/slack/text.ts';
import type { checkException } from '../onepager/exception-rules.ts';
import { strong, words } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import { formatLimit } from '../signal/guardrail.ts';

/** The name of the form. */
export const exceptionCallbackId = 'exception.log';

const mostReason = 300;
const metadataSchema = z.object({
  onepagerId: z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value)),
});

/** Which one-pager the form was opened for. */
export function parseExceptionMetadata(metadata: string): OnePagerId | undefined {
  return readMetadata(metadataSchema, metadata)?.onepagerId;
}

/** Why the guardrail may stay past its limit, and until when; one cycle is proposed and the most. */
export function exceptionForm(
  onepager: Pick<OnePager, 'id' | 'number' | 'bet'>,
  at: { today: LocalDate; cycleDays: number; renewal: number },
): ModalView {
  const { indicator, limit } = onepager.bet.guardrail;
  const latest = addDays(at.today, at.cycleDays);
  return modal({
    callbackId: exceptionCallbackId,
    title: 'Guardrail exception',
    submit: 'Log it',
    metadata: JSON.stringify({ onepagerId: onepager.id }),
    blocks: [
      section(
        `${strong(`#${onepager.number} ${onepager.bet.title}`, 200)}\nMust not get worse: ${words(indicator, 200)} ${escape(formatLimit(limit))}`,
      ),
      input({
        blockId: 'reason',
        label: 'Why may it stay past its limit?',
        hint: 'For example: a known outage on Monday, mended since. Kept in the log.',
        element: textInput({ maxLength: mostReason, isMultiline: true }),
      }),
      input({
        blockId: 'untilOn',
        label: 'Until',
        hint: `One cycle at most: ${formatDate(latest)}.`,
        element: dateInput({ initial: latest }),
      }),
      ...(at.renewal === 0 ? [] : [context(renewalWords(at.renewal))]),
    ],
  });
}

/** What was typed, cleaned. */
export function parseException(values: FormValues): { reason: string; untilOn: string } {
  const { reason, untilOn } = values;
  return {
    reason: typeof reason === 'string' ? cut(clean(reason), mostReason) : '',
    untilOn: typeof untilOn === 'string' ? untilOn : '',
  };
}

/** The errors as sentences at their fields; undefined when there is none. */
export function exceptionErrors(
  errors: ReturnType<typeof checkException>,
): Record<string, string> | undefined {
  const told = {
    ...(errors.reason === undefined ? {} : { reason: errorWords[errors.reason] }),
    ...(errors.untilOn === undefined ? {} : { untilOn: errorWords[errors.untilOn] }),
  };
  return Object.keys(told).length === 0 ? undefined : told;
}

const errorWords = {
  blank: 'One line is enough: why is this all right for now?',
  'no-date': 'Choose the day on which it ends.',
  past: 'That day is over; choose today or a later one.',
  'too-late':
    'One cycle is the most. What has to last longer is a new limit: amend it on the card.',
} as const;

function renewalWords(renewal: number): string {
  const which = renewal === 1 ? 'the first renewal' : `renewal ${renewal}`;
  return `This is ${which}. From the second on, the exception has become the rule; amending the limit in the open is kinder.`;
}
