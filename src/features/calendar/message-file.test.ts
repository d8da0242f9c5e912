import { describe, expect, it } from 'vitest';
import type { Team } from '../team/rules.ts';
import { makeTeam } from '../team/setup-rules.ts';
import { writeCalendar } from './message-file.ts';

const now = new Date('2026-11-21T09:00:00.000Z');
const team: Team = makeTeam(
  {
    id: 'tm_1',
    ...{ workspaceId: 'T1', channelId: 'C1', userId: 'U1', zone: 'Europe/Berlin' },
    ...{ reviewWeekday: 2, reviewTime: '10:00', rollupChannelId: 'C1' },
  },
  now,
);

function linesOf(file: string, name: string): string[] {
  return file.split('\r\n').filter((line) => line.startsWith(name));
}

describe('writeCalendar', () => {
  const reviews = [
    { weekOn: '2026-11-23', opensAt: new Date('2026-11-24T09:00:00.000Z') },
    { weekOn: '2027-03-29', opensAt: new Date('2027-03-30T08:00:00.000Z') },
  ];
  const file = writeCalendar(team, { name: 'growth', reviews }, now);

  it('has each review at its instant, for a quarter of an hour', () => {
    expect(linesOf(file, 'DTSTART')).toEqual([
      'DTSTART:20261124T090000Z',
      'DTSTART:20270330T080000Z',
    ]);
    expect(linesOf(file, 'DURATION')).toEqual(['DURATION:PT15M', 'DURATION:PT15M']);
  });

  it('moves an entry when it is imported again, instead of doubling it', () => {
    const moved = [{ weekOn: '2026-11-23', opensAt: new Date('2026-11-26T13:00:00.000Z') }];
    const later = new Date('2026-11-21T09:10:00.000Z');
    const newer = writeCalendar(team, { name: 'growth', reviews: moved }, later);

    expect(linesOf(newer, 'UID')).toEqual(linesOf(file, 'UID').slice(0, 1));
    expect(new Set(linesOf(file, 'UID')).size).toBe(2);
    const [before] = linesOf(file, 'SEQUENCE').map((line) => Number(line.slice(9)));
    const [after] = linesOf(newer, 'SEQUENCE').map((line) => Number(line.slice(9)));
    expect(after).toBeGreaterThan(before ?? Number.NaN);
  });

  it('keeps a channel’s name from becoming a line of its own', () => {
    const name = 'a;b,c\r\nBEGIN:VEVENT\nX';
    const tricked = writeCalendar(team, { name, reviews: reviews.slice(0, 1) }, now);

    expect(linesOf(tricked, 'BEGIN:VEVENT')).toHaveLength(1);
  });
});
