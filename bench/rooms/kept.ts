import { openBeside } from '../../src/platform/db/open.ts';

/**
 * Each acknowledged click has left its key and was done, and there is nothing else. Throws where a figure counts clicks that
 * were lost, doubled or turned away with a sentence: those are acknowledged too, and cost less.
 */
export async function expectKept(databaseUrl: string, acked: number): Promise<void> {
  const { db, close } = await openBeside(databaseUrl);
  const replies = await db
    .selectFrom('action_key')
    .select(['reply', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('reply')
    .execute();
  await close();
  const kept = replies.reduce((sum, { count }) => sum + Number(count), 0);
  if (kept !== acked) throw new Error(`${acked} acknowledged, ${kept} kept`);
  const other = replies.find(({ reply }) => reply !== '');
  if (other !== undefined) throw new Error(`${other.count} clicks were no votes: ${other.reply}`);
}
