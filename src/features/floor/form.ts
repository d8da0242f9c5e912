import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type DefaultId, type DeviationId, isId, type TeamId } from '../../lib/ids.ts';
import { afterBecause } from '../../lib/text.ts';
import { context, input, modal, section, select, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean } from '../../platform/slack/text.ts';
import type { Deviation } from '../deviation/rules.ts';
import { strong, words } from '../onepager/messages.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import { floorActions } from './messages.ts';
import {
  type FloorDefault,
  type SettleChoice,
  type SettleErrors,
  type SettleWords,
  settleChoices,
} from './rules.ts';

/** The callback id of the form that settles a line. */
export const settleCallbackId = 'floor.settle';
/** The callback id of the form that adds a line. */
export const addCallbackId = 'floor.add';
/** The callback id of the form that takes one off. */
export const retireCallbackId = 'floor.retire';

const deviationId = z.custom<DeviationId>(
  (value) => typeof value === 'string' && isId('dv', value),
);
const defaultId = z.custom<DefaultId>((value) => typeof value === 'string' && isId('df', value));
const teamId = z.custom<TeamId>((value) => typeof value === 'string' && isId('tm', value));

const settleSchema = z.object({
  choice: z.enum(settleChoices),
  id: z.union([deviationId, defaultId]),
});

/** Reads which line a settle form is about, and what is to become of it. */
export function parseSettleMetadata(
  metadata: string,
): { choice: SettleChoice; id: DeviationId | DefaultId } | undefined {
  return readMetadata(settleSchema, metadata);
}

/** What a settle form is drawn for. */
export type SettleForm = { choice: SettleChoice } & (
  | { deviation: Deviation }
  | { line: FloorDefault }
);

const titles: Readonly<Record<SettleChoice, string>> = {
  promote: 'Promote',
  retire: 'Retire',
  confirm: 'It holds',
  withdraw: 'Take it back',
};

const intros: Readonly<Record<SettleChoice, string>> = {
  promote:
    'It becomes a *candidate* for a default. The team is asked once more at a later close whether it holds; only then is it how we do it.',
  retire: 'It ends here. What was learned stays in the log.',
  confirm:
    'The candidate becomes a *default* for its segment: how we do it from now on. The next roll-up says so, and only two keys take it back.',
  withdraw: 'The candidate leaves the floor. What was learned stays in the change log.',
};

const lessonLabels: Readonly<Record<SettleChoice, string>> = {
  promote: 'One lesson',
  retire: 'One lesson',
  confirm: 'What shows that it holds?',
  withdraw: 'What shows that it does not hold?',
};

/** Asks one lesson, and what the answer needs besides; `values` is what was typed before. */
export function settleForm(form: SettleForm, values: FormValues = {}): ModalView {
  const { choice } = form;
  const about = 'deviation' in form ? aboutDeviation(form.deviation) : aboutLine(form.line);
  const id = 'deviation' in form ? form.deviation.id : form.line.id;
  const isHarmed = values.harmed === 'yes';
  const isKeeping = choice === 'promote' || choice === 'confirm';
  return modal({
    callbackId: settleCallbackId,
    title: titles[choice],
    submit: titles[choice],
    metadata: JSON.stringify({ choice, id }),
    blocks: [
      section(about),
      context(intros[choice]),
      text('lesson', lessonLabels[choice], { initial: typed(values, 'lesson', ''), isLong: true }),
      ...(choice === 'promote' && 'deviation' in form ? promoteFields(form.deviation, values) : []),
      harmedField(isHarmed),
      ...(isHarmed && !isKeeping ? harmFields(values) : []),
    ],
  });
}

/** Reads a settle form; fields that it does not ask are empty. */
export function parseSettle(values: FormValues): SettleWords {
  return {
    lesson: typed(values, 'lesson', ''),
    isHarmed: values.harmed === 'yes',
    statement: typed(values, 'statement', ''),
    segment: typed(values, 'segment', ''),
    harm: typed(values, 'harm', ''),
    floor: typed(values, 'floor', ''),
  };
}

const blankWords = 'One line is enough.';
const harmedWords =
  'What harmed users does not become how we do it. Close this and choose the other answer: then the floor learns from it.';

/** The errors as sentences at their fields; undefined when there is none. */
export function settleErrors(errors: SettleErrors): Record<string, string> | undefined {
  const told = Object.entries(errors).map(([field, why]) => [
    field,
    why === 'harmed' ? harmedWords : blankWords,
  ]);
  return told.length === 0 ? undefined : Object.fromEntries(told);
}

const addSchema = z.object({ teamId });
const retireSchema = z.object({ id: defaultId });

/** Reads for which team a line is added. */
export function parseAddMetadata(metadata: string): TeamId | undefined {
  return readMetadata(addSchema, metadata)?.teamId;
}

