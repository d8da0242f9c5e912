import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type OnePagerId } from '../../lib/ids.ts';
import { input, modal, radio, section, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { clean } from '../../platform/slack/text.ts';
import { blockIdOf, maxLengthOf, nameOfBlock, readField } from '../onepager/field-rules.ts';
import { words } from '../onepager/messages.ts';
import { isFieldName, type OnePager } from '../onepager/rules.ts';
import type { BetFields, Finding } from '../quality/rules.ts';
import type { TooLong } from './form.ts';
import { findingText, nameLine } from './messages.ts';

/** The callback id of the *Sharpen* form. */
export const sharpenCallbackId = 'draft.sharpen';

/** What *Sharpen* asks: what the three steps leave out so that the first page takes three minutes. */
export const SHARPEN_FIELDS = [
  'leadingName',
  'leadingNow',
  'leadingContinueIf',
  'counterName',
  'counterNow',
  'counterContinueIf',
  'assumptions',
  'sniffWeekly',
  'sniffUpstream',
  'sniffGameable',
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
      ...signalBlocks(view),
      text(view, 'assumptions', {
        label: 'Assumptions, one a line',
        hint: 'For example: people who stall do not know what comes next',
        isMultiline: true,
      }),
      yesNo(view, 'sniffWeekly', 'Can what moves first move within a week?'),
      yesNo(
        view,
        'sniffUpstream',
        'Does it come before what must move, rather than only along with it?',
      ),
      yesNo(view, 'sniffGameable', 'Could it rise with nobody behaving differently?'),
    ],
  });
}

/** Reads the metadata of a form; undefined when it is not ours or from another release (B-27). */
export function readSharpenMetadata(value: string): SharpenMetadata | undefined {
  try {
    const parsed = metadataSchema.safeParse(JSON.parse(value));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // No JSON: not a form that we drew.
    return undefined;
  }
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
    const read = readField(name, typeof value === 'string' ? clean(value) : '');
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

function signalBlocks(view: SharpenView): KnownBlock[] {
  return [
    text(view, 'leadingName', { label: 'Leading signal', hint: 'For example: checklist opened' }),
    text(view, 'leadingNow', { label: 'Leading signal: now', hint: 'For example: 0%' }),
    text(view, 'leadingContinueIf', {
      label: 'Leading signal: continue if',
      hint: 'Empty: watched only. For example: >=60%',
    }),
    text(view, 'counterName', {
      label: 'What we might be hurting',
      hint: 'For example: unsubscribe rate',
    }),
    text(view, 'counterNow', { label: 'Might be hurting: now', hint: 'For example: 0.4%' }),
    text(view, 'counterContinueIf', {
      label: 'Might be hurting: continue if',
      hint: 'Empty: watched only. For example: <=0.5%',
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

function yesNo(view: SharpenView, name: keyof BetFields, label: string): InputBlock {
  return input({
    blockId: blockIdOf(name, view.metadata.revision),
    label,
    isOptional: true,
    element: radio({
      initial: view.fields[name],
      choices: [
        { value: 'yes', label: 'Yes' },
        { value: 'no', label: 'No' },
      ],
    }),
  });
}
