import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Crew, openCrew } from '../harness/crew.ts';

describe('a form opens at once, however slow Slack is with what belongs in it', () => {
  let crew: Crew;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'http' });
  });
  afterAll(async () => crew[Symbol.asyncDispose]());

  /** Windows as Slack was asked for them since a moment, without what they hold. */
  async function listWindows(since: number): Promise<string[]> {
    const calls = (await crew.client.calls()).slice(since);
    return calls.map((call) => call.method).filter((method) => method.startsWith('views.'));
  }

  it('a window says one moment, and becomes the form', async () => {
    const { ana, client } = crew;
    const join = { change: 'join', channel: 'C0GROWTH', inviterId: 'U0ANA' } as const;
    await client.change({ ...join, userId: 'U0BARBELL' });
    await ana.sees(/Set up/);
    const before = (await client.calls()).length;
    await client.faults([{ kind: 'delay', method: 'users.info', ms: 1600 }]);
    await ana.presses('Set up');
    await ana.seesModal(/^(?!.*One moment).*who may say stop/is);
    expect(await listWindows(before)).toEqual(['views.open', 'views.update']);
    await ana.submits();
    await ana.sees(/Barbell is set up/);
  });

  it('a refusal comes into the same window', async () => {
    const { gil, client } = crew;
    const join = { change: 'join', channel: 'C0COMPANY', inviterId: 'U0LENA' } as const;
    await client.change({ ...join, userId: 'U0BARBELL' });
    await gil.sees(/Set up/);
    const before = (await client.calls()).length;
    await client.faults([{ kind: 'delay', method: 'users.info', ms: 1600 }]);
    await gil.presses('Set up');
    await gil.seesModal(/full member/);
    expect(await listWindows(before)).toEqual(['views.open', 'views.update']);
    await gil.closes();
  });

  it('what is quick opens as it is', async () => {
    const { ana, client } = crew;
    // On a machine that is busy just now it may not be quick, and says one moment.
    await client.until('a form that opened as it is', async () => {
      const before = (await client.calls()).length;
      await ana.runs('/onepager');
      await ana.seesModal(/One-pager 1 of 3/);
      const windows = await listWindows(before);
      await ana.closes();
      return windows.join() === 'views.open' ? true : undefined;
    });
  });
});
