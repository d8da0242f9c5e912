import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type TeamId } from '../../lib/ids.ts';
import {
  type Choice,
  context,
  input,
  modal,
  section,
  select,
  textInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, lengthOf, oneLine } from '../../platform/slack/text.ts';
import { deviationActions } from '../deviation/messages.ts';
import { areaKey, PROTECTED_AREAS } from '../deviation/protect-rules.ts';
import type { FloorDefault } from '../floor/rules.ts';
import { HABIT_LABELS } from '../onepager/amendment-rules.ts';
import { blockIdOf, nameOfBlock, textOfValue } from '../onepager/field-rules.ts';
import { REFLEXES, type TypedDeviation } from './rules.ts';

/** The form's name. */
export const deviationCallbackId = 'deviation.write';

const sizes = { areaOther: 120, deviation: 500, because: 500, benefit: 300, risk: 300 } as const;
const shownFloor = 40;

const metadataSchema = z.object({
  form: z.literal(1),
  teamId: z.custom<TeamId>((value) => typeof value === 'string' && isId('tm', value)),
  /** The form asks which team. */
  hasTeams: z.literal(true).exactOptional(),
  /** *Really one more?* was asked. */
  isSure: z.literal(true).exactOptional(),
  /** Counts refills from elsewhere: Slack keeps what was typed in a block whose id stays the same. */
  revision: z.number().int().min(0).max(100_000),
});

/** What a form knows of itself; it comes back with everything that is done in it. */
export type FormMetadata = z.infer<typeof metadataSchema>;

/** Reads the metadata of a form; undefined when it is not ours or from another release. */
export function readFormMetadata(text: string): FormMetadata | undefined {
  return readMetadata(metadataSchema, text);
}

/** What the form is drawn from; lists are the team's. */
export interface DeviationView {
  metadata: FormMetadata;
  typed: TypedDeviation;
  /** The teams to choose from, when the form asks. */
  teams: readonly Choice[];
  floor: readonly Pick<FloorDefault, 'id' | 'area' | 'statement'>[];
  ownAreas: readonly string[];
  /** Said on top; mrkdwn. */
  notice?: string;
  submit?: string;
}

/** The form for a departure that no one-pager has. */
export function deviationForm(view: DeviationView): ModalView {
  const { metadata, typed, notice } = view;
  return modal({
    callbackId: deviationCallbackId,
    title: 'Log a deviation',
    submit: view.submit ?? 'Log it',
    metadata: JSON.stringify(metadata),
    blocks: [
      ...(notice === undefined ? [] : [section(notice)]),
      ...teamBlocks(view),
      ...areaBlocks(view),
      text(view, 'deviation', {
        label: 'What do you do instead?',
        hint: 'What changes, for whom, and for how long. For example: this week’s outreach opens with one line on the person’s own work.',
      }),
      text(view, 'because', {
        label: 'Because',
        hint: 'The reason why it should work, not the task again. For example: people answer when they see why them, why now.',
      }),
      text(view, 'benefit', {
        label: 'What could it bring?',
        hint: 'For example: qualified screens 6 → 9 per 100',
        isShort: true,
      }),
      text(view, 'risk', {
        label: 'What could go wrong?',
        hint: 'For example: slower writing; back to the template in a day',
        isShort: true,
      }),
      input({
        blockId: blockIdOf('isReversible', metadata.revision),
        label: 'Can it be undone?',
        element: select({ initial: typed.isReversible, placeholder: 'Choose', choices: yesNo }),
      }),
      context(
        'For a departure without a one-pager; a one-pager that names its habit has logged its own. The channel reads one line, and at the end of the cycle it is promoted or retired, with one lesson.',
      ),
    ],
  });
}

