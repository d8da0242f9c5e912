import { rollupThread, trendMessage } from '../../src/features/rollup/message-thread.ts';
import { rollupMessage } from '../../src/features/rollup/messages.ts';
import { button } from '../../src/platform/slack/blocks.ts';
import type { MessageContent } from '../../src/platform/slack/feature.ts';
import type { Crew } from '../harness/crew.ts';
import { busyWeek } from './rollup-week.ts';
import { homeOf, rollupThread as inThread, type Scene, said } from './scene.ts';
import { onward, opened, submitAgain } from './window.ts';

/** Help that is asked for outside of the team, told in a roll-up, offered and done. */
const asks: readonly Scene[] = [
  opened({ shows: 'modal ask.write', when: 'from a card', by: 'ana' }, ({ ana }) =>
    ana.presses('Ask outside', { channel: 'growth', in: /^#\d+ Sample first/ }),
  ),
  onward({ shows: 'modal ask.write', when: 'refused', by: 'ana' }, (crew) =>
    submitAgain(crew, 'ana'),
  ),
  onward({ shows: 'modal ask.asked', when: 'asked', by: 'ana' }, async (crew) => {
    await crew.ana.fills({
      'Who could help': 'Data',
      'What do you need': 'A cohort export for segment S',
    });
    await submitAgain(crew, 'ana');
  }),
  {
    shows: 'home one team',
    when: 'asked outside',
    by: 'ana',
    live: (crew) => homeOf(crew, 'ana', /Asked outside the team/),
  },
  {
    shows: 'message rollup',
    when: 'needs someone outside',
    by: 'noor',
    async live({ client, noor }) {
      await client.advance({ next: 'rollup' });
      await noor.sees(/A cohort export/);
      return said(/Needs someone outside/);
    },
  },
  {
    shows: 'message rollup:trend',
    when: 'week by week',
    by: 'noor',
    live: (crew) => inThread(crew, /The last \d+ roll-ups/),
  },
  {
    shows: 'message rollup:thread',
    when: 'what changed since last week',
    by: 'noor',
    live: (crew) => inThread(crew, /In this thread/),
  },
  {
    shows: 'told ask.help',
    when: 'I can help',
    by: 'noor',
    async live({ noor }) {
      await noor.presses('I can help', { channel: 'growth', in: /Needs someone outside/ });
      return said(/hears from me that you can help/);
    },
  },
  {
    shows: 'message ask:help',
    when: 'who can help',
    by: 'ana',
    live: async () => ({ at: 'message', words: /can help:/, channel: 'dm' }),
  },
];

/** One post about all teams, once a week. */
const company: readonly Scene[] = [
  opened({ shows: 'modal company.set', when: 'as it opens', by: 'ana' }, async ({ ana }) => {
    await ana.runs('/onepager settings', { channel: 'growth' });
    await ana.seesModal(/Company post/);
    await ana.presses('Company post');
    await ana.seesModal(/Set it after the last/);
  }),
  onward(
    { shows: 'modal company.set', when: 'a channel that others read', by: 'ana' },
    async (crew) => {
      await crew.ana.fills({ '^Channel': 'platform' });
      await submitAgain(crew, 'ana');
    },
  ),
  onward({ shows: 'modal company.done', when: 'kept', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ '^Channel': 'company' });
    await submitAgain(crew, 'ana');
  }),
  {
    shows: 'message company',
    when: 'all teams',
    by: 'ana',
    async live({ client, ana }) {
      await client.advance({ next: 'rollup' });
      await client.advance({ next: 'company' });
      await ana.sees(/All teams/, { channel: 'company' });
      return { at: 'message', words: /All teams/, channel: 'company' };
    },
  },
  {
    shows: 'message company:trouble',
    when: 'its channel is shut',
    by: 'ana',
    async live({ client }) {
      await client.change({ change: 'archive', channel: 'C0COMPANY' });
      await client.advance({ next: 'company' });
      return { at: 'message', words: /The company post could not go/, channel: 'dm' };
    },
  },
];

/** The same roll-up of a small, a usual and a very large team; built from its facts, because nobody writes 200 one-pagers. */
const sizes: readonly Scene[] = [1, 10, 200].map((onepagers) => ({
  shows: 'page roll-up',
  when: `${onepagers} one-pagers`,
  by: 'ana',
  live: async (crew) => ({
    at: 'page',
    channel: 'growth',
    thread: await postWeek(crew, onepagers),
  }),
}));

async function postWeek(crew: Crew, onepagers: number): Promise<string> {
  const facts = busyWeek(onepagers);
  const openLog = button({ label: 'Open the log', actionId: 'decision.open', value: 'tm_1' });
  const root = await post(crew, rollupMessage(facts, { teamName: 'growth', openLog }));
  for (const part of rollupThread(facts)) await post(crew, part, root);
  const trend = trendMessage(facts);
  if (trend !== undefined) await post(crew, trend, root);
  return root;
}

/** Posts as the bot does, past its outbox. */
async function post(crew: Crew, content: MessageContent, thread?: string): Promise<string> {
  const answer = await fetch(`${crew.world.sandboxUrl}/api/chat.postMessage`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-sandbox', 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ channel: 'C0GROWTH', text: content.text },
      blocks: [...content.blocks, ...(content.charts ?? [])],
      ...(thread === undefined ? {} : { thread_ts: thread }),
    }),
  });
  const { ts, error }: { ts?: string; error?: string } = await answer.json();
  if (ts === undefined) throw new Error(`Slack refuses the roll-up: ${error}`);
  return ts;
}

/** What is asked outside of the team. */
export const outsideScenes: readonly Scene[] = asks;

/** What the company reads. */
export const companyScenes: readonly Scene[] = company;

/** The roll-up at three sizes, after everything else: what it shows is in no log. */
export const sizeScenes: readonly Scene[] = sizes;
