import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { type CardId, isId } from '../../lib/ids.ts';
import { isLocalDate, type LocalDate } from '../../lib/time.ts';
import { context, modal, section } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, escape, isBlank, oneLine } from '../../platform/slack/text.ts';
import { type Asked, fieldsFor, isMajor, typed } from './form-field.ts';
import {
  type DecisionChoice,
  isDecision,
  type MajorReason,
  majorByRule,
  proposeChoice,
  seenBy,
  voteFor,
  type Weight,
  weigh,
} from './rules.ts';

/** The form's callback id. */
export const decideCallbackId = 'decide.log';

const metadataSchema = z.object({
  cardId: z.custom<CardId>((value) => typeof value === 'string' && isId('cd', value)),
  /** What was typed in fields that the present choice does not ask, so that choosing back brings it back. */
  kept: z.record(z.string(), z.string()),
});

/** Reads the form's metadata: the card it was opened for, and what is typed but not shown. */
export function parseDecideMetadata(metadata: string): z.infer<typeof metadataSchema> | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** What the form knows of its card. `voteLine` is mrkdwn. */
export interface DecideView extends Asked {
  cardId: CardId;
  number: number;
  title: string;
  verdictLine: string;
  voteLine: string;
}

/** The form for the choice in `values`, or for the proposed one; `isAsking`: it came back because it asks more now. */
export function decideForm(view: DecideView, values: FormValues, isAsking = false): ModalView {
  const choice = choiceOf(view, values);
  // Once it was pressed, what goes against the votes has to be asked, hidden or not.
  const seen = seenBy(view, view.isSplitShown || isAsking);
  const fields = fieldsFor(choice, seen, values);
  const reason = majorByRule(choice, view);
  const shown = new Set(fields.map((field) => field.block_id));
  const hidden = Object.keys(values).filter((id) => !shown.has(id));
  return modal({
    callbackId: decideCallbackId,
    title: 'Log decision',
    submit: 'Log decision',
    metadata: JSON.stringify({ cardId: view.cardId, kept: keep(values, hidden) }),
    blocks: [
      section(headText(view)),
      ...(isAsking ? [context(askingWords)] : []),
      ...fields,
      ...(choice === 'promote' && !view.isRuleMet ? [context(candidateWords)] : []),
      ...(reason === undefined ? [] : [context(majorWords[reason])]),
    ],
  });
}

/** A decision as it was filled in; texts that the choice does not ask are empty. */
export interface FilledDecision {
  choice: DecisionChoice;
  weight: Weight;
  confidence: 'low' | 'medium' | 'high';
  line: string;
  because: string;
  newGateOn?: LocalDate;
  newChange: string;
  newBecause: string;
  newTest: string;
  leverage: string;
  learned: string;
  saved: string;
  /** What happened to users, and what the floor learns; only when they were harmed. */
  harm: string;
  floor: string;
  default: string;
  area: string;
  segment: string;
  lesson: string;
  revisitOn?: LocalDate;
  /** By rule, or ticked. */
  isMajor: boolean;
}

/**
 * Reads a submitted form on the votes and numbers of now. `isOutdated`: the decision asks more than the form that was drawn,
 * so it must be drawn again; otherwise errors by field, or the decision.
 */
export function parseDecision(
  values: FormValues,
  view: DecideView,
): { decision: FilledDecision } | { errors: Record<string, string> } | { isOutdated: true } {
  const choice = choiceOf(view, values);
  const weight = weigh(choice, view);
  const fields = fieldsFor(choice, view, values);
  const ids = fields.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  const isMissing = fields.some(
    ({ block_id = '', optional }) => optional !== true && !(block_id in values),
  );
  if (isMissing) return { isOutdated: true };
  const errors: Record<string, string> = {};
  for (const { block_id = '', optional } of fields) {
    if (optional !== true && isBlank(typed(values, block_id, ''))) errors[block_id] = emptyWords;
  }
  if (weight.lacksOtherVote) errors.choice = lacksVoteWords(choice);
  if (choice === 'promote' && view.isPastLimit) errors.choice = pastLimitWords;
  if (choice === 'promote' && values.harmed === 'yes') errors.harmed = harmedWords;
  const asked = Object.fromEntries(ids.map((id) => [id, values[id] ?? null]));
  const decision = fill(asked, { choice, weight, isMajor: isMajor(choice, view, values) });
  for (const field of ['newGateOn', 'revisitOn'] as const) {
    const date = decision[field];
    if (date !== undefined && date <= view.today) errors[field] = pastWords;
  }
  if (choice === 'change' && !isChanged(decision, view)) errors.newTest ??= unchangedWords;
  return Object.keys(errors).length > 0 ? { errors } : { decision };
}

