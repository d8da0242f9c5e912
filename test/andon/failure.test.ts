import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSeam } from '../harness/driver-seam.ts';
import { openFresh } from '../harness/fresh.ts';
import { callerOf, codeIn, command, press, shortcut, submission, wordsIn } from './payloads.ts';
import {
  type AndonRoom,
  at,
  change,
  joinRoom,
  openAndonRoom,
  openMine,
  pull,
  send,
  usual,
} from './room.ts';
import { findTexts } from './scan.ts';

/** Each way to go wrong: what is broken, what is done then, and what the person sees of it. */
interface Path {
  says: RegExp;
  breaks(room: AndonRoom): Promise<unknown> | unknown;
  does?(room: AndonRoom): Promise<unknown>;
}

const broke = /Something broke on our side. Nothing was saved, and nothing was noted/;
/** Slack itself says that it did not work. */
const nothing = /^\{\}$/;
const saved = /shown this once/;

const refuse = (code: string) => (room: AndonRoom) => {
  room.refuses = code;
};
const trigger = (event: string, table: string) => (room: AndonRoom) =>
  sql
    .raw(
      `create trigger broken before ${event} on ${table} begin select raise(abort, 'disk full'); end`,
    )
    .execute(room.db);

const who = { userId: 'U0QZMEMBER1Z', mark: 'QZCANARY1' };
const pulls = (room: AndonRoom) => room.deliver(shortcut(who));
const sends = async (room: AndonRoom) => {
  const form = await pull(room, callerOf('U1'));
  return room.deliver(submission(who, form, { ...usual, words: 'QZWORDS' }));
};

const paths: Readonly<Record<string, Path>> = {
  'the window cannot be opened in time': {
    says: nothing,
    breaks: refuse('expired_trigger_id'),
    does: pulls,
  },
  'Slack is down': {
    says: nothing,
    breaks: refuse('no_answer'),
    does: pulls,
  },
  'the token has ended': {
    says: nothing,
    breaks: refuse('token_revoked'),
    does: pulls,
  },
  'Slack finds the window too large': {
    says: nothing,
    breaks: refuse('view_too_large'),
    does: pulls,
  },
  'Slack slows us down': {
    says: nothing,
    breaks: refuse('ratelimited'),
    does: pulls,
  },
  'the disk is full for a report': {
    says: broke,
    breaks: trigger('insert', 'andon_report'),
  },
  'the disk is full for a count': {
    says: broke,
    breaks: trigger('insert', 'andon_count'),
  },
  'the disk is full when all is written anew': {
    says: broke,
    breaks: trigger('delete', 'andon_report'),
  },
  'the reports are locked away': {
    says: broke,
    breaks: (room) => sql`drop table andon_report`.execute(room.db),
  },
  'the roster is gone': {
    says: broke,
    breaks: (room) => sql`drop table channel_member`.execute(room.db),
    does: pulls,
  },
  'the teams are gone': {
    says: broke,
    breaks: (room) => sql`alter table team rename to lost`.execute(room.db),
    does: pulls,
  },
  'the salt is gone': {
    says: saved,
    breaks: (room) => room.db.deleteFrom('andon_secret').execute(),
  },
  'the one-pagers cannot be read': {
    says: /may have been stopped or changed meanwhile/,
    breaks: (room) => room.db.updateTable('onepager').set({ version: 99 }).execute(),
  },
  'the hash breaks': {
    says: broke,
    breaks: (room) =>
      Object.assign(room.sealed, { slowHash: () => Promise.reject(new Error('QZMEMBER')) }),
  },
  'chance breaks': {
    says: broke,
    breaks: (room) =>
      Object.assign(room.sealed, {
        random: () => {
          throw new Error('no entropy');
        },
      }),
    does: pulls,
  },
  'the acknowledgement is lost': {
    says: nothing,
    breaks: (room) => {
      room.losesAcks = true;
    },
  },
  'the form is from elsewhere': {
    says: /older version, so nothing was sent/,
    breaks: () => undefined,
    does: async (room) => {
      const form = await pull(room, callerOf('U1'));
      return room.deliver(
        submission(who, { ...form, private_metadata: '{"nonce":"QZCANARY"}' }, usual),
      );
    },
  },
  'the payload lacks its person': {
    says: nothing,
    breaks: () => undefined,
    does: async (room) => {
      const form = await pull(room, callerOf('U1'));
      return room.deliver({ ...submission(who, form, usual), user: undefined });
    },
  },
  'a choice comes from a window that is none': {
    says: /older version, so nothing was sent/,
    breaks: () => undefined,
    does: async (room) => {
      const form = await pull(room, callerOf('U1'));
      const other = { ...form, private_metadata: 'QZCANARY' };
      return room.deliver(press(who, other, { id: 'andon.team', value: 'QZCANARY' }));
    },
  },
  'the share of the week is used up': {
    says: /three andons this week/,
    breaks: async (room) => {
      for (let count = 0; count < 3; count += 1) await send(room, 'U1');
    },
    does: (room) => send(room, 'U1'),
  },
  'the team has its fill': {
    says: /as many andons this week as it can answer/,
    breaks: async (room) => {
      for (let count = 3; count <= 7; count += 1) await send(room, `U${count}`);
    },
    does: (room) => send(room, 'U8'),
  },
  'a code is typed into the channel': {
    says: /never typed into a channel/,
    breaks: () => undefined,
    does: (room) => room.deliver(command(who, 'receipt QZCANARY-CODE')),
  },
};

