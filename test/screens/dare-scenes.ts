import type { Crew } from '../harness/crew.ts';
import { homeOf, type Person, type Scene, said } from './scene.ts';
import { onward, opened, submitAgain } from './window.ts';

const write = 'modal deviation.write';
const request = /asks beforehand/;
const whole = {
  'What do you do instead': 'This week’s outreach opens with one line on the person’s own work',
  '^Because': 'people answer when they see why them, why now',
  'What could it bring': 'qualified screens 6 → 9 per 100',
  'What could go wrong': 'slower writing; back to the template within a day',
  'Can it be undone': 'Yes',
};

/** Picks an area and waits for the form that it asks for, then fills in the rest. */
async function fill(crew: Crew, who: Person, area: string): Promise<void> {
  const before = await crew[who].seesModal();
  await crew[who].picks(/Which habit/, area);
  await crew[who].seesRedrawn(before);
  await crew[who].fills(whole);
}

async function openForm(crew: Crew, who: Person): Promise<void> {
  await crew[who].invokes('Log a deviation');
  await crew[who].seesModal(/Which habit/);
}

/** Noor and Mia approve what is dared in protected areas. */
async function appoint({ ana, mia, noor }: Crew): Promise<void> {
  await ana.runs('/onepager settings', { channel: 'growth' });
  await ana.presses('Roles');
  for (const who of ['Noor', 'Mia']) {
    await ana.fills({ 'Ask one more person': 'Approvers', '^Who': who });
    const before = await ana.seesModal(/Who does what/);
    await ana.submits();
    await ana.seesRedrawn(before);
  }
  for (const who of [noor, mia]) {
    await who.presses('I accept', { channel: 'dm', in: /an approver/ });
    await who.sees(/You are an approver/, { channel: 'dm' });
  }
}

/** A deviation without a one-pager: written, asked really, retired; and in a protected area. */
export const dareScenes: readonly Scene[] = [
  opened({ shows: write, when: 'as it opens', by: 'ben' }, (crew) => openForm(crew, 'ben')),
  onward({ shows: write, when: 'refused', by: 'ben' }, async (crew) => {
    await fill(crew, 'ben', 'Template first');
    await crew.ben.fills({ '^Because': '', 'Can it be undone': 'No' });
    await submitAgain(crew, 'ben');
  }),
  onward({ shows: 'modal deviation.logged', when: 'logged', by: 'ben' }, async (crew) => {
    await crew.ben.fills(whole);
    await submitAgain(crew, 'ben');
    const { view } = await crew.ben.seesModal();
    if (/Really one more/.test(JSON.stringify(view))) await submitAgain(crew, 'ben');
    await crew.ben.seesModal(/this cycle/);
  }),
  opened({ shows: write, when: 'really one more', by: 'ana' }, async (crew) => {
    await openForm(crew, 'ana');
    await fill(crew, 'ana', 'Demo first');
    await submitAgain(crew, 'ana');
    await crew.ana.seesModal(/Really one more/);
  }),
  opened({ shows: 'modal notice', when: 'the same deviation twice', by: 'ana' }, async (crew) => {
    await openForm(crew, 'ana');
    await fill(crew, 'ana', 'Template first');
    await submitAgain(crew, 'ana');
    await crew.ana.seesModal(/open already/);
  }),
  {
    shows: 'message deviation',
    when: 'open',
    by: 'theo',
    live: async () => said(/^Deviation: Instead of/),
  },
  opened({ shows: 'modal deviation.retire', when: 'as it opens', by: 'ben' }, ({ ben }) =>
    ben.presses('Retire it', { channel: 'growth', in: /^Deviation: Instead of/ }),
  ),
  {
    shows: 'message deviation',
    when: 'retired',
    by: 'theo',
    async live(crew) {
      await crew.ben.fills({
        'What came of it': '6 → 7 per 100, inside the noise',
        'One lesson': 'the second line is not read, so the first has to say why',
      });
      await crew.ben.submits();
      await crew.theo.sees(/^Deviation retired/);
      return said(/^Deviation retired/);
    },
  },
  opened(
    { shows: 'modal deviation.areas', when: 'no approver yet', by: 'ana' },
    async ({ ana }) => {
      await ana.runs('/onepager settings', { channel: 'growth' });
      await ana.presses('Protected areas');
      await ana.seesModal(/nobody departs/);
    },
  ),
  onward({ shows: 'modal deviation.areas', when: 'one more', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'Protect one more': 'Prices' });
    await submitAgain(crew, 'ana');
    await crew.ana.seesModal(/Prices/);
  }),
  opened({ shows: write, when: 'protected, and nobody to ask', by: 'ben' }, async (crew) => {
    await openForm(crew, 'ben');
    await fill(crew, 'ben', 'Protected: User data');
    await submitAgain(crew, 'ben');
    await crew.ben.seesModal(/named no approver/);
  }),
  onward({ shows: 'modal deviation.asked', when: 'two are asked', by: 'ben' }, async (crew) => {
    await appoint(crew);
    await submitAgain(crew, 'ben');
    const { view } = await crew.ben.seesModal();
    if (/Really one more/.test(JSON.stringify(view))) await submitAgain(crew, 'ben');
    await crew.ben.seesModal(/read this first/);
  }),
  {
    shows: 'message approval',
    when: 'asked of an approver',
    by: 'noor',
    live: async () => ({ at: 'message', words: request, channel: 'dm' }),
  },
  {
    shows: 'home one team',
    when: 'a request waits for an approver',
    by: 'mia',
    live: (crew) => homeOf(crew, 'mia', /Waiting for your approval/),
  },
  opened({ shows: 'modal deviation.not-now', when: 'as it opens', by: 'noor' }, ({ noor }) =>
    noor.presses('Not now', { channel: 'dm', in: request }),
  ),
  {
    shows: 'message approval:end',
    when: 'not now',
    by: 'ben',
    async live({ noor, ben }) {
      await noor.fills({ '^Why': 'after the audit on 3 December; synthetic data would be fine' });
      await noor.submits();
      await ben.sees(/said \*not now\*/, { channel: 'dm' });
      return { at: 'message', words: /said \*not now\*/, channel: 'dm' };
    },
  },
  opened({ shows: write, when: 'written differently', by: 'ben' }, ({ ben }) =>
    ben.presses('Write it differently', { channel: 'dm', in: /said \*not now\*/ }),
  ),
  {
    shows: 'message approval',
    when: 'approved',
    by: 'mia',
    async live(crew) {
      await crew.ben.fills({ 'What could go wrong': 'nobody is affected: synthetic data' });
      await submitAgain(crew, 'ben');
      const { view } = await crew.ben.seesModal();
      if (/Really one more/.test(JSON.stringify(view))) await submitAgain(crew, 'ben');
      await crew.ben.seesModal(/read this first/);
      await crew.mia.sees(/synthetic data/, { channel: 'dm' });
      await crew.mia.presses('Approve', { channel: 'dm', in: /synthetic data/ });
      await crew.ben.sees(/approved beforehand/, { channel: 'dm' });
      return { at: 'message', words: /synthetic data/, channel: 'dm' };
    },
  },
  {
    shows: 'message approval:end',
    when: 'approved',
    by: 'ben',
    live: async () => ({ at: 'message', words: /approved beforehand/, channel: 'dm' }),
  },
  {
    shows: 'message deviation',
    when: 'agreed beforehand',
    by: 'theo',
    live: async () => said(/^Deviation: In \*User data/),
  },
];
