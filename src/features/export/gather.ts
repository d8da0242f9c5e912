import type { DecisionId, OnePagerId } from '../../lib/ids.ts';
import { writeCode } from '../../platform/db/chain.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Decision } from '../decision/rules.ts';
import { getDecision } from '../decision/store.ts';
import { findHead } from '../decision/store-anchor.ts';
import { listNames, type SearchQuestion, searchDecisions } from '../decision/store-search.ts';
import type { Approval } from '../deviation/approval-rules.ts';
import { listDeviations } from '../deviation/store.ts';
import { listApprovals } from '../deviation/store-approval.ts';
import { type Evidence, knownAt } from '../evidence/rules.ts';
import { listEvidenceOfTeam } from '../evidence/store.ts';
import { listDefaults } from '../floor/store.ts';
import { coAuthorsOf, type OnePager } from '../onepager/rules.ts';
import {
  type Amendment,
  findBetAt,
  listAmendmentsSince,
  listOnePagers,
} from '../onepager/store.ts';
import { listTokens } from '../quality/rules.ts';
import type { Team } from '../team/rules.ts';
import { listTeamNames } from '../team/store.ts';
import { gatherRitual, noRitual } from './gather-ritual.ts';
import type {
  Export,
  ExportedDecision,
  ExportedEvidence,
  ExportedOnePager,
  ExportedTeam,
} from './rules.ts';

/** What is taken out. With a question only what it finds and the one-pagers that this is about; otherwise everything. */
export interface ExportScope {
  workspaceId: string;
  teams: readonly Team[];
  question?: SearchQuestion;
  /** The person who asks; missing when an operator does. */
  readerId?: string;
  /** What was asked for, in words. */
  about: string;
}

const pageSize = 500;

/**
 * Reads an export in one transaction, so that it is all of one moment however much is written meanwhile. Writes nothing.
 * (reliability.md B-79)
 */
export async function gatherExport(tx: Tx, scope: ExportScope, now: Date): Promise<Export> {
  const { workspaceId, question, about } = scope;
  const names = await listTeamNames(tx, workspaceId);
  const teams: ExportedTeam[] = [];
  const reader = scope.readerId === undefined ? {} : { readerId: scope.readerId };
  for (const team of scope.teams) {
    const asked = question ?? { workspaceId, teamIds: [], words: [] };
    const decisions = await readDecisions(tx, { ...asked, teamIds: [team.id] });
    if (question !== undefined && decisions.length === 0) continue;
    const name = names.get(team.id) ?? team.channelId;
    const isPart = question !== undefined;
    teams.push(await gatherTeam(tx, { team, name, decisions, isPart, ...reader }));
  }
  const head = await findHead(tx, workspaceId);
  const taken: Export = {
    ...(head === undefined ? {} : { logEndsWith: writeCode(head) }),
    form: 'barbell-export',
    version: 1,
    workspaceId,
    takenAt: toInstant(now),
    about,
    teams,
    people: {},
  };
  const known = new Map((await listNames(tx, workspaceId)).map((one) => [one.userId, one.name]));
  return { ...taken, people: namesIn(taken, known) };
}

/** All that a question finds in one team's log, oldest first. */
async function readDecisions(tx: Tx, question: SearchQuestion): Promise<Decision[]> {
  const decisions: Decision[] = [];
  let page = await searchDecisions(tx, { ...question, limit: pageSize });
  decisions.push(...page.decisions);
  while (page.next !== undefined) {
    page = await searchDecisions(tx, { ...question, limit: pageSize, after: page.next });
    decisions.push(...page.decisions);
  }
  return decisions.toSorted((one, other) => one.seq - other.seq);
}

interface TeamParts {
  team: Team;
  name: string;
  decisions: readonly Decision[];
  /** Only what a search found. */
  isPart: boolean;
  readerId?: string;
}

