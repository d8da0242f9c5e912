import { createHash } from 'node:crypto';
import type { Job } from '../../../src/platform/slack/feature.ts';
import { foundCompany, type Team } from '../company.ts';
import { liveDay, writes } from '../daily-habits.ts';
import { Dice } from '../dice.ts';
import { expectDelivered } from '../message-invariants.ts';
import { liveReview } from '../review-habits.ts';
import { Broken, Room } from '../room.ts';
import { SimulatedWorld } from '../world.ts';
import { type Invariant, invariants } from './invariants.ts';
import { forged, settleElsewhere } from './other-workspace.ts';
import { pullAndon } from './quiet-people.ts';
import { type FaultKind, injectedMark, Storm } from './storm.ts';
import { Outside } from './trouble.ts';
import { StormWeather } from './weather.ts';
import { Witness } from './witness.ts';

const dayMs = 24 * 60 * 60_000;
/** How often a day has a moment in which people do something, from Sunday on: reviews open on Mondays and Tuesdays. */
const shares = [0.05, 0.6, 0.8, 0.5, 0.2, 0.15, 0.05] as const;
/** How often it clears up after a moment; otherwise what was broken stays so until the next one, or for some days. */
const clearing = 0.5;
const longestStormMs = 2 * dayMs;
const firstMonday = Date.parse('2026-01-05T07:00:00.000Z');

/** One life in bad weather. */
export interface StormPlan {
  seed: number;
  weeks: number;
  /** A `postgres://…` address; SQLite in memory by default. */
  databaseUrl?: string;
  /** How many processes of the bot share the database; 1 or 2, from the seed by default. */
  processes?: number;
  /** Scales the faults; 0 for none. */
  force?: number;
  /** When it is there, calls to Slack fail in this way alone. */
  only?: FaultKind;
  /** Whether every job is asked at every tick. */
  isRestless?: boolean;
  /** No fault is aimed at the k-th statement, for lives that ask the database differently often and are compared. */
  sparesStatements?: true;
  /** Mischief that every tick does after the real jobs. */
  plants?: readonly Job[];
}

/** What came of it. */
export interface StormEnd {
  /** How often each kind of fault struck. */
  faults: Record<string, number>;
  /** A digest of everything that people did and saw. */
  history: string;
  /** What people did, and how often trouble or a rule was in the way. */
  done: number;
  refused: number;
  /** How many processes died. */
  kills: number;
  reviews: number;
  messages: number;
}

class StormFailed extends Error {}

/**
 * Lives weeks of random people in two teams through faults of every kind, all from one seed, and looks at the invariants
 * after every step; throws with the seed and the last steps when one breaks. (reliability.md section 7, P45)
 */
export async function simulateStorm(plan: StormPlan): Promise<StormEnd> {
  const { seed } = plan;
  const dice = new Dice(seed);
  let room: Room | undefined;
  const storm = new Storm(seed, plan.force ?? 1, (line) => room?.note(line));
  storm.only = plan.only;
  storm.sparesStatements = plan.sparesStatements === true;
  const weather = new StormWeather(storm, seed, plan.processes ?? (seed % 3 === 0 ? 2 : 1));
  const startAt = new Date(firstMonday + (seed % 50) * 7 * dayMs);
  const { databaseUrl, plants = [], isRestless = false } = plan;
  const where = databaseUrl === undefined ? {} : { databaseUrl };
  const world = await SimulatedWorld.open({ seed, startAt, plants, isRestless, ...where }, weather);
  weather.comeOver(world);
  room = new Room(world, dice);
  const life = new Life(room, storm, weather);
  try {
    await life.found();
    for (let day = 0; day < plan.weeks * 7; day += 1) {
      await life.liveOneDay(new Date(startAt.getTime() + day * dayMs));
    }
    return await life.end(new Date(startAt.getTime() + (plan.weeks * 7 - 0.1) * dayMs));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StormFailed(
      `seed ${seed}, at ${world.now.toISOString()}: ${why}\nthe last steps:\n${room.trail}`,
      { cause: error },
    );
  } finally {
    await world.close();
  }
}

/** Two teams, and what comes over them. */
class Life {
  private readonly room: Room;
  private readonly storm: Storm;
  private readonly weather: StormWeather;
  private readonly witness: Witness;
  private readonly outside: Outside;
  private teams: readonly Team[] = [];
  private clearAtMs = 0;
  private readonly trouble = /Slack refuses the workspace|outbox stands still/;

  constructor(room: Room, storm: Storm, weather: StormWeather) {
    this.room = room;
    this.storm = storm;
    this.weather = weather;
    this.witness = new Witness(room, weather);
    this.outside = new Outside(room, storm);
  }

