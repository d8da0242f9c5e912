import { describe, expect, it } from 'vitest';
import { type Crew, openCrew, publish, setUp } from '../harness/crew.ts';

// Friday 20 November 2026; the review is on Tuesday at 10:00 in Berlin and closes on Wednesday at 17:00.

describe('what a one-pager goes through besides its reviews', () => {
  it('changes hands, rests until its day, shows its trend, and Home says what is true now', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    const { ana, ben, mia, client } = crew;
    await homeSays(crew, ana, /invite @Barbell/);
    await setUp(crew, ana);
    await homeSays(crew, ana, /Next: Write the first one-pager/);
    const number = await publish(ana, { scene: 'Product' });
    await homeSays(crew, ana, /Done: Write the first one-pager/);
    const card = new RegExp(`#${number} Action X first`);

    await ana.presses('Hand over', { in: card });
    await ana.seesModal(/is with/);
    await ana.fills({ 'New owner': 'Ben' });
    await ana.submits();
    await ana.seesModal(/is with <@U0BEN> now/);
    await ana.closes();
    const shown = await ana.sees(card);
    await ben.sees(/<@U0ANA> hands .* over to <@U0BEN>/, { thread: shown.ts });
    await homeSays(crew, ben, /Your one-pagers.*#\d+ Action X first/s);
    await homeSays(crew, ana, /^(?!.*Your one-pagers)/s);
    await ben.presses('Park', { in: card });
    await ben.seesModal(/Why does it rest/);
    await ben.fills({ 'Why does it rest': 'Legal answers next week', 'Back on': '2026-11-28' });
    await ben.submits();
    await ben.seesModal(/comes back on 28 Nov/);
    await ben.closes();
    await ben.sees(/Parked until 28 Nov: Legal answers next week/);
    await homeSays(crew, ben, /parked until 28 Nov/);

    await client.advance({ to: '2026-11-27T12:00:00.000Z' });
    const before = await client.messages('C0GROWTH');
    expect(before.some(({ text }) => text.startsWith('15-minute review'))).toBe(false);
    await client.advance({ to: '2026-12-01T09:30:00.000Z' });
    await ben.sees(/Back from parking since 28 Nov/);
    await ben.sees(/15-minute review/);
    await homeSays(crew, ben, new RegExp(`Readings missing\\* for #${number}`));

    await ben.presses('Add my readings', { in: /15-minute review/ });
    await ben.fills({ 'Action X in 24 h: now': '46%', '^Why': 'It is found now' });
    await ben.submits();
    await ben.seesNoModal();
    await homeSays(crew, ben, /^(?!.*Readings missing)/s);
    await homeSays(crew, ben, /41% → 46%/);

    await ben.presses('Trend', { in: card });
    const drawn = await told(crew, 'U0BEN');
    expect(drawn).toContain('data_visualization');
    expect(drawn).toContain('41% (start) → 46% (1 Dec)');

    await client.faults([{ kind: 'error', method: 'chat.postEphemeral', error: 'invalid_blocks' }]);
    await mia.presses('Trend', { in: card });
    const plain = await told(crew, 'U0MIA');
    expect(plain).toContain('41% (start) → 46% (1 Dec)');
    expect(plain).not.toContain('data_visualization');
  });
});

/** Opens Home and waits until it is drawn with these words; what stood there before may be shown for a moment. */
async function homeSays({ client }: Crew, who: Crew['ana'], words: RegExp): Promise<void> {
  await who.opensHome();
  await client.until(`a Home of ${who.userId} with ${words}`, async () => {
    const shown = (await client.views(who.userId)).home;
    return shown !== undefined && words.test(JSON.stringify(shown.view)) ? true : undefined;
  });
}

/** The newest message that only this person sees. */
async function told({ client }: Crew, userId: string): Promise<string> {
  return client.until('an answer with a trend', async () => {
    const messages = await client.messages('C0GROWTH', userId);
    const own = messages.filter((one) => one.ephemeralFor === userId && /Trend of/.test(one.text));
    const newest = own.at(-1);
    return newest === undefined ? undefined : JSON.stringify(newest);
  });
}
