import type { Week } from './year.ts';

// What a team that lives these weeks should be told, said as a person with the calendar on the wall would count it: an
// independent model, which shares no line with the rules. Times are numbers: the week, and a step within it.

const steps = {
  acts: 1,
  looks: 2,
  reviewCloses: 3,
  lateDare: 4,
  looksAgain: 5,
  answers: 6,
  rollup: 7,
};
type Step = keyof typeof steps;
const clock = (week: number, step: Step) => week * 10 + steps[step];

interface Period {
  end: number;
  isFull: boolean;
  isSaved: boolean;
}

/** One kind: what is counted, when what was counted is saved, and what has been told. */
class Counter {
  readonly told: string[] = [];
  private readonly periods: Period[] = [];
  private readonly name: string;
  private silentUntil = -1;
  private standing: { first: number; from: number } | undefined;
  private readonly known = new Set<number>();

  constructor(name: string) {
    this.name = name;
  }

  /** A cycle or a review has ended. */
  ends(period: Period): void {
    this.periods.push(period);
  }

  /** Somebody looks; new ones are told only at a roll-up. */
  look(at: { now: number; isSavedNow: boolean; isRollup: boolean }): void {
    const counted = this.periods.filter(({ isFull, end }) => isFull && end > this.silentUntil);
    let length = 0;
    while (length < counted.length && counted.at(-1 - length)?.isSaved === false) length += 1;
    const first = length >= 2 && !at.isSavedNow ? counted.at(-length)?.end : undefined;
    const stood = this.standing;
    if (stood !== undefined && stood.first !== first) this.over(at.now, 'cleared');
    if (first === undefined || !at.isRollup || this.known.has(first)) return;
    this.known.add(first);
    this.standing = { first, from: at.now };
  }

  /** Somebody dismisses it. */
  answer(now: number): void {
    if (this.standing !== undefined) this.over(now, 'dismissed');
  }

  end(): string[] {
    const still = this.standing === undefined ? [] : [this.say(this.standing.from, 'stands')];
    return [...this.told, ...still];
  }

  private over(now: number, how: string): void {
    if (this.standing !== undefined) this.told.push(this.say(this.standing.from, `${how} ${now}`));
    this.standing = undefined;
    this.silentUntil = now;
  }

  private say(from: number, how: string): string {
    return `${this.name} from week ${Math.floor(from / 10)}, ${how}`;
  }
}

/** Every alarm of the three core kinds that these weeks bring, in the words of `tellAlarm`. */
export function expectAlarms(weeks: readonly Week[], hasFar: boolean): string[] {
  const dared = new Counter('nothing-dared');
  const killed = new Counter('nothing-killed');
  const theatre = new Counter('status-theatre');
  let cycle = { deviations: 0, stops: 0, gates: 0, hasRun: hasFar };
  for (const [index, week] of weeks.entries()) {
    const isLast = index % 2 === 0;
    let decided = 0;
    const look = (step: Step) => {
      const at = { now: clock(index, step), isRollup: step === 'rollup' };
      dared.look({ ...at, isSavedNow: cycle.deviations > 0 });
      killed.look({ ...at, isSavedNow: cycle.stops > 0 });
      theatre.look({ ...at, isSavedNow: decided > 0 });
    };
    if (week.gate !== undefined) cycle = { ...cycle, gates: cycle.gates + 1, hasRun: true };
    decided +=
      (week.decides && hasFar ? 1 : 0) + (week.gate === 'stop' || week.gate === 'go' ? 1 : 0);
    if (week.gate === 'stop') cycle.stops += 1;
    if (week.dares === 'early') cycle.deviations += 1;
    look('looks');
    const cards = (hasFar ? 1 : 0) + (week.gate === undefined ? 0 : 1);
    theatre.ends({ end: clock(index, 'reviewCloses'), isFull: cards > 0, isSaved: decided > 0 });
    decided = 0;
    look('reviewCloses');
    if (week.dares === 'late') cycle.deviations += 1;
    look('looksAgain');
    if (week.answers)
      for (const one of [dared, killed, theatre]) one.answer(clock(index, 'answers'));
    if (isLast) {
      const end = clock(index, 'rollup');
      dared.ends({ end, isFull: cycle.hasRun, isSaved: cycle.deviations > 0 });
      killed.ends({ end, isFull: cycle.gates > 0, isSaved: cycle.stops > 0 });
      cycle = { deviations: 0, stops: 0, gates: 0, hasRun: hasFar };
    }
    look('rollup');
  }
  return [dared, killed, theatre].flatMap((one) => one.end()).toSorted();
}
