import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks, type Crew, directOf, openCrew, publish, setUp } from '../harness/crew.ts';

describe('a command in a strange place', () => {
  let crew: Crew;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket' });
    const { ana, lena, client } = crew;
    await setUp(crew, ana);
    await publish(ana, { scene: 'Product' });
    const memberIds = [ana.userId, lena.userId];
    const added = { change: 'addChannel' as const, memberIds };
    await client.change({ ...added, name: 'elsewhere', kind: 'private', id: 'C0ELSE' });
    const shared = { name: 'shared', id: 'C0SHARED', isExternal: true } as const;
    await client.change({ ...added, ...shared, kind: 'public' });
  });
  afterAll(() => crew[Symbol.asyncDispose]());

  it('works for who has one team: where the bot is not, with another organisation, in direct messages (B-64)', async () => {
    await crew.ana.runs('/onepager export json');
    for (const place of ['C0ELSE', 'C0SHARED', await directOf(crew.ana)]) {
      const ana = crew.at('ANA', place);
      expect(await asks(ana, '/onepager list')).toContain('1 one-pager, 1 running');
      await ana.runs('/onepager', { channel: place });
      await ana.seesModal(/One-pager 1 of 3/);
      await ana.closes();
      await ana.seesNoModal();
    }
  });

  it('says what to do to who has none (B-64)', async () => {
    const wayOut = /You are in no team yet. Go to your team’s channel.* `\/invite @Barbell` there/;
    for (const place of ['C0ELSE', 'C0SHARED']) {
      const lena = crew.at('LENA', place);
      // What others may read is there for her too.
      expect(await asks(lena, '/onepager list')).toContain('1 one-pager, 1 running');
      expect(await asks(lena, '/onepager')).toMatch(wayOut);
      expect(await asks(lena, '/onepager vote')).toMatch(wayOut);
    }
    // Not to invite the bot to where no team can live.
    const settings = await asks(crew.at('LENA', 'C0SHARED'), '/onepager settings');
    expect(settings).toContain('Invite me to a channel of your own');
    expect(crew.world.botLog()).not.toContain('a handler broke');
  });
});
