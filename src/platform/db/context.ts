import { AsyncLocalStorage } from 'node:async_hooks';

/** What goes along with a piece of work, into whatever it begins and awaits. */
export interface Context {
  /** It is the work of a transaction. */
  isInside?: true;
  /** Who wants to know what is asked: of which database, and what is shown the words of each statement before it runs. */
  looks?: readonly { at: object; see: (words: readonly string[]) => void }[];
}

/**
 * One for the whole process, whatever goes along and however many databases are opened: Node copies each storage that was ever used
 * to every promise that is made, and forgets none of them.
 */
const storage = new AsyncLocalStorage<Context>();
const nothing: Context = {};

/** What goes along with the work that asks. */
export function readContext(): Context {
  return storage.getStore() ?? nothing;
}

/** Does something that is nobody's work: what it begins, and what that begins later, is not that of whoever asked. */
export function runFree(work: () => void): void {
  storage.run(nothing, work);
}

/** Does the work with these beside what goes along already. */
export function runWith<Result>(more: Context, work: () => Promise<Result>): Promise<Result> {
  return storage.run({ ...storage.getStore(), ...more }, work);
}
