import { lstatSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeBackup } from '../../src/operate/backup.ts';
import { runRestore } from '../../src/operate/restore-tool.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';
import { makeFolder } from '../stores/engines.ts';

it('restores the file behind a link, which stays a link', async () => {
  const folder = makeFolder();
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const file = join(disk, 'barbell.db');
  const first = await openDatabase(file);
  await migrate(first);
  await first.close();
  const link = join(folder, 'link.db');
  symlinkSync(file, link);
  const to = join(folder, 'barbell-2026-11-21T02-00-00Z.db');
  await makeBackup({ databaseUrl: link, to });
  const backups = { folder: join(folder, 'backups'), keep: 7 };
  const said = await runRestore({ databaseUrl: link, backups }, [to]);
  expect(said.every(({ ok }) => ok)).toBe(true);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(realpathSync(link)).toBe(realpathSync(file));
  expect(readdirSync(disk).some((name) => name.startsWith('barbell.db.before-'))).toBe(true);
});
