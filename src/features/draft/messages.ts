import type { KnownBlock, ModalView } from '@slack/types';
import type { LocalDate } from '../../lib/time.ts';
import { formatDate } from '../../lib/time.ts';
import {
  actions,
  button,
  confirmation,
  context,
  divider,
  modal,
  section,
} from '../../platform/slack/blocks.ts';
import { channelLink, cut, dateToken, mention } from '../../platform/slack/text.ts';
import { FIELD_LABELS, showField } from '../onepager/amendment-rules.ts';
import type { FieldRead } from '../onepager/field-rules.ts';
import { strong, words } from '../onepager/messages.ts';
import { type OnePager, titleOf } from '../onepager/rules.ts';
import { type BetFields, type Finding, listTokens } from '../quality/rules.ts';
import { draftActions } from './form.ts';
import type { Draft } from './rules.ts';

/** The sentences that people are told when something cannot be written. */
export const draftWords = {
  noTeam:
    'You are in no team yet. Go to your team’s channel, type `/invite @Barbell` there and press *Set up* on the card that I post.',
  notMember: (channelId: string) =>
    `One-pagers of this team are written by full members of ${channelLink(channelId)}. Join the channel, or ask somebody there to write it with you. What you typed is kept.`,
  oldForm:
    'This form is from before, so it cannot be saved. What you had typed is kept as a draft: `/onepager` shows it.',
  goneDraft: 'This draft is not there any more. `/onepager` starts a new one.',
  goneOnePager: 'This one-pager is not there any more. `/onepager list` shows what there is.',
  published: (number: number, channelId: string) =>
    `This draft is published already: it is *#${number}*, and its card is in ${channelLink(channelId)}.`,
  ended: (onepager: OnePager) =>
    onepager.state === 'parked'
      ? `${nameLine(onepager)} is parked, so it does not change now. *Bring back* on its card takes it up again.`
      : `${nameLine(onepager)} is ${onepager.state}, so it does not change any more. \`/onepager\` starts a new one.`,
  frozen: (onepager: OnePager) =>
    `${nameLine(onepager)} is frozen, so it does not change now. Its evidence review decides, and *Alter it* there changes the mechanism or the test.`,
  notYours: (onepager: OnePager) =>
    `${nameLine(onepager)} is changed by its owner ${mention(onepager.ownerId)}, its co-authors or a leader of the team. Tell them what you would change.`,
} as const;

/** `*#12 Action X first*`, escaped. */
export function nameLine(onepager: Pick<OnePager, 'number' | 'bet'>): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 200);
}

/** The sentence at a field that holds too much. */
export function tooLongText(read: Extract<FieldRead, { refused: 'too-long' }>): string {
  const number = (value: number) => value.toLocaleString('en');
  return `This is ${number(read.length)} characters and ${number(read.max)} fit. Keep the gist here and link to the rest.`;
}

/** The sentence at a field that is short of the quality bar: why, and an example. Plain text. */
export function findingText(finding: Pick<Finding, 'why' | 'example'>): string {
  return cut(`${finding.why} For example: ${finding.example}`, 500);
}

/** What somebody else saved while this person was typing; where both changed a field, both values. mrkdwn. */
export function conflictText(conflict: {
  amendments: readonly { byUserId: string; words: string }[];
  fields: readonly (keyof BetFields)[];
  mine: BetFields;
  theirs: BetFields;
}): string {
  const meanwhile = conflict.amendments.map(
    (one) => `• ${mention(one.byUserId)}: ${words(one.words, 400)}`,
  );
  const both = conflict.fields
    .slice(0, 8)
    .map(
      (name) =>
        `• ${FIELD_LABELS[name]}: saved is “${valueText(conflict.theirs, name)}”, yours is “${valueText(conflict.mine, name)}”`,
    );
  return [
    '*This one-pager was changed while you were typing.* Nothing is saved yet.',
    ...meanwhile.slice(-5),
    ...(both.length === 0
      ? ['Nothing of it touches what you changed; the form below holds both.']
      : ['Changed by both of you; the form below holds yours:', ...both]),
  ].join('\n');
}

/** Why a form was opened on another step than the one that was sent. mrkdwn. */
export function toMendText(findings: readonly Finding[]): string {
  const lines = findings
    .slice(0, 6)
    .map((finding) => `• ${fieldLabel(finding.field)}: ${words(findingText(finding), 400)}`);
  const head = lines.length === 1 ? 'One thing' : 'A few things';
  return [`*${head} before this can run:*`, ...lines].join('\n');
}

/** Said above a form that was refilled, when what stood there is kept as another draft. */
export const keptText = 'What you had typed is kept as a draft of its own: `/onepager` shows it.';

/** Said above the signals when a pair found a person's own words in its place. mrkdwn. */
export function pairKeptText(kept: readonly string[]): string {
  const names = kept.map((name) => `“${words(name, 100)}”`).join(' and ');
  return `Your own words stay: ${names}. Clear the field and choose the pair again to have it filled.`;
}

const shownDrafts = 20;

