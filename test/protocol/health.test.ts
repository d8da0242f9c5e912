import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Crew, openCrew, publish, readAll, setUp } from '../harness/crew.ts';

const healthSchema = z.object({
  ok: z.literal(true),
  now: z.iso.datetime(),
  nextDueAt: z.iso.datetime().nullable(),
  next: z.record(z.string(), z.iso.datetime()),
  isQuiet: z.boolean(),
});
type Health = z.infer<typeof healthSchema>;

async function ask(crew: Crew): Promise<Health> {
  return healthSchema.parse(await (await fetch(crew.world.healthUrl)).json());
}

/** Asks without a pause until Barbell says that it rests at this instant. */
async function untilAtRest(crew: Crew, at: string): Promise<Health> {
  return crew.client.until(`rest at ${at}`, async () => {
    const health = await ask(crew);
    return health.now === at && health.isQuiet ? health : undefined;
  });
}

describe('what /healthz says', () => {
  it('is true: what was due is there once it says that it rests, wherever the clock is put', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
    const first = await untilAtRest(crew, '2026-11-20T08:00:00.000Z');
    expect(first.next.review).toBe('2026-11-24T09:00:00.000Z');
    expect(first.nextDueAt).toBe(Object.values(first.next).toSorted()[0]);

    await crew.client.faults([
      { kind: 'delay', method: 'chat.postMessage', ms: 400, times: 2 },
      { kind: 'delay', method: 'chat.update', ms: 400, times: 2 },
    ]);
    const due = '2026-11-24T09:00:00.000Z';
    await crew.client.jump(new Date(due));
    const opened = await untilAtRest(crew, due);
    expect(await readAll(crew)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^15-minute review/)]),
    );
    expect(opened.next.reviewClose).toBe('2026-11-25T16:00:00.000Z');
    expect(opened.nextDueAt !== null && opened.nextDueAt > due).toBe(true);

    // Back: nothing is done twice, and what is next is told from there.
    await crew.client.jump(new Date('2026-11-21T09:00:00.000Z'));
    const back = await untilAtRest(crew, '2026-11-21T09:00:00.000Z');
    expect(back.nextDueAt !== null && back.nextDueAt > back.now).toBe(true);

    // Over everything that is due in two weeks.
    await crew.client.jump(new Date('2026-12-10T12:00:00.000Z'));
    const far = await untilAtRest(crew, '2026-12-10T12:00:00.000Z');
    expect(far.nextDueAt !== null && far.nextDueAt > far.now).toBe(true);
    const roots = (await readAll(crew)).filter((words) => /^15-minute review/.test(words));
    expect(new Set(roots).size).toBe(roots.length);
  });

  it('is not quiet while somebody waits for an answer', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
    await untilAtRest(crew, '2026-11-20T08:00:00.000Z');
    await crew.client.faults([{ kind: 'delay', method: 'views.open', ms: 600 }]);
    const answered = crew.ana.runs('/onepager settings', { channel: 'growth' });
    await crew.client.until('unrest', async () => ((await ask(crew)).isQuiet ? undefined : true));
    await answered;
    await untilAtRest(crew, '2026-11-20T08:00:00.000Z');
  });
});

describe('an app that is taken out of its workspace', () => {
  it('sends nothing more, says so once, and goes on after it was put back', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
    await change(crew, 'uninstall');
    await crew.client.until('the line about it', async () =>
      /Slack refuses the workspace/.test(crew.world.botLog()) ? true : undefined,
    );
    const before = (await crew.client.calls()).length;
    await crew.client.jump(new Date('2026-11-24T09:00:00.000Z'));
    await untilAtRest(crew, '2026-11-24T09:00:00.000Z');
    const methods = (await crew.client.calls()).slice(before).map((call) => call.method);
    expect(methods.filter((method) => method.startsWith('chat.'))).toEqual([]);

    await change(crew, 'reinstall');
    await crew.world.endBot('SIGTERM');
    await crew.world.startBot();
    await untilAtRest(crew, '2026-11-24T09:00:00.000Z');
    expect(await readAll(crew)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^15-minute review/)]),
    );
    expect(crew.world.botLog().match(/Slack refuses the workspace/g)).toHaveLength(1);
  });
});

async function change(crew: Crew, what: 'uninstall' | 'reinstall'): Promise<void> {
  await fetch(`${crew.world.sandboxUrl}/sandbox/world`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ change: what }),
  });
}
