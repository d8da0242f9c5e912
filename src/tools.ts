import { runExport } from './export-tool.ts';
import { StartupError } from './lib/startup-error.ts';
import { refuseMissing } from './operate/backup.ts';
import { runBackup } from './operate/backup-tool.ts';
import { examine } from './operate/doctor.ts';
import { runOutbox } from './operate/outbox-tool.ts';
import { runRestore } from './operate/restore-tool.ts';
import type { Finding } from './operate/soundness.ts';
import { runVerify } from './operate/verify-tool.ts';
import { readWords } from './operate/words.ts';
import { migrate } from './platform/db/migrate.ts';
import { openCopy, openDatabase } from './platform/db/open.ts';
import { readSettings, type Settings } from './platform/settings.ts';

type Run = (settings: Settings, words: readonly string[]) => Promise<readonly Finding[]>;

/** What an operator can do beside starting, by name. Only migrating and restoring want the bot to be stopped. */
const tools: ReadonlyMap<string, Run> = new Map([
  ['doctor', runDoctor],
  ['migrate', runMigrate],
  ['backup', runBackup],
  ['restore', runRestore],
  ['verify', onExisting(runVerify)],
  ['outbox', onExisting(runOutbox)],
  ['export', onExisting(runExportTool)],
]);

/**
 * Runs the tool of this name on the database that the settings name; says what it found, and ends with 1 when that is bad.
 * False when there is no such tool.
 */
export async function runTool(name: string, words: readonly string[]): Promise<boolean> {
  const run = tools.get(name);
  if (run === undefined) return false;
  endWithReader();
  try {
    const findings = await run(readSettings(process.env), words);
    for (const { says } of findings) process.stdout.write(`${says}\n`);
    if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
  } catch (error) {
    const lines = error instanceof StartupError ? error.lines : lineOfDisk(error);
    if (lines === undefined) throw error;
    for (const line of lines) process.stderr.write(`${line}\n`);
    process.exitCode = 1;
  }
  return true;
}

/** Whoever reads may have seen enough (`barbell doctor | head`); where nothing can be written to, that is said. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    process.stderr.write(
      `The output could not be written (${error.code}): look at the disk or file that it goes to.\n`,
    );
    process.exit(1);
  });
}

/** What a full or closed disk says, in one line; undefined for a bug, whose place has to be seen. */
function lineOfDisk(error: unknown): string[] | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return undefined;
  if (!/^(SQLITE_|E[A-Z]+$)/.test(error.code)) return undefined;
  return [
    `It did not work (${error.code}): ${error.message}. Nothing was changed; look at the disk and its owner.`,
  ];
}

function onExisting(run: Run): Run {
  return async (settings, words) => {
    refuseMissing(settings.databaseUrl);
    return run(settings, words);
  };
}

async function runDoctor(settings: Settings, words: readonly string[]): Promise<Finding[]> {
  readWords(words, { options: [], plain: 0, usage: 'barbell doctor' });
  const lines = await examine(settings);
  const bad = lines.filter(({ as }) => as === 'bad').length;
  const marks = { ok: 'ok  ', warn: 'look', bad: 'BAD ' } as const;
  const found = lines.map(({ as, about, says }) => ({
    ok: as !== 'bad',
    says: `${marks[as]}  ${about}: ${says}`,
  }));
  const end = bad === 0 ? 'Nothing is bad.' : `${bad} to mend.`;
  return [...found, { ok: true, says: end }];
}

async function runMigrate({ databaseUrl }: Settings, words: readonly string[]): Promise<Finding[]> {
  readWords(words, { options: [], plain: 0, usage: 'barbell migrate' });
  const database = await openDatabase(databaseUrl);
  try {
    await migrate(database);
    return [{ ok: true, says: 'The database is up to date.' }];
  } finally {
    await database.close();
  }
}

async function runExportTool(
  { databaseUrl }: Settings,
  words: readonly string[],
): Promise<Finding[]> {
  const database = await openCopy(databaseUrl);
  try {
    await migrate(database);
    await runExport(database.db, words);
    return [];
  } finally {
    await database.close();
  }
}
