import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type OnePagerId, type TeamId } from '../../lib/ids.ts';
import {
  context,
  dateInput,
  input,
  modal,
  section,
  select,
  textInput,
  timeInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, isBlank, oneLine } from '../../platform/slack/text.ts';
import { strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';

/** The name of the form that freezes. */
export const freezeCallbackId = 'freeze.freeze';
/** The name of the form that gives an evidence review another time. */
export const pickCallbackId = 'freeze.pick';

/** The longest reason, in characters. */
const longestReason = 500;

const onepagerId = z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value));
const teamId = z.custom<TeamId>((value) => typeof value === 'string' && isId('tm', value));
const freezeMetadata = z.union([z.object({ onepagerId }), z.object({ teamId })]);

/** What a form was opened for: one one-pager, or a team whose one-pager is chosen in it. */
export type FreezeSubject = z.infer<typeof freezeMetadata>;

/** Reads what a freeze form was opened for. */
export function parseFreezeMetadata(metadata: string): FreezeSubject | undefined {
  return readMetadata(freezeMetadata, metadata);
}

const followsWords =
  'It holds at once and is said in the channel with your name and this reason. Its reviews and reminders pause until its evidence review has decided.';

/** One field: why it is frozen. */
export function freezeForm(onepager: Pick<OnePager, 'id' | 'number' | 'bet'>): ModalView {
  return modal({
    callbackId: freezeCallbackId,
    title: 'Freeze',
    submit: 'Freeze it now',
    metadata: JSON.stringify({ onepagerId: onepager.id }),
    blocks: [
      section(strong(`#${onepager.number} ${onepager.bet.title}`, 200)),
      reasonField(),
      context(followsWords),
    ],
  });
}

/** The same from Home, where the one-pager is chosen first. */
export function freezeOneForm(
  team: { id: TeamId },
  onepagers: readonly Pick<OnePager, 'id' | 'number' | 'bet'>[],
): ModalView {
  const choices = onepagers.map(({ id, number, bet }) => ({
    value: id,
    label: cut(`#${number} ${oneLine(bet.title)}`, 75),
  }));
  return modal({
    callbackId: freezeCallbackId,
    title: 'Freeze',
    submit: 'Freeze it now',
    metadata: JSON.stringify({ teamId: team.id }),
    blocks: [
      input({ blockId: 'onepager', label: 'Which one-pager?', element: select({ choices }) }),
      reasonField(),
      context(followsWords),
    ],
  });
}

/** What was typed into a freeze form; the one-pager is empty when the form does not ask for it. */
export function parseFreeze(values: FormValues): { reason: string; onepager: string } {
  const { reason, onepager } = values;
  return {
    reason: typeof reason === 'string' ? cut(clean(reason).trim(), longestReason) : '',
    onepager: typeof onepager === 'string' ? onepager : '',
  };
}

/** What is missing in a freeze form, by field; undefined when nothing is. */
export function freezeErrors(
  filled: { reason: string; onepager: string },
  asksWhich: boolean,
): Record<string, string> | undefined {
  if (asksWhich && !isId('op', filled.onepager)) return { onepager: 'Choose the one-pager.' };
  return isBlank(filled.reason)
    ? { reason: 'One line is enough. For example: errors doubled since Monday.' }
    : undefined;
}

function reasonField() {
  return input({
    blockId: 'reason',
    label: 'Why stop here?',
    hint: 'For example: errors doubled since Monday.',
    element: textInput({ maxLength: longestReason, isMultiline: true }),
  });
}

/** Day and time of an evidence review, in the team's zone. */
export function pickForm(view: {
  onepager: Pick<OnePager, 'id' | 'number' | 'bet'>;
  date: string;
  time: string;
  zone: string;
  until: string;
}): ModalView {
  return modal({
    callbackId: pickCallbackId,
    title: 'Evidence review',
    submit: 'Set the time',
    metadata: JSON.stringify({ onepagerId: view.onepager.id }),
    blocks: [
      section(
        `${strong(`#${view.onepager.number} ${view.onepager.bet.title}`, 200)}\nAt the latest ${view.until}: a freeze is short. Times are ${view.zone}.`,
      ),
      input({ blockId: 'date', label: 'Day', element: dateInput({ initial: view.date }) }),
      input({ blockId: 'time', label: 'Time', element: timeInput({ initial: view.time }) }),
    ],
  });
}

/** The day and time that were picked, not checked yet. */
export function parsePick(values: FormValues): { date: string; time: string } {
  const { date, time } = values;
  return {
    date: typeof date === 'string' ? date : '',
    time: typeof time === 'string' ? time : '',
  };
}
