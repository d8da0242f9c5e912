import { expect, it } from 'vitest';
import { reportTrouble } from '../../src/features/delivery/handlers.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import type { NewId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { noPaces } from '../../src/platform/outbox/rules.ts';
import { putMessage, resendDead } from '../../src/platform/outbox/store.ts';
import { deadTokenCodes, treatments } from '../../src/platform/slack/failures.ts';
import { makeTeam } from '../stores/team-fixture.ts';
import { openScriptedRoom, scriptStart } from './scripted-slack.ts';

const daySeconds = [0, 5, 65, 600, 3_600, 3_600, 3_600, 20 * 3_600];

/** A Slack that posts and changes what it is told to, until it is given a code to answer instead. */
class CodedSlack {
  code: string | undefined;
  sends = 0;
  readonly shown = new Map<string, string>();

  answer(method: string, sent: URLSearchParams): object {
    if (method.startsWith('chat.')) return this.show(sent);
    if (method === 'auth.test' && this.code !== undefined && deadTokenCodes.has(this.code))
      return { ok: false, error: this.code };
    if (method === 'conversations.open') return { ok: true, channel: { id: 'D7' } };
    return { ok: true, messages: [], team_id: 'T1', user_id: 'U0', bot_id: 'B0' };
  }

  private show(sent: URLSearchParams): object {
    this.sends += 1;
    if (this.code !== undefined) return { ok: false, error: this.code };
    const ts = sent.get('ts') ?? `1764000000.${String(this.sends).padStart(6, '0')}`;
    this.shown.set(ts, sent.get('text') ?? '');
    return { ok: true, channel: sent.get('channel'), ts };
  }

  /** How often this text is to be read. */
  count(text: string): number {
    return [...this.shown.values()].filter((one) => one === text).length;
  }
}

async function openRoom() {
  const coded = new CodedSlack();
  const room = await openScriptedRoom(
    (method, sent) => Response.json(coded.answer(method, sent)),
    ({ newId }) => ({
      paces: noPaces,
      onTrouble: (tx, trouble) => reportTrouble(tx, { newId, trouble, now: scriptStart }),
    }),
  );
  await transact(room.db, (tx) => insertTeam(tx, makeTeam({ setUpBy: 'U9' })));
  const passDay = async (): Promise<void> => {
    for (const seconds of daySeconds) await room.pass(seconds);
  };
  return { ...room, coded, passDay };
}

/** A card that is shown and changes, a new reply to nobody in particular, and a word to one person that is said once at the most. */
async function want(db: Db, newId: NewId, code: string, version: string): Promise<void> {
  for (const [kind, to, policy] of [
    ['card', { channelId: 'C1' }, 'at-least-once'],
    ['news', { channelId: 'C2' }, 'at-least-once'],
    ['word', { userId: 'U7' }, 'at-most-once'],
  ] as const) {
    if (version === 'old' && kind !== 'card') continue;
    const content = { text: `${kind} ${code} ${version}`, blocks: [] };
    const address = `${kind}:tm_1:${code}`;
    await transact(db, (tx) =>
      putMessage(tx, { workspaceId: 'T1', newId, address, to, policy, content }),
    );
  }
}

it('a lasting error stops, is told in one note, and ends when it is mended: every code, three kinds of message (P14, F-38, F-40)', async () => {
  const { db, newId, coded, begin, pass, passDay } = await openRoom();
  const read = () => db.selectFrom('message').select(['id', 'address', 'state']).execute();
  for (const [code, treatment] of treatments) {
    await want(db, newId, code, 'old');
    await pass(1);
    coded.code = code;
    coded.sends = 0;
    await want(db, newId, code, 'new');
    await passDay();

    // A try at each look at the clock is the most there is.
    expect(coded.sends, code).toBeLessThan(4 * daySeconds.length);
    const own = (await read()).filter(({ address }) => address.endsWith(`:${code}`));
    if (treatment === 'dead') {
      expect(own.map(({ state }) => state)).toEqual(['dead', 'dead', 'dead']);
      // Each once, and the note about them.
      expect(coded.sends, code).toBeLessThanOrEqual(4);
    }
    const dead = own.filter(({ state }) => state === 'dead').map(({ id }) => id);
    const told = await db.selectFrom('trouble').select('message_id').execute();
    expect(told.map((one) => one.message_id).toSorted(), code).toEqual(dead.toSorted());
    const notes = (await read()).filter(({ address }) => address.startsWith('trouble:'));
    expect(notes.length, code).toBeLessThanOrEqual(1);

    coded.code = undefined;
    await begin();
    for (const id of [...dead, ...notes.map((note) => note.id)])
      await transact(db, (tx) => resendDead(tx, 'T1', id));
    await passDay();
    expect(new Set((await read()).map(({ state }) => state)), code).toEqual(new Set(['sent']));
    for (const kind of ['card', 'news', 'word'])
      expect(coded.count(`${kind} ${code} new`), `${kind} ${code}`).toBe(1);
    await db.deleteFrom('trouble').execute();
    await db.deleteFrom('message').execute();
  }
  expect(treatments.size).toBeGreaterThan(70);
});
