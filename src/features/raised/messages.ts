import type { Button, KnownBlock } from '@slack/types';
import { formatDate, type LocalDate, toLocalDate } from '../../lib/time.ts';
import { actions, button, confirmation, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, cutMarkdown, escape, mention, oneLine } from '../../platform/slack/text.ts';
import { aboutWords, answerWords, doubtWords, pieces } from './concern-messages.ts';
import { type Andon, type AndonNote, isOpen, standingOf } from './rules.ts';

/** The ids of the buttons on a raised andon; values are its id. They are answered in `answer/`. */
export const raisedActions = {
  take: 'answer.take',
  answer: 'answer.open',
  queue: 'answer.queue',
  hide: 'answer.hide',
  keep: 'answer.keep',
} as const;

/** A raised andon with the number and title of what it is about. */
export interface AndonView {
  andon: Andon;
  onepager?: { number: number; title: string };
  /** Buttons of others, for what it is about. */
  more?: readonly Button[];
}

/** The message of a raised andon. Who raised it is nowhere; who acts on it is named. */
export function andonMessage(view: AndonView): MessageContent {
  const { andon, onepager } = view;
  const about = aboutWords(andon, onepager);
  return {
    text: cut(`Andon (anonymous): ${plain(about)}`, 1000),
    blocks: [
      section(`*Andon* · anonymous\n*About* ${about}\n*What is off* ${doubtWords(andon)}`),
      ...wordBlocks(andon),
      section(stateLine(andon)),
      ...hideBlock(andon),
      ...buttons(view),
    ],
  };
}

function wordBlocks(andon: Andon): KnownBlock[] {
  if (andon.isHidden)
    return [context('Its words were hidden by two people together; the log says so.')];
  return pieces(andon.words).map((piece) => section(piece));
}

function stateLine(andon: Andon): string {
  const { ownerId, dueOn, answer } = andon;
  const step = ownerId === undefined ? '' : mention(ownerId);
  const until = dueOn === undefined ? '' : ` until ${formatDate(dueOn)}`;
  switch (andon.state) {
    case 'taken':
      return `*Taken* by ${step}, who does the next step${until}.`;
    case 'queued':
      return `*In the queue:* ${step} looks for evidence${until}.`;
    case 'answered':
      return answer === undefined
        ? '*Answered*, in the thread.'
        : `*Answered: ${answerWords[answer.kind].replace(/, because$/, '')}*, by ${mention(answer.byUserId)}, in the thread.`;
    case 'withdrawn':
      return '*Withdrawn* by its reporter, with any words of their own. Nothing more is asked of anybody.';
    case 'open':
      return andon.isReopened
        ? '*Open again:* its reporter says that the answer was none. Who takes the next step?'
        : '*Open.* Who takes the next step?';
  }
}

function hideBlock({ id, hideAskedBy, isHidden, words }: Andon): KnownBlock[] {
  if (hideAskedBy === undefined || isHidden || words === '') return [];
  return [
    section(
      `${mention(hideAskedBy)} asks to hide its words because they hurt somebody. A second person decides; both are named in the log.`,
    ),
    actions(
      'andon.hiding',
      button({ label: 'Hide the words', actionId: raisedActions.hide, value: id, style: 'danger' }),
      button({ label: 'Let them stand', actionId: raisedActions.keep, value: id }),
    ),
  ];
}

function buttons({ andon, more = [] }: AndonView): KnownBlock[] {
  const { id: value } = andon;
  const hide =
    andon.words === '' || andon.isHidden || andon.hideAskedBy !== undefined
      ? []
      : [
          button({
            label: 'Hide its words…',
            actionId: raisedActions.hide,
            value,
            confirm: confirmation({
              title: 'Hide these words?',
              text: 'For words that hurt or expose somebody. A second person must agree; both names are logged. The doubt itself stays.',
              yes: 'Ask for it',
              no: 'Leave them',
            }),
          }),
        ];
  const acting = isOpen(andon)
    ? [
        button({ label: 'Take it', actionId: raisedActions.take, value, style: 'primary' }),
        button({ label: 'Answer', actionId: raisedActions.answer, value }),
        ...more,
        button({ label: 'To the queue', actionId: raisedActions.queue, value }),
      ]
    : [];
  const all = [...acting, ...hide];
  return all.length === 0 ? [] : [actions('andon', ...all)];
}

