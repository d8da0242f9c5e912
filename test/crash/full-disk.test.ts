import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCopy } from '../../src/platform/db/open.ts';
import { type Crew, openCrew, setUpWith } from '../harness/crew.ts';
import { printFigure } from '../harness/figure.ts';
import { countAtTheEnd } from '../harness/final-count.ts';
import { enterReview } from '../harness/review-room.ts';
import { barbell } from '../operate/tool.ts';
import { makeFolder } from '../stores/engines.ts';
import { isDone, patienceMs, until } from './patience.ts';

const voters = ['BEN', 'MIA', 'NOOR', 'THEO'];
const pages = 4;
/** A press that was not kept is told to its person in these words. */
const notKept = /Nothing was saved; please try once more/;

/** A disk of its own, which only whoever may mount one can have. */
function mountDisk(): string | undefined {
  const folder = makeFolder();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder]);
  if (status !== 0) return undefined;
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]));
  return folder;
}

async function isReady({ world }: Crew): Promise<boolean> {
  return (await fetch(world.healthUrl.replace('/healthz', '/readyz'))).ok;
}

describe('a disk', () => {
  it('that is full under the running process: each press is kept or its person reads that it was not, and with room again all is done once (F-70)', {
    timeout: 600_000,
  }, async ({ skip }) => {
    const disk = mountDisk();
    if (disk === undefined) return skip('nobody may mount a disk here');
    const databaseUrl = join(disk, 'barbell.db');
    await using crew = await openCrew({ patience: 'slack', transport: 'socket', databaseUrl });
    const { client, world } = crew;
    client.patienceMs = patienceMs;
    const numbers = await setUpWith(crew, pages);
    await client.advance({ next: 'review' });
    const review = await enterReview(crew);
    const countRefusals = async (userId: string): Promise<number> => {
      const thread = await client.messages('C0GROWTH', userId, review.root.ts);
      const all = [...(await client.messages('C0GROWTH', userId)), ...thread];
      const own = all.filter((one) => one.ephemeralFor === userId && notKept.test(one.text));
      return new Set(own.map(({ ts }) => ts)).size;
    };
    const filler = join(disk, 'filler');
    expect(spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']).status).not.toBe(0);

    const votes: string[] = [];
    const refused: { name: string; number: number }[] = [];
    for (const number of numbers) {
      for (const name of voters) {
        const by = crew.at(name);
        const card = review.card(number);
        const before = await countRefusals(by.userId);
        await until('an acknowledgement', () => isDone(by.presses('Continue', card)));
        const isKept = () => hasVoted(databaseUrl, number, by.userId);
        await until('a vote or a word', async () => {
          return (await isKept()) || (await countRefusals(by.userId)) > before;
        });
        votes.push(`#${number}/${by.userId} continue`);
        if (!(await isKept())) refused.push({ name, number });
      }
    }
    expect(refused.length).toBeGreaterThan(0);
    await until('not ready', async () => !(await isReady(crew)));

    rmSync(filler);
    await until('ready again', () => isReady(crew));
    for (const { name, number } of refused) {
      await crew.at(name).presses('Continue', review.card(number));
    }
    await countAtTheEnd(crew, { votes, decisions: [], readings: [], skips: [] });
    expect((await barbell(['verify'], { DATABASE_URL: databaseUrl })).code).toBe(0);
    // It was the same process all the time.
    expect(await world.endBot('SIGTERM')).toEqual({ code: 0, signal: null });
    printFigure('full disk', {
      ...{ presses: votes.length, refused: refused.length, lost: 0, doubled: 0 },
    });
  });
});

/** Read from the file, since a card on a full disk is not drawn anew. */
async function hasVoted(databaseUrl: string, number: number, userId: string): Promise<boolean> {
  const database = await openCopy(databaseUrl);
  try {
    const row = await database.db
      .selectFrom('vote')
      .innerJoin('card', 'card.id', 'vote.card_id')
      .innerJoin('onepager', 'onepager.id', 'card.onepager_id')
      .select('vote.choice')
      .where('onepager.number', '=', number)
      .where('vote.user_id', '=', userId)
      .executeTakeFirst();
    return row !== undefined;
  } finally {
    await database.close();
  }
}
