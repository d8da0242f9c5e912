import { fileURLToPath } from 'node:url';
import { type Hear, openInProcess } from '../../sandbox/server/in-process.ts';
import { DirectClient } from '../../sandbox/server/play/direct-client.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { type Database, type Db, openDatabase } from '../../src/platform/db/open.ts';
import type { Log } from '../../src/platform/log.ts';
import type { Job } from '../../src/platform/slack/feature.ts';
import { openFresh } from '../harness/fresh.ts';
import { type Bot, openBot } from './bot.ts';
import { Dice } from './dice.ts';

const manifestPath = fileURLToPath(new URL('../../manifest.yml', import.meta.url));
/** So long may the outbox take to become empty, by the clock of the transport, when nothing goes wrong. */
const drainWithinMs = 60 * 60_000;
const drainStepMs = 500;
const longestStepMs = 8_000;
const startsAgainMs = 2 * 60 * 60_000;

/** What stands between a process of the bot and its surroundings, for those who bring trouble. */
export interface Weather {
  /** How many processes of the bot work on the database. */
  processes: number;
  /** How wrong a process's clock of the ritual is, and its clock of the transport. */
  skewMs(process: number): number;
  machineSkewMs(process: number): number;
  /** The database as the process sees it; called at each start. */
  guard(process: number, database: Database): Db;
  /** Whether the process that was started last under this number has died since. */
  isDead(process: number): boolean;
  fetch(process: number, fetch: typeof globalThis.fetch): typeof globalThis.fetch;
  /** Who of those that are up hears what Slack delivers. */
  hear(hearers: readonly { process: number; hear: Hear }[]): Hear;
  /** Something was written to a log. */
  onLog(line: string): void;
  /** How long a process that died stays away. */
  awayMs(process: number): number;
}

/** What a simulation chooses. */
export interface SimulationOptions {
  seed: number;
  startAt: Date;
  /** A `postgres://…` address of a database with the schema or without; SQLite in memory by default. */
  databaseUrl?: string;
  /** Mischief that a tick does after the real jobs: what the invariants must notice. */
  plants?: readonly Job[];
  /** Whether every job is asked at every tick, and none rests while nothing has changed. */
  isRestless?: boolean;
}

/**
 * A workspace and the whole bot in one process, without sockets, timers or chance: the four seams (clock, ids, Slack's
 * fetch, the database) are in the simulation's hand. The clock stands still until `advanceTo` or `jumpTo`; the transport
 * has a clock of its own, so that pace, leases and retries cost no real time. After each of its functions the bot is at
 * rest. (architecture.md section 7; docs/decisions/0005-without-doors.md)
 */
export class SimulatedWorld {
  readonly client: DirectClient;
  readonly database: Database;
  readonly db: Db;
  /** What the bot complained about at level *error*: in a sound bot nothing, whatever people do. */
  readonly errors: string[] = [];
  /** Called whenever the bot has come to rest after time has passed. */
  onRest: () => Promise<void> = async () => {};
  /** Called with everything that Slack delivers, before the bot hears it, and after. */
  onDelivery: (body: Record<string, unknown>) => Promise<void> | void = () => {};
  onDelivered: (body: Record<string, unknown>) => Promise<void> | void = () => {};
  readonly sandbox: ReturnType<typeof openInProcess>;
  /** When the processes that are down come back by themselves. */
  private readonly backAt: (Date | undefined)[] = [];
  private readonly plants: readonly Job[];
  private readonly isRestless: boolean;
  private readonly newId: ReturnType<Dice['newId']>;
  private readonly random: ReturnType<Dice['random']>;
  private readonly weather: Weather | undefined;
  private transportMs: number;
  private readonly bots: (Bot | undefined)[] = [];
  private hasCommitted = true;

  private constructor(database: Database, options: SimulationOptions, weather?: Weather) {
    this.database = database;
    this.db = database.db;
    this.weather = weather;
    this.plants = options.plants ?? [];
    this.isRestless = options.isRestless ?? false;
    this.newId = new Dice(options.seed).newId();
    this.random = new Dice(options.seed + 1).random();
    this.transportMs = options.startAt.getTime();
    this.sandbox = openInProcess({
      manifestPath,
      startAt: options.startAt,
      seed: 'empty',
      transportMs: () => this.transportMs,
    });
    this.client = new DirectClient(this.sandbox.world, () => this.settle());
  }

  /** Opens the world with the bot running in it. */
  static async open(options: SimulationOptions, weather?: Weather): Promise<SimulatedWorld> {
    const { databaseUrl } = options;
    const database =
      databaseUrl === undefined
        ? await openFresh()
        : await openDatabase(databaseUrl, { connections: 1 });
    if (databaseUrl !== undefined) await migrate(database);
    const world = new SimulatedWorld(database, options, weather);
    for (let process = 0; process < world.processes; process += 1) await world.startBot(process);
    return world;
  }

