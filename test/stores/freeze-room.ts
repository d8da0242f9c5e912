import { decideFeature } from '../../src/features/decide/feature.ts';
import { freezeFeature } from '../../src/features/freeze/feature.ts';
import { onepagerFeature } from '../../src/features/onepager/feature.ts';
import { getOnePager } from '../../src/features/onepager/store.ts';
import { findOpenFreeze } from '../../src/features/onepager/store-freeze.ts';
import { parkFeature } from '../../src/features/park/feature.ts';
import { reviewFeature } from '../../src/features/review/feature.ts';
import { voteFeature } from '../../src/features/vote/feature.ts';
import type { FormValues, Reply } from '../../src/platform/slack/feature.ts';
import type { TestEngine } from './engines.ts';
import { at, fill, openRoom, press, told, viewOf } from './review-room.ts';

/** Monday before the first review, 14:20: the next full hour is 15:00. */
export const monday = at('11-23', '14:20');

const features = [
  freezeFeature,
  parkFeature,
  decideFeature,
  voteFeature,
  reviewFeature,
  onepagerFeature,
];

/** The review room with the doors of stop-the-line: U1 owns, U2 leads, U3 may say stop, U4 is a member, UGUEST a guest. */
export async function openFreezeRoom(engine: TestEngine, options: { onepagers?: number } = {}) {
  const room = await openRoom(engine, options);
  const { db, deps } = room;
  const act = async (
    userId: string,
    action: string,
    given: { value?: string; now?: Date } = {},
  ): Promise<Reply> => {
    const [name = '', variant = ''] = action.split(':');
    const handler = features.map((one) => one.actions?.[name]).find(Boolean);
    const { value = 'op_1', now = monday } = given;
    return (await handler?.(deps, press(userId, value, now, variant))) ?? { reply: 'done' };
  };
  const submit = async (
    userId: string,
    form: Reply,
    given: { over?: FormValues; now?: Date } = {},
  ): Promise<Reply> => {
    const name = viewOf(form).callback_id ?? '';
    const handler = features.map((one) => one.submits?.[name]).find(Boolean);
    const sent = fill(userId, form, given.over ?? {}, given.now ?? monday);
    return (await handler?.(deps, sent)) ?? { reply: 'done' };
  };
  return {
    ...room,
    act,
    submit,
    /** Freezes `op_1` unless another is named; the sentence it is answered with, or `(done)`. */
    async freeze(userId: string, given: { value?: string; now?: Date } = {}): Promise<string> {
      const form = await act(userId, 'freeze.open', given);
      if (form.reply === 'tell') return form.text;
      const over = { reason: 'Errors *doubled* <since> Monday' };
      const { now } = given;
      return told(await submit(userId, form, { over, ...(now === undefined ? {} : { now }) }));
    },
    /** Ends the freeze of `op_1`. */
    async end(userId: string, given: { over?: FormValues; now?: Date } = {}): Promise<Reply> {
      const { now } = given;
      const form = await act(userId, 'freeze.end', now === undefined ? {} : { now });
      return form.reply === 'tell' ? form : submit(userId, form, given);
    },
    /** The time comes: every job of stop-the-line. */
    async tick(now: Date): Promise<void> {
      for (const job of freezeFeature.jobs ?? []) await job.run(deps, now);
    },
    state: async () => (await getOnePager(db, 'T1', 'op_1')).state,
    frozen: () => findOpenFreeze(db, 'T1', 'op_1'),
    /** The addresses of all messages that begin like this. */
    async addresses(start: string): Promise<string[]> {
      const rows = await db.selectFrom('message').select('address').orderBy('position').execute();
      return rows.map((row) => row.address).filter((address) => address.startsWith(start));
    },
  };
}

/** A room in which stop-the-line can be tried. */
export type FreezeRoom = Awaited<ReturnType<typeof openFreezeRoom>>;
