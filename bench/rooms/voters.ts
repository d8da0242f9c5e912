import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { OnePager } from '../../src/features/onepager/rules.ts';
import { insertOnePager } from '../../src/features/onepager/store.ts';
import { openReviews } from '../../src/features/review/jobs.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { type Db, openDatabase, type Tx } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { miniBotUserId, miniTeamId } from '../../test/protocol/mini-slack.ts';
import { makeSceneBet } from '../../test/stores/bet-fixture.ts';
import { makeTeam } from '../../test/stores/team-fixture.ts';
import { beginFixture, make } from '../measure/fixtures.ts';
import type { Plan } from '../measure/rounds.ts';
import type { CardPress } from '../programs/click.ts';
import { openBenchCore } from './core.ts';
import { depsOf } from './deps.ts';

/** The minute after the reviews have opened: Tuesday 24 November 2026, 10:01 in Berlin. */
export const reviewNow = new Date('2026-11-24T09:01:00.000Z');

const startedAt = new Date('2026-11-21T09:00:00.000Z');

/** How many teams vote at once, on how many cards each, with how many people. */
export interface Crowd {
  teams: number;
  cards: number;
  people: number;
}

/** Room for more votes than a run can cast, so that each of them is a first one and changes its card. */
export function crowdOf({ isQuick }: Pick<Plan, 'isQuick'>): Crowd {
  return { teams: isQuick ? 40 : 200, cards: 8, people: 12 };
}

/**
 * Writes a workspace whose reviews have just opened, with every card posted, as the program itself would: teams and one-pagers
 * through their stores, the reviews by their job. Answers what there is to press.
 */
export async function writeVoters(url: string, size: Crowd): Promise<CardPress[]> {
  const database = await openDatabase(url);
  await migrate(database);
  const { db } = database;
  await saveWorkspace(db, { id: miniTeamId, botUserId: miniBotUserId, now: startedAt });
  await transact(db, async (tx) => {
    await writeTeams(tx, size);
  });
  await refreshPeople(db, new Date());
  await openReviews.run(depsOf(db), reviewNow);
  // Whatever else is due then, too: a bot that starts on it has nothing to catch up with.
  await settleAt(db, reviewNow);
  await showAll(db);
  await refreshPeople(db, new Date());
  const presses = await listPresses(db);
  await database.close();
  return presses;
}

/** An SQLite file of voters, made once; a caller works on a copy of it. */
export async function keepVoters(
  folder: string,
  size: Crowd,
): Promise<{ file: string; pressesFile: string }> {
  const name = `voters-${size.teams}-${size.cards}-${size.people}`;
  const file = join(folder, `${name}.db`);
  const pressesFile = join(folder, `${name}.json`);
  if (existsSync(file) && existsSync(pressesFile)) return { file, pressesFile };
  const unfinished = beginFixture(file);
  const presses = await make(name, () => writeVoters(unfinished, size));
  writeFileSync(pressesFile, JSON.stringify(presses));
  renameSync(unfinished, file);
  return { file, pressesFile };
}

/** Does what is due by then, as a bot that has been running. Twice: some jobs go on from what others have done. */
export async function settleAt(db: Db, now: Date): Promise<void> {
  const { deps, router } = openBenchCore({ db, now: () => now, machineNow: () => new Date() });
  for (const job of [...router.jobs, ...router.jobs]) await job.run(deps, now);
}

/** What was looked up in Slack is as fresh as in a bot that has been running. */
export async function refreshPeople(db: Db, now: Date): Promise<void> {
  const at = now.toISOString();
  await db.updateTable('person').set({ refreshed_at: at }).execute();
  await db.updateTable('channel').set({ refreshed_at: at, members_read_at: at }).execute();
}

/** Teams whose review is on Tuesday at 10:00, or at `reviewTime`; `first` is the number of the first of them. */
export async function writeTeams(
  tx: Tx,
  size: Crowd & { first?: number; reviewTime?: string },
): Promise<void> {
  const first = size.first ?? 0;
  for (let index = first; index < first + size.teams; index += 1) await writeTeam(tx, index, size);
  await tx
    .updateTable('workspace')
    .set({ next_number: 1 + (first + size.teams) * 10 })
    .where('id', '=', miniTeamId)
    .execute();
}

