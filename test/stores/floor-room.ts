import { openFirstCycles } from '../../src/features/cycle/jobs.ts';
import type { Deviation, DeviationDraft } from '../../src/features/deviation/rules.ts';
import { insertDeviation } from '../../src/features/deviation/store.ts';
import { floorFeature } from '../../src/features/floor/feature.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { FormValues, Reply } from '../../src/platform/slack/feature.ts';
import type { TestEngine } from './engines.ts';
import { at, fill, openRoom, press, type Room, viewOf } from './review-room.ts';

/** Thursdays at 15:00; the cycles close on 26 November, 10 and 24 December. */
export const closes = ['11-26', '12-10', '12-24'].map((day) => at(day, '15:00'));
const [firstClose = at('11-26', '15:00'), secondClose = at('12-10', '15:00')] = closes;

export { firstClose, secondClose };

const loose: DeviationDraft = {
  ...{ workspaceId: 'T1', teamId: 'tm_1', area: 'template first' },
  ...{ deviation: 'ask before the template', because: 'people say what they need' },
  ...{ benefit: 'fewer rounds', risk: 'slower start', isReversible: true },
  ...{ byUserId: 'U3', at: at('11-23', '10:00') },
};

/** The review room with the doors of the floor, one open loose deviation, and the cycles' closes as they come. */
export async function openFloorRoom(engine: TestEngine) {
  const room = await openRoom(engine);
  await room.db
    .insertInto('channel')
    .values({
      ...{ workspace_id: 'T1', channel_id: 'C1', name: 'growth', is_private: 0, is_archived: 0 },
      ...{ is_external: 0, has_bot: 1, refreshed_at: at('11-21', '10:00').toISOString() },
    })
    .execute();
  return { ...room, ...doorsOf(room) };
}

function doorsOf(room: Room) {
  return {
    async dare(over: Partial<DeviationDraft> = {}): Promise<Deviation> {
      return transact(room.db, (tx) => insertDeviation(tx, room.deps.newId, { ...loose, ...over }));
    },
    /** Lives on until then: every roll-up that is due is posted. */
    async live(until: Date): Promise<void> {
      await openFirstCycles(room.deps);
      for (let now = at('11-26', '15:00'); now <= until; ) {
        await postDueRollups(room.deps, now);
        now = new Date(now.getTime() + 7 * 24 * 3_600_000);
      }
    },
    async act(userId: string, action: string, value: string, now: Date): Promise<Reply> {
      const [name = '', variant = ''] = action.split(':');
      const handler = floorFeature.actions?.[name];
      if (handler === undefined) throw new Error(`no ${name}`);
      return handler(room.deps, press(userId, value, now, variant));
    },
    async submit(userId: string, form: Reply, over: FormValues, now: Date): Promise<Reply> {
      const handler = floorFeature.submits?.[viewOf(form).callback_id ?? ''];
      if (handler === undefined) throw new Error('no such form');
      return handler(room.deps, fill(userId, form, over, now));
    },
    /** The questions below roll-ups, the newest last. */
    async asks(): Promise<{ wanted: string; thread_address: string | null }[]> {
      return room.db
        .selectFrom('message')
        .select(['wanted', 'thread_address'])
        .where('address', '>=', 'settle:')
        .where('address', '<', 'settle;')
        .orderBy('position')
        .execute();
    },
  };
}
