import { dirname } from 'node:path';
import { listWorkspaceIds } from '../features/export/store.ts';
import { StartupError } from '../lib/startup-error.ts';
import { readCode } from '../platform/db/chain.ts';
import { type Database, openToRead } from '../platform/db/open.ts';
import type { Settings } from '../platform/settings.ts';
import { parseAnchorFile, readAnchors } from './anchors.ts';
import { refuseOld } from './backup.ts';
import { type Finding, findMiss, inspect, sayMiss } from './soundness.ts';
import { readWords } from './words.ts';

const usage = 'barbell verify [--anchor code] [--anchors file]';

/**
 * `barbell verify`: is the database whole, is every decision log as it was written, does it hold what was anchored outside?
 * May run while the bot runs. Answers every finding; with a bad one the command ends with 1.
 */
export async function runVerify(
  { databaseUrl, backups }: Settings,
  words: readonly string[],
): Promise<Finding[]> {
  const { options } = readWords(words, { options: ['anchor', 'anchors'], plain: 0, usage });
  const file = options.get('anchors');
  const anchors = file === undefined ? readAnchors(backups.folder) : parseAnchorFile(file);
  const database = await openToRead(databaseUrl);
  try {
    await refuseOld(database);
    const findings = await inspect(database, anchors);
    if ((await listWorkspaceIds(database.db)).length === 0) {
      findings.push({ ok: true, says: 'There is no decision in this database yet.' });
    }
    const code = options.get('anchor');
    if (code !== undefined) findings.push(await meetCode(database, code));
    if (anchors.lines.length === 0) {
      const where = file === undefined ? backups.folder : dirname(file);
      findings.push({
        ok: true,
        says: `Nothing was anchored in ${where} yet: a cut end shows only with --anchor.`,
      });
    }
    return findings;
  } finally {
    await database.close();
  }
}

/** Any workspace's log may hold it: a code does not say whose it is. */
async function meetCode({ db }: Database, text: string): Promise<Finding> {
  const anchor = readCode(text);
  if (anchor === undefined) {
    throw new StartupError(`“${text}” is no such code: it looks like 42-9f3a-1c22-d0ab-77e1.`);
  }
  let nearest: 'cut' | 'other' = 'cut';
  for (const id of await listWorkspaceIds(db)) {
    const miss = await findMiss(db, id, anchor);
    if (miss === undefined)
      return { ok: true, says: `${id}: holds entry ${anchor.seq} with this code.` };
    if (miss === 'other') nearest = miss;
  }
  return {
    ok: false,
    says: `The code ${text}: ${sayMiss(nearest, anchor, 'the day of this code')}`,
  };
}
