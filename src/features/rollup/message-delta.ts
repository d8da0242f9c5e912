import { formatDate } from '../../lib/time.ts';
import { mention } from '../../platform/slack/text.ts';
import { beforeNumber, joinChange } from '../signal/measure.ts';
import type { WeekDelta } from './delta-rules.ts';
import { line, name } from './message-line.ts';

const mostNames = 8;
const mostLines = 12;

/** What changed since last week, a line for each kind of change; what is not the case has no line. */
export function deltaLines(delta: WeekDelta): string[] {
  return [
    ...listOf('Started', delta.started.map(name)),
    ...listOf(
      'Ended',
      delta.ended.map((one) => `${name(one)} ${one.how}`),
    ),
    ...listOf('Frozen', delta.frozen.map(name)),
    ...listOf('Runs again after a freeze', delta.thawed.map(name)),
    ...listOf('Parked', delta.parked.map(name)),
    ...listOf('Back', delta.returned.map(name)),
    ...listOf(
      'Gate moved',
      delta.gates.map((one) => `${name(one)} ${formatDate(one.from)} → ${formatDate(one.to)}`),
    ),
    ...most(
      delta.amended.map((one) => `• Amended: ${name(one)} ${line(one.lines.join(' · '), 200)}`),
    ),
    ...most(delta.readings.map(readingLine)),
    ...listOf(
      'New owner',
      delta.owners.map((one) => `${name(one)} ${mention(one.userId)}`),
    ),
    ...listOf(
      'May say stop now',
      delta.stopOwners.map((one) => `${name(one)} ${mention(one.userId)}`),
    ),
  ];
}

function readingLine(reading: WeekDelta['readings'][number]): string {
  const moved = joinChange(reading.from, reading.to);
  return `• Reading: #${reading.number} ${beforeNumber(line(reading.signal, 60))} ${line(moved, 60)}`;
}

/** `• Started: #12 *Action X*, #14 *Reason first*`; what is too much for a line is counted. */
function listOf(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, fitting(names));
  const left = names.length - shown.length;
  return [`• ${what}: ${shown.join(', ')}${left === 0 ? '' : ` and ${left} more`}`];
}

/** How many of these fit into one line of the thread. */
function fitting(names: readonly string[]): number {
  let room = 320;
  const index = names.slice(0, mostNames).findIndex((one) => {
    room -= one.length + 2;
    return room < 0;
  });
  return index === -1 ? mostNames : Math.max(1, index);
}

function most(lines: readonly string[]): string[] {
  const left = lines.length - mostLines;
  if (left <= 0) return [...lines];
  return [...lines.slice(0, mostLines), `• and ${left} more of these`];
}
