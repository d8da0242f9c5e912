import type { KnownBlock, ModalView } from '@slack/types';
import type { TeamId } from '../../lib/ids.ts';
import {
  button,
  confirmation,
  context,
  input,
  modal,
  section,
  textInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { bold, channelLink, clean, cut, escape } from '../../platform/slack/text.ts';
import type { Approval } from '../deviation/approval-rules.ts';
import { deviationActions, deviationLine, stakesLine } from '../deviation/messages.ts';
import {
  type AreaRefusal,
  areaKey,
  longestAreaName,
  mostOwnAreas,
  PROTECTED_AREAS,
} from '../deviation/protect-rules.ts';
import type { Deviation } from '../deviation/rules.ts';
import { blockIdOf, nameOfBlock } from '../onepager/field-rules.ts';

/** The names of the short forms. */
export const notNowCallbackId = 'deviation.not-now';
/** Ends an open deviation with its lesson. */
export const retireCallbackId = 'deviation.retire';
/** A team's protected areas, in settings. */
export const areasCallbackId = 'deviation.areas';

const longest = 500;

/** Why not now? */
export function notNowForm(approval: Approval): ModalView {
  return modal({
    callbackId: notNowCallbackId,
    title: 'Not now',
    submit: 'Tell them',
    metadata: approval.id,
    blocks: [
      section(deviationLine(approval)),
      input({
        blockId: 'reason',
        label: 'Why not now?',
        hint: 'The author reads it and can write it differently. For example: after the audit on 3 December.',
        element: textInput({ isMultiline: true, maxLength: longest }),
      }),
    ],
  });
}

/** The reason as it was typed. */
export function readNotNow(values: FormValues): string {
  return textOf(values, 'reason');
}

/** Retires a loose deviation before its cycle ends. */
export function retireForm(deviation: Deviation): ModalView {
  return modal({
    callbackId: retireCallbackId,
    title: 'Retire a deviation',
    submit: 'Retire it',
    metadata: deviation.id,
    blocks: [
      section(deviationLine(deviation)),
      context(stakesLine(deviation)),
      input({
        blockId: 'outcome',
        label: 'What came of it?',
        hint: 'For example: 6 → 7 screens per 100, inside the noise. Or: logged by mistake.',
        element: textInput({ isMultiline: true, maxLength: longest }),
        isOptional: true,
      }),
      input({
        blockId: 'lesson',
        label: 'One lesson',
        hint: 'For example: the second line is not read, so the first has to say why.',
        element: textInput({ isMultiline: true, maxLength: longest }),
      }),
    ],
  });
}

/** What came of it and the lesson, as they were typed. */
export function readRetire(values: FormValues): { outcome: string; lesson: string } {
  return { outcome: textOf(values, 'outcome'), lesson: textOf(values, 'lesson') };
}

/** The areas in which this team departs only with an approver; members add, leaders and approvers take away. */
export function areasForm(view: {
  teamId: TeamId;
  channelId: string;
  ownAreas: readonly string[];
  mayRemove: boolean;
  approvers: number;
  /** What was added just now. */
  added?: string;
}): ModalView {
  const { teamId, ownAreas, mayRemove, added } = view;
  return modal({
    callbackId: areasCallbackId,
    title: 'Protected areas',
    submit: 'Add it',
    close: 'Back',
    metadata: teamId,
    blocks: [
      ...(added === undefined ? [] : [section(`${bold(added)} is protected from now on.`)]),
      section(
        `In ${channelLink(view.channelId)} nobody departs from the habit in these areas until an approver, who is not the author, has agreed beforehand:\n*${PROTECTED_AREAS.join(' · ')}*`,
      ),
      ...ownAreas.map((name) => areaBlock(name, { teamId, mayRemove })),
      input({
        // What was typed is taken up: an empty field has a name of its own.
        blockId: blockIdOf('area', ownAreas.length),
        label: 'Protect one more area',
        hint: 'A few words, as people would say it. For example: prices. The channel reads what you add.',
        element: textInput({ maxLength: longestAreaName }),
      }),
      context(approversLine(view.approvers)),
    ],
  });
}

/** The new area as it was typed. */
export function readArea(values: FormValues): string {
  return textOf(values, areaBlockOf(values));
}

/** A refusal of the area at its field, which the form named. */
export function areaErrors(values: FormValues, why: AreaRefusal): Record<string, string> {
  return { [areaBlockOf(values)]: areaRefusalWords[why] };
}

function areaBlockOf(values: FormValues): string {
  return Object.keys(values).find((id) => nameOfBlock(id) === 'area') ?? 'area';
}

const areaRefusalWords: Readonly<Record<AreaRefusal, string>> = {
  blank: 'Name the area in a word or two. For example: prices.',
  'too-long': `Name it in at most ${longestAreaName} characters; it is looked for in what people write.`,
  known: 'This area is protected already.',
  'too-many': `A team protects up to ${mostOwnAreas} areas of its own. Take one away first, or name a wider one.`,
};

function areaBlock(name: string, view: { teamId: TeamId; mayRemove: boolean }): KnownBlock {
  if (!view.mayRemove) return section(escape(name));
  const key = areaKey(name);
  return section(escape(name), {
    accessory: button({
      label: 'Take away',
      actionId: `${deviationActions.unprotect}:${key.replaceAll(' ', '-')}`,
      value: `${view.teamId} ${key}`,
      confirm: confirmation({
        title: 'Protect it no longer?',
        text: `${name}: anybody could depart from its habits without asking. The channel reads that you took it away.`,
        yes: 'Take away',
        no: 'Keep it',
      }),
    }),
  });
}

function approversLine(approvers: number): string {
  if (approvers === 0) {
    return '*No approver yet*, so nothing in these areas can be dared. A leader names one with *Roles*.';
  }
  return approvers === 1
    ? 'One approver. Name a second with *Roles*: nobody approves their own.'
    : `${approvers} approvers; *Roles* names more.`;
}

function textOf(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? cut(clean(value), longest) : '';
}
