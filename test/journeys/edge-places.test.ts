import { describe, expect, it } from 'vitest';
import { countSaid, openCrew, publish, setUp } from '../harness/crew.ts';

describe('places come and go', () => {
  it('an archived channel pauses its team, tells its lead once, and goes on when it is back', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    const { ana, client } = crew;
    await setUp(crew, ana);
    await publish(ana, { scene: 'Product' });
    await client.change({ change: 'archive', channel: 'C0GROWTH' });
    const note = await client.until('the note of the pause', async () => {
      const { channels } = await client.state('U0ANA');
      const dm = channels.find((one) => one.kind === 'im');
      return dm && (await client.messages(dm.id)).some(({ text }) => /was archived/.test(text))
        ? dm
        : undefined;
    });
    await client.advance({ to: '2026-12-02T18:00:00.000Z' });
    expect(await countSaid(crew, /was archived/, note.id)).toBe(1);
    expect(await countSaid(crew, /15-minute review/)).toBe(0);

    await client.change({ change: 'unarchive', channel: 'C0GROWTH' });
    await ana.sees(/I am back.*What was due in between is left out/s);
    await client.advance({ next: 'review' });
    await ana.sees(/15-minute review/);
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    expect((await client.now()).toISOString()).toBe('2026-12-08T09:00:00.000Z');
  });
});
