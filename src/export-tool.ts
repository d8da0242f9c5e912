import { writeFile } from 'node:fs/promises';
import { gatherExport } from './features/export/gather.ts';
import { type Export, type ExportFormat, parseFormat } from './features/export/rules.ts';
import { listTeamIds, listWorkspaceIds } from './features/export/store.ts';
import { writeExport } from './features/export/write.ts';
import type { Team } from './features/team/rules.ts';
import { getTeam, listTeamNames } from './features/team/store.ts';
import { StartupError } from './lib/startup-error.ts';
import { machineNow } from './platform/clock.ts';
import type { Db } from './platform/db/open.ts';
import { transact } from './platform/db/transact.ts';

interface Asked {
  format: ExportFormat;
  team?: string;
  workspace?: string;
  out?: string;
}

const exportUsage =
  'barbell export --format csv|json|md [--team "#channel"] [--workspace T…] [--out file]';

/**
 * Writes what a workspace's teams wrote down to a file or to standard output, as it is at this moment. Throws a `StartupError`
 * for a wrong word, an unknown team, or a file that is there already.
 */
export async function runExport(db: Db, words: readonly string[]): Promise<void> {
  const asked = parseWords(words);
  const workspaceId = await chooseWorkspace(db, asked.workspace);
  const teams = await chooseTeams(db, workspaceId, asked.team);
  const now = machineNow();
  const scope = { workspaceId, teams, about: '' };
  const taken = await transact(db, (tx) => gatherExport(tx, scope, now));
  const content = writeExport(taken, asked.format);
  if (asked.out === undefined) {
    process.stdout.write(content);
    return;
  }
  await writeNew(asked.out, content);
  process.stdout.write(`${countWords(taken)} written to ${asked.out}.\n`);
}

const options = ['format', 'team', 'workspace', 'out'];

function parseWords(words: readonly string[]): Asked {
  const given = new Map<string, string>();
  for (let at = 0; at < words.length; at += 1) {
    const [, name = '', glued] = /^--([a-z]+)(?:=(.*))?$/s.exec(words[at] ?? '') ?? [];
    if (!options.includes(name))
      throw new StartupError(`“${words[at]}” means nothing here. ${exportUsage}`);
    const value = glued ?? words[at + 1];
    if (glued === undefined) at += 1;
    if (value === undefined || value === '')
      throw new StartupError(`--${name} needs a value. ${exportUsage}`);
    given.set(name, value);
  }
  const format = parseFormat(given.get('format') ?? '');
  if (format === undefined) {
    throw new StartupError(`Say in which form: --format csv, json or md. ${exportUsage}`);
  }
  const { team, workspace, out } = Object.fromEntries(given);
  return {
    format,
    ...(team === undefined ? {} : { team }),
    ...(workspace === undefined ? {} : { workspace }),
    ...(out === undefined ? {} : { out }),
  };
}

async function chooseWorkspace(db: Db, wanted: string | undefined): Promise<string> {
  const ids = await listWorkspaceIds(db);
  const [only, ...others] = ids;
  if (only === undefined)
    throw new StartupError(
      'There is no workspace in this database yet: start Barbell once, or set DATABASE_URL to the one that it has.',
    );
  if (wanted === undefined) {
    if (others.length === 0) return only;
    throw new StartupError(`Say which workspace: --workspace ${ids.join(', ')}.`);
  }
  if (ids.includes(wanted)) return wanted;
  throw new StartupError(`There is no workspace ${wanted} here, but ${ids.join(', ')}.`);
}

async function chooseTeams(
  db: Db,
  workspaceId: string,
  wanted: string | undefined,
): Promise<Team[]> {
  const names = await listTeamNames(db, workspaceId);
  const teams: Team[] = [];
  for (const id of await listTeamIds(db, workspaceId)) {
    teams.push(await getTeam(db, workspaceId, id));
  }
  if (wanted === undefined) return teams;
  const name = wanted.replace(/^#/, '');
  const found = teams.filter((team) => team.channelId === name || names.get(team.id) === name);
  if (found.length > 0) return found;
  const known = teams.map((team) => `#${names.get(team.id) ?? team.channelId}`);
  throw new StartupError(
    known.length === 0
      ? 'There is no team in this database yet: type /invite @Barbell in a channel and press Set up.'
      : `There is no team #${name}, but ${known.join(', ')}.`,
  );
}

/** Never over a file that is there: it may be somebody's only copy. */
async function writeNew(file: string, content: string): Promise<void> {
  await writeFile(file, content, { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EEXIST' ? 'it is there already; choose another name' : error.message;
      throw new StartupError(`${file} cannot be written: ${why}.`);
    },
  );
}

function countWords(taken: Export): string {
  const decisions = taken.teams.reduce((sum, team) => sum + team.decisions.length, 0);
  const teams = taken.teams.map((team) => `#${team.name}`).join(', ');
  return `${decisions} ${decisions === 1 ? 'decision' : 'decisions'} of ${teams}`;
}
