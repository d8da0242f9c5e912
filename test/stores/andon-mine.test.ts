import { expect, it } from 'vitest';
import { listOpenAndons } from '../../src/features/raised/store.ts';
import { saveAndonSetting } from '../../src/features/raised/store-setting.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { callerOf, codeIn, command, press, submission, wordsIn } from '../andon/payloads.ts';
import {
  type AndonRoom,
  at,
  change,
  openAndonRoom,
  openMine,
  pull,
  type Seen,
  send,
  usual,
} from '../andon/room.ts';
import { describeStores } from './engines.ts';

const noon = at('11-24', '12:00');
const wordsOf = ({ view }: Seen) => wordsIn(view ?? expect.fail());

async function leave(room: AndonRoom, userId: string): Promise<void> {
  await transact(room.db, (tx) =>
    tx.deleteFrom('channel_member').where('user_id', '=', userId).execute(),
  );
}

describeStores('a form of the andon that was open for a while', (engine) => {
  it('is sent by nobody who left meanwhile, and neither is another team chosen', async () => {
    const room = await openAndonRoom(await engine.open(), { people: 10, others: 3 });
    const caller = callerOf('U10');
    const form = await pull(room, caller);
    await leave(room, 'U10');
    const sent = await room.deliver(submission(caller, form, usual));
    expect(wordsOf(sent)).toMatch(/You are in no team/);
    const chosen = await room.deliver(press(caller, form, { id: 'andon.team', value: 'tm_2' }));
    expect(wordsOf(chosen)).toMatch(/You are in no team/);
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toEqual([]);
  });

  it('of an older release is a sentence, also behind a code', async () => {
    const room = await openAndonRoom(await engine.open());
    const caller = callerOf('U1');
    const form = await pull(room, caller);
    const { code } = await send(room, 'U3');
    const { view = expect.fail() } = await openMine(room, 'U3', code);
    const tried = [
      submission(caller, { ...form, private_metadata: 'old' }, usual),
      submission(caller, { ...view, private_metadata: 'old' }, { what: 'withdrawal' }),
      press(caller, { ...form, private_metadata: 'old' }, { id: 'andon.team', value: 'tm_1' }),
    ];
    for (const body of tried) {
      expect(wordsOf(await room.deliver(body))).toMatch(/older version, so nothing was sent/);
    }
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toHaveLength(1);
  });

  it('is refused once the team has switched the andon off for so few', async () => {
    const room = await openAndonRoom(await engine.open(), { people: 4 });
    const caller = callerOf('U1');
    const form = await pull(room, caller);
    const asked = await room.deliver(submission(caller, form, usual));
    const sure = { ...usual, sure: ['yes'] };
    await transact(room.db, (tx) =>
      saveAndonSetting(tx, { workspaceId: 'T1', id: 'tm_1' }, { slots: 3, isOffWhenFew: true }),
    );
    const sent = await room.deliver(submission(caller, asked.view ?? expect.fail(), sure));
    expect(codeIn(sent.view)).toBe('');
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toEqual([]);
  });

  it('arrives once when it is delivered twice at the same moment, and the share of the week does not matter then', async () => {
    const room = await openAndonRoom(await engine.open());
    await send(room, 'U1');
    await send(room, 'U1');
    const caller = callerOf('U1');
    const body = submission(caller, await pull(room, caller), usual);
    const both = await Promise.all([room.deliver(body), room.deliver(body)]);
    expect(both.filter(({ view }) => codeIn(view) !== '')).toHaveLength(1);
    const late = await room.deliver(body);
    expect(wordsOf(late)).toMatch(/has arrived, once/);
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toHaveLength(3);
  });
});

describeStores('the window of an own andon', (engine) => {
  async function enter(words = '') {
    const room = await openAndonRoom(await engine.open());
    const { code } = await send(room, 'U3', { words });
    const mine = () => openMine(room, 'U3', code);
    const add = async (typed: string, on?: Seen) =>
      change(room, 'U3', on ?? (await mine()), { what: 'words', words: typed });
    return { room, mine, add };
  }

  it('is asked for by the button of the form as by the command', async () => {
    const { room } = await enter();
    const caller = callerOf('U3');
    const form = await pull(room, caller);
    const byButton = await room.deliver(press(caller, form, { id: 'andon.code', value: 'code' }));
    const byCommand = await room.deliver(command(caller, 'receipt'));
    expect(byButton.view?.callback_id).toBe('andon.receipt');
    expect(byButton.view).toEqual(byCommand.view);
  });

  it('says at the field what was not chosen or not written, and what cannot be yet', async () => {
    const { room, mine, add } = await enter();
    expect((await change(room, 'U3', await mine(), { what: 'nonsense' })).errors?.what).toMatch(
      /choose one of these/,
    );
    expect((await add('')).errors?.words).toMatch(/what should be added/);
    const again = async () =>
      (await change(room, 'U3', await mine(), { what: 'not-answered' })).errors?.what;
    expect(await again()).toMatch(/no answer yet/);
    await room.advanceTo(noon);
    expect(await again()).toMatch(/no answer yet/);
  });

  it('keeps what was added to what waits as parts of its own, up to what its form takes', async () => {
    const { room, add } = await enter('as sent');
    await add('and this');
    const [row] = await room.db.selectFrom('andon_report').select('words').execute();
    expect(row?.words).toBe('as sent\n\nand this');
    const long = 'x'.repeat(2_995);
    for (const part of ['1', '2', '3']) {
      expect(wordsOf(await add(`${part}${long}`))).toMatch(/together with your andon/);
    }
    const left = 12_000 - ('as sent\n\nand this'.length + 3 * (2 + 2_996)) - 2;
    expect((await add('y'.repeat(left + 1))).errors?.what).toMatch(/as many words as fit/);
    expect(wordsOf(await add('y'.repeat(left)))).toMatch(/together with your andon/);
  });

  it('lets three additions wait, and nothing after a withdrawal', async () => {
    const { room, mine, add } = await enter();
    await room.advanceTo(noon);
    for (const part of ['one', 'two', 'three']) {
      expect(wordsOf(await add(part))).toMatch(/one of the next moments/);
    }
    expect((await add('four')).errors?.what).toMatch(/wait/);
    await room.advanceTo(at('11-26', '17:00'));
    const [open, other] = [await mine(), await mine()];
    expect(wordsOf(await change(room, 'U3', open, { what: 'withdrawal' }))).toMatch(
      /was withdrawn/,
    );
    expect(wordsOf(await add('after it', other))).toMatch(/withdrawn meanwhile/);
    await room.advanceTo(at('11-27', '17:00'));
    expect(await listOpenAndons(room.db, 'tm_1')).toEqual([]);
    expect((await room.posted()).join()).not.toContain('after it');
  });

  it('shows what the channel reads of it once it is posted', async () => {
    const { room, mine } = await enter('seen by all');
    await room.advanceTo(noon);
    expect(wordsOf(await mine())).toMatch(/seen by all.*\*Posted\.\* Nobody has taken/);
  });
});
