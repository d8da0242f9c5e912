// Decision records to read, or to keep beside the code. People's words are text in them: every sign that Markdown or HTML
// would read is escaped, so no heading, front matter, tag or link is theirs. A line is one field; a new line in it is `<br>`,
// so what was typed can be read back. (reliability.md B-60, B-61)

import { kindWords, textLabels } from '../decision/message-record.ts';
import { outvotedLabel } from '../decision/rules.ts';
import { type RitualRecord, ritualRecords } from './message-ritual.ts';
import {
  type Export,
  type ExportedDecision,
  type ExportedEvidence,
  type ExportedTeam,
  nameOf,
} from './rules.ts';

/** The log as records, a team after the other, oldest entry first. */
export function writeMarkdown(taken: Export): string {
  const about = taken.about === '' ? '' : `: ${escapeMarkdown(taken.about)}`;
  const parts = [
    `# Decision records${about}`,
    `Taken out on ${taken.takenAt}. Instants are UTC.${taken.logEndsWith === undefined ? '' : ` The log ends with code ${taken.logEndsWith}.`}`,
    ...taken.teams.flatMap((team) => [
      `## \\#${escapeMarkdown(team.name)}`,
      ...(team.decisions.length === 0 ? ['No decision.'] : []),
      ...team.decisions.map((decision) => writeRecord(taken, team, decision)),
      ...writeRitual(taken, team),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A person's words as Markdown that shows exactly them: signs escaped, a new line is `<br>`. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+\-.!|~:='"@$^]/g, '\\$&')
    .replace(/\r\n?|\n/g, '<br>');
}

/** Only addresses that a browser opens as a page, or a mail program as a letter, are links. */
export function writeLink(address: string, label: string): string {
  const isSafe = /^(https?:\/\/|mailto:)[^\s<>()[\]\\"'`]+$/i.test(address);
  return isSafe ? `[${escapeMarkdown(label)}](<${address}>)` : escapeMarkdown(address);
}

/** A record names every field; a list in Slack leaves out what is clear from its place. */
const ownLabels: Readonly<Record<string, string>> = { line: 'In a line', verdict: 'Verdict' };
const labels: readonly [field: string, label: string][] = [
  ...textLabels.map(([field, label]): [string, string] => [field, ownLabels[field] ?? label]),
  ['minority', 'Minority report'],
];

function writeRecord(taken: Export, team: ExportedTeam, decision: ExportedDecision): string {
  const title = decision.title === '' ? '(words erased)' : escapeMarkdown(decision.title);
  const known = new Set(['source', ...labels.map(([field]) => field)]);
  const others = Object.keys(decision.texts).filter((field) => !known.has(field));
  const lines = [
    ...fieldLine('Decided', escapeMarkdown(sayHow(taken, decision))),
    ...fieldLine('Marks', escapeMarkdown(sayMarks(decision).join(', '))),
    ...fieldLine('Two keys', escapeMarkdown(sayKeys(taken, decision))),
    ...fieldLine('About', sayOnePager(team, decision)),
    ...fieldLine('Written with', escapeMarkdown(sayCoAuthors(taken, decision))),
    ...labels.flatMap(([field, label]) =>
      textLine(decision, field, field === 'minority' ? outvotedLabel(decision) : label),
    ),
    ...others.flatMap((field) => textLine(decision, field, field)),
    ...decision.moved.flatMap((one) => fieldLine('Moved', escapeMarkdown(sayMoved(one)))),
    ...decision.evidence.flatMap((one) => fieldLine('Evidence', sayEvidence(taken, one))),
    ...fieldLine('Logged from', linkOf(decision.texts.source)),
  ];
  const heading = `### \\#${decision.number} ${kindWords[decision.kind]}: ${title}`;
  return `${heading}\n\n${lines.join('\n')}`;
}

const ritualHeadings: Readonly<Record<RitualRecord['record'], string>> = {
  deviation: 'Deviations',
  floor: 'Changes of the floor',
  alarm: 'Alarms',
  freeze: 'Freezes',
  exception: 'Exceptions from guardrails',
  andon: 'Andons, by the week in which they were posted',
  case: 'The anthropologist’s cases',
};

/** What the ritual left behind besides decisions: a heading for each kind of which there is something. */
function writeRitual(taken: Export, team: ExportedTeam): string[] {
  const records = ritualRecords(taken, team);
  const kinds = [...new Set(records.map(({ record }) => record))];
  return kinds.map((kind) => {
    const lines = records
      .filter(({ record }) => record === kind)
      .map((one) => sayRitual(taken, one));
    return `### ${ritualHeadings[kind]}\n\n${lines.join('\n')}`;
  });
}

function sayRitual(taken: Export, one: RitualRecord): string {
  const number = one.onepagerNumber === undefined ? '' : ` (#${one.onepagerNumber})`;
  const by = one.byId === undefined ? '' : ` by ${nameOf(taken, one.byId)}`;
  const details: [string, string][] = [['because', one.because], ...one.details];
  const said = details.flatMap(([label, value]) => (value === '' ? [] : [`${label}: ${value}`]));
  const head = escapeMarkdown(`${one.title}${number}`);
  return `- **${head}** ${escapeMarkdown(`${one.at}${by}. ${said.join('. ')}`)}`;
}

function textLine(decision: ExportedDecision, field: string, label: string): string[] {
  return fieldLine(label, escapeMarkdown(decision.texts[field] ?? ''));
}

/** A value that is Markdown already; nothing for an empty one. */
function fieldLine(label: string, value: string): string[] {
  return value === '' ? [] : [`- **${escapeMarkdown(label)}:** ${value}`];
}

function sayHow(taken: Export, decision: ExportedDecision): string {
  const who = nameOf(taken, decision.decidedByUserId) || 'somebody who has been erased';
  const confidence = decision.confidence === undefined ? '' : `, confidence ${decision.confidence}`;
  return `${decision.at} by ${who}${confidence}`;
}

function sayMarks(decision: ExportedDecision): string[] {
  const { revisitOn, supersedesNumber, supersededByNumber } = decision;
  return [
    ...(decision.isAgainstRule ? ['against the rule'] : []),
    ...(decision.isAgainstMajority ? ['against the majority'] : []),
    ...(decision.isMajor === true ? ['major'] : []),
    ...(decision.isReversal === true ? ['a reversal'] : []),
    ...(decision.endsFreeze === true ? ['ended a freeze'] : []),
    ...(revisitOn === undefined ? [] : [`look at it again on ${revisitOn}`]),
    ...(supersedesNumber === undefined ? [] : [`corrects #${supersedesNumber}`]),
    ...(supersededByNumber === undefined ? [] : [`corrected by #${supersededByNumber}`]),
  ];
}

function sayKeys(taken: Export, { keyUserIds = [] }: ExportedDecision): string {
  return keyUserIds.map((userId) => nameOf(taken, userId) || 'somebody erased').join(' and ');
}

function sayOnePager(team: ExportedTeam, decision: ExportedDecision): string {
  const about = team.onepagers.find((one) => one.number === decision.onepagerNumber);
  return about === undefined ? '' : escapeMarkdown(`#${about.number} ${about.title}`);
}

function sayCoAuthors(taken: Export, { coAuthorIds = [] }: ExportedDecision): string {
  return coAuthorIds.map((userId) => nameOf(taken, userId)).join(', ');
}

function sayMoved(one: ExportedDecision['moved'][number]): string {
  const n = one.n === undefined ? '' : ` (n ${one.n})`;
  return `${one.signal}: ${one.before} → ${one.after}${n}, ${one.isMet ? 'met' : 'not met'}`;
}

function sayEvidence(taken: Export, one: ExportedEvidence): string {
  const who = escapeMarkdown(nameOf(taken, one.byUserId));
  return `${escapeMarkdown(one.why)} (${linkOf(one.permalink)}, ${who})`;
}

function linkOf(address: string | undefined): string {
  return address === undefined ? '' : writeLink(address, 'message');
}
