/** So many turns at most before the event loop hears what has come in meanwhile: some milliseconds of work. */
export const turnsAtOnce = 32;

/**
 * One after the other, in the order in which they came. What SQLite is asked it answers at once, so a tick with a thousand questions would
 * let nobody in until its last; every few turns the event loop goes round first, also where all of them came at once. (reliability.md P01)
 */
export class Turns {
  private isTaken = false;
  private readonly waiting: (() => void)[] = [];
  private left = turnsAtOnce;

  /** Resolves when it is one's turn; `pass` ends it. */
  async take(): Promise<void> {
    if (this.isTaken) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.isTaken = true;
    // Whoever has the turn goes round: of those who wait for it none is woken.
    if (this.left === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      this.left = turnsAtOnce;
    }
    this.left -= 1;
  }

  /** The next one's turn. */
  pass(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.isTaken = false;
    else next();
  }
}
