import type { ModalView } from '@slack/types';
import { expect } from 'vitest';
import { deviateFeature } from '../../src/features/deviate/feature.ts';
import { draftFeature } from '../../src/features/draft/feature.ts';
import { exampleFeature } from '../../src/features/example/feature.ts';
import { handoverFeature } from '../../src/features/handover/feature.ts';
import { homeFeature } from '../../src/features/home/feature.ts';
import { onepagerFeature } from '../../src/features/onepager/feature.ts';
import { parkFeature } from '../../src/features/park/feature.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { Deps, FormValues, Reply } from '../../src/platform/slack/feature.ts';
import type { People, Person } from '../../src/platform/slack/people.ts';
import { findBlockId, readInitialValues } from '../harness/initial-values.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import type { TestEngine } from './engines.ts';
import { makeTeam } from './team-fixture.ts';
import { makePeople, makeTown } from './town.ts';

/** When everything starts: Saturday 21 November 2026, 10:00 in Berlin. */
export const start = new Date('2026-11-21T09:00:00.000Z');
const features = [
  draftFeature,
  deviateFeature,
  exampleFeature,
  onepagerFeature,
  handoverFeature,
  parkFeature,
  homeFeature,
];
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** What was typed, by field; the rest is as the form shows it. */
export type Typed = Record<string, string | null>;

/** A workspace with one team in #growth (Ana and Ben, and Gus the guest) and the handlers around writing. */
export async function openWritingRoom({ open }: TestEngine) {
  const { db } = await open();
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return `x${ids}`;
  });
  await saveWorkspace(db, { id: 'T1', botUserId: 'UBOT', now: start });
  const town = makeTown();
  const people = inTurn(makePeople(db, town));
  const team = makeTeam({ channelId: 'CGROWTH', rollupChannelId: 'CGROWTH' });
  await transact(db, (tx) => insertTeam(tx, team));
  await people.listMembers('T1', 'CGROWTH');
  const deps: Deps = { db, workspaceId: 'T1', newId, log: silent, people };
  let keys = 0;
  const act = (userId: string, now = start) => {
    keys += 1;
    return { workspaceId: 'T1', userId, key: `k${keys}`, now };
  };
  return {
    ...{ db, deps, town, people, team },
    async run(userId: string, text = '', channelId = 'CGROWTH'): Promise<Reply> {
      const [word = '', ...rest] = text.split(' ');
      const handler = features.map((one) => one.commands?.[word]).find(Boolean);
      const command = { ...act(userId), channelId, word, rest: rest.join(' '), text };
      return (await handler?.(deps, command)) ?? { reply: 'done' };
    },
    async submit(userId: string, view: ModalView, typed: Typed = {}, now = start) {
      const name = view.callback_id ?? '';
      const handler = features.map((one) => one.submits?.[name]).find(Boolean);
      const metadata = view.private_metadata ?? '';
      const sent = { ...act(userId, now), viewId: 'V1', metadata, values: valuesOf(view, typed) };
      return (await handler?.(deps, sent)) ?? { reply: 'done' };
    },
    async press(
      userId: string,
      action: string,
      given: { view?: ModalView; typed?: Typed; value?: string; now?: Date } = {},
    ): Promise<Reply> {
      const [name = '', variant = ''] = action.split(':');
      const handler = features.map((one) => one.actions?.[name]).find(Boolean);
      const { view } = given;
      const reply = await handler?.(deps, {
        ...act(userId, given.now),
        ...{ value: given.value ?? '', variant },
        place:
          view === undefined
            ? { at: 'message', channelId: 'CGROWTH', ts: '1.1' }
            : {
                ...{ at: 'modal', viewId: 'V1', callbackId: view.callback_id ?? '' },
                metadata: view.private_metadata ?? '',
                values: valuesOf(view, given.typed ?? {}),
              },
      });
      return reply ?? { reply: 'done' };
    },
    async shortcut(userId: string, name: string): Promise<Reply> {
      const handler = features.map((one) => one.shortcuts?.[name]).find(Boolean);
      return (await handler?.(deps, act(userId))) ?? { reply: 'done' };
    },
    async close(userId: string, view: ModalView) {
      const metadata = view.private_metadata ?? '';
      await draftFeature.closes?.[view.callback_id ?? '']?.(deps, {
        ...{ ...act(userId), viewId: 'V1', metadata },
      });
    },
    shown: (address: string) => readWanted(db, address),
  };
}

function valuesOf(view: ModalView, typed: Typed): FormValues {
  const named = Object.entries(typed).map(([name, value]) => [findBlockId(view, name), value]);
  return { ...readInitialValues(view), ...Object.fromEntries(named) };
}

async function readWanted(db: Db, address: string): Promise<string> {
  const row = await db
    .selectFrom('message')
    .select('wanted')
    .where('address', '=', address)
    .executeTakeFirst();
  return row?.wanted ?? '';
}

/** The town's answers one after another: its cache is written in several steps. */
function inTurn(people: People): People {
  let last: Promise<unknown> = Promise.resolve();
  const listMembers = (workspaceId: string, channelId: string): Promise<Person[]> => {
    const next = last.then(() => people.listMembers(workspaceId, channelId));
    last = next;
    return next;
  };
  return { ...people, listMembers };
}

/** What `openWritingRoom` opens. */
export type WritingRoom = Awaited<ReturnType<typeof openWritingRoom>>;

/** The view of a reply, checked against Slack's sizes. */
export function viewOf(reply: Reply): ModalView {
  if (reply.reply !== 'show' && reply.reply !== 'replace') {
    throw new Error(`no view: ${JSON.stringify(reply)}`);
  }
  expect(findLimitBreaks(reply.view)).toEqual([]);
  return reply.view;
}

/** The form at step 3, from the product scene. */
export async function reachSafety(
  world: WritingRoom,
  userId: string,
  typed: Typed = {},
): Promise<ModalView> {
  const blank = viewOf(await world.run(userId));
  const first = viewOf(await world.press(userId, 'draft.scene', { view: blank, value: 'product' }));
  const second = viewOf(await world.submit(userId, first));
  return viewOf(await world.submit(userId, second, typed));
}

/** Publishes the product scene. */
export async function publish(world: WritingRoom, userId = 'UANA'): Promise<void> {
  const view = await reachSafety(world, userId);
  expect(viewOf(await world.submit(userId, view)).title.text).toBe('Published');
}
