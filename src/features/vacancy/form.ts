import type { ModalView } from '@slack/types';
import { input, modal, section, userSelect } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { mention } from '../../platform/slack/text.ts';
import { describeGuarded } from './messages.ts';
import { type Vacancy, type VacancyName, writeVacancyName } from './rules.ts';

/** The form's callback id. */
export const nameOneCallbackId = 'vacancy.name';

/** Asks who may say stop in place of somebody who is gone. */
export function nameOneForm(name: VacancyName, vacancy: Vacancy): ModalView {
  return modal({
    callbackId: nameOneCallbackId,
    title: 'Who may say stop?',
    submit: 'Name them',
    metadata: writeVacancyName(name),
    blocks: [
      section(
        `${mention(name.userId)} could say stop for ${describeGuarded(vacancy)}. Name somebody who can do so now; they are told, and it is noted on each one-pager.`,
      ),
      input({ blockId: 'stopOwner', label: 'May say stop', element: userSelect() }),
    ],
  });
}

/** The person chosen, `''` when nobody is. */
export function parseNameOne(values: FormValues): string {
  const { stopOwner } = values;
  return typeof stopOwner === 'string' ? stopOwner : '';
}

/** Said in place of the form when it is done. */
export function namedView(text: string): ModalView {
  return modal({
    callbackId: 'vacancy.done',
    title: 'Named',
    close: 'Done',
    blocks: [section(text)],
  });
}
