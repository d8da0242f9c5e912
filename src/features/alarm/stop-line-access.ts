import { isId } from '../../lib/ids.ts';
import { toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { findNewestWording } from '../decision/access.ts';
import { getDecision } from '../decision/store.ts';
import { listFalsified, markAssumptions } from '../onepager/assumption-rules.ts';
import { exceptionOn, type GuardrailException } from '../onepager/exception-rules.ts';
import type { OnePager } from '../onepager/rules.ts';
import { findOnePager, listRunning } from '../onepager/store.ts';
import { listMarks } from '../onepager/store-assumption.ts';
import { listExceptions } from '../onepager/store-exception.ts';
import { listFreezeEnds } from '../onepager/store-freeze.ts';
import { listReviewedReadings, type ReviewedReading } from '../reading/store.ts';
import { describeContinueIf } from '../signal/continue-if.ts';
import { formatLimit, isPastLimit } from '../signal/guardrail.ts';
import { beforeNumber, formatChange, formatValue } from '../signal/measure.ts';
import { directionOf, type Signal, valueOf } from '../signal/rules.ts';
import type { Team } from '../team/rules.ts';
import { GUARDRAIL_ID } from '../verdict/rules.ts';
import type { Gatherer, Look } from './gather.ts';
import {
  type Alarm,
  type ClearedWhy,
  type Finding,
  nameAnew,
  spokenUntil,
  stopsTheLine,
} from './rules.ts';
import {
  findExceptionCreep,
  findFalsified,
  findGuardrailTripped,
  findOppositeTrend,
  type StopLineFacts,
} from './stop-line-rules.ts';

/** What proposes to stop the line, from readings, marks and exceptions of what runs. */
export const stopLineGatherer: Gatherer = {
  kinds: ['guardrail-tripped', 'opposite-trend', 'assumption-falsified'],
  async find(db, look) {
    const found: Finding[] = [];
    for (const { facts } of await readAll(db, look)) {
      found.push(...listed(findGuardrailTripped(facts)), ...listed(findOppositeTrend(facts)));
      found.push(...findFalsified(facts));
    }
    return found.map((finding) => nameAnew(look.known, finding));
  },
};

/** Exceptions that have become the rule; of the layer *More alarms*. */
export const creepGatherer: Gatherer = {
  kinds: ['exception-creep'],
  async find(db, look) {
    if (look.team.hasMoreAlarms !== true) return [];
    return (await readAll(db, look)).flatMap(({ facts, exceptions, today }) => {
      const after = spokenUntil(look.known, { kind: 'exception-creep', subject: facts.onepagerId });
      const given = exceptions.map((one) => ({ ...one, isInForce: one.untilOn >= today }));
      return listed(findExceptionCreep(facts, given, after));
    });
  },
};

/** Why an alarm of these holds no longer, as things stand now; undefined for one that is about no one-pager. */
export async function findWhyCleared(
  db: Db,
  { team, alarm }: { team: Team; alarm: Pick<Alarm, 'subject' | 'kind' | 'firedAt'> },
  now: Date,
): Promise<ClearedWhy | undefined> {
  if (!stopsTheLine(alarm.kind) || !isId('op', alarm.subject)) return undefined;
  const onepager = await findOnePager(db, team.workspaceId, alarm.subject);
  if (onepager === undefined) return { now: 'gone' };
  if (onepager.state !== 'running') return { now: onepager.state };
  const answeredAt = await findLastAnswer(db, onepager);
  if (answeredAt !== undefined && answeredAt >= alarm.firedAt) return { now: 'decided' };
  if (alarm.kind !== 'guardrail-tripped') return { now: 'turned' };
  const { indicator } = onepager.bet.guardrail;
  const today = toLocalDate(now, team.zone);
  const exceptions = await listExceptions(db, team.workspaceId, onepager.id);
  const holds = exceptionOn(exceptions, { indicator, today });
  return holds === undefined ? { now: 'turned' } : { exceptedUntil: holds.untilOn };
}

interface Read {
  facts: StopLineFacts;
  exceptions: GuardrailException[];
  today: string;
}

async function readAll(db: Db, { team, now }: Look): Promise<Read[]> {
  const today = toLocalDate(now, team.zone);
  const read: Read[] = [];
  for (const onepager of await listRunning(db, team.id)) {
    read.push(await readOne(db, onepager, { zone: team.zone, today }));
  }
  return read;
}

async function readOne(
  db: Db,
  onepager: OnePager,
  at: { zone: string; today: string },
): Promise<Read> {
  const { id: onepagerId, workspaceId, number, bet } = onepager;
  const { indicator } = bet.guardrail;
  const exceptions = (await listExceptions(db, workspaceId, onepagerId)).filter(
    (one) => one.indicator === indicator,
  );
  const settledAt = await findLastAnswer(db, onepager);
  const readings = await listReviewedReadings(db, onepagerId);
  const outcome = bet.signals.find(({ kind }) => kind === 'outcome');
  const marked = markAssumptions(bet.assumptions, await listMarks(db, workspaceId, onepagerId));
  const facts: StopLineFacts = {
    ...{ onepagerId, number, title: bet.title, isFrozen: onepager.state === 'frozen' },
    ...(settledAt === undefined ? {} : { settledAt }),
    guardrail: readGuardrail(onepager, readings),
    exceptions: {
      count: exceptions.length,
      isInForce: exceptionOn(exceptions, { indicator, today: at.today }) !== undefined,
    },
    outcome: outcome === undefined ? [] : readOutcome(outcome, readings, at.zone),
    falsified: listFalsified(marked).map(({ assumption, mark }) => ({
      ...{ markId: mark.id, at: mark.at, text: assumption.text, evidence: mark.evidence },
    })),
  };
  return { facts, exceptions, today: at.today };
}

/** When the newest freeze ended by a decision that stands: one that was reversed answers nothing any more. */
async function findLastAnswer(
  db: Db,
  { workspaceId, id }: Pick<OnePager, 'workspaceId' | 'id'>,
): Promise<Date | undefined> {
  for (const { at, decisionId } of await listFreezeEnds(db, workspaceId, id)) {
    const decision = await getDecision(db, workspaceId, decisionId);
    if ((await findNewestWording(db, decision)).isReversed !== true) return at;
  }
  return undefined;
}

function readGuardrail(
  { bet }: OnePager,
  readings: readonly ReviewedReading[],
): StopLineFacts['guardrail'] {
  const { indicator, limit } = bet.guardrail;
  return readings.flatMap((reading) => {
    const value = reading.signalId === GUARDRAIL_ID ? valueOf(reading, limit.limit) : undefined;
    if (value === undefined) return [];
    const words = `${beforeNumber(indicator)} ${formatValue(value, limit.limit)}, limit ${formatLimit(limit)}`;
    const isPast = isPastLimit(limit, value);
    return [{ openedAt: reading.openedAt, at: reading.at, words, isPast }];
  });
}

function readOutcome(
  signal: Signal,
  readings: readonly ReviewedReading[],
  zone: string,
): StopLineFacts['outcome'] {
  const { baseline, continueIf } = signal;
  const wanted =
    continueIf === undefined ? '' : `, wanted ${describeContinueIf(continueIf, baseline)}`;
  return readings.flatMap((reading) => {
    const value = reading.signalId === signal.id ? valueOf(reading, baseline) : undefined;
    if (value === undefined) return [];
    const takenOn = toLocalDate(reading.at, zone);
    const direction = directionOf(signal, { ...reading, takenOn }, takenOn);
    const words = `${beforeNumber(signal.name)} ${formatChange(baseline, value)}${wanted}`;
    return [{ openedAt: reading.openedAt, at: reading.at, words, direction }];
  });
}

function listed(finding: Finding | undefined): Finding[] {
  return finding === undefined ? [] : [finding];
}
