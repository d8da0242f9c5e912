import type { KnownBlock, ModalView } from '@slack/types';
import { afterBecause } from '../../lib/text.ts';
import { actions, button, context, modal, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { dateToken } from '../../platform/slack/text.ts';
import { placeOf } from '../deviation/messages.ts';
import type { Deviation } from '../deviation/rules.ts';
import { strong, words } from '../onepager/messages.ts';
import { floorActions, floorWords } from './messages.ts';
import { type FloorDefault, isCandidate } from './rules.ts';

/** One line of the question: something that waits, or what became of it, and how often it was asked by this close. */
export type SettleLine = { asked: number } & ({ deviation: Deviation } | { line: FloorDefault });

/** What a closed cycle asks in the thread of its roll-up: promote or retire, one lesson each. */
export function settleMessage(shown: {
  lines: readonly SettleLine[];
  more: number;
}): MessageContent {
  const { lines, more } = shown;
  const open = lines.filter(isWaiting).length;
  const lead =
    open === 0
      ? '*Promote or retire?* All of it is settled. Thank you.'
      : '*Promote or retire?* The cycle has closed, and this still waits for its answer. One lesson each is enough; anybody of the team may give it.';
  const rest =
    more === 0 ? [] : [context(`${more} more wait; the next close asks, once these are settled.`)];
  return {
    text: open === 0 ? 'Promote or retire: all settled' : `Promote or retire? ${open} to settle`,
    blocks: [section(lead), ...lines.flatMap(blocksOf), ...rest],
  };
}

/** Shown in place of the form when somebody settled something; `text` says what it is now. */
export function settledView(text: string): ModalView {
  return modal({
    callbackId: 'floor.settled',
    title: 'Settled',
    close: 'Done',
    blocks: [section(text)],
  });
}

/** What a deviation came to, told to somebody who would settle it once more. */
export function deviationStands({ area, state, lesson }: Deviation): string {
  const name = strong(area, 80);
  const why = lesson === '' ? '' : `: ${words(lesson, 300)}`;
  switch (state) {
    case 'candidate':
      return `${name} is a candidate already${why}`;
    case 'promoted':
      return `${name} is a default already${why}`;
    case 'retired':
      return `${name} is retired already${why}`;
    case 'open':
      return floorWords.gone;
  }
}

function isWaiting(line: SettleLine): boolean {
  if ('deviation' in line) return line.deviation.state === 'open';
  return isCandidate(line.line) && line.line.retiredAt === undefined;
}

function blocksOf(shown: SettleLine): KnownBlock[] {
  return 'deviation' in shown
    ? deviationBlocks(shown.deviation, shown.asked)
    : candidateBlocks(shown.line, shown.asked);
}

const doneWords = {
  candidate: 'a candidate now',
  promoted: 'a default now',
  retired: 'retired',
} as const;

function deviationBlocks(deviation: Deviation, asked: number): KnownBlock[] {
  const { id, area, state, lesson, at } = deviation;
  const said = `${placeOf(area)} ${strong(area, 80)}: ${words(deviation.deviation, 250)}`;
  if (state !== 'open') {
    return [section(`${said}\n_${doneWords[state]}_ · Lesson: ${words(lesson, 250)}`)];
  }
  return [
    section(
      `${said}\nbecause ${words(afterBecause(deviation.because), 200)} · ${sinceWords(at, asked)}`,
    ),
    actions(
      `settle.${id}`,
      button({
        ...{ label: 'Promote…', actionId: `${floorActions.settle}:promote`, value: id },
      }),
      button({ ...{ label: 'Retire…', actionId: `${floorActions.settle}:retire`, value: id } }),
    ),
  ];
}

function candidateBlocks(line: FloorDefault, asked: number): KnownBlock[] {
  const { id, area, statement, segment, sinceAt, provenAt, retiredAt } = line;
  const whom = segment.trim() === '' ? '' : ` (${words(segment, 80)})`;
  const said = `Candidate ${strong(area, 80)}: ${words(statement, 250)}${whom}`;
  if (retiredAt !== undefined) return [section(`${said}\n_taken back_`)];
  if (provenAt !== undefined) return [section(`${said}\n_a default now_`)];
  return [
    section(`${said}\nHas it held for its segment? · ${sinceWords(sinceAt, asked)}`),
    actions(
      `settle.${id}`,
      button({ label: 'It holds…', actionId: `${floorActions.settle}:confirm`, value: id }),
      button({ label: 'Take it back…', actionId: `${floorActions.settle}:withdraw`, value: id }),
    ),
  ];
}

function sinceWords(at: Date, asked: number): string {
  const since = `open since ${dateToken(at, 'inner-date')}`;
  return asked < 2 ? since : `${since}, asked ${asked} times`;
}
