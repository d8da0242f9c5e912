import { isId, type OnePagerId, type TeamId } from '../../lib/ids.ts';
import { toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Ask } from '../ask/rules.ts';
import { listHelpers, listOpenAsks } from '../ask/store.ts';
import { areAllDaysOff, type Cycle, type CycleCounts, countCycle } from '../cycle/rules.ts';
import { listCyclesClosed } from '../cycle/store.ts';
import { findDecision, listDecisions } from '../decision/store.ts';
import { listDeviations, listSettledDeviations } from '../deviation/store.ts';
import { listEvidenceOfTeam } from '../evidence/store.ts';
import { listDefaultsChanged } from '../floor/store.ts';
import { countHats } from '../hat/store.ts';
import type { OnePager } from '../onepager/rules.ts';
import { findOnePager, listOnePagers } from '../onepager/store.ts';
import { listFreezes } from '../onepager/store-freeze.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import { findNote } from '../reading/store.ts';
import type { Card } from '../review/rules.ts';
import { listClosedCards, listReviews } from '../review/store.ts';
import type { Team } from '../team/rules.ts';
import { listThanked } from '../thanks/rules.ts';
import { listThanks } from '../thanks/store.ts';
import type { Window } from './access.ts';
import { gatherAndons } from './gather-andon.ts';
import {
  type About,
  type AskLine,
  type Evidence,
  isWorthTelling,
  type RollupFacts,
} from './rules.ts';

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
    freezes: (await listFreezes(db, window)).length,
    asks: await listAskLines(db, team, rollup.to),
    ...(await gatherThanks(db, team, window)),
    ...(await gatherAndons(db, team, rollup)),
  };
}

/** The team's open questions as a roll-up tells them. */
async function listAskLines(db: Db, team: Team, before: Date): Promise<AskLine[]> {
  const lines: AskLine[] = [];
  for (const ask of await listOpenAsks(db, team.id, before))
    lines.push(await askLine(db, team, ask));
  return lines;
}

/** A question as a roll-up tells it now. */
export async function askLine(db: Db, team: Team, ask: Ask): Promise<AskLine> {
  const { id, whom, what, state, isShared, onepagerId } = ask;
  const onepager = onepagerId && (await findOnePager(db, team.workspaceId, onepagerId));
  return {
    ...{ id, whom, what, state, isShared },
    sinceOn: toLocalDate(ask.at, team.zone),
    isHelped: (await listHelpers(db, id)).length > 0,
    ...(onepager === undefined ? {} : { number: onepager.number }),
  };
}

/** What was thanked for, with the stops and the evidence that it can be about. */
async function gatherThanks(
  db: Db,
  team: Team,
  window: { teamId: TeamId; from: Date; to: Date },
): Promise<Required<Pick<Evidence, 'thanked' | 'thankable' | 'evidence'>>> {
  const onepagers = describeOnePagers(await listOnePagers(db, team.id));
  const all = await listEvidenceOfTeam(db, team.workspaceId, team.id);
  const aboutOf = (id: OnePagerId): About => onepagers.get(id) ?? { number: 0, title: '' };
  const told = (one: (typeof all)[number]) => {
    const { number, title } = aboutOf(one.onepagerId);
    return { number, title, id: one.id, why: one.why, permalink: one.permalink };
  };
  const thanked = listThanked(await listThanks(db, window));
  const thankable = new Map<string, NonNullable<RollupFacts['thanks']>[number]>();
  for (const one of all) {
    const { number, title } = aboutOf(one.onepagerId);
    thankable.set(one.id, { number, title, kind: 'evidence', text: one.why });
  }
  for (const id of thanked) {
    const stop = isId('dec', id) ? await findDecision(db, team.workspaceId, id) : undefined;
    if (stop === undefined || stop.isReversed === true) continue;
    const { number, title } = stop.onepagerId === undefined ? stop : aboutOf(stop.onepagerId);
    thankable.set(id, { number, title, kind: 'stop', text: stop.texts.learned ?? '' });
  }
  const isNew = ({ at }: { at: Date }) => at >= window.from && at < window.to;
  return { thanked, thankable, evidence: all.filter(isNew).map(told) };
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
    hats: await countHats(db, window),
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
