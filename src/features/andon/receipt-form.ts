import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { input, modal, radio, section, textInput } from '../../platform/slack/blocks.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import type { SealedValues } from '../../platform/slack/sealed.ts';
import { clean, isBlank } from '../../platform/slack/text.ts';
import {
  aboutWords,
  answerWords,
  doubtWords,
  quoteWords,
  refusalOf,
} from '../raised/concern-messages.ts';
import {
  type AdditionKind,
  additions,
  type Concern,
  checkWords,
  isOneOf,
  neutralise,
  type PublicAndon,
} from '../raised/concern-rules.ts';

/** The callback id of the window that asks for the code. */
export const receiptCallbackId = 'andon.receipt';
/** The callback id of the window that a code opens. */
export const mineCallbackId = 'andon.mine';

/** Asks for the code. */
export function receiptForm(): ModalView {
  return modal({
    callbackId: receiptCallbackId,
    title: 'Your andon',
    submit: 'Open',
    blocks: [
      section(
        'The code of your andon was shown once, when you sent it. It opens that andon and nothing else; who you are is not looked at.',
      ),
      input({
        blockId: 'code',
        label: 'Code',
        hint: 'Blanks, hyphens and small letters do not matter.',
        element: textInput({ maxLength: 100, placeholder: 'XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XX' }),
      }),
    ],
  });
}

/** What was typed as a code. */
export function parseCode(values: SealedValues): string {
  return typeof values.code === 'string' ? values.code : '';
}

const metadataSchema = z.object({
  code: z.string().max(40),
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
});

/** What the opened window knows; undefined when it is none of ours. */
export function parseMineMetadata(metadata: string): z.infer<typeof metadataSchema> | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** What a reporter sees of the own andon. `raised` is missing while it waits. */
export interface Mine {
  concern: Concern;
  onepager: { number: number; title: string } | undefined;
  raised?: PublicAndon;
  /** It was sent back this week already. */
  isSentBack: boolean;
}

/** The own andon with its answer, and what can be done about it. */
export function mineForm(mine: Mine, metadata: { code: string; nonce: string }): ModalView {
  const shown = mine.raised ?? mine.concern;
  const quoted = quoteWords(shown.words);
  return modal({
    callbackId: mineCallbackId,
    title: 'Your andon',
    submit: 'Send, no name',
    close: 'Close',
    metadata: JSON.stringify(metadata),
    blocks: [
      section(
        `*About* ${aboutWords(shown, mine.onepager)}\n*What is off* ${doubtWords(shown)}${quoted === '' ? '' : `\n${quoted}`}`,
      ),
      section(stateWords(mine)),
      input({
        blockId: 'what',
        label: 'What would you like to do?',
        element: radio({ choices: choicesOf(mine), initial: 'words' }),
      }),
      input({
        blockId: 'words',
        label: 'Own words',
        isOptional: true,
        hint: 'Shown as from the reporter of this andon, verified by the code. Style betrays.',
        element: textInput({ isMultiline: true }),
      }),
    ],
  });
}

function stateWords({ raised }: Mine): string {
  if (raised === undefined) {
    return '*Not posted yet.* It waits for its random moment; until then only this code shows it.';
  }
  const { answer } = raised;
  switch (raised.state) {
    case 'answered':
      return answer === undefined
        ? '*Answered.* The answer is in its thread in the channel.'
        : `*Answered: ${answerWords[answer.kind]}*\n${quoteWords(answer.words)}`;
    case 'taken':
      return '*Taken.* Somebody has the next step; its message in the channel says who.';
    case 'queued':
      return '*In the queue.* Somebody looks for evidence; its message in the channel says who, and until when.';
    default:
      return '*Posted.* Nobody has taken the next step yet.';
  }
}

const choiceWords: Readonly<Record<AdditionKind, string>> = {
  words: 'Add something',
  withdrawal: 'Withdraw it',
  'not-answered': 'Not answered for me: open it again',
};

function choicesOf({ raised, isSentBack }: Mine): { value: string; label: string }[] {
  const canSendBack = raised?.state === 'answered' && !isSentBack;
  return additions
    .filter((kind) => kind !== 'not-answered' || canSendBack)
    .map((value) => ({ value, label: choiceWords[value] }));
}

/** What is to be done, or what is wrong at which field. */
export function parseMine(
  values: SealedValues,
): { kind: AdditionKind; words: string } | { errors: Record<string, string> } {
  const { what } = values;
  const typed = typeof values.words === 'string' ? neutralise(clean(values.words)) : '';
  const words = isBlank(typed) ? '' : typed;
  const refusal = checkWords(words);
  if (!isOneOf(additions, what)) return { errors: { what: 'Please choose one of these.' } };
  if (refusal !== undefined) return { errors: { words: refusalOf(refusal, words) } };
  if (what === 'words' && words === '') {
    return {
      errors: { words: 'Please say what should be added, or choose something else above.' },
    };
  }
  return { kind: what, words: what === 'words' ? words : '' };
}
