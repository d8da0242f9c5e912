import { z } from 'zod';
import { type DraftId, isId, type OnePagerId, type TeamId } from '../../lib/ids.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean } from '../../platform/slack/text.ts';
import { type FieldRead, nameOfBlock, readField, textOfValue } from '../onepager/field-rules.ts';
import { isFieldName } from '../onepager/rules.ts';
import type { BetFields } from '../quality/rules.ts';
import { type Draft, STEP_FIELDS, type Step } from './rules.ts';

/** The modal's callback id, the same on all three steps. */
export const formCallbackId = 'draft.write';

/** The ids of this feature's buttons and of fields that act as they change. */
export const draftActions = {
  /** From the set-up card; value: the team's id. */
  start: 'onepager.start',
  /** A fresh form, whatever drafts there are; value: a team's id or nothing. */
  fresh: 'draft.new',
  resume: 'draft.resume',
  discard: 'draft.discard',
  /** Edit a running one-pager; value: its id. */
  edit: 'draft.edit',
  type: 'draft.type',
  scene: 'draft.scene',
  /** A menu whose choice changes what else is asked. */
  change: 'draft.change',
  /** A pair of signals that fit each other; value: a lens. */
  pair: 'draft.pair',
  /** Another role in *Sharpen*: the same form with its suggestions. */
  lens: 'draft.lens',
  back: 'draft.back',
  shorten: 'draft.shorten',
  wayOut: 'draft.way-out',
  /** Sharpen a running one-pager; value: its id. */
  sharpen: 'draft.sharpen',
  /** Try a promoted one-pager in a new segment; value: its id. */
  segment: 'draft.segment',
} as const;

const draftId = z.custom<DraftId>((value) => typeof value === 'string' && isId('dr', value));
const teamId = z.custom<TeamId>((value) => typeof value === 'string' && isId('tm', value));
const onepagerId = z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value));

const metadataSchema = z.object({
  form: z.literal(1),
  draftId,
  teamId,
  step: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** Counts refills: block ids carry it, because Slack keeps what was typed in a block whose id stays the same. */
  revision: z.number().int().min(0).max(100_000),
  /** The scene it was started from. */
  from: z.string().max(20),
  editing: z.object({ onepagerId, version: z.number().int() }).exactOptional(),
  /** It tries a promoted one-pager in a new segment: what it starts from is chosen. */
  isFollowing: z.literal(true).exactOptional(),
  /** The first step asks which team. */
  hasTeams: z.literal(true).exactOptional(),
  wayOut: z.enum(['spike', 'slice']).exactOptional(),
  /** *Really one more?* was asked. */
  isSure: z.literal(true).exactOptional(),
});

/** What a form knows of itself; it comes back with everything that is done in it. */
export type FormMetadata = z.infer<typeof metadataSchema>;

/** The metadata of a form that opens a draft where it was left. */
export function metadataOf(draft: Draft): FormMetadata {
  const { id: draftId, teamId, step, editing, following } = draft;
  return {
    ...{ form: 1, draftId, teamId, step, revision: 0, from: 'blank' },
    ...(editing === undefined ? {} : { editing }),
    ...(following === undefined ? {} : { isFollowing: true }),
  };
}

/** Writes the metadata of a form; far below Slack's 3,000 characters. */
export function writeMetadata(metadata: FormMetadata): string {
  return JSON.stringify(metadata);
}

/** Reads the metadata of a form; undefined when it is not ours or from another release (B-27). */
export function readFormMetadata(text: string): FormMetadata | undefined {
  return readMetadata(metadataSchema, text);
}

/** Fields that hold more than they take. */
export type TooLong = Partial<Record<keyof BetFields, Extract<FieldRead, { refused: 'too-long' }>>>;

/** What one step holds: its fields, too long ones apart, and the team when the form asks for it. */
export interface ParsedStep {
  fields: Partial<BetFields>;
  tooLong: TooLong;
  teamId?: TeamId;
}

/**
 * Reads one step of the form. Text is cleaned (text.ts), dates and choices that are none become empty, blocks that are
 * no fields of this step are passed over. A field that is not in the view is absent: what was saved of it stays.
 */
export function parseStep(values: FormValues, step: Step): ParsedStep {
  const parsed: ParsedStep = { fields: {}, tooLong: {} };
  for (const [blockId, value] of Object.entries(values)) {
    const name = nameOfBlock(blockId);
    const text = clean(textOfValue(value));
    if (name === 'team' && isId('tm', text)) parsed.teamId = text;
    if (!isFieldName(name) || !STEP_FIELDS[step].some((own) => own === name)) continue;
    const read = readField(name, text);
    if ('refused' in read) parsed.tooLong[name] = read;
    else parsed.fields[name] = read.value;
  }
  return parsed;
}
