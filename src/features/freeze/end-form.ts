import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type FreezeId, isId } from '../../lib/ids.ts';
import { addDays, isLocalDate, type LocalDate } from '../../lib/time.ts';
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
import { clean, cut, escape, isBlank, oneLine } from '../../platform/slack/text.ts';
import { keep } from '../decide/form.ts';
import { typed } from '../decide/form-field.ts';
import { strong } from '../onepager/messages.ts';
import type { Bet } from '../onepager/rules.ts';
import { freezeActions } from './messages.ts';

/** The name of the form that ends a freeze. */
export const endCallbackId = 'freeze.end';

/** How a freeze ends: as is, altered, or retired. (STOPLINE) */
export const ENDINGS = ['continue', 'change', 'stop'] as const;

/** One of `ENDINGS`, named as the log's kinds. */
export type Ending = (typeof ENDINGS)[number];

/** What the form is drawn from. */
export interface EndView {
  freezeId: FreezeId;
  number: number;
  bet: Pick<Bet, 'title' | 'mechanism' | 'smallestTest'>;
  reason: string;
  /** What the rule says on the newest numbers, and these numbers. */
  verdictLine: string;
  readingsLine: string;
  today: LocalDate;
  cycleDays: number;
}

/** A filled form; what the ending does not ask is empty. */
export interface FilledEnding {
  ending: Ending;
  line: string;
  newChange: string;
  newBecause: string;
  newTest: string;
  learned: string;
  saved: string;
  floor: string;
  revisitOn: LocalDate;
}

const metadataSchema = z.object({
  freezeId: z.custom<FreezeId>((value) => typeof value === 'string' && isId('fz', value)),
  /** What was typed in fields that the present choice does not ask. */
  kept: z.record(z.string(), z.string()),
});

/** Reads which freeze a form was opened for, and what is typed but not shown. */
export function parseEndMetadata(metadata: string): z.infer<typeof metadataSchema> | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** The decision that ends a freeze: how it goes on, in one line why, and when it is looked at again. */
export function endForm(view: EndView, values: FormValues): ModalView {
  const ending = endingOf(values);
  const fields = fieldsOf(ending, view, values);
  const shown = new Set(fields.map((field) => field.block_id));
  const hidden = Object.keys(values).filter((id) => !shown.has(id));
  return modal({
    callbackId: endCallbackId,
    title: 'End the freeze',
    submit: 'Log decision',
    metadata: JSON.stringify({ freezeId: view.freezeId, kept: keep(values, hidden) }),
    blocks: [
      section(
        `${strong(`#${view.number} ${view.bet.title}`, 200)}\nFrozen because: ${cut(escape(oneLine(view.reason)), 500)}\n${cut(escape(view.verdictLine), 500)}`,
      ),
      ...fields,
      context('It goes into the log and is said in the channel. Votes are not needed here.'),
    ],
  });
}

/** Reads a submitted form: errors by field, or the decision. */
export function parseEnd(
  values: FormValues,
  view: EndView,
): { filled: FilledEnding } | { errors: Record<string, string> } {
  const ending = endingOf(values);
  const of = (id: string) => typed(values, id, '');
  const revisitOn = of('revisitOn');
  const errors: Record<string, string> = {};
  for (const id of ['line', ...requiredOf[ending]]) if (isBlank(of(id))) errors[id] = emptyWords;
  if (!isLocalDate(revisitOn)) errors.revisitOn = noDateWords;
  else if (revisitOn <= view.today) errors.revisitOn = pastWords;
  const filled: FilledEnding = {
    ...{ ending, line: of('line'), revisitOn },
    newChange: ending === 'change' ? of('newChange') : '',
    newBecause: ending === 'change' ? of('newBecause') : '',
    newTest: ending === 'change' ? of('newTest') : '',
    learned: ending === 'stop' ? of('learned') : '',
    saved: ending === 'stop' ? of('saved') : '',
    floor: ending === 'stop' ? of('floor') : '',
  };
  if (ending === 'change' && isSame(filled, view)) errors.newTest ??= unchangedWords;
  if (ending === 'stop' && of('harmed') === 'yes' && isBlank(filled.floor)) {
    errors.floor = 'Users were harmed: say in one line what the floor learns from it.';
  }
  return Object.keys(errors).length > 0 ? { errors } : { filled };
}

