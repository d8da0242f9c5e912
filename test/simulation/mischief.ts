import { sql } from 'kysely';
import { mostForPerson } from '../../src/features/budget/rules.ts';
import { promptAddress } from '../../src/features/revisit/messages.ts';
import { listTeams } from '../../src/features/team/store.ts';
import type { Tx } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { putMessage } from '../../src/platform/outbox/store.ts';
import { section } from '../../src/platform/slack/blocks.ts';
import type { Deps, Job } from '../../src/platform/slack/feature.ts';

// Faults that a careless change could bring in. Each is done at every tick, after the real jobs; the simulation must
// notice it.

/** The sender forgets that a review's message was sent. */
export const forgetsASend = plant((tx) =>
  tx
    .updateTable('message')
    .set({ ts: null, shown_channel_id: null, state: 'pending' })
    .where('address', 'like', 'review:%')
    .where('state', '=', 'sent')
    .execute(),
);

/** The words beside a reading are not written (SQLite only). */
export const losesWords = plant((tx) =>
  sql`create trigger if not exists lose after insert on card_note begin
    update card_note set why = '' where card_id = new.card_id;
  end`.execute(tx),
);

/** A guest's vote slips in. */
export const addsVotes = plant(async (tx, { workspaceId }) => {
  const card = await tx
    .selectFrom('card')
    .innerJoin('review', 'review.id', 'card.review_id')
    .select('card.id')
    .where('review.workspace_id', '=', workspaceId)
    .where('review.state', '=', 'open')
    .where('review.is_ahead', '=', 0)
    .executeTakeFirst();
  if (card === undefined) return;
  await tx
    .insertInto('vote')
    .values({
      card_id: card.id,
      user_id: 'U0GROWTHGUEST',
      choice: 'continue',
      reason: '',
      at: '2026-01-06T12:00:00.000Z',
    })
    .onConflict((conflict) => conflict.columns(['card_id', 'user_id']).doNothing())
    .execute();
});

/** What became of the first week is gone, once there is a second. */
export const forgetsAWeek = plant(async (tx) => {
  const weeks = await tx
    .selectFrom('occurrence')
    .select(['team_id', 'week_on'])
    .where('kind', '=', 'rollup')
    .orderBy('week_on')
    .execute();
  const old = weeks.find((week) => weeks.some((one) => isLater(one, week)));
  if (old === undefined) return;
  await tx
    .deleteFrom('occurrence')
    .where('team_id', '=', old.team_id)
    .where('kind', '=', 'rollup')
    .where('week_on', '=', old.week_on)
    .execute();
});

/** Somebody is asked about old decisions more often than a week has room for. */
export const asksTwice = plant(async (tx, { workspaceId: ours, newId }) => {
  const [team] = await listTeams(tx, ours);
  if (team === undefined) return;
  const { workspaceId, setUpBy: userId } = team;
  for (let asked = 0; asked <= mostForPerson; asked += 1) {
    const address = promptAddress(`nu_planted${asked}`);
    const text = `Would we decide question ${asked} the same?`;
    await putMessage(tx, {
      workspaceId,
      newId,
      address,
      to: { userId },
      content: { text, blocks: [section(text)] },
    });
  }
});

interface Week {
  team_id: string;
  week_on: string;
}

function isLater(one: Week, than: Week): boolean {
  return one.team_id === than.team_id && one.week_on > than.week_on;
}

function plant(mischief: (tx: Tx, deps: Deps) => Promise<unknown>): Job {
  return {
    name: 'mischief',
    run: async (deps) => {
      await transact(deps.db, (tx) => mischief(tx, deps));
    },
  };
}