async function gatherTeam(tx: Tx, parts: TeamParts): Promise<ExportedTeam> {
  const { team, decisions, isPart, readerId } = parts;
  const evidence = await listEvidenceOfTeam(tx, team.workspaceId, team.id);
  const all = await listOnePagers(tx, team.id);
  const isAbout = new Set(decisions.map((decision) => decision.onepagerId));
  const onepagers = all.filter((onepager) => !isPart || isAbout.has(onepager.id));
  const exported: ExportedOnePager[] = [];
  for (const onepager of onepagers) {
    const amendments = await listAmendmentsSince(tx, onepager.id, 1);
    const followed = all.find(({ id }) => id === onepager.followsId);
    exported.push({
      ...toOnePager(onepager, amendments, evidence),
      ...(followed === undefined ? {} : { followsNumber: followed.number }),
    });
  }
  const numbers = new Map(all.map((onepager) => [onepager.id, onepager.number]));
  const numbersById = await readNumbers(tx, decisions);
  const coAuthorIds = await readCoAuthors(tx, decisions);
  return {
    id: team.id,
    name: parts.name,
    channelId: team.channelId,
    zone: team.zone,
    onepagers: exported,
    decisions: decisions.map((decision) =>
      toDecision(decision, { numbers, numbersById, evidence, coAuthorIds }),
    ),
    deviations: isPart ? [] : await readDeviations(tx, team, numbers),
    approvals: isPart ? [] : (await listApprovals(tx, { teamId: team.id })).map(toApproval),
    defaults: isPart ? [] : await readDefaults(tx, team),
    ...(isPart
      ? noRitual
      : await gatherRitual(tx, team, {
          numbers,
          ...(readerId === undefined ? {} : { readerId }),
        })),
  };
}

/** The short numbers of entries that others correct; some of those may not be among what was found. */
async function readNumbers(
  tx: Tx,
  decisions: readonly Decision[],
): Promise<Map<DecisionId, number>> {
  const numbers = new Map(decisions.map((decision) => [decision.id, decision.number]));
  for (const { workspaceId, supersedesId } of decisions) {
    if (supersedesId === undefined || numbers.has(supersedesId)) continue;
    numbers.set(supersedesId, (await getDecision(tx, workspaceId, supersedesId)).number);
  }
  return numbers;
}

/** Who had written each entry's one-pager with its owner, at that time. */
async function readCoAuthors(
  tx: Tx,
  decisions: readonly Decision[],
): Promise<Map<DecisionId, readonly string[]>> {
  const coAuthors = new Map<DecisionId, readonly string[]>();
  for (const { id, onepagerId, at } of decisions) {
    const bet = onepagerId === undefined ? undefined : await findBetAt(tx, onepagerId, at);
    if (bet !== undefined) coAuthors.set(id, coAuthorsOf(bet));
  }
  return coAuthors;
}

function toDecision(
  decision: Decision,
  around: {
    numbers: ReadonlyMap<OnePagerId, number>;
    numbersById: ReadonlyMap<DecisionId, number>;
    evidence: readonly Evidence[];
    coAuthorIds: ReadonlyMap<DecisionId, readonly string[]>;
  },
): ExportedDecision {
  const coAuthorIds = around.coAuthorIds.get(decision.id) ?? [];
  const { onepagerId, supersedesId, supersededByNumber } = decision;
  const onepagerNumber = onepagerId === undefined ? undefined : around.numbers.get(onepagerId);
  const supersedes = supersedesId === undefined ? undefined : around.numbersById.get(supersedesId);
  const evidence = around.evidence.filter((one) => one.onepagerId === onepagerId);
  return {
    number: decision.number,
    kind: decision.kind,
    at: toInstant(decision.at),
    title: decision.title,
    isAgainstRule: decision.isAgainstRule,
    isAgainstMajority: decision.isAgainstMajority,
    texts: { ...decision.texts },
    moved: (decision.outcome?.moved ?? []).map((one) => ({ ...one })),
    evidence: knownAt(evidence, decision.at).map(toEvidence),
    ...(decision.decidedByUserId === undefined
      ? {}
      : { decidedByUserId: decision.decidedByUserId }),
    ...(decision.confidence === undefined ? {} : { confidence: decision.confidence }),
    ...(decision.revisitOn === undefined ? {} : { revisitOn: decision.revisitOn }),
    ...(decision.isMajor === true ? { isMajor: true as const } : {}),
    ...(decision.isReversal === true ? { isReversal: true as const } : {}),
    ...(decision.endsFreeze === true ? { endsFreeze: true as const } : {}),
    ...(decision.keyUserIds === undefined
      ? {}
      : { keyUserIds: decision.keyUserIds.map((userId) => userId ?? '') }),
    ...(onepagerNumber === undefined ? {} : { onepagerNumber }),
    ...(supersedes === undefined ? {} : { supersedesNumber: supersedes }),
    ...(supersededByNumber === undefined ? {} : { supersededByNumber }),
    ...(coAuthorIds.length === 0 ? {} : { coAuthorIds: [...coAuthorIds] }),
  };
}

