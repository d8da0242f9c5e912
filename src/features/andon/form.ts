import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type TeamId } from '../../lib/ids.ts';
import {
  actions,
  button,
  type Choice,
  checkboxes,
  input,
  modal,
  radio,
  section,
  select,
  textInput,
} from '../../platform/slack/blocks.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import type { SealedValues } from '../../platform/slack/sealed.ts';
import {
  clean,
  cut,
  cutMarkdown,
  escape,
  isBlank,
  limits,
  oneLine,
} from '../../platform/slack/text.ts';
import type { Subject } from '../onepager/subject-rules.ts';
import { pauseWords, reasonWords, refusalOf } from '../raised/concern-messages.ts';
import {
  type Concern,
  checkWords,
  cutOwnParts,
  findOwnParts,
  isOneOf,
  neutralise,
  pauses,
  reasons,
} from '../raised/concern-rules.ts';
import { andonActions, offBlocks, promiseBlocks } from './messages.ts';

/** The form's callback id. */
export const andonCallbackId = 'andon.pull';

const metadataSchema = z.object({
  teamId: z.custom<TeamId>((value) => typeof value === 'string' && isId('tm', value)),
  /** 128 random bits of the form, not of the person. */
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  isAsked: z.boolean(),
});

/** What the form knows about itself; undefined when it is none of ours. */
export function parseAndonMetadata(metadata: string): z.infer<typeof metadataSchema> | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** A team whose andon somebody may pull. */
export interface PullTeam {
  teamId: TeamId;
  channelId: string;
  name: string;
  people: number;
}

/** Everything that the form shows. */
export interface AndonForm {
  teams: readonly PullTeam[];
  team: PullTeam;
  isOff: boolean;
  subjects: readonly Subject[];
  nonce: string;
  /** It was sent, and so few people could have sent it that it asks once more. */
  isAsked: boolean;
  /** What stood in it before it was drawn again. */
  values: SealedValues;
}

/** The one step of pulling the andon. Nothing in it is told to us while it is typed. */
export function andonForm(form: AndonForm): ModalView {
  const { team, nonce, isAsked } = form;
  const teamChoices = form.teams.map(({ teamId, name }) => ({ value: teamId, label: `#${name}` }));
  const picker: KnownBlock[] =
    form.teams.length < 2
      ? []
      : [
          input({
            blockId: 'team',
            label: 'Team',
            dispatches: true,
            element: select({
              choices: teamChoices,
              initial: team.teamId,
              actionId: andonActions.team,
            }),
          }),
        ];
  const code = actions(
    'andon.code',
    button({ label: 'I have a code from before', actionId: andonActions.code, value: 'code' }),
  );
  const metadata = JSON.stringify({ teamId: team.teamId, nonce, isAsked });
  const frame = { callbackId: andonCallbackId, title: 'Pull the andon', metadata };
  if (form.isOff) {
    return modal({
      ...frame,
      close: 'Close',
      blocks: [...picker, ...offBlocks(team.channelId), code],
    });
  }
  return modal({
    ...frame,
    submit: 'Send, no name',
    blocks: [
      ...promiseBlocks(team),
      ...picker,
      ...fields(form),
      ...linkBlocks(form),
      ...askedBlock(form),
      code,
    ],
  });
}

function fields({ team, subjects, values }: AndonForm): KnownBlock[] {
  const pick = (name: string): { initial?: string } => {
    const value = values[name];
    return typeof value === 'string' ? { initial: value } : {};
  };
  return [
    input({
      // A choice of one team's is none of another's.
      blockId: `about.${team.teamId}`,
      label: 'About',
      element: select({
        choices: subjectChoices(subjects),
        placeholder: 'An assumption, a one-pager, or our direction',
        ...pick(`about.${team.teamId}`),
      }),
    }),
    input({
      blockId: 'reason',
      label: 'What is off?',
      element: radio({
        choices: reasons.map((value) => ({ value, label: reasonWords[value] })),
        ...pick('reason'),
      }),
    }),
    input({
      blockId: 'words',
      label: 'Own words',
      isOptional: true,
      hint: 'Not needed: a ready-made reason says enough, and style betrays.',
      element: textInput({ isMultiline: true, ...pick('words') }),
    }),
    input({
      blockId: 'pause',
      label: 'What should pause until it is answered?',
      hint: 'A wish that the team reads. Nothing pauses by itself.',
      element: select({
        choices: pauses.map((value) => ({ value, label: pauseWords[value] })),
        initial: 'nothing',
        ...pick('pause'),
      }),
    }),
  ];
}

