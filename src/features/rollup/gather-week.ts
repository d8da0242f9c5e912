import type { OnePagerId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import { FIELD_LABELS } from '../onepager/amendment-rules.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listAmendmentsSince, listOnePagers } from '../onepager/store.ts';
import { listReviewedReadings } from '../reading/store.ts';
import { formatMeasure, formatValue } from '../signal/measure.ts';
import { valueOf } from '../signal/rules.ts';
import type { Team } from '../team/rules.ts';
import { diffWeeks, type PageFacts, type SignalFacts, type WeekDelta } from './delta-rules.ts';
import { countWeek, type RollupFacts, type WeekCount } from './rules.ts';
import { listRollupsBefore, type Rollup } from './store.ts';

/** How many roll-ups the trend goes back, this one included. */
const trendWeeks = 12;

type Page = PageFacts & { startedAt: Date };

/** The team's one-pagers as they stand now, ended ones too, with their newest numbers. */
export async function gatherPages(db: Db, team: Team): Promise<Page[]> {
  const pages: Page[] = [];
  for (const onepager of await listOnePagers(db, team.id)) {
    pages.push({ ...describePage(onepager), signals: await gatherSignals(db, onepager) });
  }
  return pages;
}

/** What changed since the last roll-up; undefined where it kept nothing to compare with. */
export async function gatherDelta(
  db: Db,
  team: Team,
  weeks: { last: Rollup | undefined; pages: readonly Page[] },
): Promise<WeekDelta | undefined> {
  const { last, pages } = weeks;
  if (last !== undefined && last.pages === undefined) return undefined;
  const before = last?.pages ?? [];
  const since = last?.postedAt ?? team.setUpAt;
  const amendments = new Map<OnePagerId, string[]>();
  for (const was of before) {
    const page = pages.find(({ id }) => id === was.id);
    if (page === undefined || page.version <= was.version) continue;
    amendments.set(page.id, await listAmended(db, was, page.version));
  }
  return diffWeeks(before, { pages, amendments, since });
}

/** The roll-ups before this one with it, the oldest in front. */
export async function gatherTrend(db: Db, team: Team, facts: RollupFacts): Promise<WeekCount[]> {
  const question = { teamId: team.id, weekOn: facts.weekOn, limit: trendWeeks - 1 };
  const earlier = await listRollupsBefore(db, question);
  return [...earlier.map((one) => countWeek(one.facts)).toReversed(), countWeek(facts)];
}

function describePage(onepager: OnePager): Omit<Page, 'signals'> {
  const { id, number, bet, state, ownerId, version, startedAt } = onepager;
  return {
    ...{ id, number, title: bet.title, state, ownerId, version, startedAt },
    ...{ stopOwnerId: bet.guardrail.stopOwnerId, gateOn: bet.gateOn },
  };
}

/** Only what is on the table is read; what rests or has ended has no new numbers. */
async function gatherSignals(db: Db, { id, state, bet }: OnePager): Promise<SignalFacts[]> {
  if (state !== 'running' && state !== 'frozen') return [];
  const readings = await listReviewedReadings(db, id);
  return bet.signals.map((signal) => {
    const { baseline, name } = signal;
    const newest = readings.find(({ signalId }) => signalId === signal.id);
    const value = newest === undefined ? undefined : valueOf(newest, baseline);
    return value === undefined
      ? { id: signal.id, name, value: baseline.value, text: formatMeasure(baseline) }
      : { id: signal.id, name, value, text: formatValue(value, baseline) };
  });
}

/** The lines of the amendments since; the gate and who may say stop are told by themselves. */
async function listAmended(db: Db, { id, version }: PageFacts, until: number): Promise<string[]> {
  const toldApart = [`${FIELD_LABELS.gateOn}:`, `${FIELD_LABELS.stopOwnerId}:`];
  return (await listAmendmentsSince(db, id, version))
    .filter((amendment) => amendment.version <= until)
    .flatMap(({ words }) => words.split('\n'))
    .filter((line) => line !== '' && !toldApart.some((start) => line.startsWith(start)));
}
