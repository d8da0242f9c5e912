/** So many acts of one person are worked on at the same time, slow answers of Slack's included; the next wait for their turn. */
const atOnce = 6;
/** So many may wait; nobody types and presses as fast as that. */
const mostWaiting = 20;
/** Slack waits three seconds, and the work itself takes up to two before it is acknowledged. (reliability.md P01) */
const waitMs = 500;

interface Lane {
  running: number;
  waiting: (() => void)[];
  hasSaid: boolean;
}

/** What became of an act: worked on; or not, because too much waits already, with whether to say so (once, until it is less). */
export type Turn = 'done' | 'say' | 'skip';

/**
 * Gives everybody a lane of their own, so that who presses a hundred times a second waits for themselves and for nobody else.
 * Who that is stays in this process's memory, and only while something of theirs is under way. (reliability.md P41)
 */
export class PersonLanes {
  private readonly lanes = new Map<string, Lane>();

  /** Does the work when it is this person's turn; at once answers `say` or `skip`, and does nothing, when too much waits, or for too long. */
  async take(userId: string, work: () => Promise<void>): Promise<Turn> {
    const lane = this.lanes.get(userId) ?? { running: 0, waiting: [], hasSaid: false };
    this.lanes.set(userId, lane);
    if (lane.running >= atOnce) {
      if (!(await waitIn(lane))) {
        const turn = lane.hasSaid ? 'skip' : 'say';
        lane.hasSaid = true;
        return turn;
      }
    } else {
      lane.running += 1;
    }
    try {
      await work();
    } finally {
      const next = lane.waiting.shift();
      if (next !== undefined) next();
      else lane.running -= 1;
      if (lane.waiting.length === 0) lane.hasSaid = false;
      if (lane.running === 0) this.lanes.delete(userId);
    }
    return 'done';
  }

  /** Of how many people something is under way. */
  get size(): number {
    return this.lanes.size;
  }
}

/** Resolves to true when a place is handed over, so that nobody overtakes; to false when that takes too long. */
async function waitIn({ waiting }: Lane): Promise<boolean> {
  if (waiting.length >= mostWaiting) return false;
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(go), 1);
      resolve(false);
    }, waitMs);
    waiting.push(go);
  });
}
