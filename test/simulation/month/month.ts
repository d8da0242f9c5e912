import { features } from '../../../src/app.ts';
import { insertAway } from '../../../src/features/away/store.ts';
import { appendDecision } from '../../../src/features/decision/store.ts';
import { type Bet, type OnePager, toBet } from '../../../src/features/onepager/rules.ts';
import { insertOnePager } from '../../../src/features/onepager/store.ts';
import { EMPTY_FIELDS } from '../../../src/features/quality/rules.ts';
import { saveReadings } from '../../../src/features/reading/store.ts';
import { findOpenReview, listRoster } from '../../../src/features/review/store.ts';
import { saveVote } from '../../../src/features/review/store-vote.ts';
import { listWaiting } from '../../../src/features/review/waiting-access.ts';
import { findScene } from '../../../src/features/scene/rules.ts';
import { defaultRhythm, firstWeeks, type Team } from '../../../src/features/team/rules.ts';
import { insertTeam } from '../../../src/features/team/store.ts';
import { makeNewId } from '../../../src/lib/ids.ts';
import { addDays, mondayOf, toLocalDate } from '../../../src/lib/time.ts';
import type { Db } from '../../../src/platform/db/open.ts';
import { transact } from '../../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../../src/platform/db/workspace.ts';
import type { Deps, Job } from '../../../src/platform/slack/feature.ts';
import { openFresh } from '../../harness/fresh.ts';
import { silentDeps } from '../../harness/silent-deps.ts';

/** A team of the month: busy people bring numbers and vote at once, lazy ones do nothing at all. */
export interface Crew {
  size: number;
  isBusy: boolean;
  zone: string;
  rhythmDays: 7 | 14;
  /** ISO weekday of the review; default Tuesday. */
  reviewWeekday?: number;
  /** Days on which everyone is off. */
  off?: readonly string[];
  /** Somebody else is named to say stop on each one-pager, and never answers. */
  namesOthers?: boolean;
}

/** A message when it was first said: to whom, in which of their weeks; thread replies are left out. */
export interface Heard {
  address: string;
  to: string;
  isDirect: boolean;
  weekOn: string;
}

/** Somebody who is in every team, owns something in each and decided something in each. */
export const everywhere = 'UALL';

/** Five weeks from Monday 5 October 2026; the clocks change in between. */
const startAt = new Date('2026-10-04T20:00:00.000Z');
const endAt = new Date('2026-11-08T12:00:00.000Z');
const longestStepMs = 24 * 60 * 60_000;
const minuteMs = 60_000;

/** Every job of the bot, so that whatever is built later is counted too. */
const jobs: readonly Job[] = features.flatMap((feature) => feature.jobs ?? []);

/** Lives five weeks of these teams with the bot's own jobs, without Slack, and answers everything that was said. */
export async function liveMonth(crews: readonly Crew[]): Promise<Heard[]> {
  const database = await openFresh();
  const { db } = database;
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now: startAt });
  const deps = makeDeps(db);
  const teams: { team: Team; crew: Crew }[] = [];
  for (const [index, crew] of crews.entries()) {
    teams.push({ team: await foundTeam(deps, crew, index + 1), crew });
  }
  const zones = new Map(
    (await db.selectFrom('person').selectAll().execute()).map((row) => [row.user_id, row.zone]),
  );
  const channels = new Map(teams.map(({ team }) => [team.channelId, team.zone]));
  const heard: Heard[] = [];
  let last = 0;
  for (let now = startAt; now < endAt; now = await findNext(deps, now)) {
    for (const job of jobs) await job.run(deps, now);
    const said = await db
      .selectFrom('message')
      .selectAll()
      .where('position', '>', last)
      .orderBy('position')
      .execute();
    for (const row of said) {
      last = Math.max(last, row.position);
      if (row.thread_address !== null && row.is_broadcast === 0) continue;
      const to = row.user_id ?? row.channel_id ?? '';
      const zone = zones.get(to) ?? channels.get(to) ?? 'UTC';
      const weekOn = mondayOf(toLocalDate(now, zone));
      heard.push({ address: row.address, to, isDirect: row.user_id !== null, weekOn });
    }
    for (const { team, crew } of teams) if (crew.isBusy) await doEverything(db, team, now);
  }
  await database.close();
  return heard;
}

