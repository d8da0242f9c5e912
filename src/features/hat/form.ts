import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type HatId, isId, type TeamId } from '../../lib/ids.ts';
import {
  actions,
  button,
  type Choice,
  checkboxes,
  confirmation,
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
  loopLabels,
  moveLabels,
  symptomLabels,
  traitLabels,
  visibilityLabels,
} from './message-labels.ts';
import { hatActions } from './messages.ts';
import {
  counterMoves,
  type HatErrors,
  type HatTyped,
  isOneOf,
  type Loop,
  loops,
  moves,
  suggestMoves,
  symptoms,
  traits,
  visibilities,
} from './rules.ts';

/** The form's callback id. */
export const hatCallbackId = 'hat.case';

const metadataSchema = z.object({
  caseId: z.custom<HatId>((value) => typeof value === 'string' && isId('ht', value)),
  teamId: z.custom<TeamId>((value) => typeof value === 'string' && isId('tm', value)),
  /** Counts redrawings that fill the counter-moves anew: Slack keeps what was ticked under an id that stays the same. */
  revision: z.int().min(0).max(100_000),
  loops: z.array(z.enum(loops)),
  /** The teams to choose from are asked. */
  hasTeams: z.literal(true).exactOptional(),
});

/** What a form knows of itself. */
export type HatMetadata = z.infer<typeof metadataSchema>;

/** Reads the form's metadata; undefined when it is not ours. */
export function parseHatMetadata(metadata: string): HatMetadata | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** What the form is drawn with besides what stands in it. */
export interface HatForm {
  metadata: HatMetadata;
  typed: HatTyped;
  /** It was saved before, so that others may be reading it. */
  isSaved: boolean;
  /** What stands in it came back from an earlier time. */
  isResumed?: boolean;
  teams?: readonly Choice[];
}

/** One real case in five parts, private until its author says otherwise. */
export function hatForm(form: HatForm): ModalView {
  const { metadata, typed, teams } = form;
  return modal({
    callbackId: hatCallbackId,
    title: 'Anthropologist hat',
    submit: 'Save',
    close: 'Close',
    metadata: JSON.stringify(metadata),
    blocks: [
      section(
        'Look at your own place as a guest would. One real case, a slice of it, in a few lines: what everybody here does without saying it. It is about how things work, not about who is at fault.',
      ),
      ...(form.isResumed === true ? [context(resumedWords[form.isSaved ? 'saved' : 'draft'])] : []),
      ...(teams === undefined ? [] : [teamField(teams, metadata.teamId)]),
      long('context', 'The case: what happened, and what was at stake?', {
        initial: typed.context,
        placeholder: 'The demo was moved three times; each time we polished slides.',
      }),
      many('traits', 'What does it show of how we work?', {
        choices: labelled(traits, traitLabels),
        initial: typed.traits,
      }),
      many('symptoms', 'What follows from it?', {
        choices: labelled(symptoms, symptomLabels),
        initial: typed.symptoms,
      }),
      loopField(typed.loops),
      long('turns', 'How does it feed itself?', {
        initial: typed.turns,
        isOptional: true,
        placeholder: 'What looks finished is praised, so nobody shows what is not.',
      }),
      moveField(typed, metadata.revision),
      ...readerFields(typed),
      context(
        'Kept as you type, and read by nobody until you save. Barbell never posts it. It counts as this cycle’s small dose once the team may read it.',
      ),
      actions(
        'hat.throw',
        ...(form.isSaved && form.isResumed === true ? [dropButton(metadata.caseId)] : []),
        throwAwayButton(metadata.caseId),
      ),
    ],
  });
}

/** Reads the form on top of what is known of it; `loops` bring and take their counter-moves. */
export function parseHat(
  values: FormValues,
  form: { metadata: HatMetadata; before: HatTyped },
): { typed: HatTyped; metadata: HatMetadata } {
  const { metadata, before } = form;
  const movesId = Object.keys(values).find((id) => id.startsWith('moves-'));
  const after = listOf(values.loops, before.loops, loops);
  const chosen =
    movesId === undefined ? before.moves : listOf(values[movesId], before.moves, moves);
  const isSame = sameList(metadata.loops, after);
  const visibility = textOf(values, 'visibility', before.visibility);
  const teamId = textOf(values, 'team', metadata.teamId);
  const typed: HatTyped = {
    context: textOf(values, 'context', before.context),
    traits: listOf(values.traits, before.traits, traits),
    symptoms: listOf(values.symptoms, before.symptoms, symptoms),
    loops: after,
    turns: textOf(values, 'turns', before.turns),
    moves: isSame ? chosen : suggestMoves(chosen, { before: metadata.loops, after }),
    visibility: isOneOf(visibilities, visibility) ? visibility : before.visibility,
    readerIds: readersOf(values, before.readerIds),
  };
  return {
    typed,
    metadata: {
      ...metadata,
      loops: after,
      revision: metadata.revision + (isSame ? 0 : 1),
      teamId: isId('tm', teamId) ? teamId : metadata.teamId,
    },
  };
}

