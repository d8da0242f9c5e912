import type { KnownBlock, ModalView } from '@slack/types';
import {
  actions,
  button,
  type Choice,
  context,
  modal,
  section,
  select,
} from '../../platform/slack/blocks.ts';
import { dateToken } from '../../platform/slack/text.ts';
import { segmentButton, strong, words } from '../onepager/messages.ts';
import { floorActions } from './messages.ts';
import { type FloorChange, type FloorDefault, isCandidate } from './rules.ts';

/** A line of the floor with the number of what brought it, and who may take it off in which way. */
export interface FloorRow {
  line: FloorDefault;
  /** The one-pager, or the entry of the log, that it came from. */
  fromNumber?: number;
  /** It is taken off by reversing this entry, with two keys. */
  reverses?: { decisionId: string; number: number };
  /** The promoted one-pager behind it, which can be tried in a new segment. */
  triesId?: string;
}

/** A page of the floor as one person sees it; places are indexes among all lines. */
export interface FloorPage {
  teamId: string;
  teams: readonly Choice[];
  rows: readonly FloorRow[];
  from: number;
  total: number;
  candidates: number;
  mayAdd: boolean;
  mayRetire: boolean;
}

/** How many lines a page has. */
export const floorPageSize = 8;

/** The floor: how we do it here. */
export function floorView(page: FloorPage): ModalView {
  const { teamId, rows, from, total, candidates } = page;
  const rest = total - from - rows.length;
  const count = `${total - candidates} ${total - candidates === 1 ? 'default' : 'defaults'}`;
  const waiting =
    candidates === 0 ? '' : `, ${candidates} ${candidates === 1 ? 'candidate' : 'candidates'}`;
  const head =
    total === 0
      ? 'Nothing stands here yet. A line comes when something is promoted, when harm teaches one, or when you write down how you do it already.'
      : `*How we do it here:* ${count}${waiting}${total > floorPageSize ? ` · ${from + 1} to ${from + rows.length}` : ''}`;
  return modal({
    callbackId: 'floor.list',
    title: 'The floor',
    close: 'Close',
    blocks: [
      ...teamPicker(page),
      section(head),
      ...rows.flatMap((row) => rowBlocks(row, page)),
      actions(
        'floor.page',
        ...(rest > 0
          ? [turn(`Show ${Math.min(rest, floorPageSize)} more`, teamId, from + floorPageSize)]
          : []),
        ...(from > 0 ? [turn('First page', teamId, 0)] : []),
        ...(page.mayAdd
          ? [button({ label: 'Add a default…', actionId: floorActions.add, value: teamId })]
          : []),
        button({ label: 'Change log', actionId: floorActions.log, value: `${teamId} 0` }),
      ),
    ],
  });
}

/** A line of the change log with the number of the entry that did it. */
export type ChangeRow = FloorChange & { number?: number };

/** How many changes a page has. */
export const logPageSize = 10;

/** What came to the floor and what went: when, why, and by which decision. */
export function changeLogView(shown: {
  teamId: string;
  rows: readonly ChangeRow[];
  from: number;
  isMore: boolean;
}): ModalView {
  const { teamId, rows, from, isMore } = shown;
  const more = button({
    ...{ label: 'Show more', actionId: floorActions.log },
    value: `${teamId} ${from + logPageSize}`,
  });
  return modal({
    callbackId: 'floor.log',
    title: 'Change log',
    close: 'Close',
    blocks: [
      ...(rows.length === 0 ? [section('Nothing has come or gone yet.')] : rows.map(changeBlock)),
      actions('floor.log', turn('Back to the floor', teamId, 0), ...(isMore ? [more] : [])),
    ],
  });
}

function teamPicker({ teams, teamId }: FloorPage): KnownBlock[] {
  if (teams.length < 2) return [];
  const element = select({ choices: teams, initial: teamId, actionId: floorActions.team });
  return [actions('floor.team', element)];
}

function turn(label: string, teamId: string, from: number) {
  return button({
    label,
    actionId: `${floorActions.open}:${from === 0 ? 'first' : 'next'}`,
    value: `${teamId} ${from}`,
  });
}

function rowBlocks(row: FloorRow, { mayRetire }: FloorPage): KnownBlock[] {
  const { line, reverses, triesId } = row;
  const off =
    reverses === undefined
      ? button({ label: 'Take off…', actionId: floorActions.retire, value: line.id })
      : button({
          ...{ label: `Reverse #${reverses.number}…`, actionId: floorActions.reverse },
          value: reverses.decisionId,
        });
  const text = `${lineWords(line)}\n${originWords(row)}`;
  return [
    section(text, mayRetire ? { accessory: off } : {}),
    ...(triesId === undefined ? [] : [actions(`floor.${line.id}`, segmentButton(triesId))]),
  ];
}

function lineWords(line: FloorDefault): string {
  const { area, statement, segment } = line;
  const whom = segment.trim() === '' ? '' : ` (${words(segment, 80)})`;
  const step = isCandidate(line) ? '_Candidate_ · ' : '';
  return `${step}${strong(area, 80)}: ${words(statement, 400)}${whom}`;
}

function originWords({ line, fromNumber }: FloorRow): string {
  const { harm, deviationId, sinceAt, provenAt } = line;
  const since =
    provenAt === undefined
      ? `a candidate since ${dateToken(sinceAt, 'date')}, a default once it is proven`
      : `since ${dateToken(provenAt, 'date')}`;
  const number = fromNumber === undefined ? '' : ` #${fromNumber}`;
  if (harm !== undefined) return `${since} · after harm in${number}: ${words(harm, 200)}`;
  if (deviationId !== undefined)
    return `${since} · ${number === '' ? 'from a deviation' : `from the deviation of${number}`}`;
  return fromNumber === undefined ? since : `${since} · from${number}`;
}

const changeWords = {
  candidate: 'came as a candidate',
  default: 'became a default',
  retired: 'taken off the floor',
} as const;

function changeBlock(change: ChangeRow): KnownBlock {
  const { line, what, at, why, was, number } = change;
  const parts = [
    `${dateToken(at, 'date')} · ${changeWords[what]}${number === undefined ? '' : ` · log #${number}`}`,
    lineWords({ ...line, provenAt: line.sinceAt }),
    ...(was === '' ? [] : [`Before: ${words(was, 200)}`]),
    ...(why === '' ? [] : [`Why: ${words(why, 300)}`]),
  ];
  return what === 'retired' ? context(parts.join('\n')) : section(parts.join('\n'));
}
