import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeBackup } from '../../src/operate/backup.ts';
import { stampOf } from '../../src/operate/backup-rules.ts';
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

// A minute of names is taken before: the restore falls into one of its seconds.
it.each([
  { why: 'that a restore killed in the same second gave it', killed: true },
  { why: 'next to the one that another file has', killed: false },
])('keeps the old file under the name $why', async ({ killed }) => {
  const folder = makeFolder();
  const live = join(folder, 'barbell.db');
  const database = await openDatabase(live);
  await migrate(database);
  await database.close();
  const to = join(folder, 'barbell-2026-11-21T02-00-00Z.db');
  await makeBackup({ databaseUrl: live, to });
  const old = statSync(live).ino;
  for (let second = 0; second < 60; second += 1) {
    const name = `${live}.before-${stampOf(new Date(Date.now() + second * 1000))}`;
    if (killed) linkSync(live, name);
    else writeFileSync(name, 'what was kept by an earlier restore');
  }
  const backups = { folder: join(folder, 'backups'), keep: 7 };
  const said = await runRestore({ databaseUrl: live, backups }, [to]);
  expect(said.every(({ ok }) => ok)).toBe(true);
  const kept = readdirSync(folder).filter((name) => name.startsWith('barbell.db.before-'));
  const own = kept.filter((name) => statSync(join(folder, name)).ino === old);
  expect([own.length, kept.length]).toEqual(killed ? [60, 60] : [1, 61]);
  expect(own[0]?.endsWith('Z-2')).toBe(!killed);
});
