import { openSoundClock, type SoundClock } from '../../../src/platform/schedule/sound-clock.ts';

/** A machine whose clock leaps, in a world whose time is known to us alone; Slack tells that, to the second. */
export class LeapingMachine {
  readonly clock: SoundClock;
  /** Whether Slack answers. */
  isSlackThere = true;
  private trueMs: number;
  private readonly startedAt: number;
  private leaptMs = 0;
  private readonly fetch: typeof fetch;

  constructor(startedAt: number) {
    this.startedAt = startedAt;
    this.trueMs = startedAt;
    this.clock = openSoundClock({
      wall: () => new Date(this.trueMs + this.leaptMs),
      steadyMs: () => this.trueMs - this.startedAt,
    });
    this.fetch = this.clock.hear(async () => {
      if (!this.isSlackThere) throw new TypeError('fetch failed');
      return new Response('{}', { headers: { date: new Date(this.trueMs).toUTCString() } });
    });
  }

  /** How far the machine's clock is from the truth. */
  get offMs(): number {
    return this.leaptMs;
  }

  moveTo(trueMs: number): void {
    this.trueMs = trueMs;
  }

  /** Its clock leaps to so far from the truth. */
  leapTo(offMs: number): void {
    this.leaptMs = offMs;
  }

  /** What the process does all the time anyway. */
  async ask(): Promise<void> {
    await Promise.allSettled([this.fetch('http://slack.example/api/auth.test')]);
  }
}
