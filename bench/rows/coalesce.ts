import { join } from 'node:path';
import { openBeside } from '../../src/platform/db/open.ts';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';
import type { Plan } from '../measure/rounds.ts';
import { cache, makeFolder } from '../places.ts';
import { startBarbell, startLoader } from '../rooms/processes.ts';
import { startClockedSlack } from '../rooms/slack.ts';
import { keepVoters, reviewNow } from '../rooms/voters.ts';
import type { Row } from '../row.ts';
import { connections, copyVoters } from './ack.ts';

const votesPerSecond = 100;
const secondsOf = (plan: Plan): number => (plan.isQuick ? 2 : 10);

/** A thousand people vote on one card within ten seconds, in a quick run two hundred within two: how often Slack is asked to change it. */
export const coalesceRow: Row = {
  id: 'COALESCE',
  run: async (plan, atEnd) => {
    const seconds = secondsOf(plan);
    const votes = votesPerSecond * seconds;
    const size = { teams: 1, cards: 1, people: votes };
    const { file, pressesFile } = await keepVoters(cache, size);
    const databaseUrl = await copyVoters(file, join(makeFolder(atEnd), 'barbell.db'));
    const { slack, environment } = await startClockedSlack(reviewNow, atEnd);
    const bot = await startBarbell({ databaseUrl, apiUrl: slack.apiUrl, environment }, atEnd);
    const words = [String(bot.port), pressesFile, miniTeamId, 'coalesce'];
    const loader = await startLoader('load-http', words, atEnd);
    const done = await loader.run({ forMs: seconds * 1_000, connections, clicks: votes });
    if (done.failed > 0 || done.count !== votes) throw new Error('not every vote was acknowledged');
    const wanted = await readQuietCard(databaseUrl);
    const updates = slack.calls.filter(
      ({ method, args }) => method === 'chat.update' && args.ts === wanted.ts,
    );
    if (updates.at(-1)?.args.text !== wanted.text)
      throw new Error('the last update is not the last word');
    if (!wanted.text.includes(`${votes} of ${votes} voted`))
      throw new Error(`lost: ${wanted.text}`);
    const what = `chat.update calls for ${votes.toLocaleString('en-GB')} votes on one card in ${seconds} s`;
    // One each second, the first at once and the last after the last vote.
    const bound = { atMost: seconds + 2 };
    return [{ id: 'COALESCE', what, unit: 'calls', ours: [updates.length], bound }];
  },
};

/** What the card shows in the end: nothing waits any more. */
async function readQuietCard(databaseUrl: string): Promise<{ ts: string; text: string }> {
  const { db, close } = await openBeside(databaseUrl);
  const deadline = performance.now() + 20_000;
  for (;;) {
    // Asked first: a drawing that is taken meanwhile is in the message by then.
    const undrawn = await db.selectFrom('redraw').select('address').executeTakeFirst();
    const row = await db
      .selectFrom('message')
      .select(['ts', 'wanted', 'wanted_version', 'shown_version'])
      .where('address', 'like', 'card:%')
      .executeTakeFirstOrThrow();
    if (undrawn === undefined && row.wanted_version === row.shown_version) {
      await close();
      const content: { text: string } = JSON.parse(row.wanted);
      return { ts: row.ts ?? '', text: content.text };
    }
    if (performance.now() > deadline) throw new Error('the outbox does not become empty');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
