import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Crew, openCrew, publish, setUp } from '../harness/crew.ts';
import { readFileOf } from '../harness/files.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

describe('the review gets into people’s calendars', () => {
  let crew: Crew;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
  });
  afterAll(async () => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('the set-up card opens the links and sends the next half year as a file', async () => {
    const { ben } = crew;
    await ben.presses('Add to calendar');
    await ben.seesModal(/Google Calendar.*Outlook.*next 26 reviews/s);
    await ben.submits();
    const { text } = await readFileOf(crew.client, 'U0BEN', /^reviews\.ics$/);
    const starts = text.split('\r\n').filter((line) => line.startsWith('DTSTART'));
    expect(starts[0]).toBe('DTSTART:20261124T090000Z');
    // After the last Sunday of March the same local hour is an hour earlier in UTC.
    expect(starts).toContain('DTSTART:20270330T080000Z');
    expect(starts).toHaveLength(26);
    await ben.seesModal(/The calendar file is in our direct messages/);
    await ben.closes();
  });

  it('the root of a review has it too, and offers the one after', async () => {
    const { ben, client } = crew;
    await client.advance({ next: 'review' });
    await ben.presses('Add to calendar', { in: /closes/ });
    await ben.seesModal(/Google Calendar/);
    await ben.submits();
    const { text } = await client.until('the newer file', async () => {
      const file = await readFileOf(client, 'U0BEN', /^reviews\.ics$/);
      return file.text.includes('DTSTART:20261124T090000Z') ? undefined : file;
    });
    expect(text.split('\r\n').find((line) => line.startsWith('DTSTART'))).toBe(
      'DTSTART:20261201T090000Z',
    );
  });
});
