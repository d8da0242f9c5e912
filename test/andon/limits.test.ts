import type { ModalView } from '@slack/types';
import { expect, it } from 'vitest';
import { noHolidays } from '../../src/features/holiday/rules.ts';
import { saveHolidays } from '../../src/features/holiday/store.ts';
import { countAndons, listAndons, saveOwner } from '../../src/features/raised/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from '../stores/engines.ts';
import { callerOf, choicesIn, submission, wordsIn } from './payloads.ts';
import {
  type AndonRoom,
  at,
  change,
  evening,
  joinRoom,
  openAndonRoom,
  openMine,
  pull,
  send,
  usual,
} from './room.ts';
import { sizes } from './sizes.ts';

const noon = at('11-24', '12:00');
const dayOff = { fromOn: '2026-11-24', untilOn: '2026-11-24', name: 'Company day' };

describeStores('the limits of an andon', (engine) => {
  const enter = async (options = {}) => openAndonRoom(await engine.open(), options);
  const keepFree = ({ db }: AndonRoom, ownDays = [dayOff]) =>
    transact(db, (tx) =>
      saveHolidays(tx, { workspaceId: 'T1', id: 'tm_1' }, { ...noHolidays, ownDays }),
    );

  it('posts nothing on a day off of the team, whether it was one before or became one', async () => {
    for (const isKnownBefore of [true, false]) {
      const room = await enter();
      if (isKnownBefore) {
        await keepFree(room);
        await room.db.deleteFrom('andon_slot').execute();
        await room.advanceTo(evening);
      }
      await send(room, 'U3');
      if (!isKnownBefore) await keepFree(room);
      await room.advanceTo(at('11-24', '23:00'));
      expect(await room.posted()).toEqual([]);
      await room.advanceTo(at('11-25', '12:00'));
      expect(await room.posted()).toHaveLength(1);
    }
  });

  it('flags a mention, a link to a message and a link to a file before anything is sent (B-81)', async () => {
    const room = await enter();
    for (const [words, why] of [
      ['I am <@U3>', /mention of a person/],
      ['ask @ana.b', /mention of a person/],
      ['see <#C1|growth>', /mention of a person or channel/],
      ['https://x.slack.com/archives/C1/p1', /link to a message or file/],
      ['https://x.slack.com/files/U3/F1/me.png', /link to a message or file/],
    ] as const) {
      expect((await send(room, 'U3', { words })).errors).toEqual({
        words: expect.stringMatching(why),
      });
    }
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toEqual([]);
    // Nothing in the form takes a file.
    const form = await pull(room, callerOf('U3'));
    expect(JSON.stringify(form)).not.toMatch(/file_input/);
  });

  it('takes the tone out of a hand, and warns that style betrays (B-82)', async () => {
    const room = await enter();
    expect(wordsIn(await pull(room, callerOf('U3')))).toMatch(/style betrays/);
    await send(room, 'U3', { words: 'no 👎🏿 :wave::skin-tone-5:' });
    await room.advanceTo(noon);
    const [andon] = await listAndons(room.db, 'tm_1');
    expect(andon?.words).toBe('no 👎 :wave:');
  });

  it('shows what of a link can be one’s own, offers to cut it off, and keeps what was typed (B-83)', async () => {
    const room = await enter();
    const caller = callerOf('U3');
    const words = 'see https://a.example/b?utm_source=me and https://c.example/d#u=17';
    const form = await pull(room, caller);
    const offered = await room.deliver(submission(caller, form, { ...usual, words }));
    const again = offered.view ?? expect.fail();
    expect(wordsIn(again)).toMatch(/Nothing has been sent.*“\?utm_source=me”, “#u=17”/);
    expect(JSON.stringify(again)).toContain(`"initial_value":"${words}"`);
    const left = await room.deliver(submission(caller, again, { ...usual, words, cut: [] }));
    expect(left.errors).toEqual({ words: expect.stringContaining('?utm_source=me #u=17') });
    await room.deliver(submission(caller, again, { ...usual, words, cut: ['yes'] }));
    await room.advanceTo(noon);
    const [andon] = await listAndons(room.db, 'tm_1');
    expect(andon?.words).toBe('see https://a.example/b and https://c.example/d');
  });

  it('cuts a link off where few are asked twice, too', async () => {
    const room = await enter({ people: 4 });
    const caller = callerOf('U3');
    const values = { ...usual, words: 'https://a.example/b?u=17' };
    const offered = await room.deliver(submission(caller, await pull(room, caller), values));
    const cut = { ...values, cut: ['yes'] };
    const asked = await room.deliver(submission(caller, offered.view ?? expect.fail(), cut));
    expect(wordsIn(asked.view ?? expect.fail())).toMatch(/“\?u=17”.*Send it all the same/);
    const sure = { ...cut, sure: ['yes'] };
    const sent = await room.deliver(submission(caller, asked.view ?? expect.fail(), sure));
    expect(wordsIn(sent.view ?? expect.fail())).toMatch(/shown this once/);
  });

  it('takes of a crowd at once half as many as they are, posts two at a moment, and tells a count (B-85)', {
    timeout: 120_000,
  }, async () => {
    const people = sizes.crowd;
    const room = await enter({ people });
    let kept = 0;
    let refused = 0;
    for (let number = 1; number <= people / 2 + 3; number += 1) {
      const { code, errors } = await send(room, `U${number}`);
      if (code !== '') kept += 1;
      if (/as many andons this week as it can answer/.test(errors?.reason ?? '')) refused += 1;
    }
    expect([kept, refused]).toEqual([people / 2, 3]);
    await room.advanceTo(noon);
    expect(await listAndons(room.db, 'tm_1')).toHaveLength(2);
    await room.advanceTo(at('11-24', '17:00'));
    const span = { from: evening, to: at('11-30', '00:00') };
    // Six are out, and only what is out is counted for anybody.
    expect(await countAndons(room.db, 'tm_1', span)).toEqual({ raised: 6, answered: 0, open: 6 });
  });

  it('is said once in working hours when nobody has taken it for seven days, review or not', async () => {
    const room = await enter();
    await send(room, 'U3');
    await send(room, 'U4');
    await room.advanceTo(noon);
    const [taken] = await listAndons(room.db, 'tm_1');
    const step = { state: 'taken', ownerId: 'U5', dueOn: '2026-12-04' } as const;
    await transact(room.db, (tx) => saveOwner(tx, taken ?? expect.fail(), step));
    const said = async () =>
      (await room.posted()).filter((one) => one.includes('has had no owner since 24 Nov'));
    await room.advanceTo(at('12-01', '08:59'));
    expect(await said()).toEqual([]);
    await room.advanceTo(at('12-01', '09:00'));
    expect(await said()).toHaveLength(1);
    await room.advanceTo(at('12-03', '12:00'));
    expect(await said()).toHaveLength(1);
    // One that was posted in the night before a day off is said on the next working morning.
    const other = await enter();
    await send(other, 'U3');
    await other.advanceTo(noon);
    await keepFree(other, [{ ...dayOff, fromOn: '2026-12-01', untilOn: '2026-12-01' }]);
    await other.advanceTo(at('12-01', '23:00'));
    expect((await other.posted()).join()).not.toMatch(/no owner since/);
    await other.advanceTo(at('12-02', '09:00'));
    expect((await other.posted()).join()).toMatch(/no owner since 24 Nov/);
  });

  it('takes its own words with it when it is withdrawn, those that were added too', async () => {
    const room = await enter();
    const { code } = await send(room, 'U3', { words: 'only I say forsooth' });
    await room.advanceTo(noon);
    const mine = await openMine(room, 'U3', code);
    await change(room, 'U3', mine, { what: 'words', words: 'forsooth again' });
    await room.advanceTo(at('11-24', '14:00'));
    expect((await room.posted()).join().match(/forsooth/g)?.length).toBeGreaterThan(1);
    await change(room, 'U3', await openMine(room, 'U3', code), { what: 'withdrawal' });
    await room.advanceTo(at('11-24', '17:00'));
    const posted = (await room.posted()).join();
    expect(posted).not.toMatch(/forsooth/);
    expect(posted).toMatch(/Withdrawn.*by its reporter/);
    expect(posted).toMatch(/had added here was withdrawn/);
    const kept = await room.db.selectFrom('andon_note').select('words').execute();
    expect(JSON.stringify([await listAndons(room.db, 'tm_1'), kept])).not.toMatch(/forsooth/);
  });

  it('reads a code however it is written, and says the same whatever is wrong with one (B-87)', async () => {
    const room = await enter({ people: 40 });
    let code = '';
    // One in which both signs stand that people misread.
    for (let number = 10; !/0.*1|1.*0/.test(code); number += 1) {
      ({ code } = await send(room, `U${number}`));
    }
    const gone = await send(room, 'U4');
    const mine = await openMine(room, 'U4', gone.code);
    await change(room, 'U4', mine, { what: 'withdrawal' });
    const spelled = [
      code.toLowerCase(),
      ` ${code.replaceAll('-', ' ')} `,
      code.replaceAll('0', 'O').replaceAll('1', 'l'),
    ];
    for (const typed of spelled) {
      expect((await openMine(room, 'U5', typed)).view?.callback_id).toBe('andon.mine');
    }
    const elsewhere = joinRoom(room.db, room.sealed, 'T2');
    const said = [
      await openMine(
        room,
        'U6',
        code.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ),
      await openMine(room, 'U6', gone.code),
      await openMine(room, 'U6', 'nonsense'),
      await openMine(room, 'U6', ''),
      await openMine(elsewhere, 'U6', code),
    ].map(({ errors }) => errors?.code);
    expect(said[0]).toMatch(/No andon opens with this code/);
    expect(new Set(said).size).toBe(1);
  });

  it('lets nobody see when a follow-up was sent: it waits for a later moment (B-90)', async () => {
    const room = await enter();
    const { code } = await send(room, 'U3');
    await room.advanceTo(noon);
    const mine = await openMine(room, 'U3', code);
    await change(room, 'U3', mine, { what: 'words', words: 'ten seconds later' });
    await room.advanceTo(new Date(noon.getTime() + 30 * 60_000));
    expect((await room.posted()).join()).not.toMatch(/ten seconds later/);
    await room.advanceTo(at('11-24', '14:00'));
    expect((await room.posted()).join()).toMatch(/verified by receipt.*ten seconds later/s);
  });

  it('keeps each of twenty that are sent at the same moment', async () => {
    const room = await enter({ people: 60 });
    const callers = Array.from({ length: 20 }, (_, n) => callerOf(`U${n + 1}`));
    const forms: ModalView[] = [];
    for (const caller of callers) forms.push(await pull(room, caller));
    const seen = await Promise.all(
      callers.map((caller, n) =>
        room.deliver(submission(caller, forms[n] ?? expect.fail(), usual)),
      ),
    );
    expect(seen.map(({ view, errors }) => [wordsIn(view ?? expect.fail()), errors])).toEqual(
      seen.map(() => [expect.stringMatching(/shown this once/), undefined]),
    );
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toHaveLength(20);
  });

  it('offers as much as Slack’s menu holds, the direction always', async () => {
    const room = await enter({ onepagers: 60 });
    const choices = choicesIn(await pull(room, callerOf('U3')), 'about.tm_1');
    expect(choices).toHaveLength(100);
    expect(choices.at(-1)?.value).toBe('direction');
  });
});