async function writeTeam(
  tx: Tx,
  index: number,
  size: Crowd & { reviewTime?: string },
): Promise<void> {
  const channelId = `C${String(index).padStart(8, '0')}`;
  const team = makeTeam({
    ...{ id: `tm_${index}`, workspaceId: miniTeamId, channelId, rollupChannelId: channelId },
    setUpBy: personOf(index, 0),
    ...(size.reviewTime === undefined ? {} : { reviewTime: size.reviewTime }),
  });
  await insertTeam(tx, team);
  const at = startedAt.toISOString();
  await tx
    .insertInto('channel')
    .values({
      ...{ workspace_id: miniTeamId, channel_id: channelId, name: `team-${index}` },
      ...{ is_private: 0, is_archived: 0, is_external: 0, has_bot: 1 },
      ...{ refreshed_at: at, members_read_at: at },
    })
    .execute();
  for (let person = 0; person < size.people; person += 1) {
    const userId = personOf(index, person);
    await tx
      .insertInto('person')
      .values({
        ...{ workspace_id: miniTeamId, user_id: userId, name: `Person ${person}` },
        ...{ zone: 'Europe/Berlin', is_guest: 0, is_bot: 0, is_deleted: 0, is_external: 0 },
        refreshed_at: at,
      })
      .execute();
    await tx
      .insertInto('channel_member')
      .values({ workspace_id: miniTeamId, channel_id: channelId, user_id: userId })
      .execute();
  }
  for (let card = 0; card < size.cards; card += 1) {
    const onepager: OnePager = {
      id: `op_${index}x${card}`,
      ...{ workspaceId: miniTeamId, teamId: team.id, number: 1 + index * 10 + card },
      ...{ state: 'running', kind: 'probe', ownerId: personOf(index, card), version: 1 },
      bet: makeSceneBet('2026-11-21', {
        ...{ gateOn: '2026-12-05', maturesOn: '2026-11-28' },
        stopOwnerId: personOf(index, 1),
      }),
      startedAt,
    };
    await insertOnePager(tx, onepager);
  }
}

function personOf(team: number, person: number): string {
  return `U${String(team).padStart(5, '0')}${String(person).padStart(3, '0')}`;
}

/** What there is to read is in Slack, as it is a few minutes after a review has opened. */
export async function showAll(db: Db): Promise<void> {
  const rows = await db
    .selectFrom('message')
    .select(['id', 'channel_id', 'user_id', 'position'])
    .execute();
  await transact(db, async (tx) => {
    for (const { id, channel_id: channelId, user_id: userId, position } of rows) {
      await tx
        .updateTable('message')
        .set({
          ...{ state: 'sent', shown_version: 1, shown_channel_id: channelId ?? `D${userId}` },
          ts: `1700000000.${String(position).padStart(6, '0')}`,
        })
        .where('id', '=', id)
        .execute();
    }
  });
}

async function listPresses(db: Db): Promise<CardPress[]> {
  const rows = await db
    .selectFrom('card')
    .innerJoin('review', 'review.id', 'card.review_id')
    .innerJoin('message', (join) =>
      join
        .onRef('message.workspace_id', '=', 'review.workspace_id')
        .on('message.address', '=', sql<string>`'card:' || card.id`),
    )
    .select(['card.id', 'card.review_id', 'message.channel_id', 'message.ts', 'message.wanted'])
    .orderBy('card.position')
    .orderBy('card.review_id')
    .execute();
  const rosters = await db.selectFrom('roster').selectAll().orderBy('user_id').execute();
  const byReview = new Map<string, string[]>();
  for (const { review_id: id, user_id: userId } of rosters) {
    byReview.set(id, [...(byReview.get(id) ?? []), userId]);
  }
  return rows.map((row) => ({
    cardId: row.id,
    channelId: row.channel_id ?? '',
    ts: row.ts ?? '',
    message: JSON.parse(row.wanted),
    userIds: byReview.get(row.review_id) ?? [],
  }));
}
