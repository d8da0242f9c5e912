import { toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { isCardCall } from '../decision/rules.ts';
import { listDecisionsOfOnePager } from '../decision/store.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listAmendmentsSince, listRunning } from '../onepager/store.ts';
import { checkBet } from '../quality/check-bet.ts';
import { listDueRevisits } from '../revisit/access.ts';
import type { Gatherer, Look } from './gather.ts';
import { type AlarmKind, type Finding, seenSince } from './rules.ts';
import {
  type Calendar,
  findDecisionDebt,
  findMidBar,
  findPilotPurgatory,
  hasCriterion,
  type PilotFacts,
} from './smell-rules.ts';
import { readGone } from './stop-access.ts';

/** The alarms of the layer *More alarms*; nothing is found while a team has it switched off. */
export const smellGatherer: Gatherer = {
  kinds: ['decision-debt', 'pilot-purgatory', 'mid-bar'],
  find: findIn,
};

async function findIn(db: Db, look: Look): Promise<Finding[]> {
  const { team, known, now } = look;
  if (team.hasMoreAlarms !== true) return [];
  const today = toLocalDate(now, team.zone);
  const calendar: Calendar = { today, cycleDays: team.cycleDays, zone: team.zone };
  const isGone = await readGone(db, team);
  const found: (Finding | undefined)[] = [];
  for (const onepager of await listRunning(db, team.id)) {
    // What is frozen waits for its evidence review.
    if (onepager.state !== 'running') continue;
    const pilot = await readPilot(db, look, {
      onepager,
      hasOwner: !(await isGone(onepager.ownerId)),
    });
    found.push(findPilotPurgatory(pilot, calendar), findMidBar(pilot));
  }
  const { after } = seenSince(known, { kind: 'decision-debt', subject: '' }, now);
  found.push(findDecisionDebt(await listDueRevisits(db, team, today), calendar, after));
  return found.filter((finding) => finding !== undefined);
}

async function readPilot(
  db: Db,
  { team, known, now }: Look,
  { onepager, hasOwner }: { onepager: OnePager; hasOwner: boolean },
): Promise<PilotFacts> {
  const { id, number, bet, workspaceId } = onepager;
  const decided = (await listDecisionsOfOnePager(db, workspaceId, id)).findLast(
    ({ kind, supersededByNumber }) => isCardCall(kind) && supersededByNumber === undefined,
  );
  const writtenAt = (await listAmendmentsSince(db, id, 1)).at(-1)?.at ?? onepager.startedAt;
  const startOn = toLocalDate(onepager.startedAt, team.zone);
  const bar = { hasStopOwner: true, hasOwner: true, hasNextReview: true, startOn };
  const findings = checkBet(bet.fields, toLocalDate(now, team.zone), bar);
  const seen = (kind: AlarmKind) => seenSince(known, { kind, subject: id }, now);
  return {
    ...{ id, number, title: bet.title, gateOn: bet.gateOn, hasOwner, writtenAt },
    hasCriterion: hasCriterion(bet),
    isMidBar: findings.some((finding) => finding.id === 'mid-bar'),
    ...(decided === undefined ? {} : { decidedOn: toLocalDate(decided.at, team.zone) }),
    seen: { owner: seen('pilot-purgatory'), 'mid-bar': seen('mid-bar') },
  };
}
