import { cycleFeature } from '../../../src/features/cycle/feature.ts';
import type { Bet, OnePager } from '../../../src/features/onepager/rules.ts';
import { insertOnePager } from '../../../src/features/onepager/store.ts';
import { reviewFeature } from '../../../src/features/review/feature.ts';
import { rollupFeature } from '../../../src/features/rollup/feature.ts';
import type { Team } from '../../../src/features/team/rules.ts';
import { submitSettings } from '../../../src/features/team/settings-handlers.ts';
import { insertTeam } from '../../../src/features/team/store.ts';
import { isId, makeNewId, type TeamId } from '../../../src/lib/ids.ts';
import type { Db } from '../../../src/platform/db/open.ts';
import { transact } from '../../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../../src/platform/db/workspace.ts';
import type { Deps, Job, Reply } from '../../../src/platform/slack/feature.ts';
import type { Person } from '../../../src/platform/slack/people.ts';
import { openFresh } from '../../harness/fresh.ts';
import { makeSceneBet } from '../../stores/bet-fixture.ts';

/** A review, a roll-up or a note of changed settings, at the tick at which it was first said. */
export interface Said {
  at: number;
  teamId: TeamId;
  kind: 'review' | 'rollup' | 'note' | 'closed';
  /** Monday of the week of a review or roll-up. */
  weekOn: string;
  /** Everything in it as it was first posted, with the thread of a roll-up. */
  text: string;
}

/** What a person changes in the form of the settings, by field. */
export type Edit = Partial<
  Record<
    | 'rhythm'
    | 'reviewDay'
    | 'reviewTime'
    | 'zone'
    | 'closeAfter'
    | 'closeTime'
    | 'rollupDay'
    | 'rollupTime',
    string
  >
>;

/** Teams with one running one-pager each, in a database of their own, with the bot's real jobs and no Slack. */
export interface Ritual {
  deps: Deps;
  addTeam(team: Team): Promise<void>;
  /** What a replica of the bot does when its bell rings; `deps` are another replica's. */
  tick(now: number, deps?: Deps): Promise<void>;
  /** The next instant at which the bot says that something is due. */
  nextDue(now: number): Promise<number | undefined>;
  /** Submits the form of the settings; undefined when it was kept, otherwise the refusal. */
  edit(team: TeamId, edit: Edit, now: number): Promise<string | undefined>;
  /** Everything said so far, in order. */
  said(): Promise<Said[]>;
  close(): Promise<void>;
}

const jobs: readonly Job[] = [reviewFeature, cycleFeature, rollupFeature].flatMap(
  (feature) => feature.jobs ?? [],
);
const person: Person = {
  ...{ userId: 'U1', name: 'Ana', zone: 'UTC' },
  ...{ isGuest: false, isBot: false, isDeleted: false, isExternal: false, isAdmin: false },
};

/** Opens an empty workspace in memory. */
export async function openRitual(): Promise<Ritual> {
  const database = await openFresh();
  const { db } = database;
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now: new Date(0) });
  await db
    .insertInto('person')
    .values({
      ...{ workspace_id: 'T1', user_id: 'U1', name: 'Ana', zone: 'UTC' },
      ...{ is_guest: 0, is_bot: 0, is_deleted: 0, is_external: 0 },
      refreshed_at: new Date(0).toISOString(),
    })
    .execute();
  const deps = makeDeps(db);
  const first = new Map<string, First>();
  let keys = 0;

  async function noteNew(now: number): Promise<void> {
    const rows = await db
      .selectFrom('message')
      .select(['address', 'wanted'])
      .where('position', '>', first.size)
      .orderBy('position')
      .execute();
    for (const { address, wanted } of rows) first.set(address, { at: now, text: wanted });
  }

  async function submit(teamId: TeamId, edit: Edit, now: number): Promise<Reply> {
    keys += 1;
    const row = await db
      .selectFrom('team')
      .selectAll()
      .where('id', '=', teamId)
      .executeTakeFirstOrThrow();
    const values = {
      ...{ rhythm: String(row.rhythm_days), reviewDay: String(row.review_weekday) },
      ...{ reviewTime: row.review_time, zone: row.zone, closeTime: row.close_time },
      ...{ closeAfter: String(row.close_after_days), rollupDay: String(row.rollup_weekday) },
      ...{ rollupTime: row.rollup_time, rollupChannel: row.rollup_channel_id },
      ...{ cycle: '14', votes: 'hidden', quota: '1', evidence: '30', ...edit },
    };
    const act = { workspaceId: 'T1', userId: 'U1', key: `edit-${keys}`, now: new Date(now) };
    return submitSettings(deps, { ...act, viewId: 'V1', metadata: teamId, values });
  }

  return {
    deps,
    close: () => database.close(),
    addTeam: (team) => addTeam(db, team),
    tick: async (now, replica) => {
      for (const job of jobs) await job.run(replica ?? deps, new Date(now));
      await noteNew(now);
    },
    nextDue: (now) => readNext(deps, now),
    edit: async (teamId, edit, now) => {
      const reply = await submit(teamId, edit, now);
      await noteNew(now);
      if (reply.reply === 'done') return undefined;
      if (reply.reply === 'fix') return Object.values(reply.errors).join('\n');
      throw new Error(`an answer of another kind: ${JSON.stringify(reply)}`);
    },
    said: () => readSaid(db, first),
  };
}

