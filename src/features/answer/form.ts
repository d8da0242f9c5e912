import type { ModalView } from '@slack/types';
import { type AndonId, isId, type TeamId } from '../../lib/ids.ts';
import { isLocalDate, type LocalDate } from '../../lib/time.ts';
import {
  checkboxes,
  dateInput,
  input,
  modal,
  radio,
  section,
  select,
  textInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { channelLink, clean, isBlank } from '../../platform/slack/text.ts';
import { aboutWords, answerWords, doubtWords } from '../raised/concern-messages.ts';
import type { AndonSetting } from '../raised/concern-rules.ts';
import { type AnswerKind, answers, isOneOf } from '../raised/concern-rules.ts';
import type { AndonView } from '../raised/messages.ts';

/** The callback id of the public answer's form. */
export const replyCallbackId = 'answer.reply';
/** The callback id of the queue's form. */
export const queueCallbackId = 'answer.queue';
/** The callback id of the andon's settings. */
export const andonSettingsCallbackId = 'answer.settings';

const answerHints: Readonly<Record<AnswerKind, string>> = {
  changed: 'We changed something because of it',
  tested: 'We looked, and this is what we saw',
  'not-accepted': 'We go on as before, and say why',
};

/** The public answer: what kind, and in words. */
export function answerForm(view: AndonView): ModalView {
  return modal({
    callbackId: replyCallbackId,
    title: 'Answer the andon',
    submit: 'Answer in public',
    metadata: view.andon.id,
    blocks: [
      section(
        `*About* ${aboutWords(view.andon, view.onepager)}\n*What is off* ${doubtWords(view.andon)}`,
      ),
      input({
        blockId: 'kind',
        label: 'The answer',
        element: radio({
          choices: answers.map((value) => ({
            value,
            label: answerWords[value],
            description: answerHints[value],
          })),
        }),
      }),
      input({
        blockId: 'words',
        label: 'In words',
        hint: 'Everybody in the channel reads it in the thread, with your name. Answer the doubt; nobody asks who had it.',
        element: textInput({ isMultiline: true, maxLength: 2000 }),
      }),
    ],
  });
}

/** What was answered, or what is wrong. */
export function parseAnswer(
  values: FormValues,
): { kind: AnswerKind; words: string } | { errors: Record<string, string> } {
  const { kind } = values;
  const words = typeof values.words === 'string' ? clean(values.words) : '';
  if (!isOneOf(answers, kind)) return { errors: { kind: 'Please choose one of the three.' } };
  if (isBlank(words)) {
    return { errors: { words: 'One sentence is enough: what was changed, seen, or why not.' } };
  }
  return { kind, words };
}

/** Puts an andon into the queue: with a day, because nothing waits without one. */
export function queueForm(view: AndonView, proposed: LocalDate): ModalView {
  return modal({
    callbackId: queueCallbackId,
    title: 'To the queue',
    submit: 'I look for evidence',
    metadata: view.andon.id,
    blocks: [
      section(
        `*About* ${aboutWords(view.andon, view.onepager)}\nYou look for evidence until a day that you choose. Until it is answered it stays in the weekly list.`,
      ),
      input({ blockId: 'dueOn', label: 'Until', element: dateInput({ initial: proposed }) }),
    ],
  });
}

/** The chosen day, or what is wrong; at most a quarter ahead. */
export function parseQueue(
  values: FormValues,
  limits: { today: LocalDate; latest: LocalDate },
): { dueOn: LocalDate } | { errors: Record<string, string> } {
  const { dueOn } = values;
  if (typeof dueOn !== 'string' || !isLocalDate(dueOn) || dueOn < limits.today) {
    return { errors: { dueOn: 'Please choose a day from today on.' } };
  }
  if (dueOn > limits.latest) {
    return {
      errors: { dueOn: 'Please choose a day within 90 days; a doubt does not keep longer.' },
    };
  }
  return { dueOn };
}

/** The andon that a form or button is about. */
export function readAndonId(text: string): AndonId | undefined {
  return isId('an', text) ? text : undefined;
}

/** When andons are posted, and whether they go at all among few. */
export function andonSettingsForm(
  team: { id: TeamId; channelId: string },
  setting: AndonSetting,
): ModalView {
  return modal({
    callbackId: andonSettingsCallbackId,
    title: 'Andon settings',
    submit: 'Save',
    metadata: team.id,
    blocks: [
      section(
        `How the anonymous andon works in ${channelLink(team.channelId)}. The channel reads what you change.`,
      ),
      input({
        blockId: 'slots',
        label: 'Posted',
        hint: 'Everything that waits is mixed; at a random moment afterwards at most two are posted.',
        element: select({
          choices: [
            { value: '3', label: 'Three times a working day' },
            { value: '2', label: 'Twice a working day' },
            { value: '1', label: 'Once a working day' },
          ],
          initial: String(setting.slots),
        }),
      }),
      input({
        blockId: 'few',
        label: 'While fewer than five people could pull it',
        isOptional: true,
        element: checkboxes({
          choices: [{ value: 'off', label: 'Switch it off, because it would be guessed' }],
          initial: setting.isOffWhenFew ? ['off'] : [],
        }),
      }),
    ],
  });
}

/** What was chosen. */
export function parseAndonSettings(values: FormValues): AndonSetting {
  const { slots, few } = values;
  return {
    slots: slots === '1' ? 1 : slots === '2' ? 2 : 3,
    isOffWhenFew: few?.includes('off') === true,
  };
}
