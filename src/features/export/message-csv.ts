// The table for a spreadsheet, one entry of the log a row; below them what else the ritual left behind, told apart by `record`. No spreadsheet may run what a person typed, whatever separator
// its country uses: what looks like a formula gets a `'` in front, at the start of a cell and wherever a `;`, a tab or a new
// line could start one. (reliability.md B-53; ASVS 1.2.10; RFC 4180)

import { type RitualRecord, ritualRecords } from './message-ritual.ts';
import { type Export, type ExportedDecision, type ExportedTeam, nameOf } from './rules.ts';

/** One column: what it is called, and what stands in it. */
type Column = [name: string, value: (row: Row) => string];

interface Row {
  taken: Export;
  team: ExportedTeam;
  decision: ExportedDecision;
}

const columns: readonly Column[] = [
  ['number', ({ decision }) => String(decision.number)],
  ['team', ({ team }) => team.name],
  ['decided', ({ decision }) => decision.kind],
  ['title', ({ decision }) => decision.title],
  ['at', ({ decision }) => decision.at],
  ['by', ({ taken, decision }) => nameOf(taken, decision.decidedByUserId)],
  ['by_id', ({ decision }) => decision.decidedByUserId ?? ''],
  ['onepager', ({ decision }) => numberText(decision.onepagerNumber)],
  ['confidence', ({ decision }) => decision.confidence ?? ''],
  ['against_rule', ({ decision }) => yesNo(decision.isAgainstRule)],
  ['against_majority', ({ decision }) => yesNo(decision.isAgainstMajority)],
  ['revisit_on', ({ decision }) => decision.revisitOn ?? ''],
  ['supersedes', ({ decision }) => numberText(decision.supersedesNumber)],
  ['superseded_by', ({ decision }) => numberText(decision.supersededByNumber)],
  ['major', ({ decision }) => yesNo(decision.isMajor === true)],
  ['reversal', ({ decision }) => yesNo(decision.isReversal === true)],
  ['ended_freeze', ({ decision }) => yesNo(decision.endsFreeze === true)],
  ['keys', ({ taken, decision }) => sayKeys(taken, decision)],
  ...textColumns([
    ...['line', 'because', 'verdict', 'readings', 'split', 'minority', 'against', 'learned'],
    ...['saved', 'lesson', 'floor', 'default', 'segment', 'newGate', 'change', 'leverage'],
    ...['aim', 'mechanism', 'rule', 'source', 'corrected', 'froze'],
  ]),
  ['evidence', ({ decision }) => decision.evidence.map(sayEvidence).join('\n')],
  ['record', () => 'decision'],
  ['details', () => ''],
];

/**
 * The log as CSV: UTF-8 with a byte-order mark, without which Excel takes it for something else; every cell in quotes, rows
 * ended by CR LF, the first row names the columns.
 */
export function writeCsv(taken: Export): string {
  const rows = taken.teams.flatMap((team) =>
    team.decisions.map((decision) => columns.map(([, value]) => value({ taken, team, decision }))),
  );
  const others = taken.teams.flatMap((team) =>
    ritualRecords(taken, team).map((record) => ritualRow({ taken, team, record })),
  );
  return byteOrderMark + writeRows([columns.map(([name]) => name), ...rows, ...others]);
}

/** What is no entry of the log stands in the columns that mean the same, and in `details`. */
function ritualRow(row: { taken: Export; team: ExportedTeam; record: RitualRecord }): string[] {
  const { taken, team, record } = row;
  const cells = new Map([
    ['team', team.name],
    ['title', record.title],
    ['at', record.at],
    ['by', nameOf(taken, record.byId)],
    ['by_id', record.byId ?? ''],
    ['onepager', numberText(record.onepagerNumber)],
    ['because', record.because],
    ['record', record.record],
    ['details', record.details.map(([label, value]) => `${label}: ${value}`).join('\n')],
  ]);
  return columns.map(([name]) => cells.get(name) ?? '');
}

/** Rows as RFC 4180 writes them, each cell made harmless first. */
export function writeRows(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(writeCell).join(',')}\r\n`).join('');
}

/**
 * The text of a cell, with a `'` in front of whatever a spreadsheet would run: `= + - @` and their full-width twins at its
 * start, after blanks or quotes too, and where another separator or a new line would start a cell. A leading tab or new line
 * is one of those.
 */
export function toSafeCell(text: string): string {
  return text.replace(/^[\t\r\n]/, "'$&").replace(dangerous, "$1$2'$3");
}

const byteOrderMark = '\ufeff';
const dangerous = /(^|[;|\t\r\n])(['"\s]*)([=+\-@＝＋－＠−])/gu;

function writeCell(text: string): string {
  return `"${toSafeCell(text).replaceAll('"', '""')}"`;
}

function textColumns(fields: readonly string[]): Column[] {
  return fields.map((field) => [
    field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    ({ decision }) => decision.texts[field] ?? '',
  ]);
}

function numberText(number: number | undefined): string {
  return number === undefined ? '' : String(number);
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function sayKeys(taken: Export, { keyUserIds = [] }: ExportedDecision): string {
  return keyUserIds.map((userId) => nameOf(taken, userId)).join(', ');
}

function sayEvidence(one: ExportedDecision['evidence'][number]): string {
  return `${one.why} (${one.permalink})`;
}
