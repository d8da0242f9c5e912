// What changed since last week is computed, not asked: what ran when the last roll-up was posted is kept with it, and is laid
// beside what runs now. Told are one-pagers that started, ended, were frozen, parked or came back; gates that moved; rules and
// signals that were amended; readings that moved, from what to what; new owners and new people who may say stop. A one-pager
// that ended tells nothing else. What is the same in both weeks is not said.

import type { OnePagerId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { OnePagerState } from '../onepager/rules.ts';

/** One signal's newest number when a roll-up was posted, its baseline before the first; `text` as it is shown. */
export interface SignalFacts {
  id: string;
  name: string;
  value: number;
  text: string;
}

/** A one-pager as it stood when a roll-up was posted; kept only while it has not ended. */
export interface PageFacts {
  id: OnePagerId;
  number: number;
  title: string;
  state: OnePagerState;
  ownerId: string;
  stopOwnerId: string;
  gateOn: LocalDate;
  version: number;
  /** Empty while it is parked. */
  signals: SignalFacts[];
}

interface Named {
  number: number;
  title: string;
}

/** What changed between two weeks; plain values, kept with the roll-up. */
export interface WeekDelta {
  started: Named[];
  ended: (Named & { how: 'stopped' | 'promoted' })[];
  frozen: Named[];
  thawed: Named[];
  parked: Named[];
  returned: Named[];
  gates: (Named & { from: LocalDate; to: LocalDate })[];
  amended: (Named & { lines: string[] })[];
  readings: (Named & { signal: string; from: string; to: string })[];
  owners: (Named & { userId: string })[];
  stopOwners: (Named & { userId: string })[];
}

/** What runs now, with what the two weeks alone cannot tell. */
export interface WeekNow {
  /** Every one-pager of the team, ended ones too. */
  pages: readonly (PageFacts & { startedAt: Date })[];
  /** What was amended since the version of last week, line by line. */
  amendments: ReadonlyMap<OnePagerId, readonly string[]>;
  /** When the last roll-up was posted. */
  since: Date;
}

/** Lays last week's one-pagers beside those of now. */
export function diffWeeks(before: readonly PageFacts[], now: WeekNow): WeekDelta {
  const delta = emptyDelta();
  const known = new Map(before.map((page) => [page.id, page]));
  for (const page of now.pages.toSorted((one, other) => one.number - other.number)) {
    const was = known.get(page.id);
    if (was !== undefined) tellKnown(delta, was, { page, now });
    else if (page.startedAt >= now.since) tellNew(delta, page);
    else if (!isEnded(page)) delta.returned.push(nameOf(page));
  }
  return delta;
}

/** What is kept of a team's one-pagers for the next comparison. */
export function keepPages(pages: readonly PageFacts[]): PageFacts[] {
  return pages
    .filter((page) => !isEnded(page))
    .map(({ id, number, title, state, ownerId, stopOwnerId, gateOn, version, signals }) => ({
      ...{ id, number, title, state, ownerId, stopOwnerId, gateOn, version, signals },
    }));
}

function emptyDelta(): WeekDelta {
  return {
    ...{ started: [], ended: [], frozen: [], thawed: [], parked: [], returned: [] },
    ...{ gates: [], amended: [], readings: [], owners: [], stopOwners: [] },
  };
}

function tellNew(delta: WeekDelta, page: PageFacts): void {
  delta.started.push(nameOf(page));
  if (isEnded(page)) delta.ended.push({ ...nameOf(page), how: howEnded(page) });
}

function tellKnown(
  delta: WeekDelta,
  was: PageFacts,
  { page, now }: { page: PageFacts; now: WeekNow },
): void {
  const name = nameOf(page);
  if (isEnded(page)) {
    delta.ended.push({ ...name, how: howEnded(page) });
    return;
  }
  if (was.state !== page.state) delta[moveOf(was, page)].push(name);
  if (was.gateOn !== page.gateOn) delta.gates.push({ ...name, from: was.gateOn, to: page.gateOn });
  const lines = now.amendments.get(page.id) ?? [];
  if (was.version < page.version && lines.length > 0)
    delta.amended.push({ ...name, lines: [...lines] });
  delta.readings.push(...movedReadings(was, page));
  if (was.ownerId !== page.ownerId) delta.owners.push({ ...name, userId: page.ownerId });
  if (was.stopOwnerId !== page.stopOwnerId)
    delta.stopOwners.push({ ...name, userId: page.stopOwnerId });
}

function moveOf(was: PageFacts, page: PageFacts): 'frozen' | 'thawed' | 'parked' | 'returned' {
  if (page.state === 'frozen') return 'frozen';
  if (page.state === 'parked') return 'parked';
  return was.state === 'frozen' ? 'thawed' : 'returned';
}

function movedReadings(was: PageFacts, page: PageFacts): WeekDelta['readings'] {
  return page.signals.flatMap(({ id, name, value, text }) => {
    const before = was.signals.find((signal) => signal.id === id);
    if (before === undefined || before.value === value) return [];
    return [{ ...nameOf(page), signal: name, from: before.text, to: text }];
  });
}

function isEnded({ state }: PageFacts): boolean {
  return state === 'stopped' || state === 'promoted';
}

function howEnded({ state }: PageFacts): 'stopped' | 'promoted' {
  return state === 'promoted' ? 'promoted' : 'stopped';
}

function nameOf({ number, title }: Named): Named {
  return { number, title };
}
