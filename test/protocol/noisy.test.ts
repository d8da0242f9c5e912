import { expect, it } from 'vitest';
import { startBot } from './bot-process.ts';
import { type MiniSlack, miniBotUserId, miniTeamId, startMiniSlack } from './mini-slack.ts';

const perSecond = 100;
const seconds = 5;
const others = Array.from({ length: 9 }, (_, index) => `U0QUIET${index}`);

/** One command over a connection; what the acknowledgement says. */
async function types(slack: MiniSlack, userId: string, id: string): Promise<unknown> {
  const payload = {
    ...{ command: '/onepager', text: 'settings', team_id: miniTeamId, channel_id: 'C0MINI' },
    ...{ user_id: userId, trigger_id: id },
  };
  slack.sends(JSON.stringify({ envelope_id: id, type: 'slash_commands', payload }));
  await slack.until(`an ack of ${id}`, () => (slack.acks.has(id) ? true : undefined));
  return slack.acks.get(id);
}

it('one who presses a hundred times a second waits for themselves, and nine others for nobody (P41)', async () => {
  const slack = await startMiniSlack();
  const members = ['U0NOISY', ...others, miniBotUserId];
  slack.answers('conversations.members', { ok: true, members });
  const environment = { SLACK_BOT_TOKEN: 'xoxb-mini', SLACK_APP_TOKEN: 'xapp-mini' };
  const bot = await startBot({ environment: { ...environment, SLACK_API_URL: slack.apiUrl } });
  await slack.until('two connections', () => (slack.sockets.size === 2 ? true : undefined));
  for (const [index, userId] of [...others, 'U0NOISY'].entries()) {
    await types(slack, userId, `known.${index}`);
  }
  // Windows of one person that never open: whoever had to wait for one of them would wait for ever.
  const held = slack.holds('views.open', ({ trigger_id }) => /^noise/.test(String(trigger_id)));
  const noise: Promise<unknown>[] = [];
  const quiet: Promise<void>[] = [];
  const listens = async (userId: string, id: string): Promise<void> => {
    await types(slack, userId, id);
    const isOpened = () => slack.calls.some(({ args }) => args.trigger_id === id);
    await slack.until(`a window for ${userId}`, () => (isOpened() ? true : undefined));
  };
  for (let press = 0; press < perSecond * seconds; press += 1) {
    noise.push(types(slack, 'U0NOISY', `noise.${press}`));
    const userId = others[(press / 10) % others.length];
    if (press % 10 === 0 && userId !== undefined) quiet.push(listens(userId, `quiet.${press}`));
    await new Promise((resolve) => setTimeout(resolve, 1_000 / perSecond));
  }
  await Promise.all(quiet);
  const said = await Promise.all(noise);
  expect(quiet).toHaveLength((perSecond * seconds) / 10);
  expect(held.most).toBeGreaterThan(1);
  expect(held.most).toBeLessThan(10);
  const kind = said.filter((ack) => JSON.stringify(ack)?.includes('try it again in a moment'));
  expect(kind.length).toBeGreaterThan((perSecond * seconds) / 2);
  const posts = slack.calls.filter(({ method }) => /post/i.test(method));
  expect(posts.filter(({ args }) => args.user !== 'U0NOISY')).toEqual([]);
  expect(bot.log()).not.toContain('U0NOISY');
});