  /** Two teams with a one-pager each, so that their reviews have something to decide from the first on, and somebody who pulls the andon. */
  async found(): Promise<void> {
    const { room, weather } = this;
    const { world } = room;
    await settleElsewhere(world.db, world.now);
    this.teams = await foundCompany(world, room.dice, 2);
    await this.witness.open();
    for (const team of this.teams) {
      const [member] = team.members.filter(({ isGuest }) => !isGuest);
      if (member !== undefined) await writes(room, team, member);
    }
    room.isStormy = true;
    weather.deliveries.forged = forged;
    world.onRest = () => this.look('step');
    await pullAndon(room, this.teams);
  }

  /** A moment of the day in any weather, or none: then the day passes with those until the next one. */
  async liveOneDay(midnight: Date): Promise<void> {
    const { storm } = this;
    const { dice, world } = this.room;
    const at = new Date(midnight.getTime() + dice.next() * 0.8 * dayMs);
    const hasMoment = dice.chance(shares[midnight.getUTCDay()] ?? 0) && at > world.now;
    if (hasMoment) await this.liveMoment(at);
    const evening = new Date(midnight.getTime() + 0.9 * dayMs);
    const isLong = storm.isOn && evening.getTime() > this.clearAtMs;
    if (isLong || (hasMoment && dice.chance(clearing))) await this.clearUp(evening);
  }

  /** The storm goes on or begins, and everybody does something. */
  private async liveMoment(at: Date): Promise<void> {
    const { room, storm, weather, outside } = this;
    if (!storm.isOn) this.clearAtMs = at.getTime() + longestStormMs;
    storm.isOn = true;
    await weather.stir(room.world);
    await room.world.advanceTo(at);
    await outside.stir(this.teams);
    await weather.stir(room.world);
    for (const team of this.teams) {
      await liveReview(room, team);
      await this.look('step');
      await liveDay(room, team);
      await this.look('step');
    }
  }

  /** It clears up for good at this instant, and everything is looked at; what it came to. */
  async end(at: Date): Promise<StormEnd> {
    const { room, storm, witness } = this;
    const { world } = room;
    await this.clearUp(at);
    // Until now what nobody has written was not looked at again, and it was the program that noted what was written.
    witness.forget();
    await this.look('calm');
    const { messages } = world.sandbox.world.workspace;
    const shown = messages.list().map(({ channel, text, threadTs }) => [channel, text, threadTs]);
    const outcomes = await world.db
      .selectFrom('occurrence')
      .select(['team_id', 'kind', 'week_on', 'outcome'])
      .where('team_id', '<>', 'tm_elsewhere')
      .execute();
    const lines = outcomes.map((row) => JSON.stringify(row)).toSorted();
    const history = createHash('sha256')
      .update(JSON.stringify([room.told, shown, lines]))
      .digest('hex');
    const sum = (tally: ReadonlyMap<string, number>) =>
      [...tally.values()].reduce((all, one) => all + one, 0);
    const faults = storm.figures();
    const kills =
      (faults['killed between two statements'] ?? 0) + (faults['killed before Slack answers'] ?? 0);
    const reviews = outcomes.filter(({ kind }) => kind === 'review').length;
    const [done, refused] = [sum(room.done), sum(room.refused)];
    return { faults, history, done, refused, kills, reviews, messages: shown.length };
  }

  /** The faults stop: what was left undone is done within ten minutes, and nothing is missing. */
  private async clearUp(at: Date): Promise<void> {
    const { room, weather, outside, witness } = this;
    const { world } = room;
    this.storm.isOn = false;
    if (at > world.now) await world.advanceTo(at);
    await weather.calm(world);
    await outside.mend();
    witness.calmedAtMs = world.machineMs;
    await world.tick();
    await world.settle();
    await this.look('calm');
    await expectDelivered(room);
  }

  private async look(at: Invariant['at']): Promise<void> {
    const { witness, room } = this;
    const { world } = room;
    witness.calls = world.takeCalls();
    const complaint = world.errors.find(
      (line) => !line.includes(injectedMark) && !this.trouble.test(line),
    );
    if (complaint !== undefined) throw new Broken(`the bot complains: ${complaint}`);
    world.errors.length = 0;
    for (const invariant of invariants) {
      if (invariant.at === 'calm' && at === 'step') continue;
      const hold = () => invariant.hold(witness);
      await (invariant.isStored === true
        ? witness.lookAgain(`${invariant.id} ${invariant.at}`, hold)
        : hold());
    }
  }
}
