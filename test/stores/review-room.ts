import type { Bet, OnePager } from '../../src/features/onepager/rules.ts';
import { insertOnePager } from '../../src/features/onepager/store.ts';
import { openReviews } from '../../src/features/review/jobs.ts';
import { findOpenReview, listCards } from '../../src/features/review/store.ts';
import { insertTeam, saveRole } from '../../src/features/team/store.ts';
import type { OnePagerId } from '../../src/lib/ids.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import type { Db, Tx } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type {
  ActionAct,
  Deps,
  FormValues,
  Reply,
  SubmitAct,
} from '../../src/platform/slack/feature.ts';
import { silentDeps } from '../harness/silent-deps.ts';
import { makeSceneBet } from './bet-fixture.ts';
import { drawAll } from './draw-all.ts';
import type { TestEngine } from './engines.ts';
import { makeTeam } from './team-fixture.ts';

const zoneOffset = '+01:00';
/** An instant of 2026 in Berlin's winter, by month and day. */
export const at = (day: string, time: string) => new Date(`2026-${day}T${time}:00${zoneOffset}`);
/** The first review: Tuesday 24 November, 10:00. */
export const due = at('11-24', '10:00');
/** The first review after the gate of 5 December. */
export const gateReview = at('12-08', '10:00');

/** A team's channel with the bot's handlers and jobs in it. */
export interface Room {
  deps: Deps;
  db: Db;
  /** The newest wish of an address, as text. */
  shown(address: string): Promise<string>;
}

/** A channel of four full members and a guest, with one running one-pager of U1 whose gate is 5 December. */
export async function openRoom(
  engine: TestEngine,
  options: { onepagers?: number } = {},
): Promise<Room> {
  const { db } = await engine.open();
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return ids.toString(36).padStart(8, '0');
  });
  const startedAt = at('11-21', '10:00');
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now: startedAt });
  await transact(db, async (tx) => {
    await insertTeam(tx, makeTeam());
    await saveRole(tx, { teamId: 'tm_1', userId: 'U2', role: 'leader', acceptedAt: startedAt });
    await insertPeople(tx, startedAt);
    const count = options.onepagers ?? 1;
    for (let number = 1; number <= count; number += 1) {
      const id: OnePagerId = `op_${number}`;
      const onepager: OnePager = {
        id,
        workspaceId: 'T1',
        teamId: 'tm_1',
        number: 100 + number,
        state: 'running',
        kind: 'probe',
        ownerId: 'U1',
        version: 1,
        bet: makeBet(),
        startedAt,
      };
      await insertOnePager(tx, onepager);
    }
  });
  const deps: Deps = silentDeps({ db, workspaceId: 'T1', newId });
  const shown = async (address: string) => {
    await drawAll(deps, latest);
    const row = await db
      .selectFrom('message')
      .select('wanted')
      .where('address', '=', address)
      .executeTakeFirst();
    return row?.wanted ?? '';
  };
  return { deps, db, shown };
}

async function insertPeople(tx: Tx, refreshedAt: Date): Promise<void> {
  for (const userId of ['U1', 'U2', 'U3', 'U4', 'UGUEST', 'UBOT']) {
    await tx
      .insertInto('person')
      .values({
        workspace_id: 'T1',
        user_id: userId,
        name: userId,
        zone: 'Europe/Berlin',
        is_guest: userId === 'UGUEST' ? 1 : 0,
        is_bot: userId === 'UBOT' ? 1 : 0,
        is_deleted: 0,
        is_external: 0,
        refreshed_at: refreshedAt.toISOString(),
      })
      .execute();
    await tx
      .insertInto('channel_member')
      .values({ workspace_id: 'T1', channel_id: 'C1', user_id: userId })
      .execute();
  }
}

function makeBet(): Bet {
  return makeSceneBet('2026-11-21', {
    gateOn: '2026-12-05',
    maturesOn: '2026-11-28',
    stopOwnerId: 'U3',
  });
}

let keys = 0;
/** When somebody did something last: what follows is drawn as of then. */
let latest = due;

/** A press on a button; each has a key of its own. */
export function press(userId: string, value: string, now: Date, variant = ''): ActionAct {
  keys += 1;
  latest = now;
  return {
    workspaceId: 'T1',
    userId,
    key: `press-${keys}`,
    now,
    value,
    variant,
    place: { at: 'message', channelId: 'C1', ts: '1.1' },
  };
}

/** A submit of the form that a reply shows, with its prefilled values and these on top. */
export function fill(userId: string, reply: Reply, over: FormValues, now: Date): SubmitAct {
  const view = viewOf(reply);
  keys += 1;
  latest = now;
  return {
    workspaceId: 'T1',
    userId,
    key: `submit-${keys}`,
    now,
    viewId: 'V1',
    metadata: view.private_metadata ?? '',
    values: { ...prefilled(reply), ...over },
  };
}

/** The form of a reply; fails when it is none. */
export function viewOf(reply: Reply) {
  if (reply.reply !== 'show' && reply.reply !== 'replace') {
    throw new Error(`no form but ${JSON.stringify(reply)}`);
  }
  return reply.view;
}

/** What stands in a reply's form before anybody types. */
export function prefilled(reply: Reply): Record<string, string | string[] | null> {
  const values: Record<string, string | string[] | null> = {};
  for (const block of viewOf(reply).blocks) {
    if (block.type !== 'input' || !('element' in block)) continue;
    const { element, block_id: id = '' } = block;
    if (element.type === 'plain_text_input') values[id] = element.initial_value ?? null;
    if (element.type === 'datepicker') values[id] = element.initial_date ?? null;
    if (element.type === 'checkboxes') {
      values[id] = (element.initial_options ?? []).flatMap((one) => one.value ?? []);
    }
    if (element.type === 'multi_users_select') values[id] = element.initial_users ?? [];
    if (element.type === 'static_select' || element.type === 'radio_buttons') {
      const option = element.initial_option;
      values[id] = option !== undefined && 'value' in option ? (option.value ?? null) : null;
    }
  }
  return values;
}

/** Opens the review that is due at `now`; answers it with its first card. */
export async function openedCard(room: Room, now: Date) {
  await openReviews.run(room.deps, now);
  const review = await findOpenReview(room.db, 'tm_1');
  if (review === undefined) throw new Error('no review is open');
  const [card] = await listCards(room.db, review.id);
  if (card === undefined) throw new Error('no card');
  return { review, card };
}

/** The sentence that a reply tells, or which reply it is instead. */
export function told(reply: Reply): string {
  return reply.reply === 'tell' ? reply.text : `(${reply.reply})`;
}
