import type { Scene } from './scene.ts';
import { onward, opened, submitAgain } from './window.ts';

/** The anthropologist hat, from an empty window to a case that others read, and its follow-up. */
const hats: readonly Scene[] = [
  opened({ shows: 'modal hat.case', when: 'as it opens', by: 'noor' }, async ({ noor }) => {
    await noor.opensHome();
    await noor.presses('Anthropologist hat', { surface: 'home' });
  }),
  onward(
    { shows: 'modal hat.case', when: 'a loop suggests its move', by: 'noor' },
    async ({ noor }) => {
      const before = await noor.seesModal();
      await noor.fills({
        '^The case':
          'The demo was moved three times. Each time we polished slides instead of showing the form.',
        'What does it show': ['Conflict is avoided'],
        'Which loop': ['Appearance', 'Silence'],
      });
      await noor.seesRedrawn(before);
    },
  ),
  onward({ shows: 'modal hat.case', when: 'people are named', by: 'noor' }, async ({ noor }) => {
    const before = await noor.seesModal();
    await noor.fills({ 'Who may read': 'People I name' });
    await noor.seesRedrawn(before);
  }),
  onward({ shows: 'modal hat.case', when: 'nobody is named', by: 'noor' }, (crew) =>
    submitAgain(crew, 'noor'),
  ),
  onward({ shows: 'modal hat.kept', when: 'for the team', by: 'noor' }, async (crew) => {
    const before = await crew.noor.seesModal();
    await crew.noor.fills({ 'Who may read': 'The team: full members of its channel' });
    await crew.noor.seesRedrawn(before);
    await submitAgain(crew, 'noor');
  }),
  onward(
    { shows: 'modal hat.followed', when: 'a draft one-pager', by: 'noor' },
    async ({ noor }) => {
      const before = await noor.seesModal();
      await noor.presses('Publish v0.0.1, then a retro');
      await noor.seesRedrawn(before);
    },
  ),
  opened(
    { shows: 'modal hat.cases', when: 'what others let me read', by: 'mia' },
    async ({ mia }) => {
      await mia.opensHome();
      await mia.presses('Cases', { surface: 'home' });
    },
  ),
  onward({ shows: 'modal hat.one', when: 'somebody else’s', by: 'mia' }, async ({ mia }) => {
    const before = await mia.seesModal();
    await mia.presses('Open');
    await mia.seesRedrawn(before);
  }),
  opened({ shows: 'modal hat.thrown', when: 'thrown away', by: 'noor' }, async ({ noor }) => {
    await noor.opensHome();
    await noor.presses('Cases', { surface: 'home' });
    const list = await noor.seesModal();
    await noor.presses('Open');
    const one = await noor.seesRedrawn(list);
    await noor.presses('Change');
    const form = await noor.seesRedrawn(one ?? list);
    await noor.presses('Throw away');
    await noor.seesRedrawn(form ?? list);
  }),
];

/** The floor and the hat, six weeks on. */
export const floorScenes: readonly Scene[] = [...hats];
