import { sql } from 'kysely';
import { listTeams } from '../../../src/features/team/store.ts';
import type { Tx } from '../../../src/platform/db/open.ts';
import { transact } from '../../../src/platform/db/transact.ts';
import { putMessage } from '../../../src/platform/outbox/store.ts';
import { section } from '../../../src/platform/slack/blocks.ts';
import type { Deps, Job } from '../../../src/platform/slack/feature.ts';
import { addsVotes, forgetsASend, losesWords } from '../mischief.ts';
import { otherId, otherWords } from './other-workspace.ts';
import type { StormPlan } from './run.ts';
import { twins } from './witness.ts';

// For each invariant a fault that a careless change could bring in. (SQLite only, where it says so in `mischief.ts`.)

/** A fault that is planted in a storm. */
interface Planted {
  id: string;
  what: string;
  job: Job;
  /** The weather in which it shows. */
  plan?: Pick<StormPlan, 'force' | 'only'>;
}

/** What is planted, and the invariant that must notice. */
export const planted: readonly Planted[] = [
  { id: 'I1', what: 'a message that is posted twice', job: forgetsASend },
  {
    id: 'I2',
    what: 'a week without an outcome',
    job: plant((tx) =>
      sql`delete from occurrence where week_on in (select min(week_on) from occurrence)
        and 1 < (select count(distinct week_on) from occurrence)`.execute(tx),
    ),
  },
  {
    id: 'I3',
    what: 'words that are taken twice',
    job: plant((tx) =>
      sql`insert into onepager_version (onepager_id, version, content, by_user_id, at)
        select other.onepager_id, 900, mine.content, mine.by_user_id, mine.at
        from onepager_version mine, onepager_version other
        where mine.onepager_id <> other.onepager_id and mine.onepager_id <> 'op_elsewhere'
          and other.onepager_id <> 'op_elsewhere' and mine.version = 1 and other.version = 1
        order by mine.onepager_id limit 1 on conflict do nothing`.execute(tx),
    ),
  },
  { id: 'I4', what: 'a vote that nobody may have', job: addsVotes },
  {
    id: 'I5',
    what: 'a major decision that one key took back',
    job: plant((tx) =>
      sql`insert into reversal (id, workspace_id, team_id, decision_id, proposed_by, opened_at,
          expires_at, state, settled_at, correction, entry_id)
        select 'rr_planted', workspace_id, team_id, id, 'U1', at, at, 'done', at, '{}', id
        from decision where workspace_id <> ${otherId} order by seq limit 1
        on conflict do nothing`.execute(tx),
    ),
  },
  {
    id: 'I6',
    what: 'an entry of the log that was changed',
    job: plant(async (tx) => {
      await sql`drop trigger if exists decision_never_changes`.execute(tx);
      await sql`update decision set revisit_on = '2031-01-01'
        where workspace_id <> ${otherId} and seq = 1`.execute(tx);
    }),
  },
  {
    id: 'I7',
    what: 'a trace of who pulled the andon',
    job: plant((tx) =>
      sql`insert into action_key (workspace_id, key, reply, at)
        values ('T0NORTHWIND', ${`andon ${twins.puller}`}, '', '2036-01-01T00:00:00.000Z')
        on conflict do nothing`.execute(tx),
    ),
  },
  {
    id: 'I8',
    what: 'a message that nobody sends',
    job: plant((tx) =>
      sql`update message set state = 'sending', lease_until = '2099-01-01T00:00:00.000Z'
        where address like 'review:%' and state = 'sent'`.execute(tx),
    ),
  },
  {
    id: 'I9',
    what: 'words of another workspace in a channel of ours',
    job: plant((tx, deps) => says(tx, deps, otherWords)),
  },
  {
    id: 'I10',
    what: 'a message that pings everybody',
    job: plant((tx, deps) => says(tx, deps, 'Look here, <!channel>!')),
  },
  {
    id: 'I11',
    what: 'a sender that forgets that Slack asked for silence',
    plan: { force: 4, only: 'slack: 429 with Retry-After' },
    job: plant(async (tx) => {
      await sql`create trigger if not exists deaf after update on pace
        when new.closed_until is not null
        begin update pace set closed_until = null where lane = new.lane; end`.execute(tx);
      await sql`create trigger if not exists hasty after update on message
        when new.last_error = 'ratelimited' and new.try_at > '2001'
        begin update message set try_at = '2000-01-01T00:00:00.000Z' where id = new.id; end`.execute(
        tx,
      );
    }),
  },
  {
    id: 'I12',
    what: 'a one-pager that is stopped and runs again',
    job: plant((tx) =>
      sql`update onepager set ended_at = case state when 'running' then started_at end,
          state = case state when 'running' then 'stopped' else 'running' end
        where state in ('running', 'stopped') and workspace_id <> ${otherId}`.execute(tx),
    ),
  },
  { id: 'I13', what: 'words that are lost without a word', job: losesWords },
];

/** Every tick says the same words in the first team's channel, once. */
async function says(tx: Tx, { workspaceId, newId }: Deps, text: string): Promise<void> {
  const [team] = await listTeams(tx, workspaceId);
  if (team === undefined) return;
  await putMessage(tx, {
    ...{ workspaceId: team.workspaceId, newId, address: 'planted:1' },
    to: { channelId: team.channelId },
    content: { text, blocks: [section(text)] },
  });
}

function plant(mischief: (tx: Tx, deps: Deps) => Promise<unknown>): Job {
  return {
    name: 'mischief',
    run: async (deps) => {
      await transact(deps.db, (tx) => mischief(tx, deps));
    },
  };
}
