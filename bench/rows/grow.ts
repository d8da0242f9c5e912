import { join } from 'node:path';
import { type Db, openDatabase } from '../../src/platform/db/open.ts';
import type { Reply } from '../../src/platform/slack/feature.ts';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';
import { type Measured, median } from '../measure/figures.ts';
import { type Plan, takeTurns } from '../measure/rounds.ts';
import { makeFolder } from '../places.ts';
import { openBenchCore } from '../rooms/core.ts';
import { copyLog } from '../rooms/log.ts';
import { reviewNow } from '../rooms/voters.ts';
import type { AtEnd, Row } from '../row.ts';

/** Thursday, 15:00: the roll-up of the first week is due. */
const rollupNow = new Date('2026-11-26T14:00:00.000Z');
const weekMs = 7 * 24 * 60 * 60_000;

/** Where the buttons are that are pressed. */
const place = { at: 'message', channelId: 'C0', ts: '1.1' } as const;

/** What is done with a log of one size; `time` is another number each time, in whichever log. */
type Deeds = Readonly<Record<string, (time: number) => Promise<void>>>;

const most: Readonly<Record<string, number>> = {
  ...{ vote: 1.5, decide: 1.5, 'Home tab': 1.5, 'roll-up': 1.5, search: 3 },
  'newest page': 3,
};
/** How often in a turn: what takes a millisecond more often; a roll-up is posted once a week. */
const times: Readonly<Record<string, number>> = {
  ...{ vote: 40, decide: 8, 'Home tab': 8, 'roll-up': 1, search: 16, 'newest page': 16 },
};

/** What people do, on logs of a thousand decisions up to a million. */
export const growRow: Row = {
  id: 'GROW',
  run: async (plan, atEnd) => {
    const sizes = plan.isQuick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000];
    const rooms: Deeds[] = [];
    for (const size of sizes) rooms.push(await openLog(size, atEnd));
    const measured: Measured[] = [];
    for (const [deed, atMost] of Object.entries(most)) {
      const taken = await measureDeed(plan, rooms, deed);
      const [small = [], ...larger] = taken;
      const told = larger.map((figures, index) => {
        const ratio = median(figures.map((figure, round) => figure / (small[round] ?? 1)));
        return `${sizes[index + 1]?.toLocaleString('en-GB')} ${ratio.toFixed(2)} ×`;
      });
      measured.push({
        ...{ id: 'GROW', unit: 'ms', bound: { atMost } },
        what: `${deed} at ${sizes.at(-1)?.toLocaleString('en-GB')} decisions, beside 1,000`,
        ...{ ours: larger.at(-1) ?? [], baseline: small, note: `${deed}: ${told.join(', ')}` },
      });
    }
    return measured;
  },
};

function measureDeed(plan: Plan, rooms: readonly Deeds[], deed: string): Promise<number[][]> {
  const count = Math.ceil((times[deed] ?? 1) / (plan.isQuick ? 3 : 1));
  let next = 0;
  return rooms[0] === undefined
    ? Promise.resolve([])
    : warm().then(() =>
        takeTurns(
          plan.rounds,
          rooms.map((room) => () => measure(room)),
        ),
      );

  async function warm(): Promise<void> {
    for (const room of rooms) await measure(room);
  }

  async function measure(room: Deeds): Promise<number> {
    const doing = room[deed];
    if (doing === undefined) throw new Error(`nobody can ${deed}`);
    const startedMs = performance.now();
    for (let time = 0; time < count; time += 1) {
      next += 1;
      await doing(next);
    }
    return (performance.now() - startedMs) / count;
  }
}

async function openLog(size: number, atEnd: AtEnd): Promise<Deeds> {
  const url = await copyLog(size, join(makeFolder(atEnd), 'barbell.db'));
  const { db, close } = await openDatabase(url);
  atEnd(close);
  let now = reviewNow;
  const { deps, router } = openBenchCore({ db, now: () => now, machineNow: () => reviewNow });
  const cards = await db
    .selectFrom('card')
    .innerJoin('onepager', 'onepager.id', 'card.onepager_id')
    .select(['card.id', 'onepager.owner_id', 'onepager.team_id'])
    .orderBy('card.id')
    .execute();
  const act = (time: number) => {
    const card = cards[time % cards.length];
    if (card === undefined) throw new Error('no card');
    const userId = card.owner_id;
    return { card, act: { workspaceId: miniTeamId, userId, key: `grow-${time}`, now } };
  };
  const find = async (time: number, rest: string): Promise<Reply | undefined> => {
    const { act: by } = act(time);
    const typed = { word: 'decisions', rest, text: `decisions ${rest}`.trim() };
    const reply = await router.command('decisions')?.(deps, {
      ...{ ...by, channelId: 'C00000000', ...typed },
    });
    expectReply(reply, 'tell');
    return reply;
  };
  const votes = await listVotes(db);
  let week = 0;
  return {
    // Each is somebody's first on a card: the same again would change no card.
    vote: async (time) => {
      const vote = votes.pop();
      if (vote === undefined) throw new Error('everybody has voted on everything');
      const press = { ...act(time).act, ...vote, variant: 'continue', place };
      expectReply(await router.action('vote.cast')?.(deps, press), 'done');
    },
    decide: async (time) => {
      const { card, act: by } = act(time);
      const press = { ...by, value: card.id, variant: '', place };
      expectReply(await router.action('decide.open')?.(deps, press), 'show');
      const logged = router.submit('decision.log-message')?.(deps, {
        ...{ ...by, key: `log-${time}`, viewId: 'V1' },
        metadata: JSON.stringify({ teamId: card.team_id, permalink: '' }),
        values: { title: `We keep the invoice of ${time}` },
      });
      expectReply(await logged, 'replace');
    },
    'Home tab': async (time) => {
      const { act: by } = act(time);
      const event = { type: 'app_home_opened', user: by.userId, tab: 'home' };
      for (const opened of router.event('app_home_opened')) {
        expectReply(await opened(deps, { ...by, event }), 'home');
      }
    },
    'roll-up': async () => {
      week += 1;
      now = new Date(rollupNow.getTime() + (week - 1) * weekMs);
      await router.jobs.find(({ name }) => name === 'rollup.post')?.run(deps, now);
      await expectRollups(db, new Set(cards.map((card) => card.team_id)).size * week);
      now = reviewNow;
    },
    search: async (time) => {
      const word = `case${String((time * 13) % 140).padStart(6, '0')}`;
      const found = JSON.stringify(await find(time, word));
      if (!found.includes(`for ${word}`)) throw new Error(`nothing about ${word}`);
    },
    'newest page': async (time) => void (await find(time, '')),
  };
}

async function expectRollups(db: Db, count: number): Promise<void> {
  const posted = await db.selectFrom('rollup').select('team_id').execute();
  if (posted.length !== count) throw new Error(`${posted.length} roll-ups and not ${count}`);
}

/** Every first vote that can be cast; neighbours are on different cards. */
async function listVotes(db: Db): Promise<{ value: string; userId: string }[]> {
  return db
    .selectFrom('card')
    .innerJoin('roster', 'roster.review_id', 'card.review_id')
    .select(['card.id as value', 'roster.user_id as userId'])
    .orderBy('roster.user_id')
    .orderBy('card.id')
    .execute();
}

function expectReply(reply: Reply | undefined, kind: Reply['reply']): void {
  if (reply?.reply !== kind) throw new Error(`no ${kind} but ${JSON.stringify(reply)}`);
}
