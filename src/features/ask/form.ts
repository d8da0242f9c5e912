import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type OnePagerId, type TeamId } from '../../lib/ids.ts';
import {
  checkboxes,
  context,
  input,
  modal,
  section,
  textInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, oneLine } from '../../platform/slack/text.ts';
import { strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import { askLimits } from './rules.ts';

/** The form's callback id. */
export const askCallbackId = 'ask.write';

const metadataSchema = z.object({
  teamId: z.custom<TeamId>((value) => typeof value === 'string' && isId('tm', value)),
  onepagerId: z
    .custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value))
    .exactOptional(),
});

/** What the form is drawn from; `isPrivate`: the team's channel is. */
export interface AskView {
  teamId: TeamId;
  onepager?: Pick<OnePager, 'id' | 'number' | 'bet'>;
  isPrivate: boolean;
}

/** Asks whom or what the team needs from outside. */
export function askForm(view: AskView): ModalView {
  const { teamId, onepager, isPrivate } = view;
  const about =
    onepager === undefined
      ? 'For the team as a whole. *Ask outside* on a card asks for one one-pager.'
      : `For ${strong(`#${onepager.number} ${onepager.bet.title}`, 200)}`;
  const metadata = { teamId, ...(onepager === undefined ? {} : { onepagerId: onepager.id }) };
  return modal({
    callbackId: askCallbackId,
    title: 'Ask outside',
    submit: 'Ask',
    metadata: JSON.stringify(metadata),
    blocks: [
      section(about),
      input({
        blockId: 'whom',
        label: 'Who could help?',
        element: textInput({ maxLength: askLimits.whom, placeholder: 'Data' }),
      }),
      input({
        blockId: 'what',
        label: 'What do you need?',
        element: textInput({
          maxLength: askLimits.what,
          isMultiline: true,
          placeholder: 'A cohort export for segment S',
        }),
      }),
      ...(isPrivate ? [shareField()] : []),
      context('The roll-up shows it with *I can help*, until you say that it is done.'),
    ],
  });
}

function shareField() {
  return input({
    blockId: 'share',
    label: 'Your channel is private',
    element: checkboxes({
      choices: [{ value: 'share', label: 'Share this line outside of it' }],
    }),
    hint: 'Without the tick only your own channel reads it.',
    isOptional: true,
  });
}

/** Which team and one-pager the form was opened for. */
export function parseAskMetadata(metadata: string): z.infer<typeof metadataSchema> | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** What was typed; `isTicked`: it may leave a private channel. */
export function parseAsk(values: FormValues): { whom: string; what: string; isTicked: boolean } {
  const text = (id: string, max: number) => {
    const value = values[id];
    return typeof value === 'string' ? cut(oneLine(clean(value)), max) : '';
  };
  const { share } = values;
  return {
    whom: text('whom', askLimits.whom),
    what: text('what', askLimits.what),
    isTicked: Array.isArray(share) && share.includes('share'),
  };
}
