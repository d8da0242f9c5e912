import { expect, it } from 'vitest';
import { transact } from '../../src/platform/db/transact.ts';
import { slackPaces } from '../../src/platform/outbox/rules.ts';
import { putMessage } from '../../src/platform/outbox/store.ts';
import { notice } from '../../src/platform/slack/reply.ts';
import { openScriptedRoom, scriptStart } from './scripted-slack.ts';

const posts = 500;
const channels = 25;
/** Every so many posts Slack asks for silence, for so many seconds. */
const refusedEach = 40;
const silences = [1, 5, 30, 2, 15];
/** Posts that go at the same moment. */
const atOnce = 6;

interface Sent {
  at: number;
  channel: string;
}

/** A Slack that asks for silence again and again, and notes what is sent and what is sent all the same. */
function openStrictSlack(now: () => Date) {
  const sent: Sent[] = [];
  let tries = 0;
  let silence = { from: 0, until: 0, underWay: 0 };
  const figures = { intoSilence: 0, refused: 0, forms: 0 };
  const post = (channel: string): Response => {
    const at = now().getTime();
    tries += 1;
    if (at < silence.until) {
      // Those that were under way when it was asked for cannot be called back.
      silence.underWay += 1;
      if (at > silence.from || silence.underWay > atOnce - 1) figures.intoSilence += 1;
    }
    if (tries % refusedEach === 0) {
      const seconds = silences[figures.refused % silences.length] ?? 1;
      figures.refused += 1;
      silence = { from: at, until: at + seconds * 1000, underWay: 0 };
      return new Response('', { status: 429, headers: { 'retry-after': String(seconds) } });
    }
    sent.push({ at, channel });
    return Response.json({ ok: true, channel, ts: `1764000000.${String(tries).padStart(6, '0')}` });
  };
  return {
    ...{ sent, figures },
    answer: (method: string, body: URLSearchParams): Response => {
      if (method === 'chat.postMessage') return post(body.get('channel') ?? '');
      if (method === 'views.open') figures.forms += 1;
      return Response.json({ ok: true, view: { id: 'V1' } });
    },
  };
}

/** The most that was sent within so long. */
function most(sent: readonly Sent[], withinMs: number): number {
  return Math.max(
    ...sent.map(({ at }) => sent.filter((one) => one.at >= at && one.at < at + withinMs).length),
  );
}

it('five hundred posts keep every limit and every silence that Slack asks for, and each form opens at once (P11, F-35)', async () => {
  let now = () => scriptStart;
  const slack = openStrictSlack(() => now());
  const room = await openScriptedRoom(slack.answer, () => ({
    paces: slackPaces,
    onTrouble: () => Promise.reject(new Error('nothing is wrong')),
  }));
  now = room.now;
  const { db, newId } = room;
  await transact(db, async (tx) => {
    for (let count = 0; count < posts; count += 1) {
      const to = { channelId: `C${count % channels}` };
      const content = { text: `card ${count}`, blocks: [] };
      await putMessage(tx, { workspaceId: 'T1', newId, address: `card:${count}`, to, content });
    }
  });
  let seconds = 0;
  for (; slack.sent.length < posts && seconds < 600; seconds += 1) {
    await room.pass(seconds === 0 ? 0 : 1);
    // Its trigger would be dead after three seconds; no time passes here, whatever the posts wait for.
    if (seconds % 10 === 0) await room.slack.openView('1.2.abc', notice('x'));
  }
  expect(slack.sent).toHaveLength(posts);
  expect(slack.figures).toEqual({
    ...{ intoSilence: 0, refused: Math.floor(posts / (refusedEach - 1)) },
    forms: Math.ceil(seconds / 10),
  });
  expect(most(slack.sent, 60_000)).toBeLessThanOrEqual(60 + 5 * 60);
  for (let index = 0; index < channels; index += 1) {
    const own = slack.sent.filter(({ channel }) => channel === `C${index}`);
    expect(most(own, 10_000), `C${index}`).toBeLessThanOrEqual(10 + 10);
  }
});
