import type { OnePagerId } from '../../lib/ids.ts';
import { justAfter, toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { type Cycle, countStops, listDecided } from '../cycle/rules.ts';
import { findOpenCycle, listClosedCycles } from '../cycle/store.ts';
import { listDecisions } from '../decision/store.ts';
import { listDeviations } from '../deviation/store.ts';
import { countHats } from '../hat/store.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listOnePagers } from '../onepager/store.ts';
import { listClosedCards } from '../review/store.ts';
import type { Team } from '../team/rules.ts';
import { listOccurrences, type Occurrence } from '../team/store-occurrence.ts';
import { type CycleFacts, findNothingDared, findNothingKilled } from './cycle-rules.ts';
import type { Gatherer, Look } from './gather.ts';
import { type AlarmKind, type Evidence, type Finding, spokenUntil } from './rules.ts';
import { type RunningNow, readRunningNow } from './running-access.ts';
import { findWeakest } from './weakest-rules.ts';

/** The two halves of THRASH-1, from the frozen counts of closed cycles and what the open one has seen. */
export const cycleGatherer: Gatherer = {
  kinds: ['nothing-killed', 'nothing-dared'],
  find: findCycleAlarms,
};

/** Twenty years of cycles; a streak is named by its oldest, so all of them are read. */
const allCycles = 1040;

async function findCycleAlarms(db: Db, { team, known, now }: Look): Promise<Finding[]> {
  const open = await findOpenCycle(db, team.id);
  if (open === undefined) return [];
  const cycles = await listClosedCycles(db, team.id, allCycles);
  // Reviews that did not happen because the bot was not running: nobody could be daring with it then.
  const away = (await listOccurrences(db, team.id, 'review')).filter(
    ({ outcome, reason }) => outcome === 'missed' && reason === undefined,
  );
  const since = { teamId: team.id, from: open.startsAt };
  const seen = {
    deviations: (await listDeviations(db, since)).length,
    hats: await countHats(db, { ...since, to: justAfter(now) }),
    stopped: countStops(await listDecisions(db, since)),
  };
  const judge = async (kind: AlarmKind, rule: typeof findNothingDared) => {
    const after = spokenUntil(known, { kind, subject: '' });
    const history = { open: seen, ...(after === undefined ? {} : { after }) };
    const finding = rule({
      ...history,
      closed: cycles.flatMap((cycle) => toFacts(cycle, { gates: [], away })),
    });
    if (finding === undefined || kind !== 'nothing-killed') return finding;
    // What came of the gates is read only for the streak that the counts have found.
    const closed: CycleFacts[] = [];
    const onepagers = new Map((await listOnePagers(db, team.id)).map((one) => [one.id, one]));
    for (const cycle of cycles) {
      const isOfStreak = finding.evidence.some(({ number }) => number === cycle.number);
      const gates = isOfStreak ? await listGates(db, { team, onepagers }, cycle) : [];
      closed.push(...toFacts(cycle, { gates, away }));
    }
    const weakest = findWeakest(await readRunningNow(db, team, now));
    return rule({
      ...history,
      closed,
      ...(weakest === undefined ? {} : { weakest: describe(weakest) }),
    });
  };
  const found = [
    await judge('nothing-killed', findNothingKilled),
    await judge('nothing-dared', findNothingDared),
  ];
  return found.filter((finding) => finding !== undefined);
}

function describe({ onepager }: RunningNow): Evidence {
  return { what: 'weakest', number: onepager.number, title: onepager.bet.title };
}

function toFacts(
  cycle: Cycle,
  { gates, away }: { gates: readonly Evidence[]; away: readonly Occurrence[] },
): CycleFacts[] {
  const { number, closedAt, counts } = cycle;
  if (closedAt === undefined || counts === undefined) return [];
  const { deviations, gatesDue, running, isAllOff, reviews } = counts;
  const wasAway = away.some(({ dueAt }) => dueAt >= cycle.startsAt && dueAt < closedAt);
  const isSilent = isAllOff || (reviews === 0 && wasAway);
  const decided = counts.decisions;
  const more = { hats: counts.hats, stopped: counts.stops, isSilent };
  return [{ number, closedAt, deviations, gatesDue, running, decided, gates, ...more }];
}

/** What came of each one-pager that reached its gate in a cycle, oldest first; the last word counts. */
async function listGates(
  db: Db,
  { team, onepagers }: { team: Team; onepagers: ReadonlyMap<OnePagerId, OnePager> },
  cycle: Cycle,
): Promise<Evidence[]> {
  if (cycle.closedAt === undefined) return [];
  const window = { teamId: team.id, from: cycle.startsAt, to: cycle.closedAt };
  const gates = new Map<OnePagerId, Evidence & { at: Date }>();
  const note = (id: OnePagerId, line: Evidence & { at: Date }) => {
    const onepager = onepagers.get(id);
    const before = gates.get(id);
    if (onepager === undefined || (before !== undefined && before.at > line.at)) return;
    gates.set(id, { ...line, number: onepager.number, title: onepager.bet.title });
  };
  for (const card of await listClosedCards(db, window)) {
    const gateOn = onepagers.get(card.onepagerId)?.bet.gateOn;
    if (card.state !== 'no-decision' || gateOn === undefined) continue;
    if (gateOn > toLocalDate(card.closedAt, team.zone)) continue;
    note(card.onepagerId, { what: 'gate-undecided', at: card.closedAt });
  }
  for (const { onepagerId, outcome, ...decision } of listDecided(await listDecisions(db, window))) {
    if (onepagerId === undefined || outcome?.isAtGate !== true) continue;
    const because = decision.texts.because ?? decision.texts.line ?? '';
    const what = decision.isAgainstRule ? 'gate-against-rule' : `gate-${decision.kind}`;
    note(onepagerId, { what, at: decision.at, ...(because === '' ? {} : { said: because }) });
  }
  return [...gates.values()].toSorted((one, other) => one.at.getTime() - other.at.getTime());
}
