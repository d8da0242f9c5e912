import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type AlarmId, isId } from '../../lib/ids.ts';
import { context, input, modal, section, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, isBlank } from '../../platform/slack/text.ts';
import { alarmTitle } from './messages.ts';
import { type Alarm, stopsTheLine } from './rules.ts';

/** The callback id of the form that ends an alarm with a reason. */
export const dismissCallbackId = 'alarm.dismiss';

const mostBecause = 500;

/** Asks why an alarm is not what it seems; the reason goes into the log. `isRight`: all that went on was right. */
export function dismissForm(alarm: Alarm, isRight: boolean): ModalView {
  const asked = stopsTheLine(alarm.kind) ? kept : isRight ? right : dismissed;
  return modal({
    callbackId: dismissCallbackId,
    title: asked.title,
    submit: asked.submit,
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
          placeholder: asked.example,
        }),
      }),
      context('The same facts are not said again. What comes after them is counted anew.'),
    ],
  });
}

const right = {
  title: 'All were right',
  submit: 'Keep the reason',
  example: 'Each of them met its rule, or has a number that is still due',
} as const;
const dismissed = {
  title: 'Dismiss the alarm',
  submit: 'Dismiss',
  example: 'We know, and this is why it is fine for now',
} as const;
/** What proposes to stop the line is answered by going on. */
const kept = {
  title: 'Keep it',
  submit: 'Keep it',
  example: 'A campaign ended that week; without it the number rose',
} as const;

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
