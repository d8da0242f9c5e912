import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { daysBetween, formatDate, isLocalDate, type LocalDate } from '../../lib/time.ts';
import {
  actions,
  button,
  type Choice,
  context,
  dateInput,
  input,
  modal,
  section,
  select,
  textInput,
  userSelect,
} from '../../platform/slack/blocks.ts';
import { PROTECTED_AREAS } from '../deviation/protect-rules.ts';
import { HABIT_LABELS } from '../onepager/amendment-rules.ts';
import { blockIdOf, maxLengthOf } from '../onepager/field-rules.ts';
import { words } from '../onepager/messages.ts';
import { draftRuleSentence } from '../onepager/rules.ts';
import { type BetFields, type DoneBox, type Finding, HABITS } from '../quality/rules.ts';
import { findScene, listScenes } from '../scene/rules.ts';
import { storyOf } from '../scene/story.ts';
import { draftActions, type FormMetadata, formCallbackId, writeMetadata } from './form.ts';
import { guardrailChecksBlock, pairBlock } from './picker-blocks.ts';
import { draftKind } from './rules.ts';

/** Everything that a step shows. */
export interface StepView {
  metadata: FormMetadata;
  fields: BetFields;
  /** The local date from which the gate is counted: today, or the day a running one-pager started. */
  startOn: LocalDate;
  coaching: readonly Finding[];
  boxes: readonly DoneBox[];
  /** Teams to choose from, when the form has to ask. */
  teams?: readonly Choice[];
  /** Said above the fields, mrkdwn. */
  notice?: string;
  /** Another word on the last button. */
  submit?: string;
}

/** One of the three pages of *One-pager*, with everything filled that is known. */
export function stepView(view: StepView): ModalView {
  const { step, editing } = view.metadata;
  const blocks = { 1: aimBlocks, 2: signalBlocks, 3: safetyBlocks }[step](view);
  return modal({
    callbackId: formCallbackId,
    title: editing === undefined ? `One-pager ${step} of 3` : `Edit ${step} of 3`,
    submit: view.submit ?? nextLabel(view),
    metadata: writeMetadata(view.metadata),
    notifyOnClose: true,
    blocks: [...(view.notice === undefined ? [] : [section(view.notice)]), ...blocks],
  });
}

function nextLabel({ metadata }: StepView): string {
  if (metadata.step === 3) return metadata.editing === undefined ? 'Publish' : 'Save';
  return metadata.step === 1 ? 'Next: signals' : 'Next: safety';
}

function aimBlocks(view: StepView): KnownBlock[] {
  const { metadata, teams } = view;
  const isFresh = metadata.editing === undefined && metadata.isFollowing !== true;
  const start = section('*Start from*', {
    blockId: blockIdOf('start', metadata.revision),
    accessory: select({
      actionId: draftActions.scene,
      initial: metadata.from,
      choices: [
        { value: 'blank', label: 'Blank' },
        ...listScenes().map((scene) => ({ value: scene.id, label: scene.label })),
      ],
    }),
  });
  return [
    ...(teams === undefined ? [] : [teamBlock(view, teams)]),
    ...(isFresh ? [start, ...sceneBlocks(view)] : []),
    text(view, 'title', {
      label: 'Short name',
      hint: 'For example: Action X first',
      isOptional: true,
    }),
    text(view, 'behaviour', {
      label: 'Who will do what differently?',
      hint: 'For example: New signups in Segment S finish Action X on day 1',
      isLong: true,
    }),
    text(view, 'target', {
      label: 'Now → target',
      hint: 'For example: 27% -> 35%',
      isOptional: true,
    }),
    date(view, 'byOn', { label: 'By when', isOptional: true }),
    text(view, 'change', {
      label: 'We believe',
      hint: 'For example: a checklist that opens on Action X',
      isLong: true,
    }),
    text(view, 'moves', {
      label: 'will move',
      hint: 'For example: the share finishing it in 24 h',
      isLong: true,
    }),
    text(view, 'because', {
      label: 'because',
      hint: 'For example: people stall at step N not knowing what is next. “Send more emails” would be a task, not a cause.',
      isLong: true,
    }),
  ];
}

/** When the chosen scene sounds like you, and where all of it is told. */
function sceneBlocks({ metadata }: StepView): KnownBlock[] {
  const scene = findScene(metadata.from);
  if (scene === undefined) return [];
  const { soundsLike } = storyOf(scene.id);
  return [
    context(
      `If this sounds like you: ${soundsLike} \`/onepager scene ${scene.id}\` tells all of it.`,
    ),
  ];
}

