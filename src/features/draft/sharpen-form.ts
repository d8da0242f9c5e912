import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type OnePagerId } from '../../lib/ids.ts';
import {
  checkboxes,
  context,
  input,
  modal,
  radio,
  section,
  select,
  textInput,
  usersSelect,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean } from '../../platform/slack/text.ts';
import {
  blockIdOf,
  maxLengthOf,
  nameOfBlock,
  readField,
  textOfValue,
} from '../onepager/field-rules.ts';
import { words } from '../onepager/messages.ts';
import { isFieldName, type OnePager, SIGNAL_FIELDS } from '../onepager/rules.ts';
import { type BetFields, type Finding, listTokens } from '../quality/rules.ts';
import { findLens } from '../scene/lens-rules.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import { draftActions, type TooLong } from './form.ts';
import { findingText, nameLine } from './messages.ts';
import { lensChoices } from './picker-blocks.ts';

/** The callback id of the *Sharpen* form. */
export const sharpenCallbackId = 'draft.sharpen';

/** What *Sharpen* asks: what the three steps leave out so that the first page takes three minutes. */
export const SHARPEN_FIELDS = [
  'coAuthorIds',
  'lens',
  'orIf',
  'stopIf',
  'leadingName',
  'leadingNow',
  'leadingContinueIf',
  'leadingGood',
  'counterName',
  'counterNow',
  'counterContinueIf',
  'counterGood',
  'proxyGood',
  'outcomeGood',
  'roughSignals',
  'sniffWeekly',
  'sniffUpstream',
  'sniffGameable',
  'proxyDefinition',
  'assumptions',
  'artifact',
  'share',
  'evidenceLinks',
] as const satisfies readonly (keyof BetFields)[];

const onepagerId = z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value));

const metadataSchema = z.object({
  form: z.literal(1),
  onepagerId,
  /** The version that the person saw; a newer one is shown before anything is saved over it. */
  version: z.number().int(),
  revision: z.number().int().min(0).max(100_000),
});

/** What the form knows of itself. */
export type SharpenMetadata = z.infer<typeof metadataSchema>;

/** What *Sharpen* shows. */
export interface SharpenView {
  metadata: SharpenMetadata;
  onepager: OnePager;
  fields: BetFields;
  findings: readonly Finding[];
  /** Said first, mrkdwn; with it the button says *Save mine anyway*. */
  conflict?: string;
}

/** The *Sharpen* form, filled with what is there. */
export function sharpenView(view: SharpenView): ModalView {
  return modal({
    callbackId: sharpenCallbackId,
    title: 'Sharpen',
    submit: view.conflict === undefined ? 'Save' : 'Save mine anyway',
    metadata: JSON.stringify(view.metadata),
    blocks: [
      section(
        view.conflict ??
          `${nameLine(view.onepager)}. Everything here is optional. While it runs, a changed signal is an amendment: dated, and shown at the next review.`,
      ),
      ...hintBlocks(view.findings),
      ...whoBlocks(view),
      ...ruleBlocks(view),
      ...signalBlocks(view),
      ...sniffBlocks(view),
      ...aroundBlocks(view),
    ],
  });
}

/** Reads the metadata of a form; undefined when it is not ours or from another release (B-27). */
export function readSharpenMetadata(text: string): SharpenMetadata | undefined {
  return readMetadata(metadataSchema, text);
}

/** Reads the form: its fields, and too long ones apart. */
export function parseSharpen(values: FormValues): {
  fields: Partial<BetFields>;
  tooLong: TooLong;
} {
  const fields: Partial<BetFields> = {};
  const tooLong: TooLong = {};
  for (const [blockId, value] of Object.entries(values)) {
    const name = nameOfBlock(blockId);
    if (!isFieldName(name) || !SHARPEN_FIELDS.some((own) => own === name)) continue;
    const read = readField(name, clean(textOfValue(value)));
    if ('refused' in read) tooLong[name] = read;
    else fields[name] = read.value;
  }
  return { fields, tooLong };
}

function hintBlocks(findings: readonly Finding[]): KnownBlock[] {
  if (findings.length === 0) return [];
  const lines = findings.slice(0, 5).map((finding) => `• ${words(findingText(finding), 500)}`);
  return [section(`*Hints*; you may keep it as it is\n${lines.join('\n')}`)];
}

function whoBlocks(view: SharpenView): KnownBlock[] {
  const { fields, metadata } = view;
  const lens = findLens(fields.lens);
  return [
    input({
      blockId: blockIdOf('coAuthorIds', metadata.revision),
      label: 'Written with',
      hint: 'Co-authors may edit it as you do. Two people who wrote the aim together both know it.',
      isOptional: true,
      element: usersSelect({ initial: listTokens(fields.coAuthorIds), max: 10 }),
    }),
    input({
      blockId: blockIdOf('lens', metadata.revision),
      label: 'Look at it as',
      hint: 'A role suggests what to watch, here and on the review’s card.',
      isOptional: true,
      dispatches: true,
      element: select({
        actionId: draftActions.lens,
        placeholder: 'A role',
        choices: lensChoices,
        ...(lens === undefined ? {} : { initial: lens.id }),
      }),
    }),
    ...(lens === undefined
      ? []
      : [context(`As this role: ${[...lens.prompts, lens.review].join(' · ')}`)]),
  ];
}

