import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type OnePagerId } from '../../lib/ids.ts';
import { input, modal, section, userSelect } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { mention } from '../../platform/slack/text.ts';
import { strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';

/** The form's callback id. */
export const handOverCallbackId = 'handover.give';

const metadataSchema = z.object({
  onepagerId: z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value)),
});

/** Which one-pager the form was opened for. */
export function parseHandOverMetadata(metadata: string): OnePagerId | undefined {
  return readMetadata(metadataSchema, metadata)?.onepagerId;
}

/** Asks who takes a one-pager over. */
export function handOverForm(onepager: OnePager): ModalView {
  return modal({
    callbackId: handOverCallbackId,
    title: 'Hand over',
    submit: 'Hand over',
    metadata: JSON.stringify({ onepagerId: onepager.id }),
    blocks: [
      section(
        `${strong(`#${onepager.number} ${onepager.bet.title}`, 200)} is with ${mention(onepager.ownerId)}. Its new owner brings the readings and decides; rule, signals and log stay as they are.`,
      ),
      input({ blockId: 'owner', label: 'New owner', element: userSelect() }),
    ],
  });
}

/** The person chosen, `''` when nobody is. */
export function parseHandOver(values: FormValues): string {
  const { owner } = values;
  return typeof owner === 'string' ? owner : '';
}
