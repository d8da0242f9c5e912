import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openCore } from '../../src/app.ts';
import { saveCompany } from '../../src/features/company/store.ts';
import { insertFreeze } from '../../src/features/onepager/store-freeze.ts';
import { insertPark } from '../../src/features/onepager/store-park.ts';
import type { Concern } from '../../src/features/raised/concern-rules.ts';
import { raiseAndon } from '../../src/features/raised/store-public.ts';
import { insertReview } from '../../src/features/review/store.ts';
import { askRole } from '../../src/features/team/store-role.ts';
import type { MessageId } from '../../src/lib/ids.ts';
import type { Db, Tx } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { claimMessage, recordTrouble } from '../../src/platform/outbox/queue.ts';
import { noPaces } from '../../src/platform/outbox/rules.ts';
import { putMessage } from '../../src/platform/outbox/store.ts';
import { connectSlack } from '../../src/platform/slack/client.ts';
import { Dice } from '../simulation/dice.ts';
import { describeStores } from './engines.ts';
import { later, makeOnePager, openPair, type Pair, start, writeOnePagers } from './fixture.ts';

/** A Friday, two weeks later: everything below is due, much of it long. */
const due = new Date('2026-12-04T16:00:00.000Z');

const concern: Concern = {
  ...{ about: 'direction', reason: 'evidence', pause: 'nothing' },
  ...{ assumption: 'they come back', words: 'nobody did' },
};

/** Work of every kind that waits in a workspace for its time, with its number in every id. */
async function settle({ db, newId }: Pair, number: 1 | 2): Promise<void> {
  const workspaceId = `T${number}`;
  const teamId = number === 1 ? 'tm_1' : 'tm_2';
  const where = { workspaceId, teamId } as const;
  const ids = ['running', 'parked', 'frozen'].map((what) => `op_${what}${number}` as const);
  const bets = ids.map((id, index) =>
    makeOnePager({
      ...where,
      id,
      number: number * 10 + index,
      state: index === 2 ? 'frozen' : 'running',
    }),
  );
  await writeOnePagers(db, ...bets);
  const [running = 'op_', parked = 'op_', frozen = 'op_'] = ids;
  await transact(db, async (tx) => {
    await insertReview(tx, newId, {
      ...{ ...where, weekOn: '2026-11-23', dueAt: later(10), openedAt: later(10), isLate: false },
      ...{ closesAt: later(1_000), roster: ['U1'], onepagers: [{ id: running, version: 1 }] },
    });
    const rest = { reason: 'a rest', byUserId: 'U1', parkedAt: start, returnsOn: '2026-12-01' };
    await insertPark(tx, { onepagerId: parked, workspaceId, park: rest });
    await insertFreeze(tx, {
      ...{ ...where, id: `fz_${number}`, onepagerId: frozen, byUserId: 'U2', reason: 'errors' },
      ...{ at: start, reviewAt: later(60), minutes: 30 },
    });
    await askRole(tx, { teamId, userId: 'U3', role: 'approver', byUserId: 'U1' }, start);
    await raiseAndon(tx, newId, { ...where, concern, at: start });
    const at = { channelId: 'C9', weekday: 5, time: '09:00', zone: 'UTC' } as const;
    const since = { firstWeekOn: '2026-11-30', setBy: 'U1', setAt: start };
    await saveCompany(tx, { workspaceId, isOn: true, ...at, ...since });
    await put(tx, { newId, workspaceId }, 'waiting');
    await put(tx, { newId, workspaceId }, 'abandoned');
    await put(tx, { newId, workspaceId }, 'uncertain');
  });
  // Somebody who is gone had taken one of them; of the last nobody knows whether it arrived.
  const unknown = { state: 'unknown', error: 'no_answer', tryAt: start } as const;
  await transact(db, async (tx) => {
    await claimMessage(tx, await idOf(tx, workspaceId, 'abandoned'), start);
    await recordTrouble(tx, await idOf(tx, workspaceId, 'uncertain'), unknown);
  });
}

async function idOf(db: Db, workspaceId: string, address: string): Promise<MessageId> {
  const { id } = await db
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', address)
    .executeTakeFirstOrThrow();
  return id;
}

async function put(
  tx: Tx,
  to: { newId: Pair['newId']; workspaceId: string },
  address: string,
): Promise<void> {
  const text = `${address} in ${to.workspaceId}`;
  await putMessage(tx, { ...to, address, to: { channelId: 'C1' }, content: { text, blocks: [] } });
}

/** All that time does in a process of that workspace, until nothing is left to do; answers what Slack was sent. */
async function live(pair: Pair, workspaceId: string): Promise<string[]> {
  const sent: string[] = [];
  const answer = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    sent.push(`${url} ${decodeURIComponent(String(init?.body ?? '')).replaceAll('+', ' ')}`);
    const channel = { id: 'C1', name: 'growth', is_member: true };
    const user = { id: 'U1', team_id: workspaceId, name: 'one', tz: 'UTC' };
    const said = { ok: true, channel, user, members: ['U1', 'U2'], ts: '1.1', messages: [] };
    return Response.json(said);
  };
  const dice = new Dice(workspaceId === 'T1' ? 3 : 4);
  const silent = {
    debug() {},
    info() {},
    warn() {},
    error: (facts: object) => void sent.push(JSON.stringify(facts)),
  };
  const core = openCore({
    ...{ db: pair.db, newId: dice.newId(), random: dice.random(), log: silent, workspaceId },
    slack: connectSlack({ botToken: 'xoxb-1', apiUrl: 'http://slack.example/api/', fetch: answer }),
    ...{ now: () => due, machineNow: () => due, paces: noPaces, isClockMoved: false },
  });
  for (const job of core.router.jobs) await job.run(core.deps, due);
  await core.sender.recover(true);
  while ((await core.sender.pass()) > 0);
  return sent;
}

/** Every row that says, in any column, that it is this workspace's. */
async function dump(db: Db, number: 1 | 2): Promise<string[]> {
  const own = new RegExp(`"T${number}"|"tm_${number}"|"op_[a-z]+${number}"|"fz_${number}"`);
  const lines: string[] = [];
  for (const { name } of await db.introspection.getTables()) {
    if (name.startsWith('decision_search')) continue;
    const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(db);
    lines.push(...rows.map((row) => `${name} ${JSON.stringify(row)}`));
  }
  return lines.filter((line) => own.test(line)).toSorted();
}

describeStores('two workspaces in one database', (engine) => {
  it('what is due in one is done there alone, and nothing of the other is sent (P37)', async () => {
    const pair = await openPair(engine);
    await settle(pair, 1);
    await settle(pair, 2);
    const [one, two] = [await dump(pair.db, 1), await dump(pair.db, 2)];
    expect(two.length).toBeGreaterThan(12);

    const sent = await live(pair, 'T1');
    expect(sent.join('\n')).toContain('waiting in T1');
    expect(sent.join('\n')).not.toContain('in T2');
    expect(await dump(pair.db, 2)).toEqual(two);
    const after = await dump(pair.db, 1);
    expect(after.filter((line) => !one.includes(line)).length).toBeGreaterThan(12);

    // It was there to be done: a process of its own does it.
    const others = await live(pair, 'T2');
    expect(others.join('\n')).toContain('waiting in T2');
    expect(others.join('\n')).not.toContain('in T1');
    expect(await dump(pair.db, 1)).toEqual(after);
    const changed = (await dump(pair.db, 2)).filter((line) => !two.includes(line));
    expect(changed.length).toBe(after.filter((line) => !one.includes(line)).length);
  });
});
