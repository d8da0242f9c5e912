import type { Crew } from '../harness/crew.ts';

/** Lets the bot come to rest, so that whatever it is busy with afterwards is what is done next. */
export async function letRest({ client }: Crew): Promise<void> {
  await client.advance({ minutes: 0 });
}

/**
 * Waits until the bot, which was at rest, is busy with these presses; those that it has answered already, on a machine that
 * looks late, count as well.
 */
export async function untilUnderWay(
  { client, world }: Crew,
  presses: readonly Promise<unknown>[],
): Promise<void> {
  let answered = 0;
  const count = (): void => {
    answered += 1;
  };
  for (const press of presses) void press.then(count, count);
  await client.until('what was pressed, at the bot', async () => {
    const { app } = await client.state();
    if (app.waiting + answered < presses.length) return undefined;
    const health: { isQuiet: boolean } = await (await fetch(world.healthUrl)).json();
    return answered === presses.length || !health.isQuiet ? true : undefined;
  });
}
