import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCrew, setUpWith } from '../harness/crew.ts';
import { printFigure } from '../harness/figure.ts';
import { countAtTheEnd } from '../harness/final-count.ts';
import { enterReview } from '../harness/review-room.ts';
import { barbell } from '../operate/tool.ts';
import { makeFolder } from '../stores/engines.ts';
import { patienceMs, until } from './patience.ts';
import { pressAgain, pressAll, readReady } from './pressing.ts';

const pages = 4;

/** A disk of its own, which only whoever may mount one can have. */
function mountDisk(): string | undefined {
  const folder = makeFolder();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder]);
  if (status !== 0) return undefined;
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]));
  return folder;
}

describe('a disk', () => {
  it('that is full under the running process: each press is kept or its person reads that it was not, and with room again all is done once (F-70)', {
    timeout: 600_000,
  }, async ({ skip }) => {
    const disk = mountDisk();
    if (disk === undefined) return skip('nobody may mount a disk here');
    const databaseUrl = join(disk, 'barbell.db');
    await using crew = await openCrew({ transport: 'socket', databaseUrl });
    const { client, world } = crew;
    client.patienceMs = patienceMs;
    const numbers = await setUpWith(crew, pages);
    await client.advance({ next: 'review' });
    const review = await enterReview(crew);
    const filler = join(disk, 'filler');
    expect(spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']).status).not.toBe(0);

    const { votes, refused } = await pressAll(crew, review, numbers);
    expect(refused.length).toBeGreaterThan(0);
    await until('words about a full disk', async () => {
      return /the disk is full: make room/.test((await readReady(crew)).says);
    });

    rmSync(filler);
    await until('ready again', async () => (await readReady(crew)).ok);
    await pressAgain(crew, review, refused);
    await countAtTheEnd(crew, { votes, decisions: [], readings: [], skips: [] });
    expect((await barbell(['verify'], { DATABASE_URL: databaseUrl })).code).toBe(0);
    // It was the same process all the time.
    expect(await world.endBot('SIGTERM')).toEqual({ code: 0, signal: null });
    printFigure('full disk', {
      ...{ presses: votes.length, refused: refused.length, lost: 0, doubled: 0 },
    });
  });
});
