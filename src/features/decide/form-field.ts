import type { InputBlock } from '@slack/types';
import type { LocalDate } from '../../lib/time.ts';
import {
  type Choice,
  checkboxes,
  dateInput,
  input,
  select,
  textInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { clean } from '../../platform/slack/text.ts';
import {
  DECISIONS,
  type DecisionChoice,
  LEVERAGE_LEVELS,
  majorByRule,
  proposeGate,
  proposeRevisit,
  type Weighed,
  type Weight,
  weigh,
} from './rules.ts';

/** The action id of the fields whose change reshapes the form. */
export const reshapeActionId = 'decide.reshape';

/** What the fields are prefilled from. */
export interface Asked extends Weighed {
  /** Whether the person may see how the votes fall: the team shows them, or they have voted. */
  isSplitShown: boolean;
  readingsLine: string;
  /** The *why* of the readings; it often is what was learned. */
  why: string;
  mechanism: { change: string; because: string };
  smallestTest: string;
  gateOn: LocalDate;
  today: LocalDate;
  cycleDays: number;
  /** The rule is met, so that what is promoted is proven. */
  isRuleMet: boolean;
  /** The guardrail's number is past its limit. */
  isPastLimit: boolean;
  /** Its one-pager is a bet, so that what is decided on it is major. */
  isBet: boolean;
  /** The area of the deviation that this decision settles, when one is attached. */
  deviationArea?: string;
}

/** The fields that a choice asks for, in order, with what was typed before kept. */
export function fieldsFor(choice: DecisionChoice, asked: Asked, values: FormValues): InputBlock[] {
  const weight = weigh(choice, asked);
  return [
    choiceField(choice),
    ...(weight.needsBecause ? [becauseField(weight, values)] : []),
    ...ownFields[choice](asked, values),
    ...(weight.needsNewGate ? [gateField(asked, values)] : []),
    ...majorFields(choice, asked, values),
    text('line', 'One line for the log', {
      initial: typed(values, 'line', asked.readingsLine),
      maxLength: 500,
      isMultiline: true,
    }),
    confidenceField(values),
  ];
}

/** Whether the decision is major: by rule, or because somebody ticked it. */
export function isMajor(choice: DecisionChoice, asked: Asked, values: FormValues): boolean {
  return majorByRule(choice, asked) !== undefined || isTicked(values);
}

/** What stands in a field; `fallback` only while the form has no such field yet. */
export function typed(values: FormValues, id: string, fallback: string): string {
  const value = values[id];
  if (value === undefined) return fallback;
  return typeof value === 'string' ? clean(value) : '';
}

const decisionWords: Readonly<Record<DecisionChoice, string>> = {
  continue: 'Continue',
  change: 'Change',
  stop: 'Stop',
  promote: 'Promote to a default',
};

const leverageWords: Readonly<Record<(typeof LEVERAGE_LEVELS)[number], string>> = {
  parameter: 'Parameter: a number or a setting',
  feedback: 'Feedback: who hears what, and when',
  structure: 'Structure: rules, roles, flows',
  goal: 'Goal: what it is for',
};

type Fields = (asked: Asked, values: FormValues) => InputBlock[];

const ownFields: Readonly<Record<DecisionChoice, Fields>> = {
  continue: () => [],
  change: changeFields,
  stop: stopFields,
  promote: promoteFields,
};

function changeFields(asked: Asked, values: FormValues): InputBlock[] {
  const { change, because } = asked.mechanism;
  return [
    long('newChange', 'We believe', typed(values, 'newChange', change)),
    long('newBecause', 'because', typed(values, 'newBecause', because)),
    long('newTest', 'Smallest test this week', typed(values, 'newTest', asked.smallestTest)),
    menu('leverage', 'How deep does the change reach?', {
      choices: LEVERAGE_LEVELS.map((value) => ({ value, label: leverageWords[value] })),
      initial: typed(values, 'leverage', 'parameter'),
    }),
  ];
}

function stopFields(asked: Asked, values: FormValues): InputBlock[] {
  const harmed = typed(values, 'harmed', 'no');
  return [
    long('learned', 'What was learned?', typed(values, 'learned', asked.why)),
    text('saved', 'Time saved, roughly', {
      initial: typed(values, 'saved', ''),
      isOptional: true,
      placeholder: 'about 3 weeks',
    }),
    harmedField(harmed),
    ...(harmed === 'yes'
      ? [
          text('harm', 'What happened to them?', {
            initial: typed(values, 'harm', ''),
            placeholder: 'for example 40 people were charged twice',
          }),
          long('floor', 'What does the floor learn from it?', typed(values, 'floor', '')),
        ]
      : []),
    revisitField(asked, values),
  ];
}

function promoteFields(asked: Asked, values: FormValues): InputBlock[] {
  return [
    long('default', 'The new default', typed(values, 'default', asked.mechanism.change)),
    text('area', 'Area', {
      initial: typed(values, 'area', asked.deviationArea ?? ''),
      placeholder: 'for example Onboarding',
    }),
    text('segment', 'Proven for which segment?', {
      initial: typed(values, 'segment', ''),
      placeholder: 'for example new signups in segment S',
    }),
    ...(asked.deviationArea === undefined
      ? []
      : [long('lesson', 'One lesson from the departure', typed(values, 'lesson', asked.why))]),
    harmedField(typed(values, 'harmed', 'no')),
    revisitField(asked, values),
  ];
}

/** The tick, unless the decision is major anyway; with it comes the day to look again, where the choice has none. */
function majorFields(choice: DecisionChoice, asked: Asked, values: FormValues): InputBlock[] {
  const tick = majorByRule(choice, asked) === undefined ? [majorField(values)] : [];
  const hasRevisit = choice === 'stop' || choice === 'promote';
  if (hasRevisit || !isMajor(choice, asked, values)) return tick;
  return [...tick, revisitField(asked, values)];
}

function majorField(values: FormValues): InputBlock {
  const choices = [{ value: 'major', label: 'Major: it binds several teams, or is hard to undo' }];
  return input({
    blockId: 'major',
    label: 'Is it a major decision?',
    element: checkboxes({
      choices,
      initial: isTicked(values) ? ['major'] : [],
      actionId: reshapeActionId,
    }),
    hint: 'A major decision is looked at again on a date, and only two keys take it back.',
    isOptional: true,
    dispatches: true,
  });
}

function isTicked(values: FormValues): boolean {
  const { major } = values;
  return Array.isArray(major) && major.includes('major');
}

function harmedField(initial: string): InputBlock {
  const choices = [
    { value: 'no', label: 'No' },
    { value: 'yes', label: 'Yes' },
  ];
  return menu('harmed', 'Were users harmed?', { choices, initial, reshapes: true });
}

function choiceField(choice: DecisionChoice): InputBlock {
  return menu('choice', 'Decision', {
    choices: DECISIONS.map((value) => ({ value, label: decisionWords[value] })),
    initial: choice,
    reshapes: true,
  });
}

function becauseField(weight: Weight, values: FormValues): InputBlock {
  const against = [
    ...(weight.isAgainstRule ? ['the rule'] : []),
    ...(weight.isAgainstMajority ? ['the majority'] : []),
  ].join(' and ');
  return text('because', `Against ${against}, because`, {
    initial: typed(values, 'because', ''),
    maxLength: 300,
    hint: 'Kept with the decision and marked for good. It needs one other person’s vote as well.',
  });
}

function gateField(asked: Asked, values: FormValues): InputBlock {
  const initial = typed(values, 'newGateOn', proposeGate(asked.gateOn, asked));
  return input({
    blockId: 'newGateOn',
    label: 'New gate: judge again on',
    element: dateInput({ initial }),
  });
}

function revisitField(asked: Asked, values: FormValues): InputBlock {
  const initial = typed(values, 'revisitOn', proposeRevisit(asked.today));
  return input({
    blockId: 'revisitOn',
    label: 'Ask again on: would we decide the same?',
    element: dateInput({ initial }),
  });
}

function confidenceField(values: FormValues): InputBlock {
  return menu('confidence', 'How sure are we?', {
    choices: [
      { value: 'low', label: 'Low' },
      { value: 'medium', label: 'Medium' },
      { value: 'high', label: 'High' },
    ],
    initial: typed(values, 'confidence', 'medium'),
  });
}

function menu(
  blockId: string,
  label: string,
  options: { choices: readonly Choice[]; initial: string; reshapes?: boolean },
): InputBlock {
  const { choices, initial, reshapes } = options;
  const action = reshapes === true ? { actionId: reshapeActionId } : {};
  return input({
    blockId,
    label,
    element: select({ choices, initial, ...action }),
    dispatches: reshapes === true,
  });
}

function long(blockId: string, label: string, initial: string): InputBlock {
  return text(blockId, label, { initial, isMultiline: true, maxLength: 3000 });
}

function text(
  blockId: string,
  label: string,
  shape: {
    initial: string;
    maxLength?: number;
    isMultiline?: boolean;
    isOptional?: boolean;
    placeholder?: string;
    hint?: string;
  },
): InputBlock {
  const { isOptional, hint, ...element } = shape;
  return input({
    blockId,
    label,
    isOptional: isOptional === true,
    ...(hint === undefined ? {} : { hint }),
    element: textInput({ maxLength: 200, ...element }),
  });
}