  get now(): Date {
    return this.sandbox.world.workspace.now;
  }

  /** The transport's clock, which never stands still. */
  get machineMs(): number {
    return this.transportMs;
  }

  get processes(): number {
    return this.weather?.processes ?? 1;
  }

  get isBotUp(): boolean {
    return this.bots.some((bot) => bot !== undefined);
  }

  /** Whether this process of the bot is up. */
  isUp(process: number): boolean {
    return this.bots[process] !== undefined;
  }

  /** Lets a process that is down come back by itself at an instant. */
  set startsAgainAt(at: Date) {
    this.backAt[0] = at;
  }

  /** What Slack was asked and answered since the last time this was asked. */
  takeCalls(): typeof this.sandbox.world.calls {
    return this.sandbox.world.calls.splice(0);
  }

  /** Lets the transport's clock go on, as when a call takes long. */
  wait(ms: number): void {
    this.transportMs += ms;
  }

  /** Starts the bot on what the database holds, as after a crash; it asks at once what is due. */
  async startBot(process = 0): Promise<void> {
    this.backAt[process] = undefined;
    const { sandbox, newId, random, plants, weather, isRestless } = this;
    const skewMs = () => weather?.skewMs(process) ?? 0;
    try {
      this.bots[process] = await openBot({
        ...{ sandbox, newId, random, plants, isRestless, log: this.openLog() },
        db: weather?.guard(process, this.database) ?? this.db,
        fetch: weather?.fetch(process, sandbox.fetch) ?? sandbox.fetch,
        now: () => new Date(this.now.getTime() + skewMs()),
        machineNow: () => new Date(this.transportMs + (weather?.machineSkewMs(process) ?? 0)),
        isAlone: this.processes === 1,
        ...(this.processes === 1
          ? {}
          : { readServerTime: () => Promise.resolve(new Date(this.transportMs)) }),
        onCommit: () => {
          this.hasCommitted = true;
        },
      });
    } catch (error) {
      // A bot that cannot start tries again, as its supervisor has it: ever more rarely while it fails.
      if (weather === undefined) throw error;
      weather.onLog(String(error));
      this.endBot(process);
      this.backAt[process] = new Date(this.now.getTime() + startsAgainMs);
      return;
    }
    this.hasCommitted = true;
    this.connect();
    await this.tick();
  }

  /** A process of the bot is gone at once; what was at rest in the database is all that is left of it. */
  endBot(process = 0): void {
    this.bots[process] = undefined;
    this.connect();
  }

  /** Lets a process of the bot stay away until an instant. */
  endBotUntil(process: number, at: Date): void {
    this.endBot(process);
    this.backAt[process] = at;
  }

  /** Delivers a payload past the people and their screens; resolves to its acknowledgements when it is worked off. */
  async hear(body: Record<string, unknown>): Promise<unknown[]> {
    const acks: unknown[] = [];
    const bot = this.bots.find((one) => one !== undefined);
    await bot?.listening.hear(body, (answer) => void acks.push(answer));
    return acks;
  }

  /** Lets time pass, stopping wherever the bot has something due, or comes back. */
  async advanceTo(target: Date): Promise<void> {
    while (this.now < target) {
      const due = [await this.nextDueAt(), ...this.backAt].filter(
        (at) => at !== undefined && at > this.now,
      );
      const stop = new Date(Math.min(target.getTime(), ...due.map((at) => at?.getTime() ?? 0)));
      this.transportMs += stop.getTime() - this.now.getTime();
      this.sandbox.world.workspace.setClock(stop);
      await this.tick();
      for (const [process, at] of this.backAt.entries()) {
        if (at !== undefined && at <= stop) await this.startBot(process);
      }
    }
  }

  /** The clock leaps, as when a laptop wakes up; nothing happens on the way. */
  async jumpTo(target: Date): Promise<void> {
    this.sandbox.world.workspace.setClock(target);
    await this.tick();
  }

  async close(): Promise<void> {
    for (let process = 0; process < this.processes; process += 1) this.endBot(process);
    await this.database.close();
  }