function makeDeps(db: Db): Deps {
  let ids = 0;
  return {
    db,
    workspaceId: 'T1',
    newId: makeNewId(() => {
      ids += 1;
      return ids.toString(36).padStart(8, '0');
    }),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    people: {
      find: async () => person,
      findChannel: async () => undefined,
      listMembers: async () => [person],
      isFresh: () => true,
      refresh: async () => {},
    },
  };
}

async function readNext(deps: Deps, now: number): Promise<number | undefined> {
  let next: number | undefined;
  for (const job of jobs) {
    for (const at of Object.values((await job.nextDue?.(deps, new Date(now))) ?? {})) {
      if (at.getTime() > now) next = Math.min(next ?? Number.POSITIVE_INFINITY, at.getTime());
    }
  }
  return next;
}

async function addTeam(db: Db, team: Team): Promise<void> {
  const { workspaceId, id, channelId } = team;
  await transact(db, async (tx) => {
    await insertTeam(tx, team);
    const member = { workspace_id: workspaceId, channel_id: channelId, user_id: 'U1' };
    await tx.insertInto('channel_member').values(member).execute();
    const number = Number(id.replace(/\D/g, '')) || 1;
    const onepager: OnePager = {
      id: `op_${number}`,
      ...{ workspaceId, teamId: id, number, state: 'running', kind: 'probe', ownerId: 'U1' },
      ...{ version: 1, bet: makeBet(), startedAt: team.setUpAt },
    };
    await insertOnePager(tx, onepager);
  });
}

/** A bet whose gate is far away, so that nothing but time happens. */
function makeBet(): Bet {
  return makeSceneBet('2026-01-01', {
    gateOn: '2099-01-01',
    maturesOn: '2099-01-01',
    stopOwnerId: 'U1',
  });
}

/** A message when it was new. */
interface First {
  at: number;
  text: string;
}

async function readSaid(db: Db, first: ReadonlyMap<string, First>): Promise<Said[]> {
  const reviews = await db.selectFrom('review').selectAll().execute();
  const rollups = await db.selectFrom('rollup').selectAll().execute();
  const weeks = new Map<string, { teamId: TeamId; weekOn: string }>();
  for (const { id, team_id, week_on } of [...reviews, ...rollups]) {
    weeks.set(id, { teamId: team_id, weekOn: week_on });
  }
  return [...first].flatMap(([address, { at, text }]): Said[] => {
    const [what = '', id = '', rest] = address.split(':');
    if (what === 'settings') return [{ at, teamId: teamOf(id), kind: 'note', weekOn: '', text }];
    const week = weeks.get(id);
    if (week === undefined) return [];
    if (what === 'review' && rest === 'closed') return [{ at, ...week, kind: 'closed', text }];
    if (what === 'review' && rest === undefined) return [{ at, ...week, kind: 'review', text }];
    if (what !== 'rollup' || rest !== undefined) return [];
    const thread = first.get(`${address}:thread`)?.text ?? '';
    return [{ at, ...week, kind: 'rollup', text: `${text}\n${thread}` }];
  });
}

function teamOf(id: string): TeamId {
  if (!isId('tm', id)) throw new Error(`no team: ${id}`);
  return id;
}
