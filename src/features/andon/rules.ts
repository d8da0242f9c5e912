// Anyone who takes part in a team's channel may pull the andon without a name. What is sent is kept at once and posted later:
// some times a working day a bag is closed, and at a random moment afterwards at most two of what is in it come out, in an
// order that chance makes. A person has three a week, a team and a workspace as many as they can answer. Below eight people
// the form says that it is few, below five it asks twice. Whoever sends gets a code, once, that opens the report again.
// (ANDON, NO-3; reliability.md 5.4 to 5.7)

import { drawBelow, type Random, shuffle } from '../../lib/random.ts';
import { addDays, type LocalDate, toInstantIn, toLocalDate } from '../../lib/time.ts';
import { isWorkingDay, type WorkDays } from '../opening/day-rules.ts';

/** When the next bag of a team is closed, and when it is opened again. */
export interface Slot {
  bagsAt: Date;
  releasesAt: Date;
  isBagged: boolean;
}

/** The team's local times at which a bag is closed, by how often a working day it wants them. */
const slotTimes = { 1: ['11:00'], 2: ['10:30', '15:00'], 3: ['10:00', '13:00', '16:00'] } as const;

const minuteMs = 60_000;
/** So long after it was closed a bag is opened at the earliest, and so much later at the latest. */
const leastDelayMs = 5 * minuteMs;
const delayRangeMs = 20 * minuteMs;
/** A bag that could not be opened in time, because nobody was running, waits for the next slot. */
const lateMs = 60 * minuteMs;
const mostPerSlot = 2;

/** So many days ahead a team's days off are asked for; nobody is off for longer. */
export const slotSearchDays = 120;

/**
 * The team's next slot after an instant, with a delay that chance makes: on a working day, so that an andon is never read by
 * the few who look in on a holiday. `team.off` holds the days off of the next `slotSearchDays`.
 */
export function drawSlot(after: Date, team: WorkDays & { slots: 1 | 2 | 3 }, random: Random): Slot {
  const today = toLocalDate(after, team.zone);
  for (let days = 0; ; days += 1) {
    const date = addDays(today, days);
    if (!isWorkingDay(date, team.off)) continue;
    for (const time of slotTimes[team.slots]) {
      const bagsAt = toInstantIn(date, time, team.zone);
      if (bagsAt <= after) continue;
      const delayMs = leastDelayMs + drawBelow(delayRangeMs, random);
      return { bagsAt, releasesAt: new Date(bagsAt.getTime() + delayMs), isBagged: false };
    }
  }
}

/**
 * What is to be done about a slot now; `missed`: too late for this one, or its day became a day off after it was drawn; the
 * next takes what waits.
 */
export function stepOf(
  slot: Slot,
  now: Date,
  work: WorkDays,
): 'wait' | 'bag' | 'release' | 'missed' {
  const dueAt = dueAtOf(slot);
  if (now < dueAt) return 'wait';
  if (now.getTime() >= dueAt.getTime() + lateMs) return 'missed';
  if (slot.isBagged) return 'release';
  return isWorkingDay(toLocalDate(dueAt, work.zone), work.off) ? 'bag' : 'missed';
}

/** The slot once its bag is closed: it stays closed for some minutes, also when it was closed late. */
export function closeBag(slot: Slot, now: Date, random: Random): Slot {
  const isLate = now.getTime() + leastDelayMs > slot.releasesAt.getTime();
  const delayMs = leastDelayMs + drawBelow(delayRangeMs, random);
  const releasesAt = isLate ? new Date(now.getTime() + delayMs) : slot.releasesAt;
  return { ...slot, releasesAt, isBagged: true };
}

/** When a slot next has something to do. */
export function dueAtOf(slot: Slot): Date {
  return slot.isBagged ? slot.releasesAt : slot.bagsAt;
}

/** Which come out of a bag: at most two, older weeks first, otherwise by chance, and in an order by chance. */
export function chooseFromBag<T extends { weekOn: LocalDate }>(
  bag: readonly T[],
  random: Random,
): T[] {
  const mixed = shuffle(bag, random).toSorted((one, other) =>
    one.weekOn.localeCompare(other.weekOn),
  );
  return shuffle(mixed.slice(0, mostPerSlot), random);
}

/** How many a team takes in a week: half as many as could send one, and never fewer than five. */
export function teamCap(people: number): number {
  return Math.max(5, Math.floor(people / 2));
}

/** How many a workspace takes in a week, by the people of the team that it is sent to. */
export function workspaceCap(people: number): number {
  return Math.max(10, people);
}

/** How well one is hidden among so many: from eight on well, below five hardly. (reliability.md 5.7) */
export function crowdOf(people: number): 'many' | 'few' | 'very-few' {
  if (people >= 8) return 'many';
  return people >= 5 ? 'few' : 'very-few';
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 26;

/** A code of 130 random bits. */
export function drawCode(random: Random): string {
  return Array.from(random(codeLength), (byte) => crockford[byte % 32] ?? '0').join('');
}

/** A code in groups that can be read out. */
export function showCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

/**
 * A typed code as it was drawn: blanks, hyphens and small letters do not matter, O is 0, I and L are 1. Undefined when it
 * cannot be one. (reliability.md B-87)
 */
export function readCode(typed: string): string | undefined {
  const code = typed
    .replace(/[\s‐-―-]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const isCode = code.length === codeLength && Array.from(code).every((c) => crockford.includes(c));
  return isCode ? code : undefined;
}

const noiseMs = 10 * minuteMs;

/** The round of ten minutes in which the file gets its noise. */
export function noiseRoundOf(now: Date): number {
  return Math.floor(now.getTime() / noiseMs);
}

/** When a round is over and the next one begins. */
export function noiseEndsAt(round: number): Date {
  return new Date((round + 1) * noiseMs);
}
