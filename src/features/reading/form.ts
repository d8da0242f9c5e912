import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { CardId, ReviewId } from '../../lib/ids.ts';
import { isId } from '../../lib/ids.ts';
import { context, divider, input, modal, section, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, escape, isBlank, oneLine } from '../../platform/slack/text.ts';
import { formatLimit, type Guardrail } from '../signal/guardrail.ts';
import { formatMeasure, formatValue, type Measure } from '../signal/measure.ts';
import { type Reach, reachOf } from '../signal/reach.ts';
import { type Reading, type Signal, targetOf } from '../signal/rules.ts';
import { GUARDRAIL_ID } from '../verdict/rules.ts';
import type { CardNote, CardReading } from './rules.ts';
import { isRate, readReading, wouldReplace } from './rules.ts';

/** The form's callback id. */
export const readingsCallbackId = 'review.readings';

/** So many one-pagers fit in one window: each has at most 15 blocks, a window 100. */
export const cardsPerPage = 4;

/** One card as the form asks about it. */
export interface AskedCard {
  cardId: CardId;
  number: number;
  title: string;
  signals: readonly Signal[];
  guardrail: Guardrail;
  /** This review's readings; and the newest number of each signal from earlier reviews. */
  given: readonly CardReading[];
  before: ReadonlyMap<string, CardReading>;
  note?: CardNote;
  /** The card is decided or its review closed: what is added now is late. */
  isLate: boolean;
  /** When it was. */
  endedAt?: Date;
}

const metadataSchema = z.object({
  reviewId: z.custom<ReviewId>((value) => typeof value === 'string' && isId('rv', value)),
  cardIds: z.array(z.custom<CardId>((value) => typeof value === 'string' && isId('cd', value))),
  /** The position of the last card on this page, when more of the person's cards follow. */
  next: z.number().int().exactOptional(),
});

/** Which review and cards a form was opened for, and where it goes on. */
export type ReadingsMetadata = z.infer<typeof metadataSchema>;

/** Reads the form's metadata. */
export function parseReadingsMetadata(metadata: string): ReadingsMetadata | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** The readings form for up to four cards; `next` when more of the person's cards follow on another page. */
export function readingsForm(
  cards: readonly AskedCard[],
  where: { reviewId: ReviewId; next?: number; isChanged?: boolean },
): ModalView {
  const metadata: ReadingsMetadata = {
    reviewId: where.reviewId,
    cardIds: cards.map((card) => card.cardId),
    ...(where.next === undefined ? {} : { next: where.next }),
  };
  return modal({
    callbackId: readingsCallbackId,
    title: cards.length === 1 ? 'Readings' : 'My readings',
    submit: where.next === undefined ? 'Save' : 'Save, next',
    metadata: JSON.stringify(metadata),
    blocks: [
      ...(where.isChanged === true ? [context(changedWords)] : []),
      ...cards.flatMap((card, index) => [
        ...(index === 0 ? [] : [divider()]),
        ...cardBlocks(card, cards.length > 1),
      ]),
    ],
  });
}

const changedWords =
  'Nothing is saved yet: a one-pager was edited while this window was open, and its signals are new. Please look over the fields once more.';

/** Tells whether the form was drawn for other signals than the cards have now. */
export function isFormOutdated(values: FormValues, cards: readonly AskedCard[]): boolean {
  const known = new Set(
    cards.flatMap((card) => [
      ...measuresOf(card).flatMap(({ id }) => [
        blockId(card, id, 'value'),
        blockId(card, id, 'counted'),
      ]),
      ...noteFields.map((field) => noteId(card, field)),
    ]),
  );
  return Object.keys(values).some((id) => !known.has(id));
}

const noteFields = ['why', 'changed', 'unchanged', 'against'] as const;

/** What was read from the form: readings and a note for each card. */
export interface ReadCard {
  cardId: CardId;
  readings: { signalId: string; reading: Reading }[];
  note: Pick<CardNote, 'changed' | 'unchanged' | 'why' | 'against'>;
}

/** Reads a submitted form; errors by block id, at most ten as Slack shows no more. */
export function parseReadings(
  values: FormValues,
  cards: readonly AskedCard[],
): { cards: ReadCard[] } | { errors: Record<string, string> } {
  const errors = new Map<string, string>();
  const read = cards.map((card) => readCard(values, card, errors));
  if (errors.size === 0) return { cards: read };
  return { errors: Object.fromEntries([...errors].slice(0, 10)) };
}

function readCard(values: FormValues, card: AskedCard, errors: Map<string, string>): ReadCard {
  const readings = measuresOf(card).map((measure) => {
    const { id, baseline } = measure;
    const typed = {
      value: textOf(values, blockId(card, id, 'value')),
      counted: textOf(values, blockId(card, id, 'counted')),
    };
    const result = readReading(typed, baseline, reachFor(card, measure));
    if ('refused' in result) {
      errors.set(blockId(card, id, result.refused), result.why);
      return { signalId: id, reading: { isMissing: true } };
    }
    const standing = card.given.find((given) => given.signalId === id);
    if (card.isLate && wouldReplace(standing, result.reading, baseline)) {
      errors.set(blockId(card, id, 'value'), standsWords(standing, baseline));
    }
    return { signalId: id, reading: result.reading };
  });
  const note = {
    changed: textOf(values, noteId(card, 'changed')),
    unchanged: textOf(values, noteId(card, 'unchanged')),
    why: textOf(values, noteId(card, 'why')),
    against: textOf(values, noteId(card, 'against')),
  };
  if (isBlank(note.why) && asksWhy(card)) {
    errors.set(noteId(card, 'why'), 'One line is enough: why do the numbers stand where they do?');
  }
  return { cardId: card.cardId, readings, note };
}

