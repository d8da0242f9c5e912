import { describe, expect, it } from 'vitest';
import { type Crew, openCrew, publish, setUp } from '../harness/crew.ts';

// Berlin leaves summer time on 25 October 2026, New York on 1 November: for a week they are an hour closer.

const retention = 'C0RETENTION';

describe('two teams in one workspace, weekly in Berlin and every two weeks in New York', () => {
  it('review and roll up at their own local times, before, between and after the clock changes', async () => {
    await using crew = await openCrew({ transport: 'socket', startAt: '2026-10-16T08:00:00.000Z' });
    const { ana, theo, client } = crew;
    await client.change({
      change: 'addChannel',
      id: retention,
      name: 'retention',
      kind: 'public',
      memberIds: ['U0THEO', 'U0NOOR'],
    });
    await setUp(crew, ana);
    await setUp(crew, theo, { channel: retention });
    await setRhythm(crew, 'Every two weeks');
    expect(await publish(ana, { scene: 'Product' })).toBe(1);
    expect(await publish(theo, { scene: 'Platform' }, 'retention')).toBe(3);

    await client.advance({ to: '2026-11-06T12:00:00.000Z' });

    expect(await whenSaid(crew, 'C0GROWTH', /^15-minute review/)).toEqual([
      '2026-10-20T08:00', // 10:00 in summer
      '2026-10-27T09:00', // 10:00 in winter
      '2026-11-03T09:00',
    ]);
    expect(await whenSaid(crew, 'C0GROWTH', /^The review closed/)).toEqual([
      '2026-10-21T15:00',
      '2026-10-28T16:00',
      '2026-11-04T16:00',
    ]);
    expect(await whenSaid(crew, 'C0GROWTH', /roll-up/)).toEqual([
      '2026-10-22T13:00',
      '2026-10-29T14:00',
      '2026-11-05T14:00',
    ]);
    expect(await whenSaid(crew, retention, /^15-minute review/)).toEqual([
      '2026-10-20T14:00', // 10:00 in New York, still summer
      '2026-11-03T15:00', // 10:00 in New York, in winter, two weeks later
    ]);
    expect(await whenSaid(crew, retention, /^The review closed/)).toEqual([
      '2026-10-21T21:00',
      '2026-11-04T22:00',
    ]);
    expect(await whenSaid(crew, retention, /roll-up/)).toEqual([
      '2026-10-22T19:00',
      '2026-10-29T19:00', // New York is still in summer time
      '2026-11-05T20:00',
    ]);
  });
});

async function setRhythm({ theo }: Crew, rhythm: string): Promise<void> {
  await theo.runs('/onepager settings', { channel: retention });
  await theo.seesModal(/Settings of <#C0RETENTION>/);
  await theo.fills({ '^Review$': rhythm });
  await theo.submits();
  await theo.sees(/changed the settings/, { channel: retention });
}

/** When the bot said such words in a channel, in UTC to the minute. */
async function whenSaid({ client }: Crew, channel: string, words: RegExp): Promise<string[]> {
  const messages = await client.messages(channel);
  return messages
    .filter(({ text }) => words.test(text))
    .map(({ ts }) => new Date(Number(ts) * 1000).toISOString().slice(0, 16));
}
