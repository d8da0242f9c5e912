import { describe, expect, it } from 'vitest';
import type { Fault } from '../../sandbox/protocol.ts';
import { teamId } from '../../sandbox/server/workspace/workspace.ts';
import { reportTrouble } from '../../src/features/delivery/handlers.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { makeTeam } from '../stores/team-fixture.ts';
import { type OutboxRoom, openOutboxRoom } from './outbox-room.ts';

/** A small generator with a seed, so that a failure can be played again. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const kinds: readonly Fault[] = [
  { kind: 'dropAnswer' },
  { kind: 'serverErrorAfter', status: 502 },
  { kind: 'serverError', status: 503 },
  { kind: 'rateLimited', retryAfter: 3 },
  { kind: 'error', error: 'fatal_error' },
];

async function storm(room: OutboxRoom, seed: number, messages: number): Promise<void> {
  const random = makeRandom(seed);
  for (let index = 0; index < messages; index += 1) {
    const fault = kinds[Math.floor(random() * kinds.length * 3)];
    const method = random() < 0.7 ? 'chat.postMessage' : '*';
    await room.fails(...(fault === undefined ? [] : [{ ...fault, method }]));
    await room.put(`card ${index}`);
    if (random() < 0.3) {
      await room.put(`card ${Math.floor(random() * (index + 1))}`, `changed at ${index}`);
    }
    await room.pass(Math.floor(random() * 4));
  }
  await room.fails();
  for (let minute = 0; minute < 10; minute += 1) await room.pass(60);
}

describe('a storm of faults', () => {
  it.each([1, 2, 3, 4])(
    'loses nothing and doubles nothing, with seed %i (P08, P09)',
    async (seed) => {
      const room = await openOutboxRoom();
      const messages = 60;
      await storm(room, seed, messages);
      const rows = await room.db.selectFrom('message').select(['id', 'state', 'wanted']).execute();
      expect(rows.filter((row) => row.state !== 'sent')).toEqual([]);
      const shown = await room.shown();
      const keys = shown.map((message) => message.metadata?.event_payload.k);
      expect(keys.toSorted()).toEqual(rows.map((row) => row.id).toSorted());
      for (const row of rows) {
        const { text }: { text: string } = JSON.parse(row.wanted);
        const found = shown.find((message) => message.metadata?.event_payload.k === row.id);
        expect(found?.text).toBe(text);
      }
      expect(room.troubles).toEqual([]);
      expect(await room.sender.isQuiet()).toBe(true);
    },
  );
});

describe('a message that cannot be delivered', () => {
  it('is told to the team’s leader in one note a day, with the way out of it (F-37)', async () => {
    const room = await openOutboxRoom(
      ({ newId }) =>
        (tx, trouble) =>
          reportTrouble(tx, { newId, trouble, now: new Date('2026-11-23T09:00:00Z') }),
    );
    const team = makeTeam({
      workspaceId: teamId,
      channelId: 'C0GROWTH',
      rollupChannelId: 'C0GROWTH',
      setUpBy: 'U0ANA',
    });
    await transact(room.db, (tx) => insertTeam(tx, team));
    await room.sandbox.control.change({ change: 'archive', channel: 'C0GROWTH' });
    await room.put('card');
    for (const seconds of [0, 5, 60, 3600]) await room.pass(seconds);
    await room.put('card', 'changed');
    await room.put('second card');
    for (const seconds of [0, 5, 60, 3600]) await room.pass(seconds);
    const { channels } = await room.sandbox.control.state('U0ANA');
    const direct = channels.find((channel) => channel.kind === 'im');
    const notes = await room.shown(direct?.id ?? '');
    expect(notes).toHaveLength(1);
    expect(JSON.stringify(notes[0]?.blocks)).toMatch(
      /2 messages for <#C0GROWTH>[^"]* could not be posted\. The channel is archived/,
    );
    expect(JSON.stringify(notes[0]?.blocks).match(/Post again/g)).toHaveLength(1);
  });
});

describe('a message that somebody deleted', () => {
  it('is posted again for the reply that finds its thread gone, and both are there once', async () => {
    const room = await openOutboxRoom();
    await room.put('root');
    await room.drain();
    const [root] = await room.shown();
    const ts = root?.ts ?? '';
    await room.sandbox.control.change({ change: 'deleteMessage', channel: 'C0GROWTH', ts });
    await room.put('reply', 'reply', { inThreadOf: 'root' });
    for (const seconds of [0, 60, 60]) await room.pass(seconds);
    const [again, ...others] = await room.shown();
    expect(again?.text).toBe('root');
    expect(again?.ts).not.toBe(ts);
    expect(others).toEqual([]);
    expect(await room.texts('C0GROWTH', again?.ts)).toEqual(['root', 'reply']);
    expect(room.troubles).toEqual([]);
  });
});
