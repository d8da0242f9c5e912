import type { Crew } from '../harness/crew.ts';
import { clearDesk, homeOf, type Scene, type View } from './scene.ts';
import { opened } from './window.ts';

async function readHome(crew: Crew): Promise<string> {
  return JSON.stringify((await crew.client.views(crew.ana.userId)).home?.view ?? {});
}

/** The page of Home on which an alarm has *Stop it*: the most serious ones come first. */
async function pageWithStop(crew: Crew): Promise<View> {
  const read = () => readHome(crew);
  await homeOf(crew, 'ana', /Alarms that stand/);
  for (let page = 0; page < 4 && !/Stop it/.test(await read()); page += 1) {
    if (!/Show more/.test(await read())) break;
    const before = await read();
    await crew.ana.presses('Show more', { surface: 'home' });
    await crew.client.until('another page', async () =>
      (await read()) === before ? undefined : true,
    );
  }
  return { at: 'home' };
}

/** The layer of more alarms, and stopping outside of a review. */
export const smellScenes: readonly Scene[] = [
  {
    shows: 'modal team.settings',
    when: 'more alarms',
    by: 'ana',
    async live(crew) {
      await clearDesk(crew, 'ana');
      await crew.ana.runs('/onepager settings', { channel: 'growth' });
      await crew.ana.fills({ 'More alarms': 'On' });
      await crew.ana.submits();
      await crew.ana.sees(/More alarms/);
      await crew.ana.runs('/onepager settings', { channel: 'growth' });
      await crew.ana.seesModal();
      return { at: 'modal' };
    },
  },
  {
    shows: 'home one team',
    when: 'more alarms that stand',
    by: 'ana',
    async live(crew) {
      await clearDesk(crew, 'ana');
      // The next roll-up may be another team's.
      for (let times = 0; times < 8; times += 1) {
        await crew.client.advance({ next: 'rollup' });
        const view = await pageWithStop(crew);
        if (/Stop it/.test(await readHome(crew))) return view;
      }
      throw new Error('eight roll-ups without a pilot in purgatory');
    },
  },
  opened({ shows: 'modal decide.stop', when: 'outside of a review', by: 'ana' }, async (crew) => {
    await pageWithStop(crew);
    await crew.ana.presses('Stop it', { surface: 'home' });
  }),
];