/** What of a link can be one person's alone, and the offer to cut it off. (reliability.md B-83) */
function linkBlocks({ values }: AndonForm): KnownBlock[] {
  const parts = values[cutField] === undefined ? [] : findOwnParts(typedWords(values));
  if (parts.length === 0) return [];
  const shown = parts.map((part) => `“${escape(cut(part, 80))}”`).join(', ');
  return [
    section(
      cutMarkdown(
        `:warning: *Nothing has been sent.* A link in your own words ends in what can be yours alone: ${shown}`,
        1000,
      ),
    ),
    input({
      blockId: cutField,
      label: 'Cut it off?',
      isOptional: true,
      hint: 'Or change it in your own words. The link mostly works without it.',
      element: checkboxes({
        choices: [{ value: 'yes', label: 'Yes, cut it off and send' }],
        initial: values[cutField]?.includes('yes') === true ? ['yes'] : [],
      }),
    }),
  ];
}

const cutField = 'cut';

function typedWords(values: SealedValues): string {
  return typeof values.words === 'string' ? neutralise(clean(values.words)) : '';
}

/** Under five people: the second time, with a box to tick. (reliability.md 5.7) */
function askedBlock({ isAsked, team }: AndonForm): KnownBlock[] {
  if (!isAsked) return [];
  const many = team.people === 1 ? '1 person' : `${team.people} people`;
  return [
    input({
      blockId: 'sure',
      label: `Only ${many} could have sent it. Send it all the same?`,
      isOptional: true,
      hint: 'Nothing has been sent yet.',
      element: checkboxes({
        choices: [{ value: 'yes', label: 'Yes, I know that it may be guessed' }],
      }),
    }),
  ];
}

const directionChoice: Choice = { value: 'direction', label: 'Our direction' };

/** What can be doubted: each one-pager's because and assumptions, itself, and the direction of all. */
function subjectChoices(subjects: readonly Subject[]): Choice[] {
  const choices = subjects.flatMap((subject) => [
    ...subject.assumptions.map(({ id, text }) => ({
      value: `${subject.onepagerId}/${id}`,
      label: cut(`#${subject.number}: “${oneLine(text)}”`, limits.optionText),
    })),
    {
      value: subject.onepagerId,
      label: cut(`#${subject.number} as a whole: ${oneLine(subject.title)}`, limits.optionText),
    },
  ]);
  return [...choices.slice(0, limits.options - 1), directionChoice];
}

/** What was sent, or what is wrong at which field; a link with a part of one's own is offered to be cut off, once. */
export function parseAndon(
  values: SealedValues,
  from: { teamId: TeamId; subjects: readonly Subject[] },
): { concern: Concern; isSure: boolean } | { errors: Record<string, string> } | { offers: 'cut' } {
  const aboutId = `about.${from.teamId}`;
  const doubted = findDoubted(values[aboutId], from.subjects);
  const { reason, pause } = values;
  const typed = typedWords(values);
  const isCut = values[cutField]?.includes('yes') === true;
  const words = isBlank(typed) ? '' : isCut ? cutOwnParts(typed) : typed;
  const refusal = checkWords(words);
  const errors: Record<string, string> = {
    ...(doubted === undefined ? { [aboutId]: fieldWords.about } : {}),
    ...(isOneOf(reasons, reason) ? {} : { reason: fieldWords.reason }),
    ...(reason === 'other' && words === '' ? { words: fieldWords.other } : {}),
    ...(refusal === undefined ? {} : { words: refusalOf(refusal, words) }),
  };
  const isLinkAlone = refusal === 'own-link' && Object.keys(errors).length === 1;
  if (isLinkAlone && values[cutField] === undefined) return { offers: 'cut' };
  if (doubted === undefined || !isOneOf(reasons, reason) || Object.keys(errors).length > 0) {
    return { errors };
  }
  const concern = { ...doubted, reason, words, pause: isOneOf(pauses, pause) ? pause : 'nothing' };
  return { concern, isSure: values.sure?.includes('yes') === true };
}

const fieldWords = {
  about:
    'Please choose what this is about. What you had chosen may have been stopped or changed meanwhile.',
  reason: 'Please choose what is off; one of the ready-made reasons is enough.',
  other: 'Please say in a few words what is off, or choose one of the ready-made reasons.',
} as const;

/** The words of the second question. */
export const notSureWords = 'Please tick this to send it, or press Cancel: nothing has been sent.';

function findDoubted(
  value: SealedValues[string] | undefined,
  subjects: readonly Subject[],
): Pick<Concern, 'about' | 'onepagerId' | 'assumption'> | undefined {
  if (typeof value !== 'string') return undefined;
  if (value === directionChoice.value) return { about: 'direction', assumption: '' };
  const [onepagerId, assumptionId] = value.split('/');
  const subject = subjects.find((one) => one.onepagerId === onepagerId);
  if (subject === undefined) return undefined;
  if (assumptionId === undefined) {
    return { about: 'onepager', onepagerId: subject.onepagerId, assumption: '' };
  }
  const assumption = subject.assumptions.find(({ id }) => id === assumptionId);
  if (assumption === undefined) return undefined;
  return { about: 'assumption', onepagerId: subject.onepagerId, assumption: assumption.text };
}
