import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/time.ts';
import { makeTeam } from '../team/setup-rules.ts';
import { calendarForm } from './form.ts';

const team = makeTeam(
  {
    id: 'tm_1',
    ...{ workspaceId: 'T1', channelId: 'C1', userId: 'U1', zone: 'Europe/Berlin' },
    ...{ reviewWeekday: 2, reviewTime: '10:00', rollupChannelId: 'C1' },
  },
  new Date('2026-11-21T09:00:00.000Z'),
);

function formOf(count: number) {
  const reviews = Array.from({ length: count }, (_, index) => {
    const weekOn = addDays('2026-11-23', index * 7);
    return { weekOn, opensAt: new Date(`${addDays(weekOn, 1)}T09:00:00.000Z`) };
  });
  const view = calendarForm(team, { weekOn: '2026-11-23', reviews });
  return { words: JSON.stringify(view.blocks), submit: view.submit?.text };
}

describe('calendarForm', () => {
  it('offers the file of the reviews that come, in words for one and for many', () => {
    expect(formOf(26)).toMatchObject({ submit: 'Send me the file' });
    expect(formOf(26).words).toContain('the next 26 reviews for any calendar');
    expect(formOf(1).words).toContain('the next review for any calendar');
    expect(formOf(1).words).toContain('Outlook');
  });

  it('offers neither a file nor one entry when days off leave no room for a review', () => {
    const { words, submit } = formOf(0);
    expect(submit).toBeUndefined();
    expect(words).not.toMatch(/Outlook|any calendar/);
    expect(words).toContain('Google Calendar');
    expect(words).toContain('leave no room for a review in the coming months');
  });
});
