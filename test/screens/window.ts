import type { Crew } from '../harness/crew.ts';
import { clearDesk, type Person, people, type Scene } from './scene.ts';

/** A window that opens on a clean desk: by its command, or in another way. */
export function opened(
  scene: Pick<Scene, 'shows' | 'when' | 'line'> & { by: Person },
  open: (crew: Crew) => Promise<unknown> = (crew) =>
    crew[scene.by].runs(scene.line ?? '', { channel: 'growth' }),
): Scene {
  return {
    ...scene,
    async live(crew) {
      for (const who of people) await clearDesk(crew, who);
      await open(crew);
      await crew[scene.by].seesModal();
      return { at: 'modal' };
    },
  };
}

/** The window that stands there already, after something was done in it. */
export function onward(
  scene: Pick<Scene, 'shows' | 'when'> & { by: Person },
  act: (crew: Crew) => Promise<unknown>,
): Scene {
  return {
    ...scene,
    async live(crew) {
      await act(crew);
      await crew[scene.by].seesModal();
      return { at: 'modal' };
    },
  };
}

/** Submits the open form of somebody, and waits until it is refused or leads on. */
export async function submitAgain(crew: Crew, who: Person): Promise<void> {
  const { id, hash } = await crew[who].seesModal();
  await crew[who].submits({ mayFail: true });
  await crew.client.until('what came of the form', async () => {
    const top = (await crew.client.views(crew[who].userId)).stack.at(-1);
    const isRefused = Object.keys(top?.errors ?? {}).length > 0;
    return isRefused || top?.id !== id || top?.hash !== hash ? true : undefined;
  });
}

/** What somebody alone is told for a command, by words in it. */
export function toldTo(
  scene: Pick<Scene, 'shows' | 'when'> & { by: Person },
  ask: { line: string; words: RegExp },
): Scene {
  return {
    ...scene,
    line: ask.line,
    async live(crew) {
      await clearDesk(crew, scene.by);
      await crew[scene.by].runs(ask.line, { channel: 'growth' });
      return { at: 'message', words: ask.words, channel: 'growth' };
    },
  };
}
