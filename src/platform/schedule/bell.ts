/** Rings after people have done something. Transport time: how soon is the machine's business, what is due the ritual's. */
export interface Bell {
  /** Somebody did something that was kept: rings soon, once for all who do something meanwhile. */
  touch(): void;
  /** Rings no more. */
  stop(): void;
}

/** Runs something after so many milliseconds, unless it is called off by what this answers. */
export type Later = (ms: number, run: () => void) => () => void;

/** So that the answer to the act goes out first, and what follows at once is one ring with it. */
const soonMs = 1_000;
/** However busy people are, what is due is not asked more often. */
const restMs = 5_000;

/**
 * A bell that rings one second after the first touch, then rests for five; touches while it rests are one ring at the end of
 * the rest. It only brings forward what the next tick would do anyway.
 */
export function openBell(ring: () => void, later: Later = byTimer): Bell {
  let callOff: (() => void) | undefined;
  let isResting = false;
  let isWanted = false;
  let isStopped = false;

  function ringAndRest(): void {
    ring();
    isWanted = false;
    isResting = true;
    callOff = later(restMs, () => {
      isResting = false;
      callOff = undefined;
      if (isWanted) ringAndRest();
    });
  }

  return {
    touch() {
      if (isStopped || isWanted) return;
      isWanted = true;
      if (!isResting) callOff = later(soonMs, ringAndRest);
    },
    stop() {
      isStopped = true;
      callOff?.();
    },
  };
}

function byTimer(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
