import { isLocalDate, isLocalTime, toInstantIn, toLocalDate, toLocalTime } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { dateToken } from '../../platform/slack/text.ts';
import { readWorkDays } from '../away/access.ts';
import { findPlacedOnePager, lookUpOnePager } from '../onepager/access.ts';
import {
  checkEvidenceTime,
  type Freeze,
  latestEvidenceReview,
  tomorrowAtTen,
} from '../onepager/freeze-rules.ts';
import type { OnePager } from '../onepager/rules.ts';
import {
  findOpenFreeze,
  moveEvidenceReview,
  openEvidenceReview,
} from '../onepager/store-freeze.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { parseFreezeMetadata, parsePick, pickForm } from './form.ts';
import { freezeRefusal, freezeWords } from './messages.ts';
import { putFreeze } from './project.ts';

/** *Now*: the evidence review opens at once. */
export async function reviewNow(deps: Deps, act: ActionAct): Promise<Reply> {
  return withFreeze(deps, { act, value: act.value }, async (tx, { team, freeze }) => {
    await moveEvidenceReview(tx, freeze.id, act.now);
    await openEvidenceReview(tx, freeze.id, act.now);
    const opened = { ...freeze, reviewAt: act.now, openedAt: act.now };
    await putFreeze(tx, { newId: deps.newId, team, freeze: opened }, act.now);
    return { reply: 'done' };
  });
}

/** *Next working day, 10:00*, counted from the freeze, so that it cannot be put off from day to day. */
export async function reviewTomorrow(deps: Deps, act: ActionAct): Promise<Reply> {
  return withFreeze(deps, { act, value: act.value }, async (tx, found) => {
    const { onepager, freeze, work } = found;
    const at = tomorrowAtTen(freeze.at, work);
    if (at < act.now) return tell(freezeWords.past);
    await move(tx, { deps, act, found, at });
    return tell(freezeWords.set(onepager, at));
  });
}

/** *Pick a time…*: the form, with the time as it is set. */
export async function openPick(deps: Deps, act: ActionAct): Promise<Reply> {
  return withFreeze(deps, { act, value: act.value }, async (_tx, found) => {
    const { onepager, team, freeze, work } = found;
    const { zone } = team;
    const date = toLocalDate(freeze.reviewAt, zone);
    const time = toLocalTime(freeze.reviewAt, zone);
    const until = dateToken(latestEvidenceReview(freeze.at, work), 'date-time');
    return { reply: 'show', view: pickForm({ onepager, date, time, zone, until }) };
  });
}

/** *Set the time*. */
export async function pickTime(deps: Deps, act: SubmitAct): Promise<Reply> {
  const subject = parseFreezeMetadata(act.metadata);
  if (subject === undefined || 'teamId' in subject) return tell(oldFormText);
  const picked = parsePick(act.values);
  return withFreeze(deps, { act, value: subject.onepagerId }, async (tx, found) => {
    const { team, freeze, work } = found;
    if (!isLocalDate(picked.date)) return fix('date', freezeWords.noTime);
    if (!isLocalTime(picked.time)) return fix('time', freezeWords.noTime);
    const at = toInstantIn(picked.date, picked.time, team.zone);
    const why = checkEvidenceTime(at, freeze, { now: act.now, work });
    if (why === 'past') return fix('time', freezeWords.past);
    if (why === 'too-late') {
      const latest = latestEvidenceReview(freeze.at, work);
      const until = `${toLocalDate(latest, team.zone)}, before ${toLocalTime(latest, team.zone)}`;
      return fix('date', freezeWords.tooLate(until));
    }
    await move(tx, { deps, act, found, at });
    return { reply: 'done' };
  });
}

interface Found {
  onepager: OnePager;
  team: Team;
  freeze: Freeze;
  work: WorkDays;
}

async function move(tx: Tx, what: { deps: Deps; act: Act; found: Found; at: Date }): Promise<void> {
  const { deps, act, found, at } = what;
  await moveEvidenceReview(tx, found.freeze.id, at);
  const freeze = { ...found.freeze, reviewAt: at };
  await putFreeze(tx, { newId: deps.newId, team: found.team, freeze }, act.now);
}

/** The freeze whose evidence review has not begun, for a full member, in one transaction with the work. */
async function withFreeze(
  deps: Deps,
  asked: { act: Act; value: string },
  work: (tx: Tx, found: Found) => Promise<Reply>,
): Promise<Reply> {
  const { act, value } = asked;
  const known = await lookUpOnePager(deps, act, value);
  if (known === undefined) return tell(freezeWords.gone);
  const days = await readWorkDays(deps.db, known.team, toLocalDate(act.now, known.team.zone));
  return once(deps, act, async (tx) => {
    const found = await findWaiting(tx, act, value);
    return 'reply' in found ? found : work(tx, { ...found, work: days });
  });
}

async function findWaiting(db: Db, act: Act, value: string): Promise<Omit<Found, 'work'> | Reply> {
  const found = await findPlacedOnePager(db, act, value);
  if (found === undefined) return tell(freezeWords.gone);
  const { onepager, team } = found;
  const standing = await findStanding(db, { ...act, teamId: team.id });
  if (!may(standing, 'freeze')) return tell(freezeWords.notMember);
  const freeze = await findOpenFreeze(db, act.workspaceId, onepager.id);
  if (freeze === undefined) return tell(freezeWords.notFrozen(onepager));
  if (team.pausedAt !== undefined) return tell(freezeRefusal(onepager, 'paused'));
  if (freeze.openedAt !== undefined) return tell(freezeWords.begun(onepager));
  return { onepager, team, freeze };
}

function fix(field: string, why: string): Reply {
  return { reply: 'fix', errors: { [field]: why } };
}
