import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type OnePagerId } from '../../lib/ids.ts';
import { isLocalDate, type LocalDate } from '../../lib/time.ts';
import {
  context,
  dateInput,
  input,
  modal,
  section,
  select,
  textInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { escape, isBlank } from '../../platform/slack/text.ts';
import { strong } from '../onepager/messages.ts';
import type { FilledDecision } from './form.ts';
import { typed } from './form-field.ts';
import { proposeRevisit } from './rules.ts';

/** The callback id of the form that stops a one-pager outside of a review. */
export const stopCallbackId = 'decide.stop';

/** What is asked of whoever stops a one-pager outside of a review; `verdictLine` is plain text. */
export interface StopView {
  onepagerId: OnePagerId;
  number: number;
  title: string;
  verdictLine: string;
  readingsLine: string;
  today: LocalDate;
  isBet: boolean;
}

/** Stops at once: what was learned, whether users were harmed and what the floor learns then, when to look again. */
export function stopForm(view: StopView): ModalView {
  return modal({
    callbackId: stopCallbackId,
    title: 'Stop it',
    submit: 'Stop it',
    metadata: JSON.stringify({ onepagerId: view.onepagerId }),
    blocks: [
      section(`${strong(`#${view.number} ${view.title}`, 200)}\n${escape(view.verdictLine)}`),
      input({
        blockId: 'learned',
        label: 'What was learned?',
        element: textInput({ isMultiline: true, maxLength: 3000 }),
      }),
      input({
        blockId: 'saved',
        label: 'Time saved, roughly',
        element: textInput({ maxLength: 200, placeholder: 'about 3 weeks' }),
        isOptional: true,
      }),
      input({
        blockId: 'harmed',
        label: 'Were users harmed?',
        element: select({
          choices: [
            { value: 'no', label: 'No' },
            { value: 'yes', label: 'Yes' },
          ],
          initial: 'no',
        }),
      }),
      input({
        blockId: 'floor',
        label: 'If users were harmed: what does the floor learn from it?',
        element: textInput({ isMultiline: true, maxLength: 3000 }),
        isOptional: true,
      }),
      input({
        blockId: 'revisitOn',
        label: 'Ask again on: would we decide the same?',
        element: dateInput({ initial: proposeRevisit(view.today) }),
      }),
      input({
        blockId: 'line',
        label: 'One line for the log',
        element: textInput({ initial: view.readingsLine, isMultiline: true, maxLength: 500 }),
      }),
      context('It ends now, outside of a review; the log and its card say so.'),
    ],
  });
}

const metadataSchema = z.object({
  onepagerId: z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value)),
});

/** Which one-pager the form was opened for. */
export function parseStopMetadata(metadata: string): OnePagerId | undefined {
  return readMetadata(metadataSchema, metadata)?.onepagerId;
}

/** The stop as it was filled in, or what is missing, by field. */
export function parseStop(
  values: FormValues,
  about: Pick<StopView, 'today' | 'isBet'>,
): { decision: FilledDecision } | { errors: Record<string, string> } {
  const of = (id: string) => typed(values, id, '');
  const isHarmed = of('harmed') === 'yes';
  const revisitOn = of('revisitOn');
  const errors: Record<string, string> = {};
  if (isBlank(of('learned'))) errors.learned = emptyWords;
  if (isBlank(of('line'))) errors.line = emptyWords;
  if (isHarmed && isBlank(of('floor'))) errors.floor = harmWords;
  if (!isLocalDate(revisitOn) || revisitOn <= about.today) errors.revisitOn = pastWords;
  if (Object.keys(errors).length > 0 || !isLocalDate(revisitOn)) return { errors };
  const not = { newChange: '', newBecause: '', newTest: '', leverage: '', because: '' };
  return {
    decision: {
      ...not,
      ...{ default: '', area: '', segment: '', lesson: '' },
      choice: 'stop',
      weight: {
        ...{ isAgainstRule: false, isAgainstMajority: false, needsBecause: false },
        ...{ lacksOtherVote: false, needsNewGate: false },
      },
      confidence: 'medium',
      line: of('line'),
      learned: of('learned'),
      saved: of('saved'),
      // The line that the floor learns names the harm by what was learned from it.
      harm: isHarmed ? of('learned') : '',
      floor: isHarmed ? of('floor') : '',
      revisitOn,
      isMajor: about.isBet,
    },
  };
}

const emptyWords = 'Please fill this in; one line is enough.';
const harmWords = 'Users were harmed, so the floor learns something: one line, please.';
const pastWords = 'That day is not in the future; pick a later one.';
