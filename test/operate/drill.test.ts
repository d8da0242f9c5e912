import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Crew, countSaid, openCrew, publish, readAll, setUp } from '../harness/crew.ts';
import { enterReview } from '../harness/review-room.ts';
import { barbell, type Said } from './tool.ts';

// The drill of docs/operations.md, as it stands there: a backup under way, a day goes by, the machine is lost, the backup comes
// back, and nobody reads anything twice.

async function untilAtRest(crew: Crew, at: string): Promise<void> {
  await crew.client.until(`rest at ${at}`, async () => {
    const answer = await fetch(crew.world.healthUrl);
    const health: { now?: string; isQuiet?: boolean } = JSON.parse(await answer.text());
    return health.now === at && health.isQuiet ? true : undefined;
  });
}

describe('the drill', () => {
  it('brings yesterday back: nothing is posted twice, and everybody is told (F-81)', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    const { databaseUrl, sandboxUrl } = crew.world;
    const folder = dirname(databaseUrl);
    const run = (...words: string[]): Promise<Said> =>
      barbell(words, {
        DATABASE_URL: databaseUrl,
        SLACK_API_URL: `${sandboxUrl}/api/`,
        SLACK_BOT_TOKEN: 'xoxb-sandbox',
        SLACK_APP_TOKEN: 'xapp-sandbox',
      });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
    const backup = join(folder, 'backups', 'barbell-2026-11-20T09-00-00Z.db');

    const made = await run('backup', '--out', backup);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toMatch(/found sound \(\d+ kB, \d+ rows, 1 decisions\)/);
    const again = await run('backup', '--out', backup);
    expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/is there already/) });
    const [, code = ''] = /ends with code (\S+)\./.exec(made.out) ?? [];

    // The day that will be lost: a review is posted, and somebody opens one more bet.
    await crew.client.jump(new Date('2026-11-24T09:00:00.000Z'));
    await untilAtRest(crew, '2026-11-24T09:00:00.000Z');
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    await publish(crew.ana, { scene: 'Sales' });
    const later = await run('verify');
    const [, laterCode = ''] = /2 entries, code (\S+)\./.exec(later.out) ?? [];
    await untilAtRest(crew, '2026-11-24T09:00:00.000Z');
    const lostWords = (await readAll(crew)).length;

    const live = await run('restore', backup);
    expect(live).toMatchObject({
      code: 1,
      err: expect.stringMatching(/in use by another Barbell/),
    });
    await crew.world.endBot('SIGTERM');
    const restored = await run('restore', backup);
    expect(restored).toMatchObject({ code: 0, err: '' });
    const [, kept = ''] = /is kept as (\S+)\.\n/.exec(restored.out) ?? [];
    expect(existsSync(kept)).toBe(true);
    expect(readdirSync(folder).filter((name) => /restoring|scratch|partial/.test(name))).toEqual(
      [],
    );

    await crew.world.startBot();
    await untilAtRest(crew, '2026-11-24T09:00:00.000Z');
    await crew.client.until('the note', async () =>
      (await countSaid(crew, /restored from a backup/)) > 0 ? true : undefined,
    );
    expect(await countSaid(crew, /restored from a backup/)).toBe(1);
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    expect((await readAll(crew)).length).toBe(lostWords + 1);

    // What was found is ours again: its buttons work.
    const review = await enterReview(crew);
    await crew.ana.presses('Continue', review.card(1));
    await review.seeCard(1, /1 of 5 voted/);
    await crew.world.endBot('SIGTERM');
    const verified = await run('verify', '--anchor', code);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(/barbell-2026-11-20T09-00-00Z\.db was put in place, with 1 entry/);
    const cut = await run('verify', '--anchor', laterCode);
    expect(cut.code).toBe(1);
    expect(cut.out).toMatch(/entry 2 was there .* and is gone/);
    expect(readFileSync(join(folder, 'backups', 'anchors.jsonl'), 'utf8')).toContain('"restored"');
  });
});
