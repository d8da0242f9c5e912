import { fileURLToPath } from 'node:url';
import { openInProcess } from '../../sandbox/server/in-process.ts';
import { DirectClient } from '../../sandbox/server/play/direct-client.ts';
import { openCore } from '../../src/app.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { type Database, type Db, openDatabase } from '../../src/platform/db/open.ts';
import { onCommit } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { Log } from '../../src/platform/log.ts';
import type { Sender } from '../../src/platform/outbox/deliver.ts';
import { slackPaces } from '../../src/platform/outbox/rules.ts';
import { openTicker, type Ticker } from '../../src/platform/schedule/tick.ts';
import { type DirectListening, listenDirectly } from '../../src/platform/slack/bolt.ts';
import { connectSlack } from '../../src/platform/slack/client.ts';
import type { Job } from '../../src/platform/slack/feature.ts';
import { Dice } from './dice.ts';

const manifestPath = fileURLToPath(new URL('../../manifest.yml', import.meta.url));
const botToken = 'xoxb-sandbox';
/** So long may the outbox take to become empty, by the clock of the transport, when nothing goes wrong. */
const drainWithinMs = 60 * 60_000;
const drainStepMs = 500;

/** What a simulation chooses. */
export interface SimulationOptions {
  seed: number;
  startAt: Date;
  /** A `postgres://…` address of an empty database; SQLite in memory by default. */
  databaseUrl?: string;
  /** Mischief that a tick does after the real jobs: what the invariants must notice. */
  plants?: readonly Job[];
}

/** The bot's process, as far as it forgets when it dies. */
interface Bot {
  sender: Sender;
  ticker: Ticker;
  listening: DirectListening;
}

/**
 * A workspace and the whole bot in one process, without sockets, timers or chance: the four seams (clock, ids, Slack's
 * fetch, the database) are in the simulation's hand. The clock stands still until `advanceTo` or `jumpTo`; the transport
 * has a clock of its own, so that pace, leases and retries cost no real time. After each of its functions the bot is at
 * rest. (architecture.md section 7; docs/decisions/0005-without-doors.md)
 */
export class SimulatedWorld {
  readonly client: DirectClient;
  readonly db: Db;
  /** What the bot complained about at level *error*: in a sound bot nothing, whatever people do. */
  readonly errors: string[] = [];
  /** Called whenever the bot has come to rest after time has passed. */
  onRest: () => Promise<void> = async () => {};
  /** Called with everything that Slack delivers. */
  onDelivery: (body: Record<string, unknown>) => void = () => {};
  readonly sandbox: ReturnType<typeof openInProcess>;
  /** When a bot that is down comes back by itself. */
  startsAgainAt: Date | undefined;
  private readonly database: Database;
  private readonly plants: readonly Job[];
  private readonly newId: ReturnType<Dice['newId']>;
  private readonly random: ReturnType<Dice['random']>;
  private transportMs: number;
  private bot: Bot | undefined;
  private hasCommitted = true;