const emptyWords = 'Please fill this in; one line is enough.';
const pastWords = 'That day is not in the future; pick a later one.';
const pastLimitWords =
  'The guardrail is past its limit, so users are at risk and this cannot become how we do it. Choose stop and say what the floor learns, or change it until the limit holds.';
const harmedWords =
  'What harmed users is not promoted. Choose stop and say what the floor learns from it, or change it and judge it once more.';
const candidateWords =
  'The rule is not met yet, so this becomes a *candidate*. It is a default once it is proven for its segment: by a one-pager whose rule is met, or when the team confirms it at a later close of a cycle.';
const unchangedWords =
  'Nothing is different yet. Change the mechanism, the because or the test; or choose continue.';
const majorWords: Readonly<Record<MajorReason, string>> = {
  bet: '*Major*, because it is about a bet: it is looked at again on that day, and only two keys take it back.',
  default:
    '*Major*, because it makes a default: it is looked at again on that day, and only two keys take it back.',
};
const askingWords =
  'Nothing is logged yet: by the votes and readings of now, the decision asks more than this window did. Please look once more.';

function lacksVoteWords(choice: DecisionChoice): string {
  return `This goes against the vote or the rule, so it needs one other person’s vote for “${voteFor(choice)}”. Ask somebody who agrees to vote on the card, then log it.`;
}

function headText(view: DecideView): string {
  const title = cut(escape(oneLine(view.title)), 120).replaceAll('*', '∗');
  return [`*#${view.number} ${title}*`, cut(escape(view.verdictLine), 500), view.voteLine].join(
    '\n',
  );
}

/** `private_metadata` holds 3,000 characters; what does not fit is left out, the longest first. */
const keptMax = 2500;

/** What is typed in these fields, for `private_metadata`. */
export function keep(values: FormValues, ids: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {};
  const texts = ids.map((id) => ({ id, text: typed(values, id, '') }));
  texts.sort((one, other) => one.text.length - other.text.length);
  for (const { id, text } of texts) {
    const more = { ...kept, [id]: text };
    if (text !== '' && JSON.stringify(more).length <= keptMax) kept[id] = text;
  }
  return kept;
}

function fill(
  values: FormValues,
  known: Pick<FilledDecision, 'choice' | 'weight' | 'isMajor'>,
): FilledDecision {
  const of = (id: string) => typed(values, id, '');
  const confidence = of('confidence');
  const newGateOn = of('newGateOn');
  const revisitOn = of('revisitOn');
  return {
    ...known,
    confidence: confidence === 'low' || confidence === 'high' ? confidence : 'medium',
    line: of('line'),
    because: of('because'),
    newChange: of('newChange'),
    newBecause: of('newBecause'),
    newTest: of('newTest'),
    leverage: of('leverage'),
    learned: of('learned'),
    saved: of('saved'),
    harm: of('harm'),
    floor: of('floor'),
    default: of('default'),
    area: of('area'),
    segment: of('segment'),
    lesson: of('lesson'),
    ...(isLocalDate(newGateOn) ? { newGateOn } : {}),
    ...(isLocalDate(revisitOn) ? { revisitOn } : {}),
  };
}

function isChanged(decision: FilledDecision, view: DecideView): boolean {
  const { mechanism, smallestTest } = view;
  return (
    oneLine(decision.newChange) !== oneLine(clean(mechanism.change)) ||
    oneLine(decision.newBecause) !== oneLine(clean(mechanism.because)) ||
    oneLine(decision.newTest) !== oneLine(clean(smallestTest))
  );
}

function choiceOf(view: DecideView, values: FormValues): DecisionChoice {
  const choice = typed(values, 'choice', '');
  return isDecision(choice) ? choice : proposeChoice(seenBy(view, view.isSplitShown));
}