function teamBlock(view: StepView, teams: readonly Choice[]): InputBlock {
  return input({
    blockId: blockIdOf('team', view.metadata.revision),
    label: 'Team',
    element: select({ choices: teams, initial: view.metadata.teamId }),
  });
}

const continueIfHint =
  'For example: +10%, +3 pts, >=80%, <=250 ms. +10% of 41% is 45.1%; +10 pts is 51%.';

function signalBlocks(view: StepView): KnownBlock[] {
  const { gateOn } = view.fields;
  const kind = draftKind(view.fields, view.startOn);
  const days = isLocalDate(gateOn) ? daysBetween(view.startOn, gateOn) : undefined;
  return [
    pairBlock(view),
    text(view, 'proxyName', { label: 'Moves first', hint: 'For example: Action X in 24 h' }),
    text(view, 'proxyNow', { label: 'Moves first: now', hint: 'For example: 41%' }),
    text(view, 'proxyContinueIf', {
      label: 'Moves first: continue if',
      hint: continueIfHint,
      isOptional: true,
    }),
    text(view, 'outcomeName', { label: 'Must move', hint: 'For example: 14-day activation' }),
    text(view, 'outcomeNow', { label: 'Must move: now', hint: 'For example: 27%' }),
    text(view, 'outcomeContinueIf', {
      label: 'Must move: continue if',
      hint: 'For example: +3 pts. At least one “continue if” makes the rule.',
      isOptional: true,
    }),
    date(view, 'maturesOn', {
      label: 'Ready to read from',
      hint: 'Before this day what must move cannot be judged yet.',
      isOptional: true,
    }),
    date(view, 'gateOn', {
      label: 'Gate: judge on',
      // The hint says how many days that is, so it is drawn anew with the date.
      isLive: true,
      hint: `Up to 14 days is a probe; a later gate is a bet.${
        days === undefined ? '' : ` ${formatDate(gateOn)} is day ${days}: a ${kind}.`
      }`,
    }),
    backBlock(),
  ];
}

function safetyBlocks(view: StepView): KnownBlock[] {
  const { fields, metadata } = view;
  return [
    section(`*Rule:* ${words(draftRuleSentence(fields), 2500)}`),
    ...betBlocks(view),
    text(view, 'smallestTest', {
      label: 'Smallest test this week',
      hint: 'For example: the prompt alone, Segment S only',
      isLong: true,
    }),
    text(view, 'guardrail', {
      label: 'Must not get worse',
      hint: 'What, and its limit. For example: errors <= 0.1%',
    }),
    guardrailChecksBlock(view),
    text(view, 'rollout', {
      label: 'How far',
      hint:
        metadata.wayOut === 'slice'
          ? 'Only what can be switched off: copy, a default, one segment. For example: new copy for Segment S'
          : 'For example: 10% behind a flag',
      isLong: true,
      hasFocus: metadata.wayOut === 'slice',
    }),
    text(view, 'rollback', {
      label: 'How undone',
      hint: 'For example: flag off, within five minutes',
      isLong: true,
    }),
    input({
      blockId: blockIdOf('stopOwnerId', metadata.revision),
      label: 'Who may say stop',
      element: userSelect({ initial: fields.stopOwnerId }),
    }),
    ...habitBlocks(view),
    ...reversibleBlocks(view),
    ...readyBlocks(view),
    backBlock(),
  ];
}

function betBlocks(view: StepView): KnownBlock[] {
  const { fields, startOn, metadata } = view;
  if (draftKind(fields, startOn) === 'probe') return [];
  const days = daysBetween(startOn, fields.gateOn);
  return [
    section(
      `*The gate is on day ${days}, so this is a bet.* A bet is looked at again within 90 days, and it watches what it might be hurting. Or make it a probe with a gate within 14 days.`,
    ),
    actions(
      blockIdOf('bet', metadata.revision),
      button({ label: 'Gate within 14 days instead', actionId: draftActions.shorten }),
    ),
    text(view, 'counterName', {
      label: 'Might be hurting',
      hint: 'For example: unsubscribe rate',
    }),
    text(view, 'counterNow', { label: 'Might be hurting: now', hint: 'For example: 0.4%' }),
    text(view, 'counterContinueIf', {
      label: 'Might be hurting: continue if',
      hint: 'For example: <=0.5%',
      isOptional: true,
    }),
  ];
}

