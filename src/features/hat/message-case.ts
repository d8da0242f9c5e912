import type { Button, KnownBlock, ModalView } from '@slack/types';
import { actions, button, context, divider, modal, section } from '../../platform/slack/blocks.ts';
import { bold, cut, dateToken, escape, mention, oneLine } from '../../platform/slack/text.ts';
import { loopLabels, moveLabels, symptomLabels, traitLabels } from './message-labels.ts';
import { hatActions, hatButton, hatWords, readByWords } from './messages.ts';
import type { HatCase, HatContent, HatHint, Move } from './rules.ts';

/** Shown in place of the form when a case was saved. */
export function keptView(one: HatCase, hints: readonly HatHint[]): ModalView {
  return modal({
    callbackId: 'hat.kept',
    title: 'Kept',
    close: 'Done',
    blocks: [
      section(readByWords(one)),
      ...hints.map((hint) => context(hintWords[hint])),
      ...followBlocks(one),
      actions('hat.kept', editButton(one, 'Change it, or who reads it')),
    ],
  });
}

/** One case in full; its author may change it and follow up. */
export function caseView(one: HatCase, viewer: { userId: string }): ModalView {
  const isOwn = viewer.userId === one.authorId;
  return modal({
    callbackId: 'hat.one',
    title: 'Anthropologist’s case',
    close: 'Close',
    blocks: [
      ...(one.content === undefined ? [section(hatWords.gone)] : recordBlocks(one.content)),
      context(`${byWords(one)}. ${readByWords(one)}`),
      ...(isOwn
        ? [actions('hat.own', editButton(one, 'Change'), listButton), ...followBlocks(one)]
        : [actions('hat.other', listButton)]),
    ],
  });
}

const casesPerPage = 10;

/** The cases that this person may read, from one of them on. */
export function casesView(
  cases: readonly HatCase[],
  at: { userId: string; from: number; teamId: string },
): ModalView {
  const start = at.from >= 0 && at.from < cases.length ? at.from : 0;
  const page = cases.slice(start, start + casesPerPage);
  const isMore = start + casesPerPage < cases.length;
  const more = button({
    ...{ label: 'Show more', actionId: hatActions.list },
    value: `${start + casesPerPage} ${at.teamId}`.trim(),
  });
  return modal({
    callbackId: 'hat.cases',
    title: 'Cases',
    close: 'Close',
    blocks: [
      section(
        cases.length === 0
          ? 'There is no case that you may read. The first one can be yours, and yours alone.'
          : 'What people saw when they looked at their own place as a guest would: what you wrote, and what others let you read.',
      ),
      ...page.flatMap((one) => rowOf(one, at.userId)),
      divider(),
      actions('hat.cases', hatButton({ teamId: at.teamId }), ...(isMore ? [more] : [])),
    ],
  });
}

/** What stands on Home: the button for a case of one's own, and how many there are to read. */
export function hatBlocks(cases: readonly HatCase[], at: { teamId: string }): KnownBlock[] {
  const drafts = cases.filter((one) => one.typed !== undefined).length;
  const saved = cases.filter((one) => one.content !== undefined).length;
  const said = [
    ...(drafts === 0 ? [] : ['one is not saved yet']),
    ...(saved === 0 ? [] : [saved === 1 ? '1 case to read' : `${saved} cases to read`]),
  ];
  const text = ['*Anthropologist hat:* one real case of how we work, private by default', ...said];
  const list = button({
    label: 'Cases',
    actionId: hatActions.list,
    value: `0 ${at.teamId}`.trim(),
  });
  return [
    section(text.join(' · ')),
    actions('hat', hatButton({ teamId: at.teamId }), ...(cases.length === 0 ? [] : [list])),
  ];
}

/** Said when a follow-up was prepared; the draft is its author's alone until they publish it. */
export function followedView(move: Move, draftId: string): ModalView {
  return modal({
    callbackId: 'hat.followed',
    title: 'A draft for you',
    close: 'Later',
    blocks: [
      section(
        `*${moveLabels[move]}* is a draft one-pager of yours now. It holds nothing of your case, and nobody sees it before you publish it. It waits on Home too.`,
      ),
      actions(
        'hat.followed',
        button({
          label: 'Go on with it',
          actionId: hatActions.resumeDraft,
          value: draftId,
          style: 'primary',
        }),
      ),
    ],
  });
}

/** Said in place of a form whose case was thrown away. */
export function thrownView(): ModalView {
  return modal({
    callbackId: 'hat.thrown',
    title: 'Thrown away',
    close: 'Done',
    blocks: [section('It is gone. Nobody else reads it any more.')],
  });
}

const hintWords: Readonly<Record<HatHint, string>> = {
  'whole-organisation':
    'A hint: this reads as if it were about everybody at once. A slice is easier to move: one meeting, one hand-over, one week.',
  critique:
    'A hint: a word in it sounds like blame. What would somebody see who likes everybody in it?',
};

const listButton = button({ label: 'All cases', actionId: hatActions.list, value: '0' });

function editButton({ id }: HatCase, label: string): Button {
  return button({ label, actionId: hatActions.edit, value: id });
}

function byWords({ authorId, savedAt, updatedAt }: HatCase): string {
  return `${mention(authorId)}, ${dateToken(savedAt ?? updatedAt, 'inner-date')}`;
}

function rowOf(one: HatCase, userId: string): KnownBlock[] {
  const isDraft = one.content === undefined;
  const words = (one.content ?? one.typed)?.context ?? '';
  const line = bold(cut(oneLine(words) || 'Nothing written yet', 120));
  const state = isDraft ? 'Not saved, read by you alone.' : readByWords(one);
  const accessory =
    isDraft && one.authorId === userId
      ? editButton(one, 'Go on')
      : button({ label: 'Open', actionId: hatActions.show, value: one.id });
  return [section(`${line}\n${byWords(one)}. ${state}`, { accessory })];
}

function recordBlocks(content: HatContent): KnownBlock[] {
  const parts = [
    { label: 'What it shows', said: content.traits.map((one) => traitLabels[one]) },
    { label: 'What follows', said: content.symptoms.map((one) => symptomLabels[one]) },
    { label: 'What keeps it going', said: content.loops.map((one) => loopLabels[one]) },
    { label: 'What could work against it', said: content.moves.map((one) => moveLabels[one]) },
  ].filter(({ said }) => said.length > 0);
  const turns = content.turns.trim() === '' ? [] : [section(cut(escape(content.turns), 2900))];
  return [
    section(cut(escape(content.context), 2900)),
    ...(parts.length === 0
      ? []
      : [section(parts.map(({ label, said }) => `*${label}:* ${said.join(' · ')}`).join('\n'))]),
    ...turns,
  ];
}

/** Each counter-move can become a one-pager's draft, for its author to go on with or to leave. */
function followBlocks({ id, content }: HatCase): KnownBlock[] {
  if (content === undefined || content.moves.length === 0) return [];
  return [
    section('*A small move against it.* As a draft one-pager it gets a test, a number and an end:'),
    actions(
      'hat.follow',
      ...content.moves.map((move) =>
        button({ label: moveLabels[move], actionId: `${hatActions.follow}:${move}`, value: id }),
      ),
    ),
  ];
}
