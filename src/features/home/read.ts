import { daysBetween, toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { bySeriousness } from '../alarm/rules.ts';
import { listStandingAlarms } from '../alarm/store.ts';
import { listAsksFor } from '../ask/access.ts';
import { countStops } from '../cycle/rules.ts';
import { findOpenCycle } from '../cycle/store.ts';
import { CARD_CALLS, type Decision, withReversed } from '../decision/rules.ts';
import { getDecision, listDecisions, listNewestDecisions } from '../decision/store.ts';
import { listDrafts } from '../draft/store.ts';
import { listDefaults } from '../floor/store.ts';
import { listReadableCases } from '../hat/access.ts';
import { listMuted } from '../nudge/store.ts';
import type { OnePager } from '../onepager/rules.ts';
import { findOnePager, listOnePagers } from '../onepager/store.ts';
import { listOpenFreezes } from '../onepager/store-freeze.ts';
import { findPark } from '../onepager/store-park.ts';
import { listReviewedReadings } from '../reading/store.ts';
import { findNextOpening } from '../review/schedule-access.ts';
import { findOpenReview } from '../review/store.ts';
import { listWaiting, missingReadingsOf, missingVotesOf } from '../review/waiting-access.ts';
import { type DueRevisit, listDueRevisits } from '../revisit/access.ts';
import { beforeNumber, formatShort, formatValue } from '../signal/measure.ts';
import type { RoleAsk } from '../team/role-messages.ts';
import { isAskOver } from '../team/role-rules.ts';
import { nextRollupWeek, rollupSlot, type Team } from '../team/rules.ts';
import { findTeam, listRoles, listTeamNames } from '../team/store.ts';
import { findLastOccurrence, listOccurrences } from '../team/store-occurrence.ts';
import { listAsksOf } from '../team/store-role.ts';
import { trendsOf } from '../trend/rules.ts';
import type { RunningLine, TeamPage } from './message-team.ts';
import type { DraftLine, HomePage, MineLine, ReadingsLine, VoteLine } from './messages.ts';
import { readApprovals, readDeviations } from './read-deviation.ts';
import { readStopAsks } from './read-stop.ts';
import { checklistOf, countPages, type HomePlace, homeSizes, windowOf } from './rules.ts';

/** Who looks at their Home, and when; `isFull`: a full member of the workspace, who may vote and bring readings. */
export interface Viewer {
  workspaceId: string;
  userId: string;
  isFull: boolean;
  now: Date;
}

/** Reads one page of a person's Home. `teams` are those whose channel the person is in; nothing else is looked at. */
export async function readHomePage(
  db: Db,
  viewer: Viewer,
  at: { place: HomePlace; teams: readonly Team[] },
): Promise<HomePage> {
  const { teams } = at;
  const asks = viewer.isFull ? await readAsks(db, viewer) : [];
  const stops = viewer.isFull ? await readStopAsks(db, viewer) : [];
  const requests = await readApprovals(db, viewer);
  const drafts = await listDrafts(db, viewer.workspaceId, viewer.userId);
  const waiting = await readWaiting(db, viewer, teams);
  const mine = await readMine(db, viewer, teams);
  const team = teams.find((one) => one.id === at.place.teamId) ?? teams[0];
  const read = team === undefined ? undefined : await readTeam(db, team, viewer);
  const lists = { asks, stops, drafts, ...waiting, ...mine, teams, running: read?.running ?? [] };
  const sized = Object.entries(lists).map(([name, list]) => ({
    length: list.length,
    size: sizeOf(name),
  }));
  const pages = countPages([
    ...sized,
    { length: read?.floor.length ?? 0, size: homeSizes.floor },
    { length: read?.alarms.length ?? 0, size: homeSizes.alarms },
  ]);
  const page = at.place.page < pages ? at.place.page : 0;
  const names = await listTeamNames(db, viewer.workspaceId);
  const named = teams.map(({ id }) => ({ id, name: names.get(id) ?? 'channel' }));
  return {
    userId: viewer.userId,
    isFull: viewer.isFull,
    place: { page, teamId: team?.id ?? '' },
    pages,
    asks: windowOf(asks, page, homeSizes.asks),
    stops: windowOf(stops, page, homeSizes.stops),
    approvals: windowOf(requests.approvals, page, homeSizes.approvals),
    asked: windowOf(requests.asked, page, homeSizes.asked),
    drafts: await readDrafts(db, windowOf(drafts, page, homeSizes.drafts)),
    readings: windowOf(waiting.readings, page, homeSizes.readings),
    votes: windowOf(waiting.votes, page, homeSizes.votes),
    revisits: windowOf(mine.revisits, page, homeSizes.revisits),
    mine: await withNumbers(db, windowOf(mine.mine, page, homeSizes.mine)),
    teams: windowOf(named, page, homeSizes.teams),
    hats: viewer.isFull ? await listReadableCases(db, viewer) : [],
    ...(read === undefined ? {} : { team: await cutTeam(db, read, { page, now: viewer.now }) }),
  };
}

function sizeOf(name: string): number {
  const sizes: Readonly<Record<string, number>> = homeSizes;
  return sizes[name] ?? homeSizes.mine;
}

/** Questions that are over and not swept up yet are left out. */
async function readAsks(db: Db, { workspaceId, userId, now }: Viewer): Promise<RoleAsk[]> {
  const asks: RoleAsk[] = [];
  for (const { teamId, role, askedBy, askedAt } of await listAsksOf(db, { workspaceId, userId })) {
    const team = await findTeam(db, workspaceId, teamId);
    if (team === undefined) continue;
    const held = { userId, role, isAccepted: false, askedAt };
    if (isAskOver(held, await listRoles(db, team), now)) continue;
    asks.push({ team, role, askedAt, byUserId: askedBy });
  }
  return asks;
}

async function withNumbers(db: Db, mine: readonly OwnLine[]): Promise<MineLine[]> {
  const lines: MineLine[] = [];
  for (const { zone, ...line } of mine) {
    lines.push({ ...line, numbers: await readNumbers(db, line.onepager, zone) });
  }
  return lines;
}

async function readDrafts(
  db: Db,
  drafts: Awaited<ReturnType<typeof listDrafts>>,
): Promise<DraftLine[]> {
  const lines: DraftLine[] = [];
  for (const draft of drafts) {
    const { editing } = draft;
    const edited = editing && (await findOnePager(db, draft.workspaceId, editing.onepagerId));
    lines.push({ draft, ...(edited === undefined ? {} : { edits: edited.number }) });
  }
  return lines;
}

async function readWaiting(
  db: Db,
  viewer: Viewer,
  teams: readonly Team[],
): Promise<{ readings: ReadingsLine[]; votes: VoteLine[] }> {
  const readings: ReadingsLine[] = [];
  const votes: VoteLine[] = [];
  for (const team of viewer.isFull ? teams : []) {
    const review = await findOpenReview(db, team.id);
    if (review === undefined) continue;
    const place = { reviewId: review.id, channelId: team.channelId, closesAt: review.closesAt };
    const waiting = await listWaiting(db, review);
    const mine = missingReadingsOf(waiting, viewer.userId);
    const toVote = missingVotesOf(waiting, viewer.userId);
    const numbers = mine.map(({ onepager }) => onepager.number);
    const onepagers = toVote.map(({ onepager }) => onepager);
    if (numbers.length > 0) readings.push({ ...place, numbers });
    if (onepagers.length > 0) votes.push({ ...place, onepagers });
  }
  return { readings, votes };
}

type OwnLine = Omit<MineLine, 'numbers' | 'onepager'> & { onepager: OnePager; zone: string };

async function readMine(
  db: Db,
  viewer: Viewer,
  teams: readonly Team[],
): Promise<{ mine: OwnLine[]; revisits: DueRevisit[] }> {
  const mine: OwnLine[] = [];
  const revisits: DueRevisit[] = [];
  for (const team of teams) {
    const today = toLocalDate(viewer.now, team.zone);
    for (const onepager of await listOnePagers(db, team.id)) {
      const isOver = onepager.state === 'stopped' || onepager.state === 'promoted';
      if (isOver || onepager.ownerId !== viewer.userId) continue;
      const park = onepager.state === 'parked' ? await findPark(db, onepager.id) : undefined;
      mine.push({
        onepager,
        ...{ channelId: team.channelId, zone: team.zone },
        daysToGate: daysBetween(today, onepager.bet.gateOn),
        ...(park === undefined ? {} : { returnsOn: park.returnsOn }),
      });
    }
    const due = viewer.isFull ? await listDueRevisits(db, team, today) : [];
    revisits.push(...due.filter(({ askedId }) => askedId === viewer.userId));
  }
  return { mine, revisits };
}

type ReadTeam = Omit<TeamPage, 'running' | 'moreAlarms'> & { running: readonly OnePager[] };

async function readTeam(db: Db, team: Team, { userId }: Viewer): Promise<ReadTeam> {
  const lastRollup = await findLastOccurrence(db, team.id, 'rollup');
  const open = await findOpenReview(db, team.id);
  const log = await listNewestDecisions(db, { teamId: team.id, limit: homeSizes.log });
  const calls = { teamId: team.id, kinds: CARD_CALLS, limit: 1 };
  const onepagers = await listOnePagers(db, team.id);
  const running = onepagers.filter(({ state }) => state === 'running' || state === 'frozen');
  // The person's own stand among theirs; nothing is listed twice.
  const others = running.filter(({ ownerId }) => ownerId !== userId);
  const frozen = (await listOpenFreezes(db, team.id)).flatMap((freeze) => {
    const onepager = onepagers.find(({ id }) => id === freeze.onepagerId);
    return onepager === undefined ? [] : [{ freeze, onepager }];
  });
  const cycle = await findOpenCycle(db, team.id);
  const reviews = await listOccurrences(db, team.id, 'review');
  const checklist = checklistOf({
    hasOnePager: onepagers.length > 0,
    hasReview: reviews.some(({ outcome }) => ['opened', 'late', 'moved'].includes(outcome)),
    hasDecision: (await listNewestDecisions(db, calls)).length > 0,
  });
  return {
    team,
    running: others,
    ...(frozen.length === 0 ? {} : { frozen }),
    runningCount: running.length,
    ownCount: running.length - others.length,
    reviewAt: await findNextOpening(db, team),
    rollupAt: rollupSlot(team, nextRollupWeek(team, lastRollup?.weekOn)),
    alarms: bySeriousness(await listStandingAlarms(db, team.id)),
    floor: await listDefaults(db, team.id),
    log: (await withWhatTheyReverse(db, log)).slice(-homeSizes.log).toReversed(),
    ...(open === undefined ? {} : { closesAt: open.closesAt }),
    ...(cycle === undefined
      ? {}
      : {
          cycle: {
            number: cycle.number,
            stops: countStops(await listDecisions(db, { teamId: team.id, from: cycle.startsAt })),
          },
        }),
    deviations: await readDeviations(db, team, { userId, onepagers }),
    ...(checklist === undefined ? {} : { checklist }),
    asks: await listAsksFor(db, team, userId),
    isMuted: (await listMuted(db, team.id)).includes(userId),
  };
}

/** Oldest first; before them the entries that they reverse and that are none of the newest themselves. */
async function withWhatTheyReverse(db: Db, log: readonly Decision[]) {
  const earlier: Decision[] = [];
  for (const { workspaceId, isReversal, supersedesId } of log) {
    if (isReversal !== true || supersedesId === undefined) continue;
    if (log.some(({ id }) => id === supersedesId)) continue;
    earlier.push(await getDecision(db, workspaceId, supersedesId));
  }
  return withReversed([...earlier, ...log]);
}

async function cutTeam(db: Db, read: ReadTeam, at: { page: number; now: Date }): Promise<TeamPage> {
  const running: RunningLine[] = [];
  for (const onepager of windowOf(read.running, at.page, homeSizes.running)) {
    running.push({
      onepager,
      daysToGate: daysBetween(toLocalDate(at.now, read.team.zone), onepager.bet.gateOn),
      numbers: await readNumbers(db, onepager, read.team.zone),
    });
  }
  return {
    ...read,
    running,
    alarms: windowOf(read.alarms, at.page, homeSizes.alarms),
    moreAlarms: Math.max(0, read.alarms.length - (at.page + 1) * homeSizes.alarms),
    floor: windowOf(read.floor, at.page, homeSizes.floor),
    deviations: {
      ...read.deviations,
      open: windowOf(read.deviations.open, at.page, homeSizes.deviations),
    },
  };
}

const mostSteps = 3;

/** How the signals went, `Action X 41% → 43% → 46%`: the start and the newest reviews; none before the first number. */
async function readNumbers(db: Db, onepager: OnePager, zone: string): Promise<string[]> {
  const readings = (await listReviewedReadings(db, onepager.id)).map(({ openedAt, ...one }) => ({
    ...one,
    reviewOn: toLocalDate(openedAt, zone),
  }));
  return trendsOf(onepager.bet.signals, readings).flatMap(({ signal, points }) => {
    const [start, ...later] = points;
    if (start === undefined || later.length === 0) return [];
    const newest = later.at(-1)?.value ?? start.value;
    const skipped = later.length > mostSteps ? ['…'] : [];
    const values = (some: typeof points) =>
      some.map(({ value }) => formatShort(value, signal.baseline));
    const between = values(later.slice(-mostSteps, -1));
    const last = formatValue(newest, signal.baseline);
    const steps = [...values([start]), ...skipped, ...between, last];
    return [`${beforeNumber(signal.name)} ${steps.join(' → ')}`];
  });
}