function ruleBlocks(view: SharpenView): KnownBlock[] {
  return [
    section('*The rule*'),
    text(view, 'orIf', {
      label: 'Or continue if, one a line',
      hint: 'A signal’s name, then how far. One that is met is enough. For example: 14-day activation >=33%',
      isMultiline: true,
    }),
    text(view, 'stopIf', {
      label: 'Stop outright if, one a line',
      hint: 'Says stop at any review, before the gate too. For example: 14-day activation <=20%',
      isMultiline: true,
    }),
  ];
}

function signalBlocks(view: SharpenView): KnownBlock[] {
  const lens = findLens(view.fields.lens);
  const unruled = (['proxy', 'outcome'] as const).filter((kind) =>
    isEmptyText(view.fields[`${kind}ContinueIf`]),
  );
  return [
    section('*More signals*'),
    text(view, 'leadingName', {
      label: 'Leading signal',
      hint: `For example: ${lens?.leading ?? 'checklist opened'}`,
    }),
    text(view, 'leadingNow', { label: 'Leading signal: now', hint: 'For example: 0%' }),
    text(view, 'leadingContinueIf', {
      label: 'Leading signal: continue if',
      hint: 'Empty: watched only. For example: >=60%',
    }),
    good(view, 'leadingGood', 'Leading signal: good is'),
    text(view, 'counterName', {
      label: 'What we might be hurting',
      hint: `For example: ${lens?.counter ?? 'unsubscribe rate'}`,
    }),
    text(view, 'counterNow', { label: 'Might be hurting: now', hint: 'For example: 0.4%' }),
    text(view, 'counterContinueIf', {
      label: 'Might be hurting: continue if',
      hint: 'Empty: watched only. For example: <=0.5%',
    }),
    good(view, 'counterGood', 'Might be hurting: good is'),
    ...unruled.map((kind) =>
      good(view, `${kind}Good`, `${kind === 'proxy' ? 'Moves first' : 'Must move'}: good is`),
    ),
    ...roughBlocks(view),
  ];
}

/** Which numbers are rough: of the signals that are there. */
function roughBlocks({ onepager, fields, metadata }: SharpenView): InputBlock[] {
  const choices = SIGNAL_FIELDS.flatMap(({ kind }) => {
    const signal = onepager.bet.signals.find((one) => one.kind === kind);
    return signal === undefined ? [] : [{ value: kind, label: signal.name }];
  });
  if (choices.length === 0) return [];
  return [
    input({
      blockId: blockIdOf('roughSignals', metadata.revision),
      label: 'Rough numbers',
      hint: 'Directionally right is enough to start with; the card says that it is rough.',
      isOptional: true,
      element: checkboxes({ initial: listTokens(fields.roughSignals), choices }),
    }),
  ];
}

function sniffBlocks(view: SharpenView): KnownBlock[] {
  return [
    section('*Sniff test of what moves first*'),
    yesNo(view, 'sniffWeekly', 'Can it move within a week?'),
    yesNo(
      view,
      'sniffUpstream',
      'Does it come before what must move, rather than only along with it?',
    ),
    yesNo(view, 'sniffGameable', 'Could it rise with nobody behaving differently?'),
    text(view, 'proxyDefinition', {
      label: 'What exactly counts',
      hint: 'The answer to a yes above, or a second signal. For example: counts only when its result is used',
    }),
  ];
}

function aroundBlocks(view: SharpenView): KnownBlock[] {
  return [
    section('*Around it*'),
    text(view, 'assumptions', {
      label: 'Assumptions, one a line',
      hint: 'For example: people who stall do not know what comes next',
      isMultiline: true,
    }),
    text(view, 'artifact', {
      label: 'What people will see',
      hint: 'The artifact. For example: “Start with Action X, in under 2 minutes”',
    }),
    text(view, 'share', {
      label: 'What to share',
      hint: 'What others may copy from it. For example: the checklist’s wording, and its numbers',
    }),
    text(view, 'evidenceLinks', {
      label: 'Evidence, one link a line',
      hint: 'For example: https://example.com/cohort-7 Cohort 7 stalls at step N',
      isMultiline: true,
    }),
  ];
}

function text(
  view: SharpenView,
  name: keyof BetFields,
  options: { label: string; hint: string; isMultiline?: boolean },
): InputBlock {
  return input({
    blockId: blockIdOf(name, view.metadata.revision),
    label: options.label,
    hint: options.hint,
    isOptional: true,
    element: textInput({
      initial: view.fields[name],
      maxLength: maxLengthOf(name),
      isMultiline: options.isMultiline === true,
    }),
  });
}

function good(view: SharpenView, name: keyof BetFields, label: string): InputBlock {
  const choices = [
    { value: 'up', label: 'More' },
    { value: 'down', label: 'Less' },
  ];
  return choice(view, { name, label, choices });
}

function yesNo(view: SharpenView, name: keyof BetFields, label: string): InputBlock {
  const choices = [
    { value: 'yes', label: 'Yes' },
    { value: 'no', label: 'No' },
  ];
  return choice(view, { name, label, choices });
}

function choice(
  view: SharpenView,
  asked: { name: keyof BetFields; label: string; choices: { value: string; label: string }[] },
): InputBlock {
  const { name, label, choices } = asked;
  return input({
    blockId: blockIdOf(name, view.metadata.revision),
    label,
    isOptional: true,
    element: radio({ initial: view.fields[name], choices }),
  });
}