describe('whatever goes wrong', () => {
  const written: string[] = [];
  const [toOutput, toError] = [process.stdout.write, process.stderr.write];
  const keep = (part: unknown): boolean => {
    written.push(String(part));
    return true;
  };
  beforeEach(() => {
    written.length = 0;
    process.stdout.write = keep;
    process.stderr.write = keep;
  });
  afterEach(() => {
    process.stdout.write = toOutput;
    process.stderr.write = toError;
  });

  async function enter(): Promise<AndonRoom> {
    const database = await openFresh();
    const room = await openAndonRoom(database, { people: 10 });
    // The person of the path takes part as U1 does.
    await room.db
      .updateTable('channel_member')
      .set({ user_id: who.userId })
      .where('user_id', '=', 'U2')
      .execute();
    await room.db
      .updateTable('person')
      .set({ user_id: who.userId })
      .where('user_id', '=', 'U2')
      .execute();
    return room;
  }

  it('there are more than twenty ways', () => {
    expect(Object.keys(paths).length).toBeGreaterThan(20);
  });

  it.each(Object.entries(paths))('%s: nothing is thrown and nobody is named', async (_, path) => {
    const room = await enter();
    const form = await pull(room, callerOf('U1'));
    await path.breaks(room);
    const work =
      path.does ?? (() => room.deliver(submission(who, form, { ...usual, words: 'QZWORDS' })));
    const seen = await work(room);
    expect(JSON.stringify(seen)).toMatch(path.says);
    const said = [{ name: 'output', bytes: Buffer.from(written.join('')) }];
    expect(findTexts(said, ['QZCANARY', 'QZMEMBER', 'QZWORDS'])).toEqual([]);
  });

  it('a broken room says so and takes nothing of the share of the week', async () => {
    const room = await enter();
    await trigger('insert', 'andon_report')(room);
    for (let count = 0; count < 5; count += 1) {
      expect(wordsIn((await sends(room)).view ?? expect.fail())).toMatch(/Nothing was saved/);
    }
    await sql`drop trigger broken`.execute(room.db);
    expect(wordsIn((await sends(room)).view ?? expect.fail())).toMatch(/shown this once/);
  });

  it('what was saved before the order could not be taken out of the file is said to be saved', async () => {
    const room = await enter();
    let isFull = true;
    openSeam({
      after: () => undefined,
      before: ({ text }) => {
        if (isFull && text.includes('wal_checkpoint')) throw new Error('database or disk is full');
      },
    });
    const { view } = await send(room, 'U3');
    const code = codeIn(view);
    expect(wordsIn(view ?? expect.fail())).toMatch(/shown this once/);
    const mine = await openMine(room, 'U3', code);
    const seen = await change(room, 'U3', mine, { what: 'withdrawal' });
    isFull = false;
    expect(wordsIn(seen.view ?? expect.fail())).toMatch(/Withdrawn/);
  });

  it('what was saved before the acknowledgement was lost is there, once, and the same form says so', async () => {
    const room = await enter();
    const form = await pull(room, who);
    room.losesAcks = true;
    await room.deliver(submission(who, form, usual));
    const after = joinRoom(room.db, room.sealed);
    const again = await after.deliver(submission(who, form, usual));
    expect(wordsIn(again.view ?? expect.fail())).toMatch(/has arrived, once/);
    await after.advanceTo(at('11-24', '12:00'));
    expect(await after.posted()).toHaveLength(1);
    expect((await openMine(after, 'U3', 'nonsense')).errors?.code).toMatch(/No andon opens/);
  });
});