const errorWords = {
  context: 'Two or three lines about one real case are enough.',
  loops: 'Tick at least one thing that you see in it: a habit, what follows, or a loop.',
  readers: {
    none: 'Name at least one person besides yourself, or keep it to yourself.',
    'not-full':
      'Guests and people of other organisations cannot read cases. Name full members of this workspace.',
  },
} as const;

/** The errors as sentences at their fields; undefined when there is none. */
export function hatErrors(errors: HatErrors): Record<string, string> | undefined {
  const told = {
    ...(errors.context === undefined ? {} : { context: errorWords.context }),
    ...(errors.loops === undefined ? {} : { loops: errorWords.loops }),
    ...(errors.readers === undefined ? {} : { readers: errorWords.readers[errors.readers] }),
  };
  return Object.keys(told).length === 0 ? undefined : told;
}

const resumedWords = {
  draft: 'This is where you left it. Nobody has read it.',
  saved: 'These are changes that you have not saved; others still read it as it was.',
} as const;

function teamField(teams: readonly Choice[], initial: TeamId): InputBlock {
  return input({
    blockId: 'team',
    label: 'Which team?',
    element: select({ choices: teams, initial }),
  });
}

function loopField(chosen: readonly Loop[]): InputBlock {
  return input({
    blockId: 'loops',
    label: 'Which loop keeps it going?',
    element: checkboxes({
      choices: labelled(loops, loopLabels),
      initial: chosen,
      actionId: hatActions.reshape,
    }),
    hint: 'Each loop suggests a move against it, below.',
    isOptional: true,
    dispatches: true,
  });
}

function moveField({ moves: chosen, loops: named }: HatTyped, revision: number): InputBlock {
  const choices = moves.map((move) => {
    const against = loops.find((loop) => counterMoves[loop] === move);
    const isSuggested = against !== undefined && named.includes(against);
    const label = isSuggested
      ? `${moveLabels[move]}, against ${loopLabels[against].toLowerCase()}`
      : moveLabels[move];
    return { value: move, label };
  });
  return input({
    blockId: `moves-${revision}`,
    label: 'What could work against it?',
    element: checkboxes({ choices, initial: chosen, actionId: hatActions.type }),
    isOptional: true,
    dispatches: true,
  });
}

function readerFields(typed: HatTyped): InputBlock[] {
  const who = input({
    blockId: 'visibility',
    label: 'Who may read it?',
    element: radio({
      choices: labelled(visibilities, visibilityLabels),
      initial: typed.visibility,
      actionId: hatActions.reshape,
    }),
    dispatches: true,
  });
  if (typed.visibility !== 'people') return [who];
  const people = input({
    blockId: 'readers',
    label: 'Whom do you name?',
    element: usersSelect({ initial: typed.readerIds, max: 20 }),
    isOptional: true,
  });
  return [who, people];
}

function dropButton(caseId: HatId) {
  return button({ label: 'Drop these changes', actionId: hatActions.drop, value: caseId });
}

function throwAwayButton(caseId: HatId) {
  return button({
    label: 'Throw away',
    actionId: hatActions.throwAway,
    value: caseId,
    confirm: confirmation({
      title: 'Throw this case away?',
      text: 'It is gone for you and for everybody who may read it.',
      yes: 'Throw away',
      no: 'Keep it',
    }),
  });
}

function long(
  blockId: string,
  label: string,
  shape: { initial: string; placeholder: string; isOptional?: boolean },
): InputBlock {
  const { isOptional, ...element } = shape;
  return input({
    ...{ blockId, label, isOptional: isOptional === true, dispatches: true },
    element: textInput({
      ...element,
      ...{ isMultiline: true, maxLength: 2000, actionId: hatActions.type, dispatchOn: 'typing' },
    }),
  });
}

function many(
  blockId: string,
  label: string,
  ticks: { choices: readonly Choice[]; initial: readonly string[] },
): InputBlock {
  return input({
    ...{ blockId, label, isOptional: true, dispatches: true },
    element: checkboxes({ ...ticks, actionId: hatActions.type }),
  });
}

function labelled<Name extends string>(
  names: readonly Name[],
  labels: Readonly<Record<Name, string>>,
): Choice[] {
  return names.map((value) => ({ value, label: labels[value] }));
}

function textOf(values: FormValues, id: string, fallback: string): string {
  const value = values[id];
  if (value === undefined) return fallback;
  return typeof value === 'string' ? clean(value) : '';
}

function listOf<Name extends string>(
  value: FormValues[string] | undefined,
  fallback: Name[],
  names: readonly Name[],
): Name[] {
  if (value === undefined) return fallback;
  return Array.isArray(value) ? names.filter((name) => value.includes(name)) : [];
}

function readersOf(values: FormValues, fallback: string[]): string[] {
  const value = values.readers;
  if (value === undefined) return fallback;
  return Array.isArray(value) ? value.filter((id) => /^[UW][A-Z0-9]+$/.test(id)) : [];
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}
