import { openTicker } from '../../../src/platform/schedule/tick.ts';
import { foretell } from './almanac.ts';
import { LeapingMachine } from './leaping-machine.ts';
import type { Random } from './random.ts';
import { retell } from './retell.ts';
import { openRitual, type Ritual } from './ritual.ts';
import { dayMs } from './second-calendar.ts';
import { firstSlot } from './slots.ts';
import { makeTeam, someRhythm } from './some-teams.ts';

const minuteMs = 60_000;
const beatMs = 10_000;
const startAt = Date.parse('2026-01-03T12:00:00.000Z');
/** From here on a clock is wrong, with what Slack's answer may be on its way. */
const noticedMs = 150_000;

/** Where to a clock leaps, from the truth. */
export const jumps = [
  ['back by an hour', -3_600_000],
  ['back by a day', -dayMs],
  ['ahead by an hour', 3_600_000],
  ['ahead by a day', dayMs],
  ['ahead by five years', 5 * 365 * dayMs],
  ['to the year 1970', '1970'],
] as const;

/** What a life with a leaping clock said, and what a clock that is right all the time would have made of it. */
export interface Lived {
  said: string[];
  foretold: string[];
  /** Instants at which the clock was wrong and nobody was told, or right and somebody was. */
  untold: string[];
  leaps: number;
  /** What failed. */
  errors: string[];
}

/**
 * Two days around a review or roll-up, in which the clock of the machine leaps to `jumpMs` from the truth (or to the year 1970) and
 * back, at any moment and most of all right before something is due; now and then it was wrong from the beginning, or Slack is not
 * there when it leaps. (reliability.md P19)
 */
export async function liveWithWrongClock(random: Random, jumpMs: number | '1970'): Promise<Lived> {
  const rhythm = someRhythm(random);
  const some = startAt + random.whole(0, 300 * 24 * 60) * minuteMs;
  const around = firstSlot(random.pick(['review', 'rollup'] as const), rhythm, some + dayMs).at;
  const from = around - dayMs;
  // Nothing is ever due at such a minute.
  const end = around + dayMs + 7 * minuteMs;
  const offMs = jumpMs === '1970' ? -from : jumpMs;
  const machine = new LeapingMachine(from);
  const ritual = await openRitual();
  const lived: Lived = { said: [], foretold: [], untold: [], leaps: 0, errors: [] };
  await ritual.addTeam(makeTeam(1, rhythm, from));
  const ring = openBell(ritual, machine, lived);
  if (random.chance(0.3)) machine.leapTo(offMs);
  await machine.ask();
  await machine.ask();
  for (let now = from; now < end; ) {
    const due = (await ritual.nextDue(now)) ?? end;
    const next = Math.min(due, now + random.whole(1, 300) * minuteMs, end);
    // Between two beats Slack is heard; then, perhaps, the clock leaps, and the next beat comes.
    machine.moveTo(Math.max(now, next - beatMs));
    await machine.ask();
    if (random.chance(0.5)) {
      machine.leapTo(machine.offMs === 0 ? offMs : 0);
      machine.isSlackThere = random.chance(0.8);
      lived.leaps += 1;
    }
    for (const at of [next, next + beatMs]) {
      machine.moveTo(at);
      await ring();
      machine.isSlackThere = true;
    }
    now = next + beatMs;
  }
  lived.said = retell(await ritual.said());
  lived.foretold = foretell(rhythm, from, { outages: [], end });
  await ritual.close();
  return lived;
}

/** The bot's bell over the real jobs, on the machine's clock. */
function openBell(ritual: Ritual, machine: LeapingMachine, lived: Lived): () => Promise<void> {
  const { clock } = machine;
  const error = (facts: Record<string, unknown>) => void lived.errors.push(String(facts.stack));
  const ticker = openTicker({
    jobs: [{ name: 'ritual', run: (_, now) => ritual.tick(now.getTime()) }],
    deps: ritual.deps,
    log: { debug() {}, info() {}, warn() {}, error },
    now: clock.now,
    isTimeSure: () => clock.isSure(() => machine.ask()),
  });
  return async () => {
    await ticker.ring();
    const standing = clock.standing();
    const isWrong = Math.abs(machine.offMs) > noticedMs;
    const isTold = standing === 'wrong' || standing === 'doubtful';
    if (machine.isSlackThere && isWrong !== isTold)
      lived.untold.push(`${clock.now().toISOString()}: ${standing}, ${machine.offMs} ms off`);
  };
}
