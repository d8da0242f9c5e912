import { context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { mention } from '../../platform/slack/text.ts';
import type { AndonSetting } from '../raised/concern-rules.ts';
import type { AndonRefusal } from '../raised/rules.ts';

/** Why an act on an andon does nothing, and what is true now. */
export const answerRefusals: Readonly<Record<AndonRefusal | 'not-a-member' | 'taken', string>> = {
  gone: 'This andon is not there any more. What is open stands in the newest review.',
  answered:
    'This andon is answered. If the answer is none, whoever raised it can open it again with the code.',
  withdrawn: 'This andon was withdrawn by its reporter. Nothing more is asked of anybody.',
  hidden: 'These words are hidden already.',
  'same-person': 'You have asked for it. A second person decides.',
  'no-words': 'There are no words of its own in this andon, so there is nothing to hide.',
  'not-a-member':
    'Andons are answered by full members of the team’s channel. You are welcome to read along and comment in the thread.',
  taken: 'This andon is yours already. *Answer* closes it, in public.',
};

/** What a person is told after an act. */
export const answerWords = {
  keptShown: 'The words stand. What was asked is taken back.',
} as const;

/** The texts of the log's entry about words that two people hid. */
export const hiddenEntry = {
  title: 'Words of an andon were hidden',
  line: 'Two people hid the words of an andon together, because they hurt or exposed somebody. The doubt itself stands.',
} as const;

const slotWords: Readonly<Record<AndonSetting['slots'], string>> = {
  1: 'once a working day',
  2: 'twice a working day',
  3: 'three times a working day',
};

/** What the channel reads of a changed setting. */
export function settingNote(byUserId: string, setting: AndonSetting): MessageContent {
  const few = setting.isOffWhenFew
    ? 'While fewer than five people could pull it, it is switched off.'
    : 'Below five people it asks twice.';
  const text = `Andons are posted ${slotWords[setting.slots]}, at a random moment.`;
  return {
    text,
    blocks: [
      section(`${text} ${few}`),
      context(`Changed by ${mention(byUserId)} in the settings.`),
    ],
  };
}
