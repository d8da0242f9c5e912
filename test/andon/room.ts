import type { ModalView } from '@slack/types';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { andonFeature } from '../../src/features/andon/feature.ts';
import { answerFeature } from '../../src/features/answer/feature.ts';
import { insertOnePager } from '../../src/features/onepager/store.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import type { Random } from '../../src/lib/random.ts';
import { type Database, type Db, engineOf } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { quickHash } from '../../src/platform/secret.ts';
import { SlackFailure } from '../../src/platform/slack/failures.ts';
import type { Deps } from '../../src/platform/slack/feature.ts';
import type { SealedDeps } from '../../src/platform/slack/sealed.ts';
import { openSealedDoor, type SealedDoor } from '../../src/platform/slack/sealed-door.ts';
import { openFresh } from '../harness/fresh.ts';
import { silentDeps } from '../harness/silent-deps.ts';
import { Dice } from '../simulation/dice.ts';
import { makeOnePager } from '../stores/fixture.ts';
import { makeTeam } from '../stores/team-fixture.ts';
import {
  type Caller,
  callerOf,
  codeIn,
  command,
  type Filled,
  shortcut,
  submission,
} from './payloads.ts';

/** An instant of November and December 2026 in Berlin. */
export const at = (day: string, time: string) => new Date(`2026-${day}T${time}:00+01:00`);
/** Monday evening, when the next bag is closed tomorrow at ten. */
export const evening = at('11-23', '20:00');

/** What a room starts with. */
export interface RoomOptions {
  /** How many full members the home of team 1 has: U1, U2, … */
  people?: number;
  seed?: number;
  /** Members of a second team's home, C2, who are those with the highest numbers. */
  others?: number;
  random?: Random;
  onepagers?: number;
}

const answerSchema = z
  .looseObject({
    response_action: z.string().optional(),
    view: z.custom<ModalView>().optional(),
    errors: z.record(z.string(), z.string()).optional(),
    text: z.string().optional(),
  })
  .optional();

/** What came back: in the acknowledgement, or as a window that was opened. */
export interface Seen {
  view?: ModalView;
  errors?: Record<string, string>;
  text?: string;
}

/** The sealed room behind its door, with a Slack that only shows windows. */
export interface AndonRoom {
  db: Db;
  door: SealedDoor;
  sealed: SealedDeps;
  now: Date;
  /** What Slack was asked to show, newest last. */
  opened: ModalView[];
  /** Makes Slack refuse to show windows, or not. */
  refuses: string | undefined;
  /** Makes every acknowledgement fail. */
  losesAcks: boolean;
  deliver(body: Record<string, unknown>): Promise<Seen>;
  /** Lets time pass to here, ringing the bell at whatever is due on the way. */
  advanceTo(target: Date): Promise<void>;
  /** The newest wishes of the outbox, as text, in order. */
  posted(): Promise<string[]>;
}

/** A database in memory that is gone after the test. */
export async function openMemory(): Promise<Database> {
  const database = await openFresh();
  onTestFinished(() => database.close());
  return database;
}

/** A workspace T1 with a team of so many at home in C1, whose one-pager #12 runs. */
export async function openAndonRoom(
  database: Pick<Database, 'db'>,
  options: RoomOptions = {},
): Promise<AndonRoom> {
  const { db } = database;
  const { people = 10, others = 0, seed = 1, onepagers = 1 } = options;
  const dice = new Dice(seed);
  const newId = makeNewId(() => String(Math.floor(dice.next() * 2 ** 53).toString(36)));
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now: evening });
  await transact(db, async (tx) => {
    await insertTeam(tx, makeTeam());
    if (others > 0) await insertTeam(tx, makeTeam({ id: 'tm_2', channelId: 'C2' }));
    for (let count = 1; count <= onepagers; count += 1) {
      const id = count === 1 ? ('op_1' as const) : (`op_${count}` as const);
      await insertOnePager(tx, makeOnePager({ id, number: 11 + count }));
    }
  });
  await fillChannel(db, { channelId: 'C1', name: 'growth', from: 1, count: people });
  if (others > 0) {
    await fillChannel(db, { channelId: 'C2', name: 'sales', from: people, count: others });
  }
  const sealed: SealedDeps = {
    db,
    workspaceId: 'T1',
    newId,
    random: options.random ?? new Dice(seed + 7).random(),
    // Slow is for those who guess; here it only has to be a hash.
    slowHash: async (secret, salt) => quickHash(`${salt}:${secret}`),
    quickHash,
    tellsHour: engineOf(db) === 'postgres',
    isClockMoved: false,
  };
  const room = joinRoom(db, sealed);
  await room.advanceTo(evening);
  return room;
}

