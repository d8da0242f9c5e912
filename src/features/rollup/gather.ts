import type { OnePagerId } from '../../lib/ids.ts';
import { toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { areAllDaysOff, type Cycle, type CycleCounts, countCycle } from '../cycle/rules.ts';
import { listCyclesClosed } from '../cycle/store.ts';
import { listDecisions } from '../decision/store.ts';
import { listDeviations, listSettledDeviations } from '../deviation/store.ts';
import { listDefaultsChanged } from '../floor/store.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listOnePagers } from '../onepager/store.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import { findNote } from '../reading/store.ts';
import type { Card } from '../review/rules.ts';
import { listClosedCards, listReviews } from '../review/store.ts';
import type { Team } from '../team/rules.ts';
import { type About, type Evidence, isWorthTelling, type RollupFacts } from './rules.ts';

/** A stretch of a team's time: `from <= at < to`. */
export interface Window {
  from: Date;
  to: Date;
}

/** Reads everything that a roll-up over this stretch can tell about. */
export async function gatherEvidence(
  db: Db,
  team: Team,
  rollup: Window & Pick<Evidence, 'weekOn' | 'isLate' | 'weeks'>,
): Promise<Evidence> {
  const window = { teamId: team.id, from: rollup.from, to: rollup.to };
  const cards = await listClosedCards(db, window);
  const cycles = await listCyclesClosed(db, window);
  return {
    weekOn: rollup.weekOn,
    isLate: rollup.isLate,
    decisions: await listDecisions(db, window),
    onepagers: describeOnePagers(await listOnePagers(db, team.id)),
    defaults: (await listDefaultsChanged(db, window)).filter((line) =>
      isWorthTelling(line, window),
    ),
    deviations: await listDeviations(db, window),
    settled: await listSettledDeviations(db, window),
    undecided: listUndecided(cards),
    notes: await listNotes(db, cards),
    weeks: rollup.weeks,
    cycles: cycles.flatMap((cycle) => describeCycle(cycle, team.zone)),
  };
}

/** The lines marked *share* of the one-pagers that were decided in this stretch, by their numbers. */
export async function listShares(
  db: Db,
  team: Team,
  window: Window,
): Promise<{ number: number; text: string }[]> {
  const decisions = await listDecisions(db, { teamId: team.id, from: window.from, to: window.to });
  const decided = new Set(decisions.map((entry) => entry.onepagerId));
  const onepagers = await listOnePagers(db, team.id);
  return onepagers
    .filter(({ id, bet }) => decided.has(id) && bet.fields.share.trim() !== '')
    .map(({ number, bet }) => ({ number, text: bet.fields.share }));
}

/** Counts a cycle that ends now, from everything of the team between its start and its end. */
export async function gatherCounts(
  db: Db,
  team: Team,
  cycle: Window & { work: WorkDays },
): Promise<CycleCounts> {
  const window = { teamId: team.id, from: cycle.from, to: cycle.to };
  const onepagers = await listOnePagers(db, team.id);
  const gates = new Map(onepagers.map((onepager) => [onepager.id, onepager.bet.gateOn]));
  const undecided = listUndecided(await listClosedCards(db, window));
  return countCycle({
    startsAt: cycle.from,
    closedAt: cycle.to,
    decisions: await listDecisions(db, window),
    deviations: await listDeviations(db, window),
    reviews: await listReviews(db, window),
    undecided: undecided.map(({ onepagerId, closedAt }) => {
      const gateOn = gates.get(onepagerId);
      // Nobody decided, so the gate is still the one that the review saw.
      const isAtGate = gateOn !== undefined && gateOn <= toLocalDate(closedAt, team.zone);
      return { onepagerId, isAtGate };
    }),
    onepagers,
    isAllOff: areAllDaysOff({ startsAt: cycle.from, closedAt: cycle.to }, cycle.work),
  });
}

function listUndecided<T extends Pick<Card, 'state'>>(cards: readonly T[]): T[] {
  return cards.filter((card) => card.state === 'no-decision');
}

function describeOnePagers(
  onepagers: readonly OnePager[],
): Map<OnePagerId, About & { because: string }> {
  return new Map(
    onepagers.map(({ id, number, bet }) => [
      id,
      { number, title: bet.title, because: bet.mechanism.because },
    ]),
  );
}

async function listNotes(
  db: Db,
  cards: readonly Card[],
): Promise<{ onepagerId: OnePagerId; against: string }[]> {
  const notes: { onepagerId: OnePagerId; against: string }[] = [];
  for (const card of cards) {
    const note = await findNote(db, card.id);
    if (note !== undefined) notes.push({ onepagerId: card.onepagerId, against: note.against });
  }
  return notes;
}

function describeCycle(cycle: Cycle, zone: string): RollupFacts['cycles'] {
  if (cycle.closedAt === undefined || cycle.counts === undefined) return [];
  return [
    {
      number: cycle.number,
      startsOn: toLocalDate(cycle.startsAt, zone),
      closedOn: toLocalDate(cycle.closedAt, zone),
      counts: cycle.counts,
    },
  ];
}