function cardBlocks(card: AskedCard, isOneOfMany: boolean): KnownBlock[] {
  const name = `*#${card.number} ${cut(escape(oneLine(card.title)), 120).replaceAll('*', '∗')}*`;
  return [
    section(name),
    ...(card.isLate
      ? [
          context(
            'This card is closed. Numbers that are on it stand; what you add now is shown as late.',
          ),
        ]
      : []),
    ...measuresOf(card).flatMap((measure) => measureBlocks(card, measure)),
    noteBlock(card, 'why', isOneOfMany ? `#${card.number}: why?` : 'Why?'),
    noteBlock(card, 'changed', 'What changed?'),
    noteBlock(card, 'unchanged', 'What did not?'),
    noteBlock(card, 'against', 'What argues against us?'),
  ];
}

interface Measured {
  id: string;
  name: string;
  baseline: Measure;
  /** What the rule asks for, in the baseline's unit. */
  target?: number;
  isSignal: boolean;
  about: string;
}

function measuresOf(card: AskedCard): Measured[] {
  const { indicator, limit } = card.guardrail;
  return [
    ...card.signals.map((signal) => {
      const target = targetOf(signal);
      return {
        id: signal.id,
        name: signal.name,
        baseline: signal.baseline,
        ...(target === undefined ? {} : { target }),
        isSignal: true,
        about: `At the start ${formatMeasure(signal.baseline)}`,
      };
    }),
    {
      id: GUARDRAIL_ID,
      name: `${indicator} (guardrail)`,
      baseline: limit.limit,
      isSignal: false,
      about: `Limit ${formatLimit(limit)}`,
    },
  ];
}

/** A number that stands on a closed card is asked for again as it is, even where it could not be given today. */
function reachFor(card: AskedCard, { id, name, baseline, target }: Measured): Reach {
  const stood = card.given.find((reading) => card.isLate && reading.signalId === id)?.value;
  const standing = [target, stood].flatMap((value) => value ?? []);
  return reachOf(baseline, { name, standing });
}

function measureBlocks(card: AskedCard, measure: Measured): KnownBlock[] {
  const given = card.given.find((reading) => reading.signalId === measure.id);
  const before = card.before.get(measure.id);
  const shown = given === undefined || given.isMissing ? undefined : given;
  const last =
    before?.value === undefined ? '' : `, last ${formatValue(before.value, measure.baseline)}`;
  const prefill = shown ?? (card.isLate || given?.isMissing === true ? undefined : before);
  const value = input({
    blockId: blockId(card, measure.id, 'value'),
    label: `${cut(oneLine(measure.name), 200)}: now?`,
    hint: `${measure.about}${last}. Empty: no new number.`,
    isOptional: true,
    element: textInput({
      maxLength: 60,
      placeholder: `for example ${formatMeasure(measure.baseline)}`,
      ...(prefill?.value === undefined
        ? {}
        : { initial: formatMeasure({ ...measure.baseline, value: prefill.value }) }),
    }),
  });
  if (!measure.isSignal || !isRate(measure.baseline)) return [value];
  const counted = input({
    blockId: blockId(card, measure.id, 'counted'),
    label: `${cut(oneLine(measure.name), 200)}: out of how many?`,
    isOptional: true,
    element: textInput({
      maxLength: 60,
      placeholder: 'for example 190 / 412',
      ...(shown === undefined ? {} : { initial: countedText(shown) }),
    }),
  });
  return [value, counted];
}

function countedText(reading: Reading): string {
  if (reading.denominator === undefined) return '';
  if (reading.numerator === undefined) return `${reading.denominator}`;
  return `${reading.numerator} / ${reading.denominator}`;
}

function noteBlock(card: AskedCard, field: (typeof noteFields)[number], label: string): KnownBlock {
  // What was said in time stands; what is added late is put under it.
  const initial = card.isLate ? undefined : card.note?.[field];
  return input({
    blockId: noteId(card, field),
    label,
    isOptional: field !== 'why' || !asksWhy(card),
    element: textInput({
      isMultiline: true,
      maxLength: 1000,
      ...(initial === undefined ? {} : { initial }),
    }),
  });
}

/** Why is asked once; of a closed card that has its answer, not again. */
function asksWhy(card: AskedCard): boolean {
  return !card.isLate || card.note === undefined;
}

function standsWords(standing: CardReading | undefined, baseline: Measure): string {
  const number = standing?.value === undefined ? 'A number' : formatValue(standing.value, baseline);
  return `${number} was on this card when it closed, and stands. Put that back, and bring the new number to the next review.`;
}

function blockId(card: AskedCard, id: string, part: 'value' | 'counted'): string {
  return `${card.cardId}.${id}.${part}`;
}

function noteId(card: AskedCard, field: string): string {
  return `${card.cardId}.${field}`;
}

function textOf(values: FormValues, id: string): string {
  const value = values[id];
  return typeof value === 'string' ? clean(value) : '';
}