/** A draft in the list of drafts. */
export interface DraftLine {
  draft: Draft;
  /** The number of the one-pager that it edits. */
  edits?: number;
}

/** The first thing that somebody with drafts sees: go on with one, or start anew. */
export function draftsView(lines: readonly DraftLine[], teamId: string): ModalView {
  const shown = lines.slice(0, shownDrafts);
  const more = lines.length - shown.length;
  return modal({
    callbackId: 'draft.list',
    title: 'One-pager',
    close: 'Close',
    blocks: [
      section(
        lines.length === 1
          ? 'You have a draft. Go on with it, or start a new one.'
          : `You have ${lines.length} drafts. Go on with one, or start a new one.`,
      ),
      actions(
        'new',
        button({
          label: 'Start a new one',
          actionId: draftActions.fresh,
          style: 'primary',
          // Slack refuses an empty value.
          ...(teamId === '' ? {} : { value: teamId }),
        }),
      ),
      divider(),
      ...shown.flatMap(draftBlocks),
      ...(more > 0 ? [context(`and ${more} older ones; they come up as you finish these`)] : []),
    ],
  });
}

/** One draft with its two buttons, for the list and for Home. */
function draftBlocks({ draft, edits }: DraftLine): KnownBlock[] {
  const title = titleOf(draft.fields);
  const name = edits === undefined ? title : `Edit of #${edits}: ${title}`;
  return [
    section(
      `${strong(name, 200)}\nStep ${draft.step} of 3 · ${dateToken(draft.updatedAt, 'date-time')}`,
    ),
    actions(
      `draft.${draft.id}`,
      button({ label: 'Resume', actionId: draftActions.resume, value: draft.id }),
      button({
        label: 'Throw away',
        actionId: draftActions.discard,
        value: draft.id,
        confirm: confirmation({
          title: 'Throw this draft away?',
          text: 'It cannot be brought back.',
          yes: 'Throw away',
          no: 'Keep it',
        }),
      }),
    ),
  ];
}

/** What somebody sees who threw their last draft away. */
export function noDraftsView(teamId: string): ModalView {
  return modal({
    callbackId: 'draft.list',
    title: 'One-pager',
    close: 'Close',
    blocks: [
      section('No drafts left.'),
      actions(
        'new',
        button({
          label: 'Start a new one',
          actionId: draftActions.fresh,
          ...(teamId === '' ? {} : { value: teamId }),
        }),
      ),
    ],
  });
}

/** What publishing leads to. */
export interface PublishedView {
  onepager: OnePager;
  channelId: string;
  reviewAt: Date;
  revisitOn?: LocalDate;
  coaching: readonly Finding[];
}

/** The last page of the form: where it went and what happens next. */
export function publishedView(view: PublishedView): ModalView {
  const { onepager, coaching } = view;
  const next = [
    `• Its first review: ${dateToken(view.reviewAt, 'date-time')}. You are asked for readings then.`,
    `• Its rule is judged at the gate, ${formatDate(onepager.bet.gateOn)}.`,
    ...(view.revisitOn === undefined
      ? []
      : [`• It is a bet, so it is looked at again by ${formatDate(view.revisitOn)}.`]),
    '• *Sharpen* on the card adds co-authors, assumptions, what might be hurting, and when to stop outright.',
  ];
  return modal({
    callbackId: 'draft.done',
    title: 'Published',
    close: 'Done',
    blocks: [
      section(`${nameLine(onepager)} is running. Its card is in ${channelLink(view.channelId)}.`),
      section(`*What happens next*\n${next.join('\n')}`),
      ...(coaching.length === 0
        ? []
        : [
            context(
              'Hints, for when you sharpen it:',
              ...coaching.slice(0, 5).map((finding) => `• ${words(findingText(finding), 400)}`),
            ),
          ]),
    ],
  });
}

/** A modal that only says something, in place of a form that has done its work. */
export function sayView(title: string, text: string): ModalView {
  return modal({ callbackId: 'draft.done', title, close: 'Done', blocks: [section(text)] });
}

/** What an amendment did. mrkdwn. */
export function savedText(
  onepager: Pick<OnePager, 'number' | 'bet'>,
  changes: readonly string[],
): string {
  if (changes.length === 0) return `${nameLine(onepager)} stands as it is: nothing was changed.`;
  const lines = changes.slice(0, 12).map((line) => `• ${words(line, 220)}`);
  const more = changes.length - lines.length;
  return [
    `${nameLine(onepager)} is amended; the next review sees it:`,
    ...lines,
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}

/** A field's value for people to read; somebody named is a mention. */
function valueText(fields: BetFields, name: keyof BetFields): string {
  const isPeople = name === 'stopOwnerId' || name === 'coAuthorIds';
  if (!isPeople || fields[name] === '') return words(showField(fields, name), 120);
  return listTokens(fields[name]).map(mention).join(' ');
}

function fieldLabel(field: Finding['field']): string {
  return field === 'owner' ? 'Owner' : FIELD_LABELS[field];
}
