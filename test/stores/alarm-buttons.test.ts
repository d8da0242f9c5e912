import { expect, it } from 'vitest';
import {
  openDismiss,
  showOpenCards,
  showRunning,
  showWeakest,
  submitDismiss,
} from '../../src/features/alarm/handlers.ts';
import { listAlarms, listStandingAlarms } from '../../src/features/alarm/store.ts';
import { listDecisions } from '../../src/features/decision/store.ts';
import { searchDecisions } from '../../src/features/decision/store-search.ts';
import { saveOnePagerState } from '../../src/features/onepager/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { openAlarmRoom, rollups, tick, tickUntil } from './alarm-room.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { at, fill, openedCard, press, type Room, told, viewOf } from './review-room.ts';

const now = at('12-10', '16:00');

/** A room in which nothing was dared for two cycles. */
async function openCoasting(engine: TestEngine) {
  const room = await openAlarmRoom(engine);
  await tickUntil(room, 2);
  const [alarm] = await listStandingAlarms(room.db, 'tm_1');
  if (alarm === undefined) throw new Error('no alarm');
  return { room, alarm };
}

const because = 'everybody was at the fair';

async function dismiss({ deps }: Room, alarmId: string, userId = 'U1') {
  const form = await openDismiss(deps, press(userId, alarmId, now));
  return submitDismiss(deps, fill(userId, form, { because }, now));
}

describeStores('dismissing an alarm', (engine) => {
  it('asks for a reason, keeps it in the log where a search finds it, and ends the alarm', async () => {
    const { room, alarm } = await openCoasting(engine);
    const { deps, db } = room;
    const form = await openDismiss(deps, press('U1', alarm.id, now));
    expect(JSON.stringify(viewOf(form))).toContain('No deviation in the last two cycles');
    const empty = await submitDismiss(deps, fill('U1', form, { because: ' \u200b ' }, now));
    expect(empty).toMatchObject({
      reply: 'fix',
      errors: { because: expect.stringContaining('One line') },
    });
    expect(await listStandingAlarms(db, 'tm_1')).toHaveLength(1);

    const kept = await dismiss(room, alarm.id);
    const [entry] = await listDecisions(db, { teamId: 'tm_1', kinds: ['other'] });
    expect(JSON.stringify(viewOf(kept))).toContain(`#${entry?.number}`);
    expect(entry).toMatchObject({
      title: 'No deviation in the last two cycles',
      texts: { line: 'Alarm dismissed', because },
      decidedByUserId: 'U1',
    });
    expect(await listStandingAlarms(db, 'tm_1')).toEqual([]);
    expect(await room.shown(`alarm:${alarm.id}`)).toContain(because);
    const question = { workspaceId: 'T1', teamIds: ['tm_1' as const], words: ['fair'], limit: 5 };
    const { decisions } = await searchDecisions(db, question);
    expect(decisions.map(({ id }) => id)).toEqual([entry?.id]);
  });

  it('is not said again for the same facts, and anew after two further cycles', async () => {
    const { room, alarm } = await openCoasting(engine);
    await dismiss(room, alarm.id);
    for (const due of rollups.slice(3)) await tick(room, due);
    expect(await listAlarms(room.db, 'tm_1')).toHaveLength(1);
    for (const day of ['2026-12-31', '2027-01-07']) await tick(room, new Date(`${day}T14:00:00Z`));
    const [again, ...others] = await listStandingAlarms(room.db, 'tm_1');
    expect(again?.facts).toBe('from cycle 3');
    expect(others).toEqual([]);
  });

  it('is for full members, and once: the second hears that it is over', async () => {
    const { room, alarm } = await openCoasting(engine);
    const { deps } = room;
    const guest = await openDismiss(deps, press('UGUEST', alarm.id, now));
    expect(told(guest)).toMatch(/Full members/);
    const late = await openDismiss(deps, press('U2', alarm.id, now));
    await dismiss(room, alarm.id);
    const second = await submitDismiss(deps, fill('U2', late, { because: 'me too' }, now));
    expect(told(second)).toMatch(/answered this alarm already/);
    expect(told(await openDismiss(deps, press('U2', alarm.id, now)))).toMatch(/already/);
    expect(told(await openDismiss(deps, press('U2', 'al_none', now)))).toMatch(
      /not there any more/,
    );
    expect(await listDecisions(room.db, { teamId: 'tm_1', kinds: ['other'] })).toHaveLength(1);
  });
});

describeStores('the buttons of an alarm', (engine) => {
  it('show what runs, the one that is furthest from its rule, and the next review', async () => {
    const room = await openAlarmRoom(engine);
    const { deps } = room;
    for (const show of [showRunning, showWeakest, showOpenCards]) {
      const shown = JSON.stringify(viewOf(await show(deps, press('U4', 'tm_1', now))));
      expect(shown).toContain('#101');
    }
    const weakest = JSON.stringify(viewOf(await showWeakest(deps, press('U4', 'tm_1', now))));
    expect(weakest).toContain('furthest from its own rule');
    const cards = JSON.stringify(viewOf(await showOpenCards(deps, press('U4', 'tm_1', now))));
    expect(cards).toContain('No card is open now');
    expect(cards).not.toContain('decide.open');
    // Between reviews nothing is decided, but what runs can be stopped.
    for (const shown of [weakest, cards]) expect(shown).toContain('"decide.stop"');
    await transact(room.db, (tx) => saveOnePagerState(tx, { id: 'op_1', state: 'frozen' }));
    for (const show of [showWeakest, showOpenCards]) {
      const frozen = JSON.stringify(viewOf(await show(deps, press('U4', 'tm_1', now))));
      expect(frozen).not.toContain('"decide.stop"');
    }
    await transact(room.db, (tx) => saveOnePagerState(tx, { id: 'op_1', state: 'running' }));
    expect(told(await showRunning(deps, press('UX', 'tm_1', now)))).toMatch(/Full members/);
    expect(told(await showRunning(deps, press('U4', 'tm_none', now)))).toMatch(
      /not there any more/,
    );
  });

  it('lead to the cards of the open review that can still be decided', async () => {
    const room = await openAlarmRoom(engine);
    const due = at('11-24', '10:00');
    const { card } = await openedCard(room, due);
    for (const show of [showWeakest, showOpenCards]) {
      const shown = viewOf(await show(room.deps, press('U4', 'tm_1', due)));
      expect(shown.blocks).toContainEqual(
        expect.objectContaining({
          accessory: expect.objectContaining({ action_id: 'decide.open', value: card.id }),
        }),
      );
    }
  });
});
