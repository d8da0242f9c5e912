import { describe, expect, it } from 'vitest';
import type { Rhythm } from '../../src/features/team/rules.ts';
import { foretell, type Outage } from './ritual/almanac.ts';
import { playSeeds, type Random, runsOf } from './ritual/random.ts';
import { retell } from './ritual/retell.ts';
import { openRitual, type Ritual, type Said } from './ritual/ritual.ts';
import { dayMs } from './ritual/second-calendar.ts';
import { firstSlot } from './ritual/slots.ts';
import { makeTeam, someRhythm } from './ritual/some-teams.ts';

// Promises P15 and P20: each week's review and roll-up has one outcome (posted, late and said so, moved and said so, missed
// and said so), and however long the bot was away, it never comes back with a burst.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startAt = Date.parse('2026-01-03T12:00:00.000Z');

const downtimes = [
  ['a minute', minuteMs],
  ['59 minutes', 59 * minuteMs],
  ['twelve hours', 12 * hourMs],
  ['three days', 3 * dayMs],
  ['five weeks', 35 * dayMs],
] as const;

/** Lets the bot live through `world`: its bell rings when something is due, when it comes back, and now and then. */
async function live(
  ritual: Ritual,
  world: { from: number; end: number; outages: readonly Outage[]; random: Random },
): Promise<void> {
  let now = world.from;
  for (;;) {
    const due = (await ritual.nextDue(now)) ?? world.end;
    const some = now + world.random.whole(1, 8 * 24 * 60) * minuteMs;
    let next = Math.min(due, some, world.end);
    const outage = world.outages.find(({ from, until }) => next >= from && now < until);
    if (outage !== undefined) next = outage.until;
    if (next > world.end) return;
    now = next;
    await ritual.tick(now);
    if (now === world.end) return;
  }
}

async function expectForetold(
  random: Random,
  given: { rhythm: Rhythm; from: number; weeks: number; outages: readonly Outage[] },
): Promise<void> {
  const { rhythm, from, outages } = given;
  const end = from + given.weeks * 7 * dayMs;
  const ritual = await openRitual();
  await ritual.addTeam(makeTeam(1, rhythm, from));
  await ritual.tick(from);
  await live(ritual, { from, end, outages, random });
  const said = await ritual.said();
  await ritual.close();
  const down = outages.map((one) => `down ${iso(one.from)} to ${iso(one.until)}`).join('\n');
  const story = `${JSON.stringify(rhythm)}\n${down}`;
  expect(retell(said), story).toEqual(foretell(rhythm, from, { outages, end }));
  expectOneClose(said, end, story);
}

/** Every review that was opened is closed once, but for one that may be open at the end. */
function expectOneClose(said: readonly Said[], end: number, story: string): void {
  const opened = said.filter(({ kind, at }) => kind === 'review' && at < end - 10 * dayMs);
  const closed = said.filter(({ kind }) => kind === 'closed').map(({ weekOn }) => weekOn);
  expect(new Set(closed).size, story).toBe(closed.length);
  for (const { weekOn } of opened) expect(closed, story).toContain(weekOn);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

describe('a bot that is down when something is due', () => {
  const runs = runsOf({ few: 2, all: 200 });
  it.each(downtimes)(
    'for %s: it is opened late and said so, or recorded as missed (P20, F-64)',
    { timeout: 10_000_000 },
    async (_what, downMs) => {
      await playSeeds(runs, async (random) => {
        const rhythm = someRhythm(random);
        const from = startAt + random.whole(0, 300 * 24 * 60) * minuteMs;
        const kind = random.pick(['review', 'rollup'] as const);
        const due = firstSlot(kind, rhythm, from + random.whole(0, 10) * dayMs).at;
        const goneAt = Math.max(
          from + minuteMs,
          due - random.whole(0, downMs / minuteMs) * minuteMs,
        );
        const outages = [{ from: goneAt, until: goneAt + downMs }];
        const weeks = 5 + Math.ceil(downMs / dayMs / 7);
        await expectForetold(random, { rhythm, from, weeks, outages });
      });
    },
  );
});

describe('a year with a bot that comes and goes', () => {
  const schedules = 20;
  const weeks = runsOf({ few: 5, all: 500 });
  it(`${schedules} schedules of ${weeks} weeks each: every occurrence has one outcome (P15)`, {
    timeout: 10_000_000,
  }, async () => {
    await playSeeds(schedules, async (random) => {
      const rhythm = someRhythm(random);
      let from = startAt + random.whole(0, 300 * 24 * 60) * minuteMs;
      for (let left = weeks; left > 0; left -= 50) {
        const part = Math.min(left, 50);
        const outages = someOutages(random, from, from + part * 7 * dayMs);
        await expectForetold(random, { rhythm, from, weeks: part, outages });
        from += part * 7 * dayMs;
      }
    });
  });
});

/** Outages of minutes to weeks, with some days in between. */
function someOutages(random: Random, from: number, end: number): Outage[] {
  const outages: Outage[] = [];
  let at = from;
  for (;;) {
    at += random.whole(60, 14 * 24 * 60) * minuteMs;
    const [, longest] = random.pick(downtimes);
    const until = at + random.whole(1, longest / minuteMs) * minuteMs;
    if (until > end) return outages;
    outages.push({ from: at, until });
    at = until;
  }
}
