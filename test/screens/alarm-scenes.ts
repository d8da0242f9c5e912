import { messageWords } from '../../sandbox/server/play/actor.ts';
import type { Crew } from '../harness/crew.ts';
import { homeOf, type Scene } from './scene.ts';
import { onward, opened, submitAgain } from './window.ts';

const alarm = /^(No deviation|Nothing stopped)/;
const channel = 'C0GROWTH';

/** The roll-up's thread in which the alarm was told. */
let told = '';

/** Roll-up after roll-up until the team is told that nothing is dared or stopped any more. */
async function coast(crew: Crew): Promise<void> {
  for (let weeks = 0; weeks < 8; weeks += 1) {
    await crew.client.advance({ next: 'rollup' });
    const { ts } = await crew.ana.sees(/· roll-up/);
    const replies = await crew.client.messages(channel, crew.ana.userId, ts);
    told = ts;
    if (replies.some((message) => alarm.test(messageWords(message)))) return;
  }
  throw new Error('eight weeks without an alarm');
}

/** What is said when the ritual fails in a named way. */
export const alarmScenes: readonly Scene[] = [
  {
    shows: 'message alarm',
    when: 'that stands',
    by: 'ana',
    async live(crew) {
      await coast(crew);
      return { at: 'message', words: alarm, thread: told };
    },
  },
  {
    shows: 'home one team',
    when: 'alarms that stand',
    by: 'ana',
    live: (crew) => homeOf(crew, 'ana', /Alarms that stand/),
  },
  opened({ shows: 'modal alarm.running', when: 'what runs', by: 'ana' }, ({ ana }) =>
    ana.presses('Show running', { thread: told }),
  ),
  opened({ shows: 'modal alarm.dismiss', when: 'asks for a reason', by: 'ana' }, ({ ana }) =>
    ana.presses('All were right, because…', { thread: told }),
  ),
  onward(
    { shows: 'modal alarm.dismissed', when: 'the reason is kept', by: 'ana' },
    async (crew) => {
      await crew.ana.fills({ Because: 'Each of them has a number that is still due' });
      await submitAgain(crew, 'ana');
    },
  ),
  {
    shows: 'message alarm',
    when: 'dismissed',
    by: 'ana',
    live: async () => ({ at: 'message', words: /^Dismissed/, thread: told }),
  },
];
