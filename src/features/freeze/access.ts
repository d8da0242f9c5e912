import { justAfter, toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { cut, escape, oneLine } from '../../platform/slack/text.ts';
import { readAwayOn } from '../away/access.ts';
import { evidenceLines } from '../evidence/messages.ts';
import { listEvidence } from '../evidence/store.ts';
import { markAssumptions } from '../onepager/assumption-rules.ts';
import { whomToCall } from '../onepager/freeze-rules.ts';
import { stopOwnerWords } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import { readStopOwner } from '../onepager/stop-access.ts';
import { listMarks } from '../onepager/store-assumption.ts';
import { latestOf } from '../reading/rules.ts';
import { findLastNote, listReadingsBefore } from '../reading/store.ts';
import type { Team } from '../team/rules.ts';
import { listRoles } from '../team/store.ts';
import { listGoneFrom } from '../team/store-place.ts';
import { verdictLines } from '../verdict/messages.ts';
import { type Verdict, verdictOf } from '../verdict/rules.ts';

/** What the rule says of a one-pager on the newest number of each signal. */
export async function readVerdict(
  db: Db,
  { onepager, team }: { onepager: OnePager; team: Team },
  now: Date,
): Promise<Verdict> {
  const latest = latestOf(await listReadingsBefore(db, onepager.id, justAfter(now)));
  const today = toLocalDate(now, team.zone);
  return verdictOf(onepager.bet, latest, { today, gateOn: onepager.bet.gateOn });
}

/** Whom an evidence review at `at` calls: owner and stop-owner who are here and not away, otherwise a leader. */
export async function readCalled(
  db: Db,
  { onepager, team }: { onepager: OnePager; team: Team },
  at: Date,
): Promise<string[]> {
  const roles = await listRoles(db, team);
  const leaders = roles.filter(({ role, isAccepted }) => role === 'leader' && isAccepted);
  const people = {
    wanted: [onepager.ownerId, onepager.bet.guardrail.stopOwnerId],
    leaders: leaders.map(({ userId }) => userId),
  };
  const userIds = [...people.wanted, ...people.leaders];
  const gone = await listGoneFrom(db, team, userIds);
  const away = await readAwayOn(db, team, { userIds, date: toLocalDate(at, team.zone) });
  return whomToCall({ ...people, absent: [...gone, ...away] });
}

/** What is known of a one-pager, in lines of mrkdwn: its numbers, its assumptions, what argues against it, its evidence. */
export async function readKnown(
  db: Db,
  where: { onepager: OnePager; team: Team },
  now: Date,
): Promise<string[]> {
  const { onepager } = where;
  const { bet, workspaceId } = onepager;
  const verdict = await readVerdict(db, where, now);
  const { word } = await readStopOwner(db, onepager, now);
  const numbers = verdictLines(verdict, bet, stopOwnerWords(bet.guardrail.stopOwnerId, word));
  const note = await findLastNote(db, onepager.id);
  const evidence = evidenceLines(await listEvidence(db, workspaceId, onepager.id));
  const marked = markAssumptions(bet.assumptions, await listMarks(db, workspaceId, onepager.id));
  const assumptions = marked.slice(0, 8).map(({ assumption, mark }) => {
    const word = mark === undefined ? '' : mark.mark === 'holds' ? 'holds' : '*does not hold*';
    const said = mark === undefined ? '' : ` · ${word}: ${words(mark.evidence, 200)}`;
    return `• ${words(assumption.text, 150)}${said}`;
  });
  return [
    `*What we know*\n${numbers.map((line) => cut(line, 400)).join('\n')}`,
    ...(note === undefined || note.against === ''
      ? []
      : [`*Against us:* ${words(note.against, 500)}`]),
    ...(assumptions.length === 0 ? [] : [`*Assumptions*\n${assumptions.join('\n')}`]),
    ...(evidence.length === 0 ? [] : [`*Evidence*\n${evidence.join('\n')}`]),
  ];
}

function words(text: string, most: number): string {
  return cut(escape(oneLine(text)), most);
}