/** How many messages each channel or person heard in each week, by `to` and week. */
export function countWeeks(heard: readonly Heard[], isDirect: boolean): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of heard) {
    if (one.isDirect !== isDirect) continue;
    const key = `${one.to} ${one.weekOn}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function makeDeps(db: Db): Deps {
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return ids.toString(36).padStart(8, '0');
  });
  return silentDeps({ db, workspaceId: 'T1', newId });
}

async function findNext(deps: Deps, now: Date): Promise<Date> {
  let next = now.getTime() + longestStepMs;
  for (const job of jobs) {
    for (const at of Object.values((await job.nextDue?.(deps, now)) ?? {})) {
      if (at > now) next = Math.min(next, at.getTime());
    }
  }
  return new Date(Math.max(next, now.getTime() + minuteMs));
}

/** A team in a channel of its own: its people and the one who is everywhere, three one-pagers, decisions to look at again. */
async function foundTeam(deps: Deps, crew: Crew, number: number): Promise<Team> {
  const { zone, rhythmDays } = crew;
  const reviewWeekday = crew.reviewWeekday ?? 2;
  const rhythm = { ...defaultRhythm({ zone, reviewWeekday, reviewTime: '10:00' }), rhythmDays };
  const channelId = `C${number}`;
  const team: Team = {
    ...{ id: `tm_${number}`, workspaceId: 'T1', channelId, rollupChannelId: channelId },
    ...rhythm,
    ...firstWeeks(rhythm, startAt),
    ...{
      cycleDays: 14,
      isVoteOpen: false,
      quota: 1,
      evidenceMinutes: 30,
      setUpBy: everywhere,
      setUpAt: startAt,
    },
  };
  const members = Array.from({ length: crew.size }, (_, index) => `U${number}X${index}`);
  const owners = [everywhere, ...members];
  await transact(deps.db, async (tx) => {
    await insertTeam(tx, team);
    for (const userId of [everywhere, ...members]) {
      await tx
        .insertInto('person')
        .values({
          ...{ workspace_id: 'T1', user_id: userId, name: userId, zone },
          ...{ is_guest: 0, is_bot: 0, is_deleted: 0, is_external: 0 },
          refreshed_at: startAt.toISOString(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const member = { workspace_id: 'T1', channel_id: channelId, user_id: userId };
      await tx.insertInto('channel_member').values(member).execute();
    }
    for (const day of crew.off ?? []) {
      const away = { workspaceId: 'T1', teamId: team.id, fromOn: day, untilOn: day };
      await insertAway(tx, { ...away, id: deps.newId('aw'), byUserId: everywhere }, startAt);
    }
    for (let index = 0; index < 3; index += 1) {
      const ownerId = owners[index] ?? everywhere;
      const namedId = owners[(index + 1) % owners.length] ?? everywhere;
      const named = crew.namesOthers === true ? { stopOwnerId: namedId } : {};
      await insertOnePager(tx, makeOnePager(team, { index, ownerId, ...named }));
    }
    for (let index = 0; index < 6; index += 1) {
      await appendDecision(tx, deps.newId, {
        ...{ workspaceId: 'T1', teamId: team.id, kind: 'stop', title: `Call ${index}`, texts: {} },
        ...{ decidedByUserId: everywhere, at: startAt, isAgainstRule: false },
        ...{ isAgainstMajority: false, revisitOn: addDays('2026-10-05', index * 4) },
      });
    }
  });
  return team;
}

let bet: Bet | undefined;

function makeOnePager(
  team: Team,
  made: { index: number; ownerId: string; stopOwnerId?: string },
): OnePager {
  const number = Number(team.channelId.slice(1)) * 10 + made.index + 1000;
  if (bet === undefined) {
    const fields = { ...EMPTY_FIELDS, ...findScene('product')?.fields('2026-10-05') };
    const read = toBet(
      fields,
      makeNewId(() => '1'),
    );
    if ('refused' in read) throw new Error(`the scene is no bet: ${read.field}`);
    bet = read;
  }
  return {
    ...{ id: `op_${number}`, workspaceId: 'T1', teamId: team.id, number, state: 'running' },
    ...{ kind: 'probe', ownerId: made.ownerId, version: 1, startedAt: startAt },
    bet:
      made.stopOwnerId === undefined
        ? bet
        : { ...bet, guardrail: { ...bet.guardrail, stopOwnerId: made.stopOwnerId } },
  };
}

/** Everybody brings their numbers and votes on every card, as soon as there is one. */
async function doEverything(db: Db, team: Team, now: Date): Promise<void> {
  const review = await findOpenReview(db, team.id);
  if (review === undefined) return;
  const waiting = await listWaiting(db, review);
  const roster = await listRoster(db, review.id);
  await transact(db, async (tx) => {
    for (const { card, onepager, hasReadings, voters } of waiting) {
      if (!hasReadings) {
        const by = { byUserId: onepager.ownerId, at: now };
        const reading = { signalId: 'guardrail', isMissing: true, ...by };
        await saveReadings(tx, card.id, [reading]);
      }
      for (const userId of roster) {
        if (voters.includes(userId)) continue;
        await saveVote(tx, card.id, { userId, choice: 'continue', reason: '', at: now });
      }
    }
  });
}