/** The public answer, in the thread. */
export function answerMessage({ answer }: Pick<Andon, 'answer'>): MessageContent {
  if (answer === undefined) return { text: 'Answered', blocks: [section('Answered.')] };
  const head = `${answerWords[answer.kind]}${answer.kind === 'not-accepted' ? '' : ':'}`;
  return {
    text: cut(`${head} ${escape(oneLine(answer.words))}`, 1000),
    blocks: [
      section(`*${head}*`),
      ...pieces(answer.words).map((piece) => section(piece)),
      context(
        `Answered by ${mention(answer.byUserId)}. Whoever raised it can say *not answered for me* with the code: \`/onepager receipt\`.`,
      ),
    ],
  };
}

/** The alarm of an andon that nobody has taken: once, under it and in the channel. */
export function ownerMessage(
  andon: Pick<Andon, 'raisedAt' | 'isReopened'>,
  zone: string,
): MessageContent {
  const since = formatDate(toLocalDate(andon.raisedAt, zone));
  const what = andon.isReopened
    ? `This andon of ${since} is open again, because its answer was none for its reporter, and it has no owner.`
    : `This andon has had no owner since ${since}.`;
  const text = `${what} Who takes the next step? Press *Take it*, *Answer* or *To the queue* on it.`;
  return { text: plain(text), blocks: [section(`:warning: ${text}`)] };
}

/** What its reporter added, in the thread. */
export function noteMessage(note: AndonNote): MessageContent {
  if (note.kind === 'withdrawal') {
    const text = 'The reporter of this andon (verified by receipt) has withdrawn it.';
    return { text, blocks: [section(text)] };
  }
  if (note.kind === 'not-answered') {
    const text =
      'The reporter of this andon (verified by receipt) says: not answered for me. It is open again.';
    return { text, blocks: [section(text)] };
  }
  if (note.words === '') {
    const text = 'What the reporter of this andon had added here was withdrawn.';
    return { text, blocks: [section(text)] };
  }
  const head = 'The reporter of this andon (verified by receipt) adds:';
  return {
    text: cut(`${head} ${escape(oneLine(note.words))}`, 1000),
    blocks: [section(head), ...pieces(note.words).map((piece) => section(piece))],
  };
}

/** One line for an open andon in a list, with what is missing said. */
function andonLine({ andon, onepager }: AndonView, on: { today: LocalDate; zone: string }): string {
  const since = formatDate(toLocalDate(andon.raisedAt, on.zone));
  const owner = andon.ownerId === undefined ? '' : mention(andon.ownerId);
  const until = andon.dueOn === undefined ? '' : ` until ${formatDate(andon.dueOn)}`;
  const standing = {
    new: 'nobody has the next step yet',
    'no-owner': `*no owner since ${since}: it needs one now*`,
    owned: `${owner}${until}`,
    overdue: `*${owner}, was due${until.replace(' until', '')}*`,
  }[standingOf(andon, on)];
  return cutMarkdown(`• ${aboutWords(andon, onepager)} · since ${since} · ${standing}`, 500);
}

const mostLines = 8;

/** The weekly list of what is open; nothing when nothing is. */
export function andonBlocks(
  views: readonly AndonView[],
  on: { today: LocalDate; zone: string },
): KnownBlock[] {
  if (views.length === 0) return [];
  const lines = views.slice(0, mostLines).map((view) => andonLine(view, on));
  const more = views.length - lines.length;
  const all = more > 0 ? [...lines, `and ${more} more`] : lines;
  return [section(cutMarkdown(`*Andons to answer*\n${all.join('\n')}`, 2900))];
}

/** `1 andon open`, for a card; undefined when there is none. */
export function openWords(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? '1 andon open' : `${count} andons open`;
}

/** mrkdwn as a notification reads it. */
function plain(markdown: string): string {
  return markdown.replaceAll('*', '');
}