  /** Rings the bell of each process, and lets everything that follows happen. */
  async tick(): Promise<void> {
    if (!this.isBotUp) return;
    for (const [process, bot] of this.bots.entries()) {
      if (bot === undefined) continue;
      await bot.ticker.ring();
      this.bury();
      if (this.weather === undefined && !(await bot.ticker.isCaughtUp(this.now)))
        throw new Error(`the bot is not caught up: ${this.errors.join('\n')}`);
      // What failed is asked again at the next ring, ten seconds later.
      const at = new Date(this.now.getTime() + (this.weather?.skewMs(process) ?? 0));
      if (!this.isUp(process) || (await this.orTrouble(() => bot.ticker.isCaughtUp(at), false)))
        continue;
      await bot.ticker.ring();
      this.bury();
    }
    await this.settle();
    await this.onRest();
  }

  /** What was delivered is worked off, and what is wanted is shown, as far as Slack lets it within an hour. */
  async settle(): Promise<void> {
    await this.sandbox.settle();
    this.bury();
    // The sender is woken by commits, here as in the process.
    if (!this.isBotUp || !this.hasCommitted) return;
    if (this.weather !== undefined && (await this.restsAlready())) return;
    const latest = this.transportMs + drainWithinMs;
    let stepMs = drainStepMs;
    while (this.transportMs < latest) {
      if ((await this.passAll()) > 0) {
        stepMs = drainStepMs;
        if (this.weather !== undefined && (await this.restsAlready())) return;
        continue;
      }
      if (!this.isBotUp || (await this.restsAlready())) return;
      this.transportMs += stepMs;
      if (this.weather !== undefined) stepMs = Math.min(longestStepMs, stepMs * 2);
    }
    if (this.weather === undefined) throw new Error('the outbox does not drain');
  }

  /** Whether nothing waits; then nothing will until somebody has committed again. */
  private async restsAlready(): Promise<boolean> {
    if (!(await this.isQuiet())) return false;
    this.hasCommitted = false;
    return true;
  }

  /** One process works on while another stands still. */
  async goOn(process: number): Promise<void> {
    const bot = this.bots[process];
    if (bot === undefined) return;
    await bot.ticker.ring();
    await this.orTrouble(() => bot.sender.pass(), 0);
  }

  /** Whether nothing waits to be sent, as far as the first process that is up can see. */
  async isQuiet(): Promise<boolean> {
    const bot = this.bots.find((one) => one !== undefined);
    return bot === undefined || this.orTrouble(() => bot.sender.isQuiet(), false);
  }

  private async passAll(): Promise<number> {
    let touched = 0;
    // Calls of one pass go out together; those of the next one come after them.
    if (this.weather !== undefined) this.transportMs += 1;
    for (const bot of this.bots) {
      if (bot !== undefined) touched += await this.orTrouble(() => bot.sender.pass(), 1);
    }
    this.bury();
    return touched;
  }

  /** What a process cannot do in bad weather it tries again; otherwise nothing may fail. */
  private async orTrouble<T>(doing: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await doing();
    } catch (error) {
      if (this.weather === undefined) throw error;
      this.weather.onLog(String(error));
      this.bury();
      return otherwise;
    }
  }

  /** Those who died are gone, and come back after a while. */
  private bury(): void {
    const { weather } = this;
    if (weather === undefined) return;
    for (const [process, bot] of this.bots.entries()) {
      if (bot === undefined || !weather.isDead(process)) continue;
      this.endBotUntil(process, new Date(this.now.getTime() + weather.awayMs(process)));
    }
  }

  private connect(): void {
    const hearers = this.bots.flatMap((bot, process) =>
      bot === undefined ? [] : [{ process, hear: bot.listening.hear }],
    );
    const [first] = hearers;
    const hear = this.weather === undefined ? first?.hear : this.weather.hear(hearers);
    const listen: Hear = async (body, ack) => {
      await this.onDelivery(body);
      await hear?.(body, ack);
      await this.onDelivered(body);
    };
    this.sandbox.connect(first === undefined ? undefined : listen);
  }

  private async nextDueAt(): Promise<Date | undefined> {
    const instants: number[] = [];
    for (const [process, bot] of this.bots.entries()) {
      if (bot === undefined) continue;
      const skewMs = this.weather?.skewMs(process) ?? 0;
      const from = new Date(this.now.getTime() + skewMs);
      const next = await this.orTrouble(() => bot.ticker.readNext(from), {});
      instants.push(...Object.values(next).map((at) => at.getTime() - skewMs));
    }
    return instants.length === 0 ? undefined : new Date(Math.min(...instants));
  }

  private openLog(): Log {
    const note = (facts: object, message: string) =>
      this.weather?.onLog(`${message}: ${JSON.stringify(facts)}`);
    return {
      ...{ debug: note, info: note, warn: note },
      error: (facts, message) => {
        note(facts, message);
        this.errors.push(`${message}: ${JSON.stringify(facts)}`);
      },
    };
  }
}
