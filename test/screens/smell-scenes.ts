import { clearDesk, homeOf, type Scene } from './scene.ts';
import { opened } from './window.ts';

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
      await crew.client.advance({ next: 'rollup' });
      return homeOf(crew, 'ana', /Stop it/);
    },
  },
  opened({ shows: 'modal decide.stop', when: 'outside of a review', by: 'ana' }, async (crew) => {
    await homeOf(crew, 'ana', /Stop it/);
    await crew.ana.presses('Stop it', { surface: 'home' });
  }),
];
