import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type AlarmId, isId } from '../../lib/ids.ts';
import { context, input, modal, section, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, isBlank } from '../../platform/slack/text.ts';
import { alarmTitle } from './messages.ts';
import type { Alarm } from './rules.ts';

/** The callback id of the form that ends an alarm with a reason. */
export const dismissCallbackId = 'alarm.dismiss';

const mostBecause = 500;

/** Asks why an alarm is not what it seems; the reason goes into the log. `isRight`: all that went on was right. */
export function dismissForm(alarm: Alarm, isRight: boolean): ModalView {
  return modal({
    callbackId: dismissCallbackId,
    title: isRight ? 'All were right' : 'Dismiss the alarm',
    submit: isRight ? 'Keep the reason' : 'Dismiss',
    metadata: JSON.stringify({ alarmId: alarm.id, isRight }),
    blocks: [
      section(`*${alarmTitle(alarm)}*`),
      input({
        blockId: 'because',
        label: 'Because',
        hint: 'One line that the team can look back at. It stands in the log, and the alarm ends.',
        element: textInput({
          maxLength: mostBecause,
          isMultiline: true,
          placeholder: isRight
            ? 'Each of them met its rule, or has a number that is still due'
            : 'We know, and this is why it is fine for now',
        }),
      }),
      context('The same facts are not said again. What comes after them is counted anew.'),
    ],
  });
}

const metadataSchema = z.object({
  alarmId: z.custom<AlarmId>((value) => typeof value === 'string' && isId('al', value)),
  isRight: z.boolean(),
});

/** Which alarm the form was opened for. */
export function parseDismissMetadata(
  metadata: string,
): { alarmId: AlarmId; isRight: boolean } | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** The reason, or undefined when there is none. */
export function parseDismiss(values: FormValues): string | undefined {
  const { because } = values;
  if (typeof because !== 'string' || isBlank(because)) return undefined;
  return cut(clean(because).trim(), mostBecause);
}

/** A window with what runs, and what can be done about it. */
export function alarmWindow(title: string, blocks: KnownBlock[]): ModalView {
  return modal({ callbackId: 'alarm.running', title, close: 'Close', blocks });
}

/** Said in place of the form once the reason is kept. */
export function dismissedView(blocks: KnownBlock[]): ModalView {
  return modal({ callbackId: 'alarm.dismissed', title: 'Kept', close: 'OK', blocks });
}