  private constructor(database: Database, options: SimulationOptions) {
    this.database = database;
    this.db = database.db;
    onCommit(this.db, () => {
      this.hasCommitted = true;
    });
    this.plants = options.plants ?? [];
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
  static async open(options: SimulationOptions): Promise<SimulatedWorld> {
    const database = await openDatabase(options.databaseUrl ?? ':memory:');
    await migrate(database);
    const world = new SimulatedWorld(database, options);
    await world.startBot();
    return world;
  }

  get now(): Date {
    return this.sandbox.world.workspace.now;
  }

  get isBotUp(): boolean {
    return this.bot !== undefined;
  }

  /** What Slack was asked and answered since the last time this was asked. */
  takeCalls(): typeof this.sandbox.world.calls {
    return this.sandbox.world.calls.splice(0);
  }

  /** Starts the bot on what the database holds, as after a crash; it asks at once what is due. */
  async startBot(): Promise<void> {
    this.startsAgainAt = undefined;
    const { sandbox, newId, db } = this;
    const machineNow = () => new Date(this.transportMs);
    const now = () => this.now;
    const log = this.openLog();
    const slack = connectSlack({ botToken, apiUrl: sandbox.apiUrl, fetch: sandbox.fetch });
    const bot = await slack.authTest();
    await saveWorkspace(db, { id: bot.workspaceId, botUserId: bot.botUserId, now: machineNow() });
    const paces = slackPaces;
    const { deps, router, sender, door } = openCore({
      ...{ db, slack, log, newId, now, machineNow, paces },
      random: this.random,
      isClockMoved: true,
      workspaceId: bot.workspaceId,
    });
    await sender.recover(true);
    const listening = listenDirectly({
      ...{ bot, router, deps, door, slack, log, now, machineNow },
      apiUrl: sandbox.apiUrl,
      botToken,
      newRef: () => newId('ref').slice(4, 10),
      onRevoked: () => sender.checkToken(bot.workspaceId),
    });
    const jobs = [...router.jobs, ...this.plants];
    this.bot = { sender, listening, ticker: openTicker({ jobs, deps, log, now }) };
    sandbox.connect((body, ack) => {
      this.onDelivery(body);
      return listening.hear(body, ack);
    });
    await this.tick();
  }

  /** The bot is gone at once; what was at rest in the database is all that is left of it. */
  endBot(): void {
    this.bot = undefined;
    this.sandbox.connect(undefined);
  }

  /** Delivers a payload past the people and their screens; resolves to its acknowledgements when it is worked off. */
  async hear(body: Record<string, unknown>): Promise<unknown[]> {
    const acks: unknown[] = [];
    await this.bot?.listening.hear(body, (answer) => void acks.push(answer));
    return acks;
  }

  /** Lets time pass, stopping wherever the bot has something due, or comes back. */
  async advanceTo(target: Date): Promise<void> {
    while (this.now < target) {
      const due = this.bot === undefined ? this.startsAgainAt : await this.nextDueAt();
      const stop = due !== undefined && due < target ? due : target;
      this.transportMs += stop.getTime() - this.now.getTime();
      this.sandbox.world.workspace.setClock(stop);
      if (this.bot !== undefined) await this.tick();
      else if (this.startsAgainAt !== undefined && this.startsAgainAt <= stop)
        await this.startBot();
    }
  }

  /** The clock leaps, as when a laptop wakes up; nothing happens on the way. */
  async jumpTo(target: Date): Promise<void> {
    this.sandbox.world.workspace.setClock(target);
    await this.tick();
  }

  async close(): Promise<void> {
    this.endBot();
    await this.database.close();
  }

  /** Rings the bell, and lets everything that follows happen. */
  private async tick(): Promise<void> {
    if (this.bot === undefined) return;
    await this.bot.ticker.ring();
    if (!(await this.bot.ticker.isCaughtUp(this.now)))
      throw new Error(`the bot is not caught up: ${this.errors.join('\n')}`);
    await this.settle();
    await this.onRest();
  }

  /** What was delivered is worked off, and what is wanted is shown. */
  private async settle(): Promise<void> {
    await this.sandbox.settle();
    const sender = this.bot?.sender;
    // The sender is woken by commits, here as in the process.
    if (sender === undefined || !this.hasCommitted) return;
    const latest = this.transportMs + drainWithinMs;
    while (this.transportMs < latest) {
      if ((await sender.pass()) > 0) continue;
      if (await sender.isQuiet()) {
        this.hasCommitted = false;
        return;
      }
      this.transportMs += drainStepMs;
    }
    throw new Error('the outbox does not drain');
  }

  private async nextDueAt(): Promise<Date | undefined> {
    const next = Object.values((await this.bot?.ticker.readNext(this.now)) ?? {});
    return next.toSorted((one, other) => one.getTime() - other.getTime())[0];
  }

  private openLog(): Log {
    const quiet = () => {};
    return {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (facts, message) => {
        this.errors.push(`${message}: ${JSON.stringify(facts)}`);
      },
    };
  }
}