function habitBlocks(view: StepView): KnownBlock[] {
  const { fields, metadata } = view;
  const habit = input({
    blockId: blockIdOf('habit', metadata.revision),
    label: 'Departs from which habit',
    hint: 'Any but none is written down as this cycle’s deviation.',
    dispatches: true,
    element: select({
      actionId: draftActions.change,
      initial: fields.habit === '' ? 'none' : fields.habit,
      choices: HABITS.map((value) => ({ value, label: habitLabel(value) })),
    }),
  });
  if (fields.habit !== 'other') return [habit];
  return [
    habit,
    text(view, 'habitOther', {
      label: 'Which habit',
      hint: 'For example: a kick-off meeting before anything is tried. What your team protects asks an approver first.',
    }),
  ];
}

/** What every team protects is asked beforehand; the menu says so. */
function habitLabel(habit: (typeof HABITS)[number]): string {
  const label = HABIT_LABELS[habit];
  const isProtected = PROTECTED_AREAS.some((name) => name === label);
  return isProtected ? `${label} (an approver agrees first)` : label;
}

function reversibleBlocks(view: StepView): KnownBlock[] {
  const { fields, metadata } = view;
  const asked = input({
    blockId: blockIdOf('isReversible', metadata.revision),
    label: 'Can it be undone?',
    dispatches: true,
    element: select({
      actionId: draftActions.change,
      initial: fields.isReversible,
      placeholder: 'Choose',
      choices: [
        { value: 'yes', label: 'Yes' },
        { value: 'no', label: 'No' },
      ],
    }),
  });
  if (metadata.wayOut === 'spike' && fields.isReversible !== 'no') {
    return [
      section(
        '*As a spike:* say under *Smallest test* what you try aside and throw away afterwards. For example: the new flow as a clickable sketch, with five people. Then answer once more:',
      ),
      asked,
    ];
  }
  if (metadata.wayOut === 'slice' && fields.isReversible !== 'no') {
    return [
      section(
        '*A slice that can be undone:* under *How far*, take only what can be switched off: content, copy, a default, one segment, a sample. Then answer once more:',
      ),
      asked,
    ];
  }
  if (fields.isReversible !== 'no') return [asked];
  return [
    asked,
    section('What cannot be undone is too big for a test. Two ways out:'),
    actions(
      blockIdOf('way-out', metadata.revision),
      button({ label: 'Make it a spike', actionId: `${draftActions.wayOut}:spike` }),
      button({ label: 'Find a reversible slice', actionId: `${draftActions.wayOut}:slice` }),
    ),
  ];
}

const shownHints = 5;

function readyBlocks(view: StepView): KnownBlock[] {
  const { boxes, coaching } = view;
  const done = boxes.filter((box) => box.isDone).length;
  const open = boxes.filter((box) => !box.isDone).map((box) => box.label.toLowerCase());
  const ready = `*Ready ${done}/${boxes.length}*${open.length === 0 ? '' : ` · open: ${open.join(', ')}`}`;
  if (coaching.length === 0) return [context(ready)];
  const more = coaching.length - shownHints;
  return [
    context(ready),
    context(
      'Hints; you may keep it as it is:',
      ...coaching.slice(0, shownHints).map(hintLine),
      ...(more > 0 ? [`and ${more} more, under *Sharpen* on its card`] : []),
    ),
  ];
}

/** A hint as one line: why, and an example. */
function hintLine(finding: Finding): string {
  return `• ${words(finding.why, 300)} _For example: ${words(finding.example, 200)}_`;
}

function backBlock(): KnownBlock {
  return actions('nav', button({ label: 'Back', actionId: draftActions.back }));
}

interface TextOptions {
  label: string;
  hint: string;
  isOptional?: boolean;
  /** Told to us as it changes, so that closing the form loses little. */
  isLong?: boolean;
  hasFocus?: boolean;
}

function text(view: StepView, name: keyof BetFields, options: TextOptions): InputBlock {
  const element = textInput({
    initial: view.fields[name],
    maxLength: maxLengthOf(name),
    ...(options.isLong === true ? { actionId: draftActions.type, dispatchOn: 'typing' } : {}),
  });
  return input({
    blockId: blockIdOf(name, view.metadata.revision),
    label: options.label,
    hint: options.hint,
    isOptional: options.isOptional === true,
    dispatches: options.isLong === true,
    element: options.hasFocus === true ? { ...element, focus_on_load: true } : element,
  });
}

function date(
  view: StepView,
  name: keyof BetFields,
  options: { label: string; hint?: string; isOptional?: boolean; isLive?: boolean },
): InputBlock {
  return input({
    blockId: blockIdOf(name, view.metadata.revision),
    label: options.label,
    ...(options.hint === undefined ? {} : { hint: options.hint }),
    isOptional: options.isOptional === true,
    dispatches: options.isLive === true,
    element: dateInput({
      initial: view.fields[name],
      ...(options.isLive === true ? { actionId: draftActions.change } : {}),
    }),
  });
}