/** Reads which line is taken off. */
export function parseRetireMetadata(metadata: string): DefaultId | undefined {
  return readMetadata(retireSchema, metadata)?.id;
}

/** A default that the team keeps already and never wrote down. */
export function addForm(team: TeamId): ModalView {
  return modal({
    callbackId: addCallbackId,
    title: 'Add a default',
    submit: 'Add it',
    metadata: JSON.stringify({ teamId: team }),
    blocks: [
      section(
        'How do we normally do it? A line that the team keeps already; what is still to be proven is a one-pager or a deviation.',
      ),
      text('area', 'Area', { initial: '', placeholder: 'for example Onboarding' }),
      text('statement', 'The default', {
        ...{ initial: '', isLong: true, placeholder: 'New signups start from a sample project' },
      }),
      text('segment', 'For whom?', {
        ...{ initial: '', isOptional: true, placeholder: 'empty means everybody' },
      }),
      text('why', 'Why do we do it so?', { initial: '', isLong: true }),
    ],
  });
}

/** What was typed to add a line; errors by field when something is missing. */
export function parseAdd(
  values: FormValues,
):
  | { line: { area: string; statement: string; segment: string; why: string } }
  | { errors: Record<string, string> } {
  const line = {
    area: typed(values, 'area', ''),
    statement: typed(values, 'statement', ''),
    segment: typed(values, 'segment', ''),
    why: typed(values, 'why', ''),
  };
  const missing = (['area', 'statement', 'why'] as const).filter((field) =>
    isEmptyText(line[field]),
  );
  if (missing.length === 0) return { line };
  return { errors: Object.fromEntries(missing.map((field) => [field, blankWords])) };
}

/** Said at the field when the floor has the line already. */
export const sameLineWords =
  'The floor has this line already. Write what is different, or leave it as it is.';

/** Asks why a line leaves the floor. */
export function retireForm(line: FloorDefault): ModalView {
  return modal({
    callbackId: retireCallbackId,
    title: 'Take it off the floor',
    submit: 'Take it off',
    metadata: JSON.stringify({ id: line.id }),
    blocks: [
      section(aboutLine(line)),
      context(
        'It stays in the change log with this reason, and the next roll-up says that it is no longer held.',
      ),
      text('why', 'Why is it no longer how we do it?', { initial: '', isLong: true }),
    ],
  });
}

/** The reason; undefined when there is none. */
export function parseRetire(values: FormValues): string | undefined {
  const why = typed(values, 'why', '');
  return isEmptyText(why) ? undefined : why;
}

/** Said at the field when the reason is missing. */
export const noReasonWords = blankWords;

function aboutDeviation({ area, deviation, because }: Deviation): string {
  return `Instead of ${strong(area, 100)}: ${words(deviation, 500)}\nbecause ${words(afterBecause(because), 500)}`;
}

function aboutLine({ area, statement, segment }: FloorDefault): string {
  const whom = segment.trim() === '' ? '' : ` (${words(segment, 100)})`;
  return `${strong(area, 100)}: ${words(statement, 800)}${whom}`;
}

function promoteFields(deviation: Deviation, values: FormValues): InputBlock[] {
  return [
    text('statement', 'The default that it could become', {
      ...{ initial: typed(values, 'statement', deviation.deviation), isLong: true },
    }),
    text('segment', 'For which segment?', {
      initial: typed(values, 'segment', ''),
      placeholder: 'for example new signups in segment S',
    }),
  ];
}

function harmedField(isHarmed: boolean): InputBlock {
  const choices = [
    { value: 'no', label: 'No' },
    { value: 'yes', label: 'Yes' },
  ];
  const initial = isHarmed ? 'yes' : 'no';
  return input({
    blockId: 'harmed',
    label: 'Were users harmed?',
    element: select({ choices, initial, actionId: floorActions.reshape }),
    dispatches: true,
  });
}

function harmFields(values: FormValues): InputBlock[] {
  return [
    text('harm', 'What happened to them?', {
      initial: typed(values, 'harm', ''),
      placeholder: 'for example 40 people were charged twice',
    }),
    text('floor', 'What does the floor learn from it?', {
      ...{ initial: typed(values, 'floor', ''), isLong: true },
    }),
  ];
}

function typed(values: FormValues, id: string, fallback: string): string {
  const value = values[id];
  if (value === undefined) return fallback;
  return typeof value === 'string' ? clean(value).trim() : '';
}

function text(
  blockId: string,
  label: string,
  shape: { initial: string; placeholder?: string; isLong?: boolean; isOptional?: boolean },
): InputBlock {
  const { isLong, isOptional, ...element } = shape;
  return input({
    ...{ blockId, label, isOptional: isOptional === true },
    element: textInput({
      ...element,
      ...{ isMultiline: isLong === true, maxLength: isLong === true ? 1000 : 200 },
    }),
  });
}
