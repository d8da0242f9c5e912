import { expect, it } from 'vitest';
import { transact } from '../../src/platform/db/transact.ts';
import { noPaces } from '../../src/platform/outbox/rules.ts';
import { putMessage } from '../../src/platform/outbox/store.ts';
import { Dice } from '../simulation/dice.ts';
import { openScriptedRoom } from './scripted-slack.ts';

const cards = 200;
const failures = [
  () => new Response('', { status: 502 }),
  () => ({ ok: false, error: 'internal_error' }),
];

it('whatever changes while a message is on its way, and whichever call fails, the newest words stand in the end (P12)', async () => {
  const dice = new Dice(12);
  const shown = new Map<string, string>();
  const versions: string[] = [];
  let change = async (): Promise<void> => {};
  let posted = 0;
  let isIll = true;
  const room = await openScriptedRoom(
    async (method, sent) => {
      if (!method.startsWith('chat.')) return Response.json({ ok: true, messages: [] });
      // Somebody changes it while Slack is at work, sometimes more than once.
      while (dice.chance(0.4)) await change();
      // A post that was lost would be looked for, which is another promise (P10).
      const ts = sent.get('ts');
      if (ts !== null && isIll && dice.chance(0.2)) return toResponse(dice.pick(failures)());
      posted += 1;
      const at = ts ?? `1764000000.${String(posted).padStart(6, '0')}`;
      shown.set(at, sent.get('text') ?? '');
      return Response.json({ ok: true, channel: 'C1', ts: at });
    },
    () => ({ paces: noPaces, onTrouble: () => Promise.reject(new Error('nothing is wrong')) }),
  );
  const { db, newId } = room;
  for (let card = 0; card < cards; card += 1) {
    change = async () => {
      const text = `card ${card} version ${versions.length}`;
      versions.push(text);
      const wanted = { address: `card:${card}`, to: { channelId: 'C1' } };
      const content = { text, blocks: [] };
      await transact(db, (tx) => putMessage(tx, { workspaceId: 'T1', newId, ...wanted, content }));
    };
    shown.clear();
    isIll = true;
    await change();
    for (let step = 0; step < 4; step += 1) {
      if (dice.chance(0.5)) await change();
      await room.pass(dice.between(0, 2));
    }
    // Everybody has gone, and Slack is well again.
    change = async () => {};
    isIll = false;
    for (let minute = 0; minute < 3; minute += 1) await room.pass(60);
    expect([...shown.values()]).toEqual([versions.at(-1)]);
  }
  expect(versions.length).toBeGreaterThan(3 * cards);
});

function toResponse(answer: Response | object): Response {
  return answer instanceof Response ? answer : Response.json(answer);
}