function toOnePager(
  onepager: OnePager,
  amendments: readonly Amendment[],
  evidence: readonly Evidence[],
): ExportedOnePager {
  return {
    number: onepager.number,
    title: onepager.bet.title,
    state: onepager.state,
    kind: onepager.kind,
    ownerId: onepager.ownerId,
    startedAt: toInstant(onepager.startedAt),
    ...(onepager.endedAt === undefined ? {} : { endedAt: toInstant(onepager.endedAt) }),
    gateOn: onepager.bet.gateOn,
    version: onepager.version,
    fields: { ...onepager.bet.fields },
    amendments: amendments.map((one) => ({ ...one, at: toInstant(one.at) })),
    evidence: evidence.filter((one) => one.onepagerId === onepager.id).map(toEvidence),
  };
}

function toEvidence({ permalink, why, byUserId, at }: Evidence): ExportedEvidence {
  return { permalink, why, byUserId, at: toInstant(at) };
}

async function readDeviations(
  tx: Tx,
  team: Team,
  numbers: ReadonlyMap<OnePagerId, number>,
): Promise<ExportedTeam['deviations']> {
  const deviations = await listDeviations(tx, { teamId: team.id });
  const approvals = await listApprovals(tx, { teamId: team.id });
  return deviations.map((one) => {
    const number = one.onepagerId === undefined ? undefined : numbers.get(one.onepagerId);
    return {
      area: one.area,
      deviation: one.deviation,
      because: one.because,
      benefit: one.benefit,
      risk: one.risk,
      isReversible: one.isReversible,
      state: one.state,
      outcome: one.outcome,
      lesson: one.lesson,
      byUserId: one.byUserId,
      at: toInstant(one.at),
      ...(one.settledAt === undefined ? {} : { settledAt: toInstant(one.settledAt) }),
      ...(number === undefined ? {} : { onepagerNumber: number }),
      ...agreedTo(approvals.findLast(({ deviationId }) => deviationId === one.id)),
    };
  });
}

function agreedTo(approval: Approval | undefined) {
  if (approval?.answeredBy === undefined || approval.answeredAt === undefined) return {};
  const { protects, answeredBy, answeredAt } = approval;
  return { approval: { protects, byUserId: answeredBy, at: toInstant(answeredAt) } };
}

function toApproval(one: Approval): NonNullable<ExportedTeam['approvals']>[number] {
  const { protects, area, deviation, because, benefit, risk, isReversible, askedBy } = one;
  const { state, reason, answeredBy, answeredAt } = one;
  return {
    ...{ protects, area, deviation, because, benefit, risk, isReversible, askedBy, state, reason },
    askedAt: toInstant(one.askedAt),
    ...(answeredBy === undefined ? {} : { answeredBy }),
    ...(answeredAt === undefined ? {} : { answeredAt: toInstant(answeredAt) }),
  };
}

async function readDefaults(tx: Tx, team: Team): Promise<ExportedTeam['defaults']> {
  const defaults = await listDefaults(tx, team.id);
  return defaults.map(({ area, statement, segment, sinceAt }) => ({
    ...{ area, statement, segment },
    sinceAt: toInstant(sinceAt),
  }));
}

/** The names of those who stand in the export, and of nobody else. */
function namesIn(taken: Export, known: ReadonlyMap<string, string>): Export['people'] {
  const ids = new Set<string>();
  for (const team of taken.teams) {
    for (const onepager of team.onepagers) {
      ids.add(onepager.ownerId);
      for (const id of listTokens(onepager.fields.coAuthorIds ?? '')) ids.add(id);
      for (const one of [...onepager.amendments, ...onepager.evidence]) ids.add(one.byUserId);
    }
    for (const decision of team.decisions) {
      if (decision.decidedByUserId !== undefined) ids.add(decision.decidedByUserId);
      for (const id of decision.coAuthorIds ?? []) ids.add(id);
      for (const userId of decision.keyUserIds ?? []) ids.add(userId);
      for (const one of decision.evidence) ids.add(one.byUserId);
    }
    for (const deviation of team.deviations) ids.add(deviation.byUserId);
    for (const { askedBy, answeredBy = askedBy } of team.approvals ?? []) {
      ids.add(askedBy).add(answeredBy);
    }
    for (const { approval } of team.deviations) {
      if (approval !== undefined) ids.add(approval.byUserId);
    }
    for (const { byUserId } of team.floorLog ?? []) if (byUserId !== undefined) ids.add(byUserId);
    for (const one of [...(team.freezes ?? []), ...(team.exceptions ?? [])]) ids.add(one.byUserId);
    for (const { authorId } of team.cases ?? []) ids.add(authorId);
  }
  const named = [...ids].toSorted().flatMap((id): [string, string][] => {
    const name = known.get(id);
    return name === undefined ? [] : [[id, name]];
  });
  return Object.fromEntries(named);
}
