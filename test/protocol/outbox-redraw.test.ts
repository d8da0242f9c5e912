import { expect, it } from 'vitest';
import { transact } from '../../src/platform/db/transact.ts';
import type { SenderParts } from '../../src/platform/outbox/parts.ts';
import { readWaiting } from '../../src/platform/outbox/store-held.ts';
import { countRedraws, listUndrawn, wantRedraw } from '../../src/platform/outbox/store-redraw.ts';
import { openOutboxRoom } from './outbox-room.ts';

const teamId = 'T0NORTHWIND';

/** A room whose sender draws an address as its name and how often anything was drawn before. */
async function openDrawingRoom(draws: (address: string) => void = () => {}) {
  const room = await openOutboxRoom();
  const drawn: string[] = [];
  const draw: SenderParts['draw'] = async (tx, address) => {
    draws(address);
    drawn.push(address);
    await room.putIn(tx, address, `${address} ${drawn.length}`);
  };
  const sender = room.restart({ draw });
  const want = (address: string) => transact(room.db, (tx) => wantRedraw(tx, teamId, address));
  const drain = async () => {
    while ((await sender.pass()) > 0);
  };
  return { ...room, drawn, sender, want, drain };
}

it('what is asked for many times is drawn once, right before it is sent', async () => {
  const room = await openDrawingRoom();
  await room.put('a');
  await room.drain();
  for (let act = 0; act < 50; act += 1) await room.want('a');
  expect(await room.sender.isQuiet()).toBe(false);
  await room.drain();
  expect(room.drawn).toEqual(['a']);
  expect(await room.texts()).toEqual(['a 1']);
  expect(await room.count('chat.update')).toBe(1);
  expect(await room.sender.isQuiet()).toBe(true);
});

it('an act while a message rests after its change is drawn when it has rested', async () => {
  const room = await openDrawingRoom();
  await room.put('a');
  await room.drain();
  await room.want('a');
  await room.drain();
  await room.want('a');
  await room.drain();
  expect(room.drawn).toEqual(['a']);
  room.turn(2);
  await room.drain();
  expect(await room.texts()).toEqual(['a 2']);
});

it('what cannot be drawn is said, waits a minute, and holds up no other', async () => {
  let isBroken = true;
  const room = await openDrawingRoom((address) => {
    if (isBroken && address === 'a') throw new Error('broken');
  });
  await room.put('a');
  await room.put('b');
  await room.drain();
  await room.want('a');
  await room.want('b');
  expect(await listUndrawn(room.db)).toMatchObject([{ hasFailed: false }, { hasFailed: false }]);
  expect((await readWaiting(room.db, teamId)).undrawn).toBeUndefined();
  await room.drain();
  expect(await room.texts()).toEqual(['a', 'b 1']);
  expect(room.log).toContain('a message could not be drawn');
  expect(await listUndrawn(room.db)).toEqual([{ address: 'a', hasFailed: true }]);
  expect((await readWaiting(room.db, teamId)).undrawn).toBe(1);
  isBroken = false;
  room.turn(30);
  await room.drain();
  expect(await countRedraws(room.db, teamId)).toBe(1);
  room.turn(31);
  await room.drain();
  expect(await room.texts()).toEqual(['a 2', 'b 1']);
  expect((await readWaiting(room.db, teamId)).undrawn).toBeUndefined();
});

it('while the workspace’s pace lets nothing go, nothing is drawn', async () => {
  const room = await openDrawingRoom();
  await room.put('a');
  await room.drain();
  const slow = { burst: 0, perSecond: 0.001 };
  const sender = room.restart({ paces: { channel: { burst: 9, perSecond: 9 }, workspace: slow } });
  await room.want('a');
  expect(await sender.pass()).toBe(0);
  expect(await countRedraws(room.db, teamId)).toBe(1);
});