/** The same room with what the database holds, as after a restart. */
export function joinRoom(db: Db, sealed: SealedDeps, workspaceId = 'T1'): AndonRoom {
  const opened: ModalView[] = [];
  const show = async (view: unknown) => {
    if (room.refuses !== undefined) throw new SlackFailure(room.refuses, 'dead');
    opened.push(z.custom<ModalView>().parse(view));
  };
  const room: AndonRoom = {
    ...{ db, sealed, opened, now: evening, refuses: undefined, losesAcks: false },
    door: openSealedDoor({
      feature: andonFeature,
      deps: sealed,
      slack: {
        openView: async (_, view) => {
          await show(view);
          return 'V1';
        },
        pushView: async (_, view) => show(view),
        updateView: async (_, view) => show(view),
      },
      workspaceId,
      now: () => room.now,
      machineNow: () => room.now,
    }),
    deliver: async (body) => {
      if (!room.door.isSealed(body)) throw new Error('not for the sealed room');
      const before = opened.length;
      let answered: unknown;
      await room.door.take(body, async (answer) => {
        if (room.losesAcks) throw new Error('the connection is gone');
        answered = answer;
      });
      const {
        view = opened.slice(before).at(-1),
        errors,
        text,
      } = answerSchema.parse(answered) ?? {};
      return {
        ...(view === undefined ? {} : { view }),
        ...(errors === undefined ? {} : { errors }),
        ...(text === undefined ? {} : { text }),
      };
    },
    advanceTo: async (target) => advance(room, target),
    posted: async () => {
      const rows = await db.selectFrom('message').select('wanted').orderBy('position').execute();
      return rows.map((row) => row.wanted);
    },
  };
  return room;
}

async function advance(room: AndonRoom, target: Date): Promise<void> {
  for (;;) {
    const next: Date[] = [];
    for (const { nextDue } of andonFeature.jobs) {
      next.push(...Object.values((await nextDue?.(room.sealed, room.now)) ?? {}));
    }
    for (const { nextDue } of answerFeature.jobs ?? []) {
      const due = Object.values((await nextDue?.(openDeps(room), room.now)) ?? {});
      next.push(...due.filter((instant) => instant > room.now));
    }
    const [due] = next.toSorted((one, other) => one.getTime() - other.getTime());
    room.now = due !== undefined && due < target ? due : target;
    await tick(room);
    if (room.now >= target) return;
  }
}

async function tick(room: AndonRoom): Promise<void> {
  for (const job of andonFeature.jobs) await job.run(room.sealed, room.now);
  for (const job of answerFeature.jobs ?? []) await job.run(openDeps(room), room.now);
}

/** What the open side of the house is handed. */
export function openDeps(room: AndonRoom): Deps {
  const { workspaceId, newId } = room.sealed;
  return silentDeps({ db: room.db, workspaceId, newId });
}

async function fillChannel(
  db: Db,
  channel: { channelId: string; name: string; from: number; count: number },
): Promise<void> {
  const { channelId, name, from, count } = channel;
  const refreshedAt = evening.toISOString();
  await transact(db, async (tx) => {
    await tx
      .insertInto('channel')
      .values({
        ...{ workspace_id: 'T1', channel_id: channelId, name },
        ...{ is_private: 0, is_archived: 0, is_external: 0, has_bot: 1 },
        ...{ refreshed_at: refreshedAt, members_read_at: refreshedAt },
      })
      .execute();
    const ids = Array.from({ length: count }, (_, index) => `U${from + index}`);
    for (const userId of channelId === 'C1' ? [...ids, 'UGUEST'] : ids) {
      await tx
        .insertInto('person')
        .values({
          ...{ workspace_id: 'T1', user_id: userId, name: userId, zone: 'Europe/Berlin' },
          ...{ is_guest: userId === 'UGUEST' ? 1 : 0, is_bot: 0, is_deleted: 0, is_external: 0 },
          refreshed_at: refreshedAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await tx
        .insertInto('channel_member')
        .values({ workspace_id: 'T1', channel_id: channelId, user_id: userId })
        .execute();
    }
  });
}

/** What a report says when nothing else is asked for. */
export const usual: Filled = { 'about.tm_1': 'op_1/because', reason: 'because', pause: 'nothing' };

/** Opens the form; fails when there is none. */
export async function pull(room: AndonRoom, caller: Caller): Promise<ModalView> {
  const { view } = await room.deliver(shortcut(caller));
  if (view === undefined) throw new Error('no form opened');
  return view;
}

/** Opens the form and sends it; a second time where it asks twice. */
export async function send(
  room: AndonRoom,
  userId: string,
  values: Filled = {},
): Promise<Seen & { code: string }> {
  const caller = callerOf(userId);
  const form = await pull(room, caller);
  const filled = { ...usual, ...values };
  const first = await room.deliver(submission(caller, form, filled));
  const isAsked = first.view?.callback_id === 'andon.pull';
  const seen =
    isAsked && first.view !== undefined
      ? await room.deliver(submission(caller, first.view, { ...filled, sure: ['yes'] }))
      : first;
  return { ...seen, code: codeIn(seen.view) };
}

/** Opens the window of an own andon with a code. */
export async function openMine(room: AndonRoom, userId: string, code: string): Promise<Seen> {
  const caller = callerOf(userId);
  const { view } = await room.deliver(command(caller, 'receipt'));
  if (view === undefined) throw new Error('no window asks for the code');
  return room.deliver(submission(caller, view, { code }));
}

/** Does something with the window of an own andon. */
export async function change(
  room: AndonRoom,
  userId: string,
  { view }: Seen,
  values: Filled,
): Promise<Seen> {
  if (view === undefined) throw new Error('the code opened nothing');
  return room.deliver(submission(callerOf(userId), view, values));
}
