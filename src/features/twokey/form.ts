import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type DecisionId, isId } from '../../lib/ids.ts';
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
import { clean, cut, isBlank, oneLine } from '../../platform/slack/text.ts';
import { describeMarks, headline } from '../decision/message-record.ts';
import { CORRECTION_MODES, type Correction } from '../decision/reversal-rules.ts';
import type { Decision, DecisionKind } from '../decision/rules.ts';

/** The form's name. */
export const correctCallbackId = 'twokey.correct';

/** What the form is drawn from: the entry, the team's day, and whether it takes two keys. */
export interface CorrectView {
  decision: Decision;
  today: LocalDate;
  plan: 'at-once' | 'two-keys';
}

const sizes = { because: 500, title: 150, line: 500, learned: 1000 } as const;
const metadataSchema = z.object({
  decisionId: z.custom<DecisionId>((value) => typeof value === 'string' && isId('dec', value)),
});

/** The form around an entry: what is wrong with it, why, and what it should say. */
export function correctForm(view: CorrectView): ModalView {
  const { decision } = view;
  const { line = '', learned = '' } = decision.texts;
  return modal({
    callbackId: correctCallbackId,
    title: `Correct #${decision.number}`,
    submit: view.plan === 'at-once' ? 'Write correction' : 'Ask for two keys',
    metadata: JSON.stringify({ decisionId: decision.id }),
    blocks: [
      section(`*${headline(decision)}*\n${describeMarks(decision)}`),
      input({
        blockId: 'mode',
        label: 'What is it?',
        element: select({ choices: modeChoices, initial: 'words' }),
      }),
      long('because', 'Why?', { initial: '', max: sizes.because }),
      ...(decision.kind === 'other'
        ? [long('title', 'What was decided', { initial: decision.title, max: sizes.title })]
        : []),
      long('line', 'One line for the log', { initial: line, max: sizes.line }),
      ...(learned === ''
        ? []
        : [long('learned', 'What was learned', { initial: learned, max: sizes.learned })]),
      ...(decision.revisitOn === undefined ? [] : [revisitField(view, decision.revisitOn)]),
      context(followsWords(view)),
    ],
  });
}

/** Reads which entry a form was opened for. */
export function parseCorrectMetadata(metadata: string): DecisionId | undefined {
  return readMetadata(metadataSchema, metadata)?.decisionId;
}

/** Reads the submitted form; what it does not ask stays as it was. */
export function parseCorrection(
  values: FormValues,
  view: CorrectView,
): { correction: Correction } | { errors: Record<string, string> } {
  const { decision, today } = view;
  const typed = (id: string, before: string) => {
    const value = values[id];
    return typeof value === 'string' ? clean(value) : id in values ? '' : before;
  };
  const mode = CORRECTION_MODES.find((one) => one === values.mode) ?? 'words';
  const because = typed('because', '');
  const correction = {
    mode,
    because: cut(because, sizes.because),
    title: cut(oneLine(typed('title', decision.title)), sizes.title),
    line: cut(typed('line', decision.texts.line ?? ''), sizes.line),
    learned: cut(typed('learned', decision.texts.learned ?? ''), sizes.learned),
  };
  const revisitOn = typed('revisitOn', decision.revisitOn ?? '');
  const errors: Record<string, string> = {};
  if (isBlank(because)) errors.because = 'Say in a line what is wrong with it.';
  if (mode === 'words') {
    if (isBlank(correction.title) && 'title' in values) errors.title = emptyWords;
    if (isBlank(correction.line) && 'line' in values) errors.line = emptyWords;
    if (revisitOn !== '' && revisitOn !== decision.revisitOn && revisitOn <= today) {
      errors.revisitOn = 'That day is not in the future; pick a later one.';
    }
    if (Object.keys(errors).length === 0 && isSame(correction, revisitOn, decision)) {
      errors.line = 'Nothing is different yet. Change what is wrong, or choose to reverse it.';
    }
  }
  if (Object.keys(errors).length > 0) return { errors };
  return { correction: { ...correction, ...(isLocalDate(revisitOn) ? { revisitOn } : {}) } };
}

/** Said instead of the form once it is done. */
export function correctedView(text: string): ModalView {
  return modal({
    callbackId: 'twokey.corrected',
    title: 'Corrected',
    close: 'OK',
    blocks: [section(text)],
  });
}

/** Said instead of the form once two keys are asked. */
export function askedView(text: string): ModalView {
  return modal({
    callbackId: 'twokey.asked',
    title: 'Two keys are asked',
    close: 'OK',
    blocks: [section(text)],
  });
}

const emptyWords = 'Please fill this in; one line is enough.';
const modeChoices = [
  { value: 'words', label: 'Its words are wrong: put them right' },
  { value: 'reverse', label: 'It holds no longer: reverse it' },
];

/** What else a reversal does, by what was decided. */
const reversalWords: Readonly<Partial<Record<DecisionKind, string>>> = {
  stop: 'Reversing it lets the one-pager run again; it is on the next review.',
  promote: 'Reversing it takes the default off the floor.',
  change: 'Reversing it changes no rule; amend the one-pager on its card.',
};

function followsWords(view: CorrectView): string {
  const { kind } = view.decision;
  const how =
    view.plan === 'at-once'
      ? 'The entry itself stays as it is; a new one is written that corrects it.'
      : 'It is *major*: two key-holders other than you turn their keys first. The question is posted in the team’s channel and sent to them; it ends by itself after seven days.';
  return [how, reversalWords[kind] ?? ''].filter((text) => text !== '').join(' ');
}

function revisitField(view: CorrectView, revisitOn: LocalDate): KnownBlock {
  const initial = revisitOn > view.today ? revisitOn : addDays(view.today, 90);
  return input({
    blockId: 'revisitOn',
    label: 'Ask again on: would we decide the same?',
    element: dateInput({ initial }),
  });
}

function long(blockId: string, label: string, field: { initial: string; max: number }): KnownBlock {
  return input({
    blockId,
    label,
    element: textInput({ initial: field.initial, isMultiline: true, maxLength: field.max }),
  });
}

function isSame(
  correction: Omit<Correction, 'revisitOn'>,
  revisitOn: string,
  decision: Decision,
): boolean {
  return (
    correction.title === oneLine(clean(decision.title)) &&
    correction.line === clean(decision.texts.line ?? '') &&
    correction.learned === clean(decision.texts.learned ?? '') &&
    revisitOn === (decision.revisitOn ?? '')
  );
}
