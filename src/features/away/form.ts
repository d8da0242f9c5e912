import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type TeamId } from '../../lib/ids.ts';
import { isLocalDate, type LocalDate } from '../../lib/time.ts';
import {
  actions,
  button,
  context,
  dateInput,
  divider,
  input,
  modal,
  radio,
  section,
  userSelect,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { channelLink, mention } from '../../platform/slack/text.ts';
import { rangeWords } from './messages.ts';
import { type Away, type AwayRefusal, longestAwayDays } from './rules.ts';

/** The form's callback id. */
export const awayCallbackId = 'away.range';
/** The ids of this feature's buttons. */
export const awayActions = { remove: 'away.remove', week: 'away.week' } as const;

const mostListed = 20;

/** What the form shows. `team` is missing for somebody of several teams who did not say which. */
export interface AwayView {
  team?: { id: TeamId; channelId: string };
  mayForOthers: boolean;
  today: LocalDate;
  ranges: readonly { away: Away; canRemove: boolean }[];
}

/** Who is away and when: what is known, each with a button to take it back, and fields for one more range. */
export function awayForm(view: AwayView): ModalView {
  const { team, mayForOthers, today, ranges } = view;
  const isForOthers = team !== undefined && mayForOthers;
  const blocks: KnownBlock[] = [
    section('Whoever is away is neither reminded nor counted as missing.'),
    ...ranges.slice(0, mostListed).map(rangeSection),
  ];
  if (ranges.length === 0) blocks.push(context('Nobody is away, as far as I know.'));
  if (ranges.length > mostListed) {
    blocks.push(context(`and ${ranges.length - mostListed} more later`));
  }
  blocks.push(divider());
  if (isForOthers) {
    blocks.push(
      actions(
        'week',
        button({
          label: 'Everyone is off this week',
          actionId: awayActions.week,
          value: team.id,
        }),
      ),
      input({ blockId: 'who', label: 'Who is away?', element: whoMenu() }),
      input({
        blockId: 'person',
        label: 'Who, if somebody else',
        element: userSelect(),
        isOptional: true,
      }),
    );
  }
  blocks.push(
    input({ blockId: 'from', label: 'First day', element: dateInput({ initial: today }) }),
    input({ blockId: 'until', label: 'Last day', element: dateInput({ initial: today }) }),
  );
  return modal({
    callbackId: awayCallbackId,
    title: 'Away',
    submit: 'Save',
    metadata: JSON.stringify(team === undefined ? {} : { teamId: team.id }),
    blocks,
  });
}

function whoMenu() {
  return radio({
    choices: [
      { value: 'me', label: 'I am, from all my teams' },
      { value: 'person', label: 'Somebody else of this team' },
      { value: 'everyone', label: 'Everyone of this team' },
    ],
    initial: 'me',
  });
}

function rangeSection({ away, canRemove }: AwayView['ranges'][number]): KnownBlock {
  const who = away.userId === undefined ? 'Everyone' : mention(away.userId);
  const by = away.byUserId === away.userId ? '' : `, set by ${mention(away.byUserId)}`;
  const remove = button({ label: 'Remove', actionId: awayActions.remove, value: away.id });
  return section(`${who}: ${rangeWords(away)}${by}`, canRemove ? { accessory: remove } : {});
}

const metadataSchema = z.object({
  teamId: z.custom<TeamId>((value) => typeof value === 'string' && isId('tm', value)).optional(),
});

/** Which team the form was opened for, if one; undefined when the form is none of ours. */
export function parseAwayMetadata(metadata: string): z.infer<typeof metadataSchema> | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** What was filled in, or what is missing, by field; no `userId` means everyone. */
export function parseAway(
  values: FormValues,
  ownId: string,
): { range: Pick<Away, 'userId' | 'fromOn' | 'untilOn'> } | { errors: Record<string, string> } {
  const { who, person, from, until } = values;
  const day = (value: FormValues[string] | undefined) =>
    typeof value === 'string' && isLocalDate(value) ? value : undefined;
  const fromOn = day(from);
  const untilOn = day(until);
  if (fromOn === undefined) return { errors: { from: 'Choose the first day.' } };
  if (untilOn === undefined) return { errors: { until: 'Choose the last day.' } };
  const days = { fromOn, untilOn };
  if (who === 'everyone') return { range: days };
  if (who !== 'person') return { range: { ...days, userId: ownId } };
  if (typeof person !== 'string' || person === '') {
    return { errors: { person: 'Choose who is away.' } };
  }
  return { range: { ...days, userId: person } };
}

/** A refusal as red text under the field it is about. */
export function awayErrors(refusal: AwayRefusal | 'not-of-the-team'): Record<string, string> {
  const { field, text } = refusalWords[refusal];
  return { [field]: text };
}

const refusalWords: Readonly<
  Record<AwayRefusal | 'not-of-the-team', { field: string; text: string }>
> = {
  'ends-before-start': { field: 'until', text: 'The last day is before the first.' },
  'is-over': { field: 'until', text: 'These days are over. Choose a last day from today on.' },
  'too-long': {
    field: 'until',
    text: `A range is at most ${longestAwayDays} days. Choose an earlier last day.`,
  },
  'not-for-others': {
    field: 'until',
    text: 'Only a leader, or the owner of something that runs, can say this for others.',
  },
  'not-of-the-team': { field: 'person', text: 'This person is not in the team’s channel.' },
};

/** Said when the team or the range that a button names is not there any more. */
export const awayWords = {
  guest: 'Only people who take part here can be away; guests are not reminded of anything.',
  notYours: (channelId: string) =>
    `Only a leader of ${channelLink(channelId)}, or the owner of something that runs there, can say this for others.`,
  notYourRange: 'Only the person it is about, or a leader, can take this back.',
} as const;