/** Reads what stands in the form. Nothing is cut: what is too long is said at its field. */
export function readTyped(values: FormValues): TypedDeviation & { teamId?: TeamId } {
  const typed: Record<string, string> = {};
  for (const [blockId, value] of Object.entries(values)) {
    typed[nameOfBlock(blockId)] = clean(textOfValue(value));
  }
  const { team = '' } = typed;
  return {
    area: typed.area ?? '',
    areaOther: oneLine(typed.areaOther ?? ''),
    deviation: typed.deviation ?? '',
    because: typed.because ?? '',
    benefit: typed.benefit ?? '',
    risk: typed.risk ?? '',
    isReversible: typed.isReversible ?? '',
    ...(isId('tm', team) ? { teamId: team } : {}),
  };
}

/** The fields that hold more than they take, with the sentence to say there. */
export function findTooLong(typed: TypedDeviation): [keyof TypedDeviation, string][] {
  const names = ['areaOther', 'deviation', 'because', 'benefit', 'risk'] as const;
  return names.flatMap((name): [keyof TypedDeviation, string][] => {
    const length = lengthOf(typed[name]);
    if (length <= sizes[name]) return [];
    const said = `${length.toLocaleString('en')} characters, and ${sizes[name]} fit.`;
    return [[name, `This is ${said} Keep the gist here; the rest fits a one-pager.`]];
  });
}

/** Errors at the fields of a form, by block id. */
export function errorsAt(
  metadata: FormMetadata,
  errors: readonly (readonly [keyof TypedDeviation, string])[],
): Record<string, string> {
  return Object.fromEntries(
    errors.map(([name, said]) => [blockIdOf(name, metadata.revision), said]),
  );
}

const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

function teamBlocks({ metadata, teams }: DeviationView): KnownBlock[] {
  if (metadata.hasTeams !== true) return [];
  const initial = metadata.teamId;
  return [
    input({
      blockId: blockIdOf('team', metadata.revision),
      label: 'Team',
      dispatches: true,
      element: select({ actionId: deviationActions.team, choices: teams, initial }),
    }),
  ];
}

function areaBlocks(view: DeviationView): KnownBlock[] {
  const { metadata, typed } = view;
  const asked = input({
    blockId: blockIdOf('area', metadata.revision),
    label: 'Which habit do you depart from?',
    dispatches: true,
    element: select({
      actionId: deviationActions.area,
      initial: typed.area,
      placeholder: 'Choose',
      choices: areaChoices(view),
    }),
  });
  if (typed.area === 'other') {
    return [
      asked,
      text(view, 'areaOther', {
        label: 'Which one, in your words',
        hint: 'For example: a kick-off meeting before anything is tried',
        isShort: true,
      }),
    ];
  }
  if (!typed.area.startsWith('protected:')) return [asked];
  return [
    asked,
    context(
      '*Protected:* an approver other than you has to agree beforehand. It waits, with everything you write here.',
    ),
  ];
}

/** The reflexes, the team's floor, what is protected, and other words. */
function areaChoices({ floor, ownAreas }: DeviationView): Choice[] {
  const reflexes = REFLEXES.map((habit) => ({
    value: `habit:${habit}`,
    label: HABIT_LABELS[habit],
  }));
  const lines = floor.slice(-shownFloor).map(({ id, area, statement }) => ({
    value: `floor:${id}`,
    label: cut(`Floor: ${oneLine(area)}: ${oneLine(statement)}`, 75),
  }));
  const areas = [...PROTECTED_AREAS, ...ownAreas].map((name) => ({
    value: `protected:${areaKey(name)}`,
    label: cut(`Protected: ${name}`, 75),
  }));
  return [
    ...reflexes,
    { value: 'other', label: 'Another habit, in your words' },
    ...lines,
    ...areas,
  ];
}

function text(
  view: DeviationView,
  name: keyof typeof sizes,
  options: { label: string; hint: string; isShort?: true },
): InputBlock {
  return input({
    blockId: blockIdOf(name, view.metadata.revision),
    label: options.label,
    hint: options.hint,
    element: textInput({
      initial: view.typed[name],
      isMultiline: options.isShort !== true,
      maxLength: sizes[name],
    }),
  });
}
