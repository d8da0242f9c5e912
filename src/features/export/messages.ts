import { channelLink } from '../../platform/slack/text.ts';
import type { Team } from '../team/rules.ts';
import { type Export, type ExportFormat, exportLimit } from './rules.ts';

/** The sentences that people are told when nothing is sent. */
export const exportWords = {
  stranger: 'Exports are for people of this organisation. Ask somebody of the team for a copy.',
  tooOften: `That was export number ${exportLimit.times} within a minute. Wait a minute and ask again.`,
  empty: 'There is nothing to export: no decision is written yet.',
  nothingFound: 'There is nothing to export: nothing in the log fits this search.',
  stale: 'I lost the place in that list. `/onepager export` asks again what you want.',
  missingScope:
    'Barbell may not send files in this workspace: its app lacks the optional scope `files:write`. Whoever runs Barbell can add it and reinstall the app, or run `barbell export --format csv --out decisions.csv` for you.',
  failed: 'Slack did not take the file, so nothing was sent. Please try again in a moment.',
  sent: 'Your export is in our direct messages.',
} as const;

const formWords: Readonly<Record<ExportFormat, string>> = {
  csv: 'a table for a spreadsheet',
  md: 'decision records to read',
  json: 'everything, for a program',
};

/** What stands above the file: how much of whose log, in which form. */
export function exportNote(
  taken: Export,
  what: { format: ExportFormat; teams: readonly Pick<Team, 'channelId'>[]; about: string },
): string {
  const count = taken.teams.reduce((sum, team) => sum + team.decisions.length, 0);
  const decisions = count === 1 ? '1 decision' : `${count} decisions`;
  const names = what.teams.slice(0, 10).map((team) => channelLink(team.channelId));
  const more = what.teams.length - names.length;
  const where = `${names.join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
  const about = what.about === '' ? '' : ` (${what.about})`;
  const end =
    taken.logEndsWith === undefined
      ? ''
      : ` The log ends with code \`${taken.logEndsWith}\`; with it, whoever runs Barbell can show that nothing was cut off.`;
  return `Your export: ${decisions} of ${where}${about}, ${formWords[what.format]}. It holds what you may read; keep it accordingly.${end}`;
}
