/** A small generator with a seed, so that a failure can be played again. */
export interface Random {
  /** From 0 up to, and without, 1. */
  share(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(choices: readonly T[]): T;
  chance(share: number): boolean;
}

/** The same seed gives the same numbers. (mulberry32) */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (least: number, most: number) => least + Math.floor(share() * (most - least + 1));
  return {
    share,
    whole,
    pick: (choices) => {
      const choice = choices[whole(0, choices.length - 1)];
      if (choice === undefined) throw new Error('nothing to pick from');
      return choice;
    },
    chance: (most) => share() < most,
  };
}

/** How many runs a model makes: few in `npm test`; `BARBELL_MODEL_RUNS=all`, or a number, asks for more. */
export function runsOf(sizes: { few: number; all: number }): number {
  const asked = process.env.BARBELL_MODEL_RUNS;
  if (asked === undefined) return sizes.few;
  return asked === 'all' ? sizes.all : Math.min(Number(asked), sizes.all);
}

const firstSeed = Number(process.env.BARBELL_SEED ?? 1);

/** Plays some seeds, one after another, and says how to play the one that fails again. */
export async function playSeeds(
  count: number,
  play: (random: Random) => Promise<void>,
  from = firstSeed,
): Promise<void> {
  for (let seed = from; seed < from + count; seed += 1) {
    try {
      await play(randomFrom(seed));
    } catch (error) {
      throw new Error(`seed ${seed} (play it again: BARBELL_SEED=${seed})\n${String(error)}`, {
        cause: error,
      });
    }
  }
}