const emptyWords = 'Please fill this in; one line is enough.';
const noDateWords = 'A freeze ends with a day to look again. Choose one.';
const pastWords = 'That day is not in the future; pick a later one.';
const unchangedWords =
  'Nothing is different yet. Change the mechanism, the because or the test; or choose Continue as is.';

const requiredOf: Readonly<Record<Ending, readonly string[]>> = {
  continue: [],
  change: ['newChange', 'newBecause', 'newTest'],
  stop: ['learned'],
};

/** What a retirement may leave out; whoever says that users were harmed is asked for the floor all the same. */
const optional: readonly string[] = ['saved', 'floor'];

const endingWords: Readonly<Record<Ending, string>> = {
  continue: 'Continue as is',
  change: 'Alter it',
  stop: 'Retire it',
};

function endingOf(values: FormValues): Ending {
  const choice = typed(values, 'ending', '');
  return ENDINGS.find((ending) => ending === choice) ?? 'continue';
}

function fieldsOf(ending: Ending, view: EndView, values: FormValues): InputBlock[] {
  const choices = ENDINGS.map((value) => ({ value, label: endingWords[value] }));
  const element = select({ choices, initial: ending, actionId: freezeActions.reshape });
  const revisitOn = revisitOf(ending, view, values);
  return [
    input({ blockId: 'ending', label: 'What does the evidence say?', element, dispatches: true }),
    ...ownFields(ending, view, values),
    long('line', 'One line for the log', lineOf(ending, view, values)),
    input({
      blockId: 'revisitOn',
      label: 'Ask again on: would we decide the same?',
      element: dateInput({ initial: revisitOn }),
    }),
  ];
}

/**
 * What is altered or retired says why in fields of its own, so its line is proposed from the numbers. *As is* has nothing but
 * its line: why the page goes on is said by a person, not by the numbers that it was frozen for.
 */
function lineOf(ending: Ending, { readingsLine }: EndView, values: FormValues): string {
  const line = typed(values, 'line', '');
  if (ending === 'continue') return line === readingsLine ? '' : line;
  return isBlank(line) ? readingsLine : line;
}

/** A day that somebody chose stays; one that was only proposed follows the ending: a cycle on, or 90 days. */
function revisitOf(ending: Ending, view: EndView, values: FormValues): LocalDate {
  const soon = addDays(view.today, view.cycleDays);
  const late = addDays(view.today, 90);
  const chosen = typed(values, 'revisitOn', '');
  if (chosen !== '' && chosen !== soon && chosen !== late) return chosen;
  return ending === 'stop' ? late : soon;
}

function ownFields(ending: Ending, { bet }: EndView, values: FormValues): InputBlock[] {
  if (ending === 'continue') return [];
  if (ending === 'change') {
    return [
      long('newChange', 'We believe', typed(values, 'newChange', bet.mechanism.change)),
      long('newBecause', 'because', typed(values, 'newBecause', bet.mechanism.because)),
      long('newTest', 'Smallest test this week', typed(values, 'newTest', bet.smallestTest)),
    ];
  }
  const harmed = [
    { value: 'no', label: 'No' },
    { value: 'yes', label: 'Yes' },
  ];
  return [
    long('learned', 'What was learned?', typed(values, 'learned', '')),
    long('saved', 'Time saved, roughly', typed(values, 'saved', '')),
    input({
      blockId: 'harmed',
      label: 'Were users harmed?',
      element: select({ choices: harmed, initial: typed(values, 'harmed', 'no') }),
    }),
    long('floor', 'If so: what does the floor learn?', typed(values, 'floor', '')),
  ];
}

function long(blockId: string, label: string, initial: string): InputBlock {
  const maxLength = blockId === 'line' ? 500 : 3000;
  const isMultiline = blockId !== 'saved';
  const element = textInput({ initial, isMultiline, maxLength });
  return input({ blockId, label, element, isOptional: optional.includes(blockId) });
}

function isSame(filled: FilledEnding, { bet }: EndView): boolean {
  const { change, because } = bet.mechanism;
  return (
    oneLine(filled.newChange) === oneLine(clean(change)) &&
    oneLine(filled.newBecause) === oneLine(clean(because)) &&
    oneLine(filled.newTest) === oneLine(clean(bet.smallestTest))
  );
}
