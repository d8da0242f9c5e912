import type { DecisionId, OnePagerId } from '../../lib/ids.ts';
import { mondayOf, toLocalDate } from '../../lib/time.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Tx } from '../../platform/db/open.ts';
import { listAlarms } from '../alarm/store.ts';
import { getDecision } from '../decision/store.ts';
import { findDeviation } from '../deviation/store.ts';
import { type FloorChange, isCandidate } from '../floor/rules.ts';
import { listFloorChanges } from '../floor/store.ts';
import { listReadableCases } from '../hat/access.ts';
import { listExceptions } from '../onepager/store-exception.ts';
import { listFreezes } from '../onepager/store-freeze.ts';
import { answerWords, doubtWords, plainAbout } from '../raised/concern-messages.ts';
import { viewAndon } from '../raised/project.ts';
import { listAndons } from '../raised/store.ts';
import type { Team } from '../team/rules.ts';
import type { ExportedTeam } from './rules.ts';

/** What a team's ritual left behind besides its log: the floor's changes, alarms, freezes, exceptions, andons, and cases. */
export type ExportedRitual = Required<
  Pick<ExportedTeam, 'floorLog' | 'alarms' | 'freezes' | 'exceptions' | 'andons' | 'cases'>
>;

/** The last one whose text sorts as its time does. */
const lastInstant = new Date('9999-12-31T23:59:59.999Z');

/** What was read, of a part of the log: nothing of it. */
export const noRitual: ExportedRitual = {
  ...{ floorLog: [], alarms: [], freezes: [], exceptions: [], andons: [], cases: [] },
};

/**
 * Reads them for one team, oldest first. `readerId` is the person who asks: of the anthropologist's cases only those are in it
 * that they may read, and none when an operator asks.
 */
export async function gatherRitual(
  tx: Tx,
  team: Team,
  about: { numbers: ReadonlyMap<OnePagerId, number>; readerId?: string },
): Promise<ExportedRitual> {
  const { numbers, readerId } = about;
  return {
    floorLog: await readFloorLog(tx, team),
    alarms: await readAlarms(tx, team, numbers),
    freezes: await readFreezes(tx, team, numbers),
    exceptions: await readExceptions(tx, team, numbers),
    andons: await readAndons(tx, team, numbers),
    cases: readerId === undefined ? [] : await readCases(tx, team, readerId),
  };
}

async function readFloorLog(tx: Tx, team: Team): Promise<ExportedRitual['floorLog']> {
  const log: ExportedRitual['floorLog'] = [];
  for (const change of (await listFloorChanges(tx, { teamId: team.id })).toReversed()) {
    const { line, what, at, why, was } = change;
    const { area, statement, segment, harm } = line;
    log.push({
      ...{ what, at: toInstant(at), area, statement, segment, why },
      ...(was === '' ? {} : { was }),
      ...(harm === undefined ? {} : { harm }),
      state: stateOf(line),
      ...(await readOrigin(tx, team, change)),
    });
  }
  return log;
}

function stateOf(line: FloorChange['line']): 'candidate' | 'default' | 'retired' {
  if (line.retiredAt !== undefined) return 'retired';
  return isCandidate(line) ? 'candidate' : 'default';
}

/** Which entry of the log did it, who decided that, and the deviation that the line came from. */
async function readOrigin(tx: Tx, team: Team, { decisionId, line }: FloorChange) {
  const { workspaceId } = team;
  const entry = await findEntry(tx, team, decisionId);
  const deviation = line.deviationId && (await findDeviation(tx, workspaceId, line.deviationId));
  return {
    ...(entry === undefined ? {} : { decisionNumber: entry.number }),
    ...(entry?.decidedByUserId === undefined ? {} : { byUserId: entry.decidedByUserId }),
    ...(deviation ? { fromDeviation: deviation.deviation } : {}),
  };
}

