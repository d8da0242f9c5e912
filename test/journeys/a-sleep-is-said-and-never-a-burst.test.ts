import { describe, expect, it } from 'vitest';
import { type Crew, countSaid, openCrew, publish, readAll, setUp } from '../harness/crew.ts';

describe('the bot is down when something is due', () => {
  it('for more than three days: what was due is missed, and the next roll-up says so (F-62)', async () => {
    await using crew = await openRunningTeam();
    await sleepUntil(crew, '2026-11-30T10:00:00.000Z');
    expect(await countSaid(crew, /-minute review|roll-up ·/)).toBe(0);

    const { stops } = await crew.client.advance({ to: '2026-12-03T15:00:00.000Z' });
    expect(stops).toEqual(
      expect.arrayContaining([
        '2026-12-01T09:00:00.000Z',
        '2026-12-02T16:00:00.000Z',
        '2026-12-03T14:00:00.000Z',
      ]),
    );
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    const [first = '', thread = ''] = await lastRollup(crew);
    expect(first).toContain('week of 30 Nov · roll-up');
    expect(first).toContain('1 review missed');
    expect(thread).toContain('The review of the week of 23 Nov was missed.');
    expect(thread).toContain(
      'The roll-up of the week of 23 Nov was missed; this one covers its days.',
    );
  });

  it('for a month: it goes on with the next review and roll-up, not with a row of old ones', async () => {
    await using crew = await openRunningTeam();
    const before = (await readAll(crew)).length;
    // A Monday noon: the roll-up of Thursday could have come on Monday morning.
    await sleepUntil(crew, '2026-12-28T11:00:00.000Z');
    expect(await readAll(crew)).toHaveLength(before);

    await crew.client.advance({ to: '2026-12-31T15:00:00.000Z' });
    expect((await readAll(crew)).slice(before)).toEqual([
      expect.stringMatching(/^15-minute review, closed/),
      expect.stringMatching(/^The review closed/),
      expect.stringMatching(/^growth · week of 28 Dec · roll-up/),
    ]);
    const [first, thread] = await lastRollup(crew);
    expect(first).toContain('5 reviews missed');
    for (const week of ['23 Nov', '30 Nov', '7 Dec', '14 Dec', '21 Dec']) {
      expect(thread).toContain(`The review of the week of ${week} was missed.`);
    }
  });
});

async function openRunningTeam(): Promise<Crew> {
  const crew = await openCrew({ transport: 'http' });
  await setUp(crew, crew.ana);
  await publish(crew.ana, { scene: 'Product' });
  await crew.client.advance({ to: '2026-11-23T12:00:00.000Z' });
  return crew;
}

/** Ends the bot, lets time pass without it, and starts it at a later instant. */
async function sleepUntil({ world, client }: Crew, at: string): Promise<void> {
  await world.endBot('SIGKILL');
  await client.jump(new Date(at));
  await world.startBot();
  await client.advance({ minutes: 0 });
}

async function lastRollup(crew: Crew): Promise<string[]> {
  const messages = await crew.client.messages('C0GROWTH');
  const root = messages.filter(({ text }) => text.includes('· roll-up')).at(-1);
  return root === undefined ? [] : readAll(crew, 'C0GROWTH', root.ts);
}
