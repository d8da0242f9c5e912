import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { type DecisionId, isId } from '../../lib/ids.ts';
import { isLocalDate, type LocalDate } from '../../lib/time.ts';
import { dateInput, input, modal, radio, section, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut } from '../../platform/slack/text.ts';
import type { Decision } from '../decision/rules.ts';
import { decisionWords } from './messages.ts';
import type { RevisitAnswer, RevisitRefusal } from './rules.ts';

/** The form's callback id. */
export const revisitCallbackId = 'revisit.answer';

const mostBecause = 500;

/** Asks whether we would decide the same; `initial` is the answer whose button was pressed. */
export function revisitForm(asked: {
  decision: Decision;
  initial: RevisitAnswer | 'later';
  laterOn: LocalDate;
}): ModalView {
  const { decision, initial, laterOn } = asked;
  return modal({
    callbackId: revisitCallbackId,
    title: 'The same today?',
    submit: 'Save',
    metadata: JSON.stringify({ decisionId: decision.id }),
    blocks: [
      section(decisionWords(decision)),
      input({
        blockId: 'answer',
        label: 'Would we decide the same?',
        element: radio({
          choices: [
            { value: 'same', label: 'The same' },
            { value: 'different', label: 'Differently' },
            { value: 'later', label: 'Ask me later' },
          ],
          initial,
        }),
      }),
      input({
        blockId: 'because',
        label: 'Because',
        hint: 'What do we know now? Needed with “Differently”. It stands in the log as an entry of its own.',
        element: textInput({ maxLength: mostBecause, isMultiline: true }),
        isOptional: true,
      }),
      input({
        blockId: 'askOn',
        label: 'Ask again on',
        hint: 'Needed with “Ask me later”. With an answer: when to look at it once more.',
        element: dateInput(initial === 'later' ? { initial: laterOn } : {}),
        isOptional: true,
      }),
    ],
  });
}

const metadataSchema = z.object({
  decisionId: z.custom<DecisionId>((value) => typeof value === 'string' && isId('dec', value)),
});

/** Which decision the form was opened for. */
export function parseRevisitMetadata(metadata: string): DecisionId | undefined {
  return readMetadata(metadataSchema, metadata)?.decisionId;
}

/** What was filled in, not yet judged. */
export function parseRevisit(values: FormValues): {
  answer: RevisitAnswer | 'later';
  because: string;
  askOn?: LocalDate;
} {
  const { answer, because, askOn } = values;
  return {
    answer: answer === 'different' || answer === 'later' ? answer : 'same',
    because: typeof because === 'string' ? cut(clean(because).trim(), mostBecause) : '',
    ...(typeof askOn === 'string' && isLocalDate(askOn) ? { askOn } : {}),
  };
}

/** A refusal as red text under the field it is about. */
export function revisitErrors(refusal: RevisitRefusal): Record<string, string> {
  const errors: Readonly<Record<RevisitRefusal, Record<string, string>>> = {
    'because-missing': { because: 'One line, please: what do we know now that we did not then?' },
    'day-missing': { askOn: 'Choose the day on which you want to be asked again.' },
    'day-past': { askOn: 'This day has come already. Choose a later one.' },
  };
  return errors[refusal];
}
