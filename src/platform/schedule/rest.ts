import { invariant } from '../../lib/invariant.ts';
import type { Look, Watched } from '../db/changes.ts';
import type { Deps, Job } from '../slack/feature.ts';

/** What a job found when it was asked last. */
interface Memory {
  /** When it was done, with what it looked at. */
  done?: { at: Date; atMachine: number | undefined; look: Look };
  /** What was due next, as seen from an instant. */
  next?: Foreseen;
  /** When it has to be asked again, likewise. */
  wake?: Foreseen;
}

interface Foreseen {
  from: Date;
  due: Record<string, Date>;
  look: Look;
}

/** However sure a job is that there is nothing to do, it is asked again after so long, by the machine's clock. */
const longestRestMs = 5 * 60_000;
/** What passes with the days, as whether something is overdue, is looked at again after so long by the ritual's clock. */
const laterMs = 5 * 60_000;

/**
 * Remembers of each job what it looked at, so that a tick with nothing due asks nothing: a job rests while no table that it
 * read was written and its next instant has not come. Without `changes` every job is asked at every tick. (performance.md IDLE)
 */
export class Rest {
  private readonly memories = new Map<Job, Memory>();
  private readonly changes: Watched | undefined;
  private readonly machineNow: (() => Date) | undefined;

  constructor(changes: Watched | undefined, machineNow?: () => Date) {
    this.changes = changes;
    this.machineNow = machineNow;
  }

  /** Asks whether others have written; once for all that is asked here in the same breath. */
  async look(): Promise<void> {
    await this.changes?.look();
  }

  /** Does the job; when it fails, nothing is remembered. */
  async run(job: Job, deps: Deps, now: Date): Promise<void> {
    const { changes } = this;
    if (changes === undefined || job.restsUntil === undefined) return job.run(deps, now);
    const memory = this.recall(job);
    delete memory.done;
    const atMachine = this.machineNow?.().getTime();
    const { look } = await changes.watch(() => job.run(deps, now));
    memory.done = { at: now, atMachine, look: without(look, job.disregards) };
  }

  /** Whether the job would find nothing to do, as far as that is remembered; undefined where the database has to be asked when it is due. */
  recallRest(job: Job, now: Date): boolean | undefined {
    const memory = this.recall(job);
    const { done } = memory;
    if (done === undefined || !this.isAsLeft(done, now)) return false;
    if (job.restsUntil === 'changed') return true;
    if (job.restsUntil === 'later') return now.getTime() - done.at.getTime() < laterMs;
    const known = job.wakesAt === undefined ? memory.next : memory.wake;
    return this.holds(known, done.at) ? isAllAfter(known.due, now) : undefined;
  }

  /** Whether the job would find nothing to do; asks the database when it is due where that is not known. */
  async isResting(job: Job, deps: Deps, now: Date): Promise<boolean> {
    const recalled = this.recallRest(job, now);
    if (recalled !== undefined) return recalled;
    const from = this.recall(job).done?.at ?? now;
    const [due] = await Promise.allSettled([this.readWake(job, deps, from)]);
    // One team's broken row must not keep the job from all others: who cannot say what is next is asked to do it.
    return due.status === 'fulfilled' && isAllAfter(due.value, now);
  }

  /** Whether nothing that the job looked at was written since, neither clock went back, and it has not rested for too long. */
  private isAsLeft({ at, atMachine, look }: NonNullable<Memory['done']>, now: Date): boolean {
    if (now < at || this.changes?.hasChanged(look) !== false) return false;
    const machineMs = this.machineNow?.().getTime();
    if (machineMs === undefined || atMachine === undefined) return true;
    const restedMs = machineMs - atMachine;
    return restedMs >= 0 && restedMs <= longestRestMs;
  }

  private async readWake(job: Job, deps: Deps, from: Date): Promise<Record<string, Date>> {
    const { wakesAt } = job;
    if (wakesAt === undefined) return this.readNext(job, deps, from);
    const memory = this.recall(job);
    memory.wake = await this.foresee(memory.wake, from, async () => {
      const at = await wakesAt(deps, from);
      return at === undefined ? {} : { at };
    });
    return memory.wake.due;
  }

  /** What is due next after `from`; asked anew only when something has changed, or when what was due has come. */
  async readNext(job: Job, deps: Deps, from: Date): Promise<Record<string, Date>> {
    const { nextDue } = job;
    if (nextDue === undefined) return {};
    if (this.changes === undefined) return nextDue(deps, from);
    const memory = this.recall(job);
    memory.next = await this.foresee(memory.next, from, () => nextDue(deps, from));
    return memory.next.due;
  }

  /** What was foreseen the last time while that still holds, otherwise what is foreseen now. */
  private async foresee(
    known: Foreseen | undefined,
    from: Date,
    ask: () => Promise<Record<string, Date>>,
  ): Promise<Foreseen> {
    if (this.holds(known, from)) return known;
    const { changes } = this;
    invariant(changes !== undefined, 'nothing is foreseen where nobody notes what changes');
    const { result: due, look } = await changes.watch(ask);
    return { from, due, look };
  }

  private holds(known: Foreseen | undefined, from: Date): known is Foreseen {
    return (
      known !== undefined &&
      known.from <= from &&
      isAllAfter(known.due, from) &&
      this.changes?.hasChanged(known.look) === false
    );
  }

  private recall(job: Job): Memory {
    const known = this.memories.get(job);
    if (known !== undefined) return known;
    const fresh: Memory = {};
    this.memories.set(job, fresh);
    return fresh;
  }
}

function isAllAfter(due: Readonly<Record<string, Date>>, instant: Date): boolean {
  return Object.values(due).every((at) => at > instant);
}

function without(look: Look, tables: readonly string[] = []): Look {
  if (tables.length === 0) return look;
  return { ...look, words: new Set([...look.words].filter((word) => !tables.includes(word))) };
}
