import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { OnePagerId } from '../../lib/ids.ts';
import { isId } from '../../lib/ids.ts';
import { context, input, modal, section, select, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { bold, clean, cut, isBlank, limits, oneLine } from '../../platform/slack/text.ts';
import { permalinkText } from '../evidence/messages.ts';
import { isPermalink } from '../evidence/rules.ts';
import type { OnePager } from '../onepager/rules.ts';

/** The form's name; the shortcut that opens it is `evidence.add`. */
export const evidenceCallbackId = 'evidence.add';

/** A one-pager that the message may be kept with; the team's name when there is more than one team. */
export interface Target {
  onepager: OnePager;
  teamName?: string;
}

/** The message that is kept. */
export interface KeptMessage {
  channelId: string;
  ts: string;
  permalink: string;
}

/** What was filled in. */
export interface FilledEvidence extends KeptMessage {
  onepagerId: OnePagerId;
  why: string;
}

const whySize = 300;
const metadataSchema = z.object({
  channelId: z.string(),
  ts: z.string(),
  permalink: z.string().refine(isPermalink),
});

/** The form: which one-pager, and why. `targets` has at least one, the likeliest first. */
export function evidenceForm(message: KeptMessage, targets: readonly Target[]): ModalView {
  const choices = targets.slice(0, limits.options).map(({ onepager, teamName }) => ({
    value: onepager.id,
    label: `#${onepager.number} ${oneLine(onepager.bet.title)}`,
    ...(teamName === undefined ? {} : { description: `#${teamName} · ${onepager.state}` }),
  }));
  const [first] = choices;
  return modal({
    callbackId: evidenceCallbackId,
    title: 'Add as evidence',
    submit: 'Add',
    metadata: JSON.stringify(message),
    blocks: [
      input({
        blockId: 'onepager',
        label: 'For which one-pager?',
        element: select({ choices, ...(first === undefined ? {} : { initial: first.value }) }),
      }),
      input({
        blockId: 'why',
        label: 'What does it show, for or against?',
        element: textInput({
          maxLength: whySize,
          placeholder: 'Three of five testers went past step N without help',
        }),
      }),
      context(
        `Kept: the link to ${permalinkText(message.permalink, 'this message')} and your line, with your name. Its words stay where they are.`,
      ),
    ],
  });
}

/** Reads the submitted form. */
export function parseEvidence(form: {
  metadata: string;
  values: FormValues;
}): { filled: FilledEvidence } | { errors: Record<string, string> } | { isBroken: true } {
  const message = readMetadata(metadataSchema, form.metadata);
  if (message === undefined) return { isBroken: true };
  const { onepager, why } = form.values;
  if (typeof onepager !== 'string' || !isId('op', onepager)) {
    return { errors: { onepager: 'Choose the one-pager that it belongs to.' } };
  }
  const line = oneLine(clean(typeof why === 'string' ? why : ''));
  if (isBlank(line)) return { errors: { why: 'Say in one line what it shows.' } };
  return { filled: { ...message, onepagerId: onepager, why: cut(line, whySize) } };
}

/** Said instead of the form once it is kept, or when it was there already. */
export function keptView(onepager: Pick<OnePager, 'number' | 'bet'>, isNew: boolean): ModalView {
  const name = bold(`#${onepager.number} ${cut(onepager.bet.title, 150)}`);
  const text = isNew
    ? `Kept with ${name}. \`/onepager show ${onepager.number}\` shows it, and so does its card in the review.`
    : `This message is kept with ${name} already, so nothing was added a second time.`;
  return modal({
    callbackId: 'evidence.kept',
    title: isNew ? 'Kept' : 'There already',
    close: 'OK',
    blocks: [section(text)],
  });
}
