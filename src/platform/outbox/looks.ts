import { lookFor } from './look.ts';
import type { SenderParts } from './parts.ts';
import { listUncertain } from './store-next.ts';

const parallelLooks = 3;

/**
 * Looks for lost posts, a few at once, beside the sends: a look may read many pages of a slow Slack, and no message waits for
 * that. `onEnd` is called when those under way have ended and one of them has found something out. (P10)
 */
export class Looks {
  private readonly parts: SenderParts;
  private readonly onEnd: () => void;
  private running: Promise<void> | undefined;
  private ended: PromiseSettledResult<boolean>[] = [];

  constructor(parts: SenderParts, onEnd: () => void) {
    this.parts = parts;
    this.onEnd = onEnd;
  }

  /** Begins to look for those whose time has come, unless some looks are under way. */
  async begin(now: Date): Promise<void> {
    if (this.running !== undefined) return;
    const { db, workspaceId } = this.parts;
    const uncertain = await listUncertain(db, workspaceId, { now, limit: parallelLooks });
    if (uncertain.length === 0) return;
    this.running = this.run(uncertain);
  }

  /** How many messages were looked for since this was asked; throws what broke a look. */
  take(): number {
    const ended = this.ended;
    this.ended = [];
    const broken = ended.find((one) => one.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
    return ended.filter((one) => one.status === 'fulfilled' && one.value).length;
  }

  /** Waits for the looks under way. */
  async end(): Promise<void> {
    await this.running;
  }

  private async run(uncertain: Awaited<ReturnType<typeof listUncertain>>): Promise<void> {
    const ended = await Promise.allSettled(uncertain.map((one) => lookFor(this.parts, one)));
    this.ended.push(...ended);
    this.running = undefined;
    // What found nothing to do, or could not, would otherwise begin anew at once, for as long as there is something to look for.
    if (ended.some((one) => one.status === 'fulfilled' && one.value)) this.onEnd();
  }
}
