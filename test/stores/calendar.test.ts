import { expect, it } from 'vitest';
import { openCalendar } from '../../src/features/calendar/handlers.ts';
import { saveHolidays } from '../../src/features/holiday/store.ts';
import { openMove, submitMove } from '../../src/features/review/move-handlers.ts';
import { getTeam } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Person } from '../../src/platform/slack/people.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { at, due, fill, openedCard, openRoom, press, type Room, viewOf } from './review-room.ts';

const ana: Person = {
  ...{ userId: 'U1', name: 'Ana', zone: 'Europe/Berlin' },
  ...{ isGuest: false, isBot: false, isDeleted: false, isExternal: false, isAdmin: false },
};

async function openTeamRoom(engine: TestEngine): Promise<Room> {
  const room = await openRoom(engine);
  return {
    ...room,
    deps: { ...room.deps, people: { ...room.deps.people, find: async () => ana } },
  };
}

async function takeOff(room: Room, fromOn: string, untilOn: string): Promise<void> {
  const team = await getTeam(room.db, 'T1', 'tm_1');
  const ownDays = [{ fromOn, untilOn, name: 'Company day' }];
  await transact(room.db, (tx) => saveHolidays(tx, team, { country: '', region: '', ownDays }));
}

/** When Outlook's entry starts, as the form's link says it. */
async function readOutlook(room: Room, now: Date): Promise<string | null> {
  const view = viewOf(await openCalendar(room.deps, press('U1', 'tm_1', now)));
  const [, link = 'about:blank'] = /<(https:\/\/outlook[^|]+)\|/.exec(JSON.stringify(view)) ?? [];
  return new URL(link.replaceAll('&amp;', '&')).searchParams.get('startdt');
}

describeStores('the calendar’s links', (engine) => {
  it('put one entry where days off move the next review', async () => {
    const room = await openTeamRoom(engine);
    const saturday = at('11-21', '12:00');
    expect(await readOutlook(room, saturday)).toBe(due.toISOString());
    await takeOff(room, '2026-11-24', '2026-11-24');
    expect(await readOutlook(room, saturday)).toBe(at('11-25', '10:00').toISOString());
  });

  it('put one entry where people moved the open review', async () => {
    const room = await openTeamRoom(engine);
    const { review } = await openedCard(room, due);
    const form = await openMove(room.deps, press('U3', review.id, due));
    await submitMove(room.deps, fill('U3', form, { when: 'tomorrow', reason: 'a visit' }, due));
    expect(await readOutlook(room, due)).toBe(at('11-25', '10:00').toISOString());
  });
});
