import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { countAndons, findAndon, listOpenAndons } from '../../src/features/raised/store.ts';
import { findPublicAndon } from '../../src/features/raised/store-public.ts';
import { listUnreadHomes } from '../../src/features/team/store-home.ts';
import {
  callerOf,
  choicesIn,
  command,
  press,
  pressInChannel,
  shortcut,
  submission,
  wordsIn,
} from '../andon/payloads.ts';
import {
  at,
  change,
  evening,
  joinRoom,
  openAndonRoom,
  openMine,
  pull,
  send,
  usual,
} from '../andon/room.ts';
import { describeStores } from './engines.ts';

const noon = at('11-24', '12:00');

describeStores('pulling the andon', (engine) => {
  const enter = async (options = {}) => openAndonRoom(await engine.open(), options);

  it('is kept at once and posted later, without anybody', async () => {
    const room = await enter();
    const { view, code } = await send(room, 'U3', { words: 'They stall *elsewhere* <soon>' });
    expect(wordsIn(view ?? expect.fail())).toMatch(/shown this once/);
    expect(code).toMatch(/^[0-9A-Z-]{32}$/);
    expect(await room.posted()).toEqual([]);
    await room.advanceTo(noon);
    const [message = ''] = await room.posted();
    expect(message).toMatch(/anonymous/);
    expect(message).toContain('They stall *elsewhere* &lt;soon&gt;');
    expect(message).toMatch(/#12/);
    expect(message).not.toMatch(/U3/);
    expect(await countAndons(room.db, 'tm_1', { from: evening, to: noon })).toEqual({
      raised: 1,
      answered: 0,
      open: 1,
    });
  });

  it('takes the first of a workspace before the first noise, and its code opens it', async () => {
    const room = await enter();
    await room.db.deleteFrom('andon_secret').execute();
    const { code } = await send(room, 'U3');
    expect(code).toMatch(/^[0-9A-Z-]{32}$/);
    await room.advanceTo(noon);
    // The noise of the hours between has left the salt as it was.
    expect((await openMine(room, 'U3', code)).view?.title?.text).toBe('Your andon');
  });

  it('keeps no person, no instant and nothing of the payload, so that nobody could say who it was (B-91)', async () => {
    const room = await enter();
    await send(room, 'U3');
    const [row] = await room.db.selectFrom('andon_report').selectAll().execute();
    expect(Object.keys(row ?? {}).toSorted()).toEqual(
      ['about', 'andon_id', 'assumption', 'key', 'nonce_hash', 'onepager_id', 'pause', 'reason']
        .concat(['receipt_hash', 'reopened_week_on', 'state', 'team_id', 'week_on', 'words'])
        .concat('workspace_id')
        .toSorted(),
    );
    expect(row?.week_on).toBe('2026-11-23');
    expect(await room.db.selectFrom('action_key').selectAll().execute()).toEqual([]);
    const page = readFileSync('docs/anonymity.md', 'utf8');
    expect(page).toMatch(/"Who wrote this one\?" has no answer that anybody could give you/);
  });

  it('counts a form once however often it is delivered, and answers kindly', async () => {
    const room = await enter();
    const caller = callerOf('U3');
    const form = await pull(room, caller);
    await room.deliver(submission(caller, form, usual));
    const again = await room.deliver(submission(caller, form, usual));
    expect(wordsIn(again.view ?? expect.fail())).toMatch(/has arrived, once/);
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toHaveLength(1);
    expect(await room.db.selectFrom('andon_count').select('count').execute()).toEqual([
      { count: 1 },
    ]);
  });

  it('posts at most two at a slot, and all of them in the end', async () => {
    const room = await enter();
    for (const userId of ['U1', 'U2', 'U3', 'U4', 'U5']) await send(room, userId);
    await room.advanceTo(at('11-24', '12:00'));
    expect(await room.posted()).toHaveLength(2);
    await room.advanceTo(at('11-24', '15:00'));
    expect(await room.posted()).toHaveLength(4);
    await room.advanceTo(at('11-25', '12:00'));
    expect(await room.posted()).toHaveLength(5);
  });

  it('never posts in the minutes after a bag was closed what came after it', async () => {
    const room = await enter();
    await room.advanceTo(at('11-24', '10:00'));
    await send(room, 'U3');
    await room.advanceTo(at('11-24', '12:59'));
    expect(await room.posted()).toEqual([]);
    await room.advanceTo(at('11-24', '13:40'));
    expect(await room.posted()).toHaveLength(1);
  });

  it('offers the because, the assumptions, the one-pager and the direction', async () => {
    const room = await enter();
    const form = await pull(room, callerOf('U3'));
    const choices = choicesIn(form, 'about.tm_1');
    expect(choices[0]?.label).toMatch(/^#12: “/);
    expect(choices.at(-1)).toEqual({ value: 'direction', label: 'Our direction' });
    expect(choices.map(({ value }) => value)).toContain('op_1');
  });

  it('says how many it could be: nothing more from eight on, a note below, twice below five', async () => {
    for (const [people, note] of [
      [8, 'nothing'],
      [7, 'is few'],
      [4, 'Only 4 people'],
    ] as const) {
      const room = await enter({ people });
      const words = wordsIn(await pull(room, callerOf('U3')));
      expect(words).toContain(`any of ${people} people`);
      if (note === 'nothing') expect(words).not.toMatch(/is few|Only/);
      else expect(words).toContain(note);
    }
  });

  it('asks a second time below five people, and keeps what was typed (B-89)', async () => {
    const room = await enter({ people: 4 });
    const caller = callerOf('U3');
    const form = await pull(room, caller);
    const values = { ...usual, words: 'my own' };
    const asked = await room.deliver(submission(caller, form, values));
    const second = asked.view ?? expect.fail();
    expect(wordsIn(second)).toMatch(/Only 4 people could have sent it[^"]*Send it all the same/);
    expect(wordsIn(second)).toContain('my own');
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toEqual([]);
    const unsure = await room.deliver(submission(caller, second, values));
    expect(unsure.errors).toEqual({ sure: expect.stringMatching(/nothing has been sent/) });
    const sent = await room.deliver(submission(caller, second, { ...values, sure: ['yes'] }));
    expect(wordsIn(sent.view ?? expect.fail())).toMatch(/Saved/);
  });

  it('refuses bad input at its field, and nothing is kept', async () => {
    const room = await enter();
    const bad = [
      [{ reason: 'other', words: '  ' }, 'words', /in a few words/],
      [{ words: 'a'.repeat(3001) }, 'words', /3,000/],
      [{ words: 'ask <@U3>' }, 'words', /mention/],
      [{ words: 'https://x.slack.com/archives/C1/p1' }, 'words', /link to a message/],
      [{ reason: 'mood' }, 'reason', /choose what is off/],
      [{ 'about.tm_1': 'op_9/because' }, 'about.tm_1', /stopped or changed/],
    ] as const;
    for (const [values, field, words] of bad) {
      const { errors } = await send(room, 'U3', values);
      expect(errors).toEqual({ [field]: expect.stringMatching(words) });
    }
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toEqual([]);
  });

  it('refuses a guest and somebody in no team with a kind sentence', async () => {
    const room = await enter();
    for (const [userId, words] of [
      ['UGUEST', /full members/],
      ['UNOBODY', /in no team/],
    ] as const) {
      const { view } = await room.deliver(shortcut(callerOf(userId)));
      expect(wordsIn(view ?? expect.fail())).toMatch(words);
    }
  });

  it('opens from the shortcut on a message and from the button for the team of that channel', async () => {
    const room = await enter({ people: 6, others: 3 });
    const bodies = [shortcut(callerOf('U6'), 'C2'), pressInChannel(callerOf('U6'), 'C2')];
    for (const body of bodies) {
      const { view } = await room.deliver(body);
      const form = view ?? expect.fail();
      expect(form.private_metadata).toContain('tm_2');
      expect(wordsIn(form)).toContain('any of 3 people');
      expect(wordsIn(form)).not.toMatch(/said\.|U2/);
    }
  });

  it('lets somebody in several teams choose', async () => {
    const room = await enter({ people: 6, others: 3 });
    const caller = callerOf('U6');
    const form = await pull(room, caller);
    expect(choicesIn(form, 'team').map(({ label }) => label)).toEqual(['#growth', '#sales']);
    const choice = press(caller, form, {
      id: 'andon.team',
      value: 'tm_2',
      values: { words: 'kept' },
    });
    const { view } = await room.deliver(choice);
    expect(wordsIn(view ?? expect.fail())).toContain('kept');
    expect(choicesIn(view ?? expect.fail(), 'about.tm_2')).toEqual([
      { value: 'direction', label: 'Our direction' },
    ]);
    const sent = await room.deliver(
      submission(caller, view ?? expect.fail(), { 'about.tm_2': 'direction', reason: 'evidence' }),
    );
    expect(sent.view?.callback_id).toBe('andon.pull');
  });

  it('shows the whole promise behind More, and on PostgreSQL that its operator may learn the hour', async () => {
    const room = await enter();
    const caller = callerOf('U3');
    const form = await pull(room, caller);
    const { view } = await room.deliver(press(caller, form, { id: 'andon.more', value: 'more' }));
    const words = wordsIn(view ?? expect.fail());
    expect(words).toMatch(/keeps nothing that links it to you/);
    expect(/learn the hour/.test(words)).toBe(engine.engine === 'postgres');
  });

  it('takes three a week of a person, and answers the fourth in the form alone (B-84)', async () => {
    const room = await enter({ people: 30 });
    for (let count = 0; count < 3; count += 1) expect((await send(room, 'U3')).code).not.toBe('');
    const fourth = await send(room, 'U3');
    expect(fourth.errors?.reason).toMatch(/three andons this week/);
    expect((await send(room, 'U4')).code).not.toBe('');
    await room.advanceTo(at('12-01', '09:00'));
    expect((await send(room, 'U3')).code).not.toBe('');
  });

  it('does not count what was not kept', async () => {
    const room = await enter();
    for (let count = 0; count < 5; count += 1) await send(room, 'U3', { reason: 'mood' });
    expect((await send(room, 'U3')).code).not.toBe('');
  });

  it('answers the eleventh report of one evening with a sentence, in the form', async () => {
    const room = await enter({ people: 20 });
    for (let one = 1; one <= 10; one += 1) expect((await send(room, `U${one}`)).code).not.toBe('');
    const eleventh = await send(room, 'U11');
    expect(eleventh.errors?.reason).toMatch(/as many andons this week as it can answer/);
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toHaveLength(10);
  });

  it('asks Slack only for homes whose members are not known', async () => {
    const room = await enter();
    expect(await listUnreadHomes(room.db, 'T1')).toEqual([]);
    await room.db.updateTable('channel').set({ members_read_at: null }).execute();
    expect(await listUnreadHomes(room.db, 'T1')).toEqual([{ workspaceId: 'T1', channelId: 'C1' }]);
  });
});

describeStores('the receipt of an andon', (engine) => {
  async function enter(userId = 'U3') {
    const room = await openAndonRoom(await engine.open());
    const { code } = await send(room, userId);
    return { room, code };
  }

  it('is asked for in a window; a code typed behind the command is not looked at', async () => {
    const { room, code } = await enter();
    const { text, view } = await room.deliver(command(callerOf('U3'), `receipt ${code}`));
    expect(view).toBeUndefined();
    expect(text).toMatch(/never typed into a channel/);
    expect(text).not.toContain(code);
  });

  it('opens what waits, in any spelling, and only with the right code', async () => {
    const { room, code } = await enter();
    const spelled = ` ${code.toLowerCase().replaceAll('-', ' ')} `;
    const seen = await openMine(room, 'U9', spelled);
    expect(wordsIn(seen.view ?? expect.fail())).toMatch(/Not posted yet/);
    const wrong = code.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    for (const typed of [wrong, 'nonsense', '']) {
      expect((await openMine(room, 'U9', typed)).errors?.code).toMatch(/No andon opens/);
    }
  });

  it('of another workspace opens nothing', async () => {
    const { room, code } = await enter();
    const elsewhere = joinRoom(room.db, room.sealed, 'T2');
    expect((await openMine(elsewhere, 'U9', code)).errors?.code).toMatch(/No andon opens/);
    expect((await openMine(room, 'U9', code)).view?.title?.text).toBe('Your andon');
  });

  it('adds to what waits, and to what is posted at a later moment', async () => {
    const { room, code } = await enter();
    await change(room, 'U3', await openMine(room, 'U3', code), { what: 'words', words: 'first' });
    await room.advanceTo(noon);
    expect((await room.posted()).join()).toContain('> first');
    const later = await openMine(room, 'U3', code);
    const saved = await change(room, 'U3', later, { what: 'words', words: 'also in S' });
    expect(wordsIn(saved.view ?? expect.fail())).toMatch(/one of the next moments/);
    expect((await room.posted()).join()).not.toContain('also in S');
    const again = await change(room, 'U3', later, { what: 'words', words: 'also in S' });
    expect(wordsIn(again.view ?? expect.fail())).toMatch(/one of the next moments/);
    await room.advanceTo(at('11-24', '17:00'));
    const notes = (await room.posted()).filter((one) => one.includes('verified by receipt'));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('> also in S');
  });

  it('adds a form to what waits once, however often it is delivered, and not without an end', async () => {
    const { room, code } = await enter();
    const mine = await openMine(room, 'U3', code);
    for (let time = 0; time < 3; time += 1) {
      const said = await change(room, 'U3', mine, { what: 'words', words: 'only in S' });
      expect(wordsIn(said.view ?? expect.fail())).toMatch(/together with your andon/);
    }
    const read = async () => {
      const rows = await room.db.selectFrom('andon_report').select('words').execute();
      return rows.map(({ words }) => words);
    };
    expect(await read()).toEqual(['only in S']);
    for (let time = 0; time < 8; time += 1) {
      await change(room, 'U3', mine, { what: 'words', words: `${time}${'x'.repeat(2_900)}` });
    }
    expect((await read())[0]?.length).toBeLessThanOrEqual(12_000);
  });

  it('withdraws what waits at once, and what is posted at a later moment; then it opens nothing', async () => {
    const { room, code } = await enter();
    await change(room, 'U3', await openMine(room, 'U3', code), { what: 'withdrawal' });
    expect(await room.db.selectFrom('andon_report').select('key').execute()).toEqual([]);
    expect((await openMine(room, 'U3', code)).errors?.code).toMatch(/withdrawn/);
    const second = await send(room, 'U4');
    await room.advanceTo(noon);
    const mine = await openMine(room, 'U4', second.code);
    await change(room, 'U4', mine, { what: 'withdrawal' });
    expect((await listOpenAndons(room.db, 'tm_1')).map(({ state }) => state)).toEqual(['open']);
    await room.advanceTo(at('11-24', '17:00'));
    expect(await listOpenAndons(room.db, 'tm_1')).toEqual([]);
    expect((await room.posted()).join()).toMatch(/has withdrawn it/);
    expect((await openMine(room, 'U4', second.code)).errors?.code).toMatch(/No andon opens/);
    const late = await change(room, 'U4', mine, { what: 'words', words: 'too late' });
    expect(wordsIn(late.view ?? expect.fail())).toMatch(/withdrawn meanwhile/);
  });

  it('limits tries, of one person and of all', async () => {
    const { room, code } = await enter();
    for (let count = 0; count < 10; count += 1) await openMine(room, 'U9', 'nonsense');
    expect((await openMine(room, 'U9', code)).errors?.code).toMatch(/many tries/);
    expect((await openMine(room, 'U3', code)).view?.title?.text).toBe('Your andon');
    room.now = new Date(room.now.getTime() + 3_600_000);
    expect((await openMine(room, 'U9', code)).view?.title?.text).toBe('Your andon');
  });

  it('reads nothing of a raised andon but what the channel reads', async () => {
    const { room } = await enter();
    await room.advanceTo(noon);
    const [andon] = await listOpenAndons(room.db, 'tm_1');
    const id = andon?.id ?? expect.fail();
    expect(await findPublicAndon(room.db, 'T1', id)).toEqual({
      ...{ about: 'assumption', onepagerId: 'op_1', assumption: expect.any(String) },
      ...{ reason: 'because', words: '', pause: 'nothing', state: 'open', isHidden: false },
    });
    expect(await findPublicAndon(room.db, 'T2', id)).toBeUndefined();
    expect(await findAndon(room.db, 'T2', id)).toBeUndefined();
  });
});
