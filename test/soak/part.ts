// `npm run soak`: what `npm test` shows in small sizes, in the sizes that are asked for, with figures at the end.

/** How much of everything, with what a run without arguments does. */
export const usualSizes = {
  /** Simulations, each from a seed of its own. */
  seeds: 100,
  /** How long each simulation lives. */
  weeks: 2,
  /** Times that a process, or the bot in a simulation, is killed. */
  kills: 100,
  /** Payloads, texts and requests that nobody would send. */
  fuzz: 20_000,
  /** What people press while connections come and go. */
  clicks: 400,
  /** Things that are due, of which several processes do each once. */
  things: 200,
};

/** The sizes of one run; each part takes those that mean something to it. */
export type Sizes = Readonly<typeof usualSizes>;

/** What a part has to show, by name: `{ kills: 100, lost: 0, doubled: 0 }`. */
export type Figures = Readonly<Record<string, number | string>>;

/** One thing that is soaked: it throws where a promise breaks, and answers its figures otherwise. */
export interface SoakPart {
  /** What one types to run only this part: `npm run soak -- storm`. */
  name: string;
  run(sizes: Sizes): Promise<Figures>;
}