async function readAlarms(
  tx: Tx,
  team: Team,
  numbers: ReadonlyMap<OnePagerId, number>,
): Promise<ExportedRitual['alarms']> {
  const numberOf = new Map<string, number>(numbers);
  const alarms: ExportedRitual['alarms'] = [];
  for (const alarm of await listAlarms(tx, team.id)) {
    const entry = await findEntry(tx, team, alarm.dismissed?.decisionId);
    const onepagerNumber = numberOf.get(alarm.subject);
    alarms.push({
      kind: alarm.kind,
      told: alarm.told,
      since: toInstant(alarm.sinceAt),
      firedAt: toInstant(alarm.firedAt),
      ...(onepagerNumber === undefined ? {} : { onepagerNumber }),
      ...(alarm.clearedAt === undefined ? {} : { clearedAt: toInstant(alarm.clearedAt) }),
      ...(alarm.dismissed === undefined
        ? {}
        : {
            dismissedAt: toInstant(alarm.dismissed.at),
            dismissedBecause: entry?.texts.because ?? '',
            ...(entry === undefined ? {} : { decisionNumber: entry.number }),
          }),
    });
  }
  return alarms;
}

async function readFreezes(
  tx: Tx,
  team: Team,
  numbers: ReadonlyMap<OnePagerId, number>,
): Promise<ExportedRitual['freezes']> {
  const freezes: ExportedRitual['freezes'] = [];
  const always = { from: new Date(0), to: lastInstant };
  for (const one of await listFreezes(tx, { teamId: team.id, ...always })) {
    const entry = await findEntry(tx, team, one.ended?.decisionId);
    const { byUserId, reason, minutes } = one;
    freezes.push({
      ...{ byUserId, reason, minutes, at: toInstant(one.at), reviewAt: toInstant(one.reviewAt) },
      ...numbered(numbers, one.onepagerId),
      ...(one.ended === undefined ? {} : { endedAt: toInstant(one.ended.at) }),
      ...(entry === undefined ? {} : { decisionNumber: entry.number }),
    });
  }
  return freezes;
}

async function readExceptions(
  tx: Tx,
  team: Team,
  numbers: ReadonlyMap<OnePagerId, number>,
): Promise<ExportedRitual['exceptions']> {
  const exceptions: ExportedRitual['exceptions'] = [];
  for (const [onepagerId, onepagerNumber] of numbers) {
    for (const one of await listExceptions(tx, team.workspaceId, onepagerId)) {
      const { indicator, reason, untilOn, byUserId, renewal } = one;
      const said = { indicator, reason, untilOn, byUserId, renewal };
      exceptions.push({ ...said, at: toInstant(one.at), onepagerNumber });
    }
  }
  return exceptions;
}

/** What the channel read, by week; inside a week in an order that says nothing. */
async function readAndons(
  tx: Tx,
  team: Team,
  numbers: ReadonlyMap<OnePagerId, number>,
): Promise<ExportedRitual['andons']> {
  const andons: ExportedRitual['andons'] = [];
  for (const andon of await listAndons(tx, team.id)) {
    const { onepager } = await viewAndon(tx, andon);
    const { state, answer, onepagerId } = andon;
    andons.push({
      weekOn: mondayOf(toLocalDate(andon.raisedAt, team.zone)),
      about: plainAbout(andon, onepager),
      doubt: doubtWords(andon),
      words: andon.isHidden ? '' : andon.words,
      state,
      ...(state === 'answered' && answer !== undefined
        ? { answer: `${answerWords[answer.kind]}: ${answer.words}` }
        : {}),
      ...(onepagerId === undefined ? {} : numbered(numbers, onepagerId)),
    });
  }
  return andons.toSorted(
    (one, other) => order(one.weekOn, other.weekOn) || order(one.words, other.words),
  );
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

async function readCases(tx: Tx, team: Team, userId: string): Promise<ExportedRitual['cases']> {
  const { workspaceId } = team;
  const cases: ExportedRitual['cases'] = [];
  for (const one of (await listReadableCases(tx, { workspaceId, userId })).toReversed()) {
    const { content, savedAt, authorId, visibility } = one;
    // What an author has only typed so far is nobody's to take along.
    if (one.teamId !== team.id || content === undefined || savedAt === undefined) continue;
    cases.push({ authorId, visibility, savedAt: toInstant(savedAt), ...content });
  }
  return cases;
}

async function findEntry(tx: Tx, team: Team, id: DecisionId | undefined) {
  return id === undefined ? undefined : getDecision(tx, team.workspaceId, id);
}

function numbered(numbers: ReadonlyMap<OnePagerId, number>, id: OnePagerId) {
  const onepagerNumber = numbers.get(id);
  return onepagerNumber === undefined ? {} : { onepagerNumber };
}
