import type { Hear } from '../../../sandbox/server/in-process.ts';
import type { Db } from '../../../src/platform/db/open.ts';
import { Dice } from '../dice.ts';
import type { SimulatedWorld, Weather } from '../world.ts';
import { type Blow, Fuse, Killed } from './database.ts';
import { Deliveries } from './deliveries.ts';
import { layLine, type TroubledLine } from './slack.ts';
import type { FaultKind, Storm } from './storm.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const blows: Readonly<Record<Blow, FaultKind>> = {
  kill: 'killed between two statements',
  full: 'database full',
  busy: 'database busy',
};

const leaps: readonly (readonly [FaultKind, number])[] = [
  ['clock -1 h', -hourMs],
  ['clock -1 d', -dayMs],
  ['clock +1 h', hourMs],
  ['clock +1 d', dayMs],
];

/** What comes over the processes of a bot in a storm, drawn from the seed, and taken back when the storm is over. */
export class StormWeather implements Weather {
  readonly processes: number;
  readonly deliveries: Deliveries;
  readonly lines: TroubledLine[] = [];
  readonly log: string[] = [];
  private readonly storm: Storm;
  private readonly dice: Dice;
  private readonly fuses: (Fuse | undefined)[] = [];
  private readonly skews: number[] = [];
  /** Two processes never agree about the time. */
  private readonly usualSkews: readonly number[];
  private world: SimulatedWorld | undefined;
  private isPausing = false;

  constructor(storm: Storm, seed: number, processes: number) {
    this.storm = storm;
    this.dice = new Dice(seed + 2);
    this.processes = processes;
    this.deliveries = new Deliveries(storm, new Dice(seed + 3));
    this.usualSkews = processes === 1 ? [0] : [this.dice.between(-120, 120) * 1000, 0];
  }

  /** The world that this weather is over; the constructors need each other. */
  comeOver(world: SimulatedWorld): void {
    this.world = world;
  }

  skewMs(process: number): number {
    return this.skews[process] ?? this.usualSkews[process] ?? 0;
  }

  /** A wrong clock is wrong about everything. */
  machineSkewMs(process: number): number {
    return this.skewMs(process);
  }

  guard(process: number, { db, engine }: SimulatedWorld['database']): Db {
    const fuse = new Fuse(engine, (blow) => this.storm.strike(blows[blow], `process ${process}`));
    this.fuses[process] = fuse;
    return fuse.guard(db);
  }

  isDead(process: number): boolean {
    return this.fuses[process]?.isDead === true;
  }

  fetch(process: number, fetch: typeof globalThis.fetch): typeof globalThis.fetch {
    const line = layLine({
      ...{ storm: this.storm, fetch },
      nowMs: () => this.world?.machineMs ?? 0,
      wait: (ms) => this.world?.wait(ms),
      onCall: (method) => this.meetCall(process, method),
      isHeard: () => !this.isDead(process),
    });
    this.lines.push(line);
    return line.fetch;
  }

  hear(hearers: Parameters<Weather['hear']>[0]): ReturnType<Weather['hear']> {
    const mortal = hearers.map(({ process, hear }) => ({
      process,
      hear: this.untilDeath(process, hear),
    }));
    return this.deliveries.listen(() =>
      mortal.filter(({ process }) => !this.isDead(process)).map(({ hear }) => hear),
    );
  }

  onLog(line: string): void {
    this.log.push(line);
  }

  awayMs(_process: number): number {
    return this.storm.isOn ? this.dice.pick([1, 1, 5, 30, 300]) * minuteMs : minuteMs;
  }

  /** Draws what comes over the processes before the next step. */
  async stir(world: SimulatedWorld): Promise<void> {
    const { dice, storm } = this;
    for (let process = 0; process < this.processes; process += 1) {
      if (!world.isUp(process)) continue;
      const blow = dice.pick(['kill', 'full', 'busy', 'kill'] as const);
      if (storm.mayStrike(dice, 0.5)) {
        const kth = dice.between(1, 120);
        if (!storm.sparesStatements) this.fuses[process]?.arm(blow, kth);
      }
      if (storm.mayStrike(dice, 0.09)) {
        storm.strike('restarted', `process ${process}`);
        world.endBot(process);
        await world.startBot(process);
      } else if (storm.mayStrike(dice, 0.05)) {
        const minutes = dice.pick([1, 59, 300, 1_500]);
        storm.strike('down for a while', `process ${process}, ${minutes} minutes`);
        world.endBotUntil(process, new Date(world.now.getTime() + minutes * minuteMs));
      }
      if (storm.mayStrike(dice, 0.08)) {
        const [kind, ms] = dice.pick(leaps);
        storm.strike(kind, `process ${process}`);
        this.skews[process] = ms;
        this.forgetSilences();
        await world.tick();
      } else if (dice.chance(0.5)) this.rightClock(process);
    }
    if (dice.chance(0.5)) await this.deliveries.flush();
  }

  /** All is well again: clocks are right, nobody dies, what was under way has come in, and everybody is up. */
  async calm(world: SimulatedWorld): Promise<void> {
    this.storm.isOn = false;
    for (let process = 0; process < this.processes; process += 1) {
      this.fuses[process]?.disarm();
      this.rightClock(process);
      if (this.isDead(process)) world.endBot(process);
      if (!world.isUp(process)) await world.startBot(process);
    }
    await this.deliveries.flush();
    await world.settle();
  }

  /** The dead acknowledge nothing. */
  private untilDeath(process: number, hear: Hear): Hear {
    const fuse = this.fuses[process];
    return (body, ack) =>
      hear(body, (answer) => {
        if (fuse?.isDead !== true) ack(answer);
      });
  }

  /** Whoever wakes an hour later alone, or believes so, may not know that it was asked for silence. */
  private forgetSilences(): void {
    if (this.processes > 1) return;
    for (const { silences } of this.lines) silences.length = 0;
  }

  private rightClock(process: number): void {
    if (this.skews[process] !== undefined) this.forgetSilences();
    delete this.skews[process];
  }

  /** Between a claim and Slack's answer: the process dies, or stands still while the other one goes on. */
  private async meetCall(process: number, method: string): Promise<void> {
    const { storm, world } = this;
    if (this.isDead(process)) throw new Killed();
    if (world === undefined || !/^chat\.(postMessage|update)$/.test(method)) return;
    const dice = storm.diceFor(`${method} of process ${process}`);
    const fuse = this.fuses[process];
    if (fuse !== undefined && storm.mayStrike(dice, 0.015)) {
      storm.strike('killed before Slack answers', `process ${process}`);
      // The request is on its way; nobody will hear the answer.
      fuse.isDead = true;
      return;
    }
    const other = this.processes === 2 ? 1 - process : undefined;
    if (other === undefined || this.isPausing || !world.isUp(other)) return;
    if (!storm.mayStrike(dice, 0.05)) return;
    storm.strike('paused, the other went on', `process ${process}`);
    this.isPausing = true;
    world.wait(dice.between(1_000, 9_000));
    await world.goOn(other);
    this.isPausing = false;
  }
}
