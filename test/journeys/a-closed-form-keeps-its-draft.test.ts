import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks, type Crew, openCrew, setUp, startFrom } from '../harness/crew.ts';
import { submitElsewhere } from '../harness/second-device.ts';

let crew: Crew;
beforeAll(async () => {
  crew = await openCrew({ transport: 'http' });
  await setUp(crew, crew.ana);
});
afterAll(() => crew[Symbol.asyncDispose]());

describe('a form that went away', () => {
  it('was closed: what was typed is found again, on the step where it was', async () => {
    const { ana, client } = crew;
    await startFrom(ana, 'Product');
    await ana.fills({ '^because': 'people do not see the next step' });
    await ana.submits();
    await ana.seesModal(/One-pager 2 of 3/);
    await ana.closes();
    await ana.seesNoModal();

    await ana.runs('/onepager');
    await ana.seesModal(/You have a draft.*\*Action X first\*\nStep 2 of 3/s);
    await ana.presses('Resume');
    await ana.seesModal(/One-pager 2 of 3/);
    await ana.presses('Back');
    const view = await client.until('the first step with the words', async () => {
      const top = (await client.views('U0ANA')).stack.at(-1);
      return JSON.stringify(top?.view).includes('people do not see the next step')
        ? top
        : undefined;
    });
    expect(view.view.title).toMatchObject({ text: 'One-pager 1 of 3' });
    await ana.closes({ isCleared: true });
  });

  it('was closed while typing: a long field is kept as it was typed', async () => {
    const { ben } = crew;
    await ben.runs('/onepager');
    await ben.seesModal(/One-pager 1 of 3/);
    await ben.fills({ 'We believe': 'a shorter form on the first page' });
    await ben.closes();
    await ben.opensHome();
    await ben.presses('Resume', { surface: 'home' });
    const view = await ben.seesModal(/One-pager 1 of 3/);
    expect(JSON.stringify(view.view)).toContain('a shorter form on the first page');
    await ben.closes();
  });

  it('could not be opened in time: a sentence says to press once more', async () => {
    const { mia, client } = crew;
    await client.faults([{ kind: 'delay', method: 'views.open', ms: 3200 }]);
    await mia.runs('/onepager');
    await mia.sees(/The form could not be opened in time\. Please press once more\./);
    expect((await client.views('U0MIA')).stack).toEqual([]);
    await mia.runs('/onepager');
    await mia.seesModal(/One-pager 1 of 3/);
    await mia.closes();
  });

  it('is from another release: nothing breaks, and the draft is there', async () => {
    const { ana, world } = crew;
    await startFrom(ana, 'Recruiting');
    await ana.fills({ 'Short name': 'Reason first, always' });
    await ana.submits();
    const view = await ana.seesModal(/One-pager 2 of 3/);
    const answer = await submitElsewhere(world, 'U0ANA', { view, metadata: '{"form":0}' });
    expect(answer).toContain('This form is from before');
    await ana.closes({ isCleared: true });
    await ana.runs('/onepager');
    await ana.seesModal(/You have 2 drafts.*\*Reason first, always\*/s);
    await ana.closes();
  });

  it('belongs to somebody who is no member any more: told, and kept', async () => {
    const { theo, client } = crew;
    await startFrom(theo, 'Sales');
    await theo.fills({ 'Short name': 'Listen before showing' });
    await client.change({ change: 'leave', channel: 'C0GROWTH', userId: 'U0THEO' });
    await theo.submits();
    await theo.seesModal(/written by full members of <#C0GROWTH>.*What you typed is kept\./s);
    await theo.closes({ isCleared: true });
    await client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0THEO' });
    await theo.runs('/onepager');
    await theo.seesModal(/You have a draft.*\*Listen before showing\*/s);
    expect(crew.world.botLog()).not.toContain('broke');
    expect(await asks(theo, '/onepager list')).toContain('No one-pager yet');
  });
});
