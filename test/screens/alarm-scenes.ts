import type { Crew } from '../harness/crew.ts';
import type { Scene, View } from './scene.ts';

/** Roll-up after roll-up until the team is told that nothing was dared. */
async function coast(crew: Crew): Promise<View> {
  const words = /No deviation in the last/;
  for (let weeks = 0; weeks < 8; weeks += 1) {
    await crew.client.advance({ next: 'rollup' });
    const { ts } = await crew.ana.sees(/· roll-up/);
    for (const thread of [undefined, ts]) {
      const place = thread === undefined ? {} : { thread };
      const [found] = await Promise.allSettled([crew.ana.sees(words, place)]);
      if (found.status === 'fulfilled') return { at: 'message', words, ...place };
    }
  }
  throw new Error('eight weeks without an alarm');
}

/** What is said when the ritual fails in a named way. */
export const alarmScenes: readonly Scene[] = [
  { shows: 'message alarm', when: 'nothing dared', by: 'ana', live: coast },
];
