import { setTimeout as pause } from 'node:timers/promises';
import type { Advance, AdvanceResult, BotHealth } from '../../protocol.ts';
import { askAgainAfterMs } from '../asking-again.ts';
import type { World } from '../world.ts';
import { askHealth } from './health.ts';

/** Moves the sandbox's clock, and waits for the bot at every instant it has something due. */
export class TimeMachine {
  private readonly world: World;
  private readonly healthUrl: string | undefined;
  private isMoving = false;

  constructor(world: World, healthUrl: string | undefined) {
    this.world = world;
    this.healthUrl = healthUrl;
  }

  /** Sets the clock; nothing waits for the bot. */
  jump(now: Date): void {
    this.world.workspace.setClock(now);
    this.world.stream.send({ type: 'clock', now: now.toISOString() });
  }

  /** Goes forward stop by stop. The bot must come to rest at each. */
  async advance(advance: Advance): Promise<AdvanceResult> {
    if (this.isMoving) return this.result([], 'the clock is already moving');
    this.isMoving = true;
    try {
      return this.healthUrl
        ? await this.advanceWithBot(advance, this.healthUrl)
        : this.advanceAlone(advance);
    } finally {
      this.isMoving = false;
    }
  }

  private advanceAlone(advance: Advance): AdvanceResult {
    const target = this.targetOf(advance, undefined);
    if (!target) return this.result([], 'nothing of that kind is due');
    this.jump(target);
    return this.result([]);
  }

  private async advanceWithBot(advance: Advance, healthUrl: string): Promise<AdvanceResult> {
    const stops: string[] = [];
    let health = await this.settle(healthUrl);
    if (typeof health === 'string') return this.result(stops, health);
    const target = this.targetOf(advance, health);
    if (!target) return this.result(stops, 'nothing of that kind is due');
    while (this.world.workspace.now < target) {
      const due = health.nextDueAt === null ? undefined : new Date(health.nextDueAt);
      const isStop = due !== undefined && due <= target;
      this.jump(isStop ? due : target);
      if (isStop) stops.push(due.toISOString());
      health = await this.settle(healthUrl);
      if (typeof health === 'string') return this.result(stops, health);
    }
    return this.result(stops);
  }

  private targetOf(advance: Advance, health: BotHealth | undefined): Date | undefined {
    const { now } = this.world.workspace;
    if ('minutes' in advance) return new Date(now.getTime() + advance.minutes * 60_000);
    const at = 'to' in advance ? advance.to : health?.next[advance.next];
    if (at === undefined) return undefined;
    const target = new Date(at);
    return target < now ? now : target;
  }

  /** Waits until the bot has reached the clock and has nothing left to do; a string says why not. */
  private async settle(healthUrl: string): Promise<BotHealth | string> {
    const since = performance.now();
    let waitedMs = 0;
    let health: BotHealth | undefined;
    do {
      health = await askHealth(healthUrl);
      if (health && this.isAtRest(health)) return health;
      await pause(askAgainAfterMs(waitedMs));
      waitedMs = performance.now() - since;
    } while (waitedMs < this.world.timing.settleMs);
    if (!health) return `the bot does not answer at ${healthUrl}`;
    return `the bot did not come to rest: now ${health.now}, next ${health.nextDueAt}, quiet ${health.isQuiet}`;
  }

  private isAtRest(health: BotHealth): boolean {
    const { now } = this.world.workspace;
    const isPast = health.nextDueAt === null || new Date(health.nextDueAt) > now;
    return health.isQuiet && new Date(health.now) >= now && isPast;
  }

  private result(stops: string[], error?: string): AdvanceResult {
    const now = this.world.workspace.now.toISOString();
    return error === undefined
      ? { now, stops, isSettled: true }
      : { now, stops, isSettled: false, error };
  }
}
