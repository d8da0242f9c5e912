import type { Crew } from '../harness/crew.ts';

/** Everybody in the workspace who can be somebody's eyes. */
export const people = ['ana', 'ben', 'mia', 'noor', 'theo', 'lena', 'gil'] as const;

/** Whose eyes a picture is seen with. */
export type Person = (typeof people)[number];

/** Where to point the camera. */
export type View =
  | { at: 'modal' }
  /** The newest message with these words; in a thread, when its first message is named. */
  | { at: 'message'; words: RegExp; channel?: string; thread?: string }
  | { at: 'home' }
  /**
   * The whole page: Home, or a channel with its thread beside it when one is named; `top` is scrolled to the top of the
   * thread.
   */
  | { at: 'page'; channel?: string; thread?: string; top?: RegExp };

/**
 * A picture and how people get there. `shows` names it the way the source does: `modal team.set-up`,
 * `message card`, or else by its surface: `told …` for what one person alone is told, `home one team`, `page review`.
 */
export interface Scene {
  shows: string;
  /** What is special about this one, in a few words. */
  when: string;
  by: Person;
  /** The command that leads there, as it is typed. */
  line?: string;
  /** Lives on to the moment of the picture. */
  live(crew: Crew): Promise<View>;
}

/** How a scene is called in the names of its pictures. */
export function nameOf({ shows, when }: Scene): string {
  return `${shows} ${when}`.replaceAll(/[^a-z0-9]+/gi, '-');
}

/** A step of the played story by words of its caption, and the pictures that are taken after it. */
export interface Stop {
  after: RegExp;
  scenes: readonly Scene[];
}

/** Closes whatever this person has open. */
export async function clearDesk(crew: Crew, who: Person): Promise<void> {
  const person = crew[who];
  const { stack } = await crew.client.views(person.userId);
  if (stack.length > 0) await person.closes({ isCleared: true });
}

/** Who has a window open. */
export async function listBusy(crew: Crew): Promise<Person[]> {
  const busy: Person[] = [];
  for (const who of people) {
    const { stack } = await crew.client.views(crew[who].userId);
    if (stack.length > 0) busy.push(who);
  }
  return busy;
}

/** The newest review's first message. */
export async function reviewOf(crew: Crew): Promise<string> {
  const message = await crew.ana.sees(/^15-minute review/);
  return message.ts;
}

/** A card of the newest review, by words on it. */
export async function cardIn(crew: Crew, words: RegExp): Promise<View> {
  return { at: 'message', words, thread: await reviewOf(crew) };
}

/** Waits until this person's Home says these words. */
export async function homeOf(crew: Crew, who: Person, words: RegExp): Promise<View> {
  await crew[who].opensHome();
  await crew.client.until(`a Home with ${words}`, async () => {
    const shown = (await crew.client.views(crew[who].userId)).home;
    return shown !== undefined && words.test(JSON.stringify(shown.view)) ? true : undefined;
  });
  return { at: 'home' };
}

/** The newest roll-up's thread. */
export async function rollupThread(crew: Crew, words: RegExp): Promise<View> {
  const { ts } = await crew.ana.sees(/· roll-up/);
  return { at: 'message', words, thread: ts };
}

/** A message in the team's channel. */
export function said(words: RegExp): View {
  return { at: 'message', words };
}
