import { join } from 'node:path';
import { machineNow } from '../platform/clock.ts';
import type { Settings } from '../platform/settings.ts';
import { appendAnchors } from './anchors.ts';
import { makeBackup, tryBackup } from './backup.ts';
import { nameBackup } from './backup-rules.ts';
import type { Finding } from './soundness.ts';
import { readWords } from './words.ts';

const usage = 'barbell backup [--out file]';

/** `barbell backup`: a backup that was tried, also while the bot runs; never over a file that is there. */
export async function runBackup(
  { databaseUrl, backups }: Settings,
  words: readonly string[],
): Promise<Finding[]> {
  const { options } = readWords(words, { options: ['out'], plain: 0, usage });
  const now = machineNow();
  const to = options.get('out') ?? join(backups.folder, nameBackup('barbell', now));
  const made = await makeBackup({ databaseUrl, to });
  const { heads } = await tryBackup(made.file);
  appendAnchors(backups.folder, heads, { now });
  const size = `${Math.ceil(made.bytes / 1024)} kB, ${made.rows} rows, ${made.decisions} decisions`;
  return [
    {
      ok: true,
      says: `${made.file} was made, restored into a scratch file and found sound (${size}).`,
    },
    ...heads
      .filter(({ seq }) => seq > 0)
      .map(({ workspaceId, code }) => ({
        ok: true,
        says: `${workspaceId}: the decision log ends with code ${code}.`,
      })),
  ];
}
