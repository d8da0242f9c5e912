import { toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import {
  type ActionAct,
  type CommandAct,
  type Deps,
  type Reply,
  tell,
} from '../../platform/slack/feature.ts';
import { type DecisionRecord, decisionRecord } from '../decision/message-record.ts';
import { countingKeys, waitingFor } from '../decision/reversal-rules.ts';
import type { Decision } from '../decision/rules.ts';
import { findDecisionByNumber, getDecision, listDecisionsOfOnePager } from '../decision/store.ts';
import { findOpenReversal } from '../decision/store-reversal.ts';
import { knownAt } from '../evidence/rules.ts';
import { listEvidence } from '../evidence/store.ts';
import { listReviewedReadings } from '../reading/store.ts';
import { lookUpReadableTeams } from '../team/access.ts';
import type { Team } from '../team/rules.ts';
import { findTeamByChannel, listTeamNames } from '../team/store.ts';
import { listKeyHolders } from '../team/store-role.ts';
import { trendAnswer } from '../trend/messages.ts';
import { type Trend, trendsOf } from '../trend/rules.ts';
import { lookUpOnePager, type PlacedOnePager } from './access.ts';
import { describeAmendment } from './amendment-rules.ts';
import { compareAnswer } from './message-compare.ts';
import { fullAnswer } from './message-full.ts';
import { type ListLine, listAnswer } from './message-list.ts';
import { onepagerWords, strong } from './messages.ts';
import { readCard } from './project.ts';
import { coAuthorsOf, compareForList } from './rules.ts';
import {
  findBetAt,
  findOnePager,
  findOnePagerByNumber,
  findVersion,
  listAmendmentsSince,
  listOnePagers,
} from './store.ts';

/** `/onepager list`: the team's one-pagers in its home channel, elsewhere those of all teams one may read. */
export async function runList(deps: Deps, act: CommandAct): Promise<Reply> {
  const teams = await lookUpReadableTeams(deps, act);
  const here = await findTeamByChannel(deps.db, act.workspaceId, act.channelId);
  const own = teams.filter((team) => team.id === here?.id);
  if (teams.length === 0) return tell(onepagerWords.noTeam);
  const lines = await readLines(deps.db, own.length > 0 ? own : teams);
  return { reply: 'tell', ...listAnswer(lines, 0) };
}

/** *Show more* under a list: its next page. The value is where the page starts, and the team when it is about one. */
export async function turnList(deps: Deps, act: ActionAct): Promise<Reply> {
  const [start = '', teamId = ''] = act.value.split(' ');
  const from = /^\d{1,6}$/.test(start) ? Number(start) : 0;
  const teams = await lookUpReadableTeams(deps, act);
  const own = teams.filter((team) => team.id === teamId);
  const lines = await readLines(deps.db, own.length > 0 ? own : teams);
  return { reply: 'tell', ...listAnswer(lines, from) };
}

/** `/onepager show 12`: a one-pager in full, or an entry of the log. */
export async function runShow(deps: Deps, act: CommandAct): Promise<Reply> {
  const [typed] = act.rest.trim().split(/\s+/);
  if (typed === undefined || typed === '') return tell(onepagerWords.noNumber);
  const digits = /^#?(\d{1,9})$/.exec(typed)?.[1];
  if (digits === undefined) return tell(onepagerWords.noNumber);
  const number = Number(digits);
  const teams = await lookUpReadableTeams(deps, act);
  const onepager = await findOnePagerByNumber(deps.db, act.workspaceId, number);
  const team = teams.find((readable) => readable.id === onepager?.teamId);
  if (onepager !== undefined && team !== undefined) {
    return tellFull(deps.db, { onepager, team }, act.now);
  }
  const decision = await findDecisionByNumber(deps.db, act.workspaceId, number);
  const isReadable = teams.some((readable) => readable.id === decision?.teamId);
  if (decision !== undefined && isReadable) return tellDecision(deps.db, decision);
  return tell(onepagerWords.unknownNumber(digits));
}

/** *Show all* on a card. */
export async function showFull(deps: Deps, act: ActionAct): Promise<Reply> {
  const found = await lookUpOnePager(deps, act, act.value);
  if (found === undefined) return tell(onepagerWords.gone);
  return tellFull(deps.db, found, act.now);
}

/** *Compare versions*: what an earlier version said otherwise than the one in force. */
export async function compareVersions(deps: Deps, act: ActionAct): Promise<Reply> {
  const [value = '', named = '1'] = act.value.split(' ');
  const found = await lookUpOnePager(deps, act, value);
  const from = /^\d{1,6}$/.test(named) ? Number(named) : 1;
  const before = found && (await findVersion(deps.db, found.onepager.id, from));
  if (found === undefined || before === undefined) {
    return tell(onepagerWords.gone);
  }
  const changes = describeAmendment(before.fields, found.onepager.bet.fields);
  return { reply: 'tell', ...compareAnswer(found.onepager, from, changes) };
}

/** *Trend* on a card: each signal over the reviews, as text and, where Slack draws them, as charts. */
export async function showTrend(deps: Deps, act: ActionAct): Promise<Reply> {
  const found = await lookUpOnePager(deps, act, act.value);
  if (found === undefined) return tell(onepagerWords.gone);
  const heading = strong(`#${found.onepager.number} ${found.onepager.bet.title}`, 200);
  return { reply: 'tell', ...trendAnswer(heading, await readTrends(deps.db, found)) };
}

async function readTrends(db: Db, { onepager, team }: PlacedOnePager): Promise<Trend[]> {
  const readings = await listReviewedReadings(db, onepager.id);
  return trendsOf(
    onepager.bet.signals,
    readings.map((one) => ({ ...one, reviewOn: toLocalDate(one.openedAt, team.zone) })),
  );
}

async function tellFull(db: Db, what: PlacedOnePager, now: Date): Promise<Reply> {
  const { onepager } = what;
  const card = await readCard(db, what, now);
  const amendments = await listAmendmentsSince(db, onepager.id, 1);
  const { workspaceId, id } = onepager;
  const decisions = await listDecisionsOfOnePager(db, workspaceId, id);
  const evidence = await listEvidence(db, workspaceId, id);
  const trends = await readTrends(db, what);
  return { reply: 'tell', ...fullAnswer({ ...card, amendments, decisions, evidence, trends }) };
}

/** An entry of the log with what travels with it. */
async function tellDecision(db: Db, decision: Decision): Promise<Reply> {
  const { workspaceId, onepagerId, supersedesId } = decision;
  const onepager =
    onepagerId === undefined ? undefined : await findOnePager(db, workspaceId, onepagerId);
  const corrected =
    supersedesId === undefined ? undefined : await getDecision(db, workspaceId, supersedesId);
  const evidence = onepager === undefined ? [] : await listEvidence(db, workspaceId, onepager.id);
  const then = onepager === undefined ? undefined : await findBetAt(db, onepager.id, decision.at);
  const record = decisionRecord({
    decision,
    evidence: knownAt(evidence, decision.at),
    ...(onepager === undefined ? {} : { onepagerNumber: onepager.number }),
    ...(then === undefined ? {} : { coAuthorIds: coAuthorsOf(then) }),
    ...(corrected === undefined ? {} : { supersedesNumber: corrected.number }),
    ...(await readKeyQuestion(db, decision)),
  });
  return { reply: 'tell', ...record };
}

/** Two keys that are asked about an entry, and who is waited for. */
async function readKeyQuestion(
  db: Db,
  decision: Decision,
): Promise<Pick<DecisionRecord, 'question'>> {
  const { workspaceId, teamId } = decision;
  const found = await findOpenReversal(db, workspaceId, decision.id);
  if (found === undefined) return {};
  const { reversal, keys } = found;
  const holders = await listKeyHolders(db, { workspaceId, id: teamId });
  return {
    question: {
      proposedBy: reversal.proposedBy,
      because: reversal.correction.because,
      turned: countingKeys(reversal, keys, holders),
      waiting: waitingFor(reversal, keys, holders).waiting,
      expiresAt: reversal.expiresAt,
    },
  };
}

async function readLines(db: Db, teams: readonly Team[]): Promise<ListLine[]> {
  const [first] = teams;
  if (first === undefined) return [];
  const names = await listTeamNames(db, first.workspaceId);
  const lines: ListLine[] = [];
  for (const team of teams) {
    for (const onepager of await listOnePagers(db, team.id)) {
      const teamName = teams.length > 1 ? names.get(team.id) : undefined;
      lines.push({ onepager, ...(teamName === undefined ? {} : { teamName }) });
    }
  }
  return lines.toSorted((one, other) => compareForList(one.onepager, other.onepager));
}
