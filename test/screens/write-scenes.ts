import { fillFrom, startFrom } from '../harness/crew.ts';
import { type Scene, said } from './scene.ts';
import { onward, opened, submitAgain } from './window.ts';

const write = 'modal draft.write';
const sample = /^#\d+ Sample first/;

/** Writing: blank, from a scene, refused, coached, published. */
const writing: readonly Scene[] = [
  opened({ shows: write, when: 'step 1, blank', by: 'ana', line: '/onepager' }),
  onward({ shows: write, when: 'step 1, refused', by: 'ana' }, async (crew) => {
    await crew.ana.fills({
      'Short name': 'A wizard',
      'Who will do what': 'Build the new onboarding wizard',
      'We believe': 'launch a wizard',
      'will move': 'signups',
      '^because': 'launch a wizard',
    });
    await submitAgain(crew, 'ana');
  }),
  onward({ shows: write, when: 'step 1, from a scene', by: 'ana' }, ({ ana }) =>
    fillFrom(ana, 'Product'),
  ),
  onward({ shows: write, when: 'step 2', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'Short name': 'Sample first' });
    await submitAgain(crew, 'ana');
  }),
  onward({ shows: write, when: 'step 2, refused', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'Moves first: continue if': 'lots more', 'Must move: now': 'a third' });
    await submitAgain(crew, 'ana');
  }),
  onward({ shows: write, when: 'step 3', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'Moves first: continue if': '+10%', 'Must move: now': '27%' });
    await submitAgain(crew, 'ana');
  }),
  onward({ shows: write, when: 'step 3, cannot be undone', by: 'ana' }, async (crew) => {
    const before = await crew.ana.seesModal();
    await crew.ana.fills({ 'Can it be undone': 'No' });
    await crew.ana.seesRedrawn(before);
  }),
  onward({ shows: 'modal draft.done', when: 'published', by: 'ana' }, async (crew) => {
    const before = await crew.ana.seesModal();
    await crew.ana.fills({ 'Can it be undone': 'Yes' });
    await crew.ana.seesRedrawn(before);
    await submitAgain(crew, 'ana');
    // When this cycle has its deviation already.
    const { view } = await crew.ana.seesModal();
    if (/Really one more/.test(JSON.stringify(view))) await submitAgain(crew, 'ana');
  }),
  opened({ shows: write, when: 'step 3, a bet', by: 'ben' }, async (crew) => {
    await startFrom(crew.ben, 'Sales');
    await crew.ben.fills({ 'Short name': 'Demo first' });
    await submitAgain(crew, 'ben');
    await crew.ben.fills({ 'Gate: judge on': '2027-03-30' });
    await submitAgain(crew, 'ben');
  }),
  opened({ shows: 'modal draft.list', when: 'a draft is left', by: 'ben', line: '/onepager' }),
];

/** While it runs: sharpen, edit, hand over, park. */
const running: readonly Scene[] = [
  opened({ shows: 'modal draft.sharpen', when: 'as it opens', by: 'ana' }, ({ ana }) =>
    ana.presses('Sharpen', { channel: 'growth', in: sample }),
  ),
  onward({ shows: 'modal draft.sharpen', when: 'refused', by: 'ana' }, async (crew) => {
    await crew.ana.fills({
      'What we might be hurting': 'Questions to support',
      'Might be hurting: now': 'some',
    });
    await submitAgain(crew, 'ana');
  }),
  onward({ shows: 'modal draft.done', when: 'sharpened', by: 'ana' }, async (crew) => {
    await crew.ana.fills({
      'Might be hurting: now': '12',
      'Might be hurting: continue if': '<=14',
    });
    await submitAgain(crew, 'ana');
  }),
  opened({ shows: write, when: 'edit', by: 'ana' }, ({ ana }) =>
    ana.presses('Edit', { channel: 'growth', in: sample }),
  ),
  opened({ shows: 'modal handover.give', when: 'as it opens', by: 'ana' }, ({ ana }) =>
    ana.presses('Hand over', { channel: 'growth', in: sample }),
  ),
  onward({ shows: 'modal handover.done', when: 'handed over', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'New owner': 'Mia' });
    await submitAgain(crew, 'ana');
  }),
  {
    shows: 'message onepager:owner',
    when: 'told in its thread',
    by: 'mia',
    async live({ mia }) {
      const card = await mia.sees(sample);
      return { at: 'message', words: /over to/, thread: card.ts };
    },
  },
  opened({ shows: 'modal park.rest', when: 'as it opens', by: 'mia' }, ({ mia }) =>
    mia.presses('Park', { channel: 'growth', in: sample }),
  ),
  onward({ shows: 'modal park.done', when: 'parked', by: 'mia' }, async (crew) => {
    await crew.mia.fills({ 'Why does it rest': 'Legal answers in January' });
    await submitAgain(crew, 'mia');
  }),
  { shows: 'message onepager', when: 'parked', by: 'mia', live: async () => said(sample) },
  {
    shows: 'message onepager',
    when: 'back and amended',
    by: 'mia',
    async live({ mia, client }) {
      await client.advance({ minutes: 24 * 60 });
      await mia.presses('Bring back', { channel: 'growth', in: sample });
      return said(/Back from parking/);
    },
  },
];

/** Writing and changing one-pagers. */
export const writeScenes: readonly Scene[] = [...writing, ...running];
