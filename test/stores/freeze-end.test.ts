import { expect, it } from 'vitest';
import { decisionRecord } from '../../src/features/decision/message-record.ts';
import { listDecisions, verifyChain } from '../../src/features/decision/store.ts';
import { insertDeviation } from '../../src/features/deviation/store.ts';
import { listDefaults } from '../../src/features/floor/store.ts';
import { getOnePager } from '../../src/features/onepager/store.ts';
import {
  endFreeze,
  findFreeze,
  listAllOpenFreezes,
  listFreezeEnds,
} from '../../src/features/onepager/store-freeze.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { type FreezeRoom, monday, openFreezeRoom } from './freeze-room.ts';
import { at, told } from './review-room.ts';

const tuesday = at('11-24', '15:00');

describeStores('the end of a freeze', (engine) => {
  async function newest(room: FreezeRoom) {
    const decision = (await listDecisions(room.db, { teamId: 'tm_1' })).at(-1);
    if (decision === undefined) throw new Error('the log is empty');
    return decision;
  }

  it('needs a day to look again, refused at its field, and one line for the log', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    for (const revisitOn of [null, 'soon', '2026-11-23']) {
      const reply = await room.end('U1', { over: { line: 'fine', revisitOn } });
      expect(reply).toMatchObject({ reply: 'fix', errors: { revisitOn: expect.any(String) } });
    }
    const blank = await room.end('U1', { over: { line: ' ' } });
    expect(blank).toMatchObject({ reply: 'fix', errors: { line: expect.any(String) } });
    expect(await room.state()).toBe('frozen');
    expect((await newest(room)).kind).toBe('other');
  });

  it('puts no new mechanism into a protected area that nobody agreed to, and ends any other way', async () => {
    const room = await openFreezeRoom(engine);
    await transact(room.db, (tx) =>
      insertDeviation(tx, room.deps.newId, {
        ...({ workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1', area: 'Security' } as const),
        ...{ deviation: 'a checklist', because: 'people stall', benefit: 'b', risk: 'r' },
        ...{ isReversible: true, byUserId: 'U1', at: monday },
      }),
    );
    await room.freeze('U4');
    const other = {
      newChange: 'no checks at all',
      newBecause: 'they slow people down',
      newTest: 'c',
    };
    const over = { ending: 'change', line: 'another way', ...other };
    expect(await room.end('U1', { over })).toHaveProperty(
      'errors.newChange',
      expect.stringContaining('an approver first'),
    );
    expect(await room.state()).toBe('frozen');
    expect(told(await room.end('U1', { over: { line: 'It was the test' } }))).toBe('(done)');
    expect(await room.state()).toBe('running');
  });

  it('goes on as is by the words of a person: its line is not filled from the numbers', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    const bare = await room.end('U1');
    expect(bare).toMatchObject({ reply: 'fix', errors: { line: expect.any(String) } });
    expect(await room.state()).toBe('frozen');
    // Retiring says what was learned in a field of its own, so its line may come from the numbers.
    const retired = { ending: 'stop', learned: 'It was the cache', harmed: 'no' };
    expect(told(await room.end('U1', { over: { ...retired, line: 'clicks 120' } }))).toBe('(done)');
  });

  it('is logged by its owner, a leader or who may say stop, and by nobody else', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    expect(told(await room.end('U4'))).toContain('ended by its owner <@U1>');
    expect(told(await room.end('UGUEST'))).toContain('ended by its owner');
    expect(told(await room.end('UOUT'))).toContain('not there any more');
    expect(told(await room.end('U3', { over: { line: 'It was the test, not users' } }))).toBe(
      '(done)',
    );
    expect(await room.state()).toBe('running');
    const decision = await newest(room);
    expect(decision).toMatchObject({ kind: 'continue', endsFreeze: true, revisitOn: '2026-12-07' });
    expect(decision.texts.froze).toBe('Errors *doubled* <since> Monday');
    const record = JSON.stringify(decisionRecord({ decision, evidence: [] }));
    expect(record).toContain('ended a freeze');
    expect(record).toContain('Was frozen, because: Errors *doubled* &lt;since&gt; Monday');
    expect(await verifyChain(room.db, 'T1')).toMatchObject({ ok: true });
    const ends = [{ at: monday, decisionId: decision.id }];
    expect(await listFreezeEnds(room.db, 'T1', 'op_1')).toEqual(ends);
    const [announcement = '', ended = ''] = await room.addresses('freeze:');
    expect(await room.shown(announcement)).toContain('continues as is');
    expect(await room.shown(ended)).toContain('looked at again 7 Dec');
    expect(told(await room.act('U1', 'freeze.end'))).toContain('is not frozen');
  });

  it('is logged once of two people who end it at once', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    const forms = await Promise.all([room.act('U1', 'freeze.end'), room.act('U2', 'freeze.end')]);
    const [one, other] = await Promise.all(
      forms.map((form, index) =>
        room.submit(index === 0 ? 'U1' : 'U2', form, { over: { line: 'fine' } }),
      ),
    );
    const words = [one, other].map((reply) => (reply === undefined ? '' : told(reply))).toSorted();
    expect(words[0]).toBe('(done)');
    expect(words[1]).toMatch(/This freeze is over: log #\d+/);
    const [freeze] = await listAllOpenFreezes(room.db, 'T1');
    expect(freeze).toBeUndefined();
    const ended = (await listDecisions(room.db, { teamId: 'tm_1', kinds: ['continue'] })).length;
    expect(ended).toBe(1);
    const { id } =
      (await room.db.selectFrom('onepager_freeze').select('id').executeTakeFirst()) ?? {};
    const decisionId = (await newest(room)).id;
    if (id === undefined) throw new Error('no freeze');
    const again = { at: monday, decisionId };
    expect(await transact(room.db, (tx) => endFreeze(tx, id, again))).toBe(false);
    expect((await findFreeze(room.db, 'T1', id))?.ended).toEqual(again);
  });

  it('alters the mechanism or the test as an amendment, and not without a difference', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    const form = await room.act('U1', 'freeze.end');
    const over = { ending: 'change', line: 'x', newChange: 'a', newBecause: 'b', newTest: 'c' };
    const { bet } = await getOnePager(room.db, 'T1', 'op_1');
    const { mechanism, smallestTest } = bet;
    const same = { newChange: mechanism.change, newBecause: mechanism.because };
    const unchanged = await room.submit('U1', form, {
      over: { ...over, ...same, newTest: smallestTest },
    });
    expect(unchanged).toMatchObject({ reply: 'fix', errors: { newTest: expect.any(String) } });
    const empty = await room.submit('U1', form, { over: { ...over, newTest: '' } });
    expect(empty).toMatchObject({ reply: 'fix', errors: { newTest: expect.any(String) } });
    await room.submit('U1', form, { over });
    const altered = await getOnePager(room.db, 'T1', 'op_1');
    expect(altered).toMatchObject({ state: 'running', version: 2 });
    expect(altered.bet).toMatchObject({
      smallestTest: 'c',
      mechanism: { change: 'a', because: 'b' },
    });
    expect((await newest(room)).texts.change).toContain('Smallest test');
  });

  it('retires it with what was learned, and with harm not without what the floor learns', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    const form = await room.act('U2', 'freeze.end');
    const over = { ending: 'stop', line: 'x', learned: 'It was the cache', harmed: 'yes' };
    const silent = await room.submit('U2', form, { over });
    expect(silent).toMatchObject({ reply: 'fix', errors: { floor: expect.any(String) } });
    await room.submit('U2', form, {
      over: { ...over, floor: 'Warm the cache first' },
      now: tuesday,
    });
    const retired = await getOnePager(room.db, 'T1', 'op_1');
    expect(retired).toMatchObject({ state: 'stopped', endedAt: tuesday });
    expect(await newest(room)).toMatchObject({ kind: 'stop', endsFreeze: true });
    const floor = await listDefaults(room.db, 'tm_1');
    expect(floor.at(-1)?.statement).toBe('Warm the cache first');
    expect(told(await room.act('U4', 'freeze.open'))).toContain('is stopped');
  });
});
