import type { NewId, RollupId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { findShown, isPut, putMessage } from '../../platform/outbox/store.ts';
import { findAsk } from '../ask/store.ts';
import { openLogButton } from '../decision/messages.ts';
import type { Decision } from '../decision/rules.ts';
import { listDecisions } from '../decision/store.ts';
import type { Team } from '../team/rules.ts';
import { listTeamNames } from '../team/store.ts';
import { listShares, type Window } from './access.ts';
import type { RollupPlace } from './channel-rules.ts';
import { keepPages, type PageFacts } from './delta-rules.ts';
import { askLine, gatherEvidence } from './gather.ts';
import { gatherDelta, gatherPages, gatherTrend } from './gather-week.ts';
import { emptyPart, maxThreadMessages, rollupThread, trendMessage } from './message-thread.ts';
import { keptAtHome, rollupMessage, sharedMessage } from './messages.ts';
import { type AskLine, collectFacts, isStillEdited, type RollupFacts } from './rules.ts';
import {
  findLastRollup,
  findRollupFacts,
  listRollupsBefore,
  type Rollup,
  saveRollupFacts,
} from './store.ts';

interface Shown {
  newId: NewId;
  team: Team;
  id: RollupId;
  facts: RollupFacts;
  channelId: string;
}

/** Puts a roll-up's message, and its thread when there is something in it. */
export async function putRollup(tx: Tx, what: Shown): Promise<void> {
  const { newId, team, id, facts } = what;
  const { workspaceId } = team;
  const names = await listTeamNames(tx, workspaceId);
  const { kept } = facts;
  const around = {
    teamName: names.get(team.id) ?? 'Our team',
    openLog: openLogButton(team.id),
    ...(kept === undefined ? {} : { kept: keptAtHome(kept, team.rollupChannelId) }),
  };
  const address = `rollup:${id}`;
  const message = { workspaceId, newId, to: { channelId: what.channelId } };
  await putMessage(tx, { ...message, address, content: rollupMessage(facts, around) });
  await putThread(tx, what);
  const trend = trendMessage(facts);
  if (trend === undefined) return;
  const place = { address: `rollup:${id}:trend`, inThreadOf: address };
  await putMessage(tx, { ...message, ...place, content: trend });
}

/** A part that was posted and is not needed any more says so; nothing is taken away behind a reader's back. */
async function putThread(tx: Tx, { newId, team, id, facts, channelId }: Shown): Promise<void> {
  const { workspaceId } = team;
  const parts = rollupThread(facts);
  for (let index = 0; index < maxThreadMessages; index += 1) {
    const address = `rollup:${id}:thread${index === 0 ? '' : `:${index + 1}`}`;
    const part = parts[index];
    if (part === undefined && !(await isPut(tx, workspaceId, address))) return;
    await putMessage(tx, {
      ...{ workspaceId, newId, to: { channelId }, address, inThreadOf: `rollup:${id}` },
      content: part ?? emptyPart,
    });
  }
}

/** Puts what another channel reads of a private team's week; nothing when no line is marked *share*. */
export async function putShares(
  tx: Tx,
  what: {
    newId: NewId;
    team: Team;
    id: RollupId;
    place: RollupPlace;
    window: Window;
    weekOn: LocalDate;
    asks: readonly AskLine[];
  },
): Promise<void> {
  const { newId, team, id, place, window, weekOn } = what;
  if (place.sharesIn === undefined) return;
  const shares = await listShares(tx, team, window);
  const asks = what.asks.filter(({ isShared }) => isShared);
  if (shares.length === 0 && asks.length === 0) return;
  await putMessage(tx, {
    ...{ workspaceId: team.workspaceId, newId, address: `rollup:${id}:shared` },
    to: { channelId: place.sharesIn },
    content: sharedMessage({ shares, asks }, weekOn),
  });
}

/** Edits the newest roll-up, when it is less than a day old, so that it says what the log says after a correction. */
export async function refreshRollup(
  tx: Tx,
  what: { newId: NewId; team: Team },
  now: Date,
): Promise<void> {
  const { newId, team } = what;
  const rollup = await findLastRollup(tx, team.id);
  if (rollup === undefined || !isStillEdited(rollup, now)) return;
  const said = await findRollupFacts(tx, team.workspaceId, rollup.id);
  if (said === undefined) return;
  const { weekOn, isLate, outages, changes, kept, alarms, andons } = said;
  const window = { from: rollup.coversFrom, to: rollup.coversTo };
  const evidence = await gatherEvidence(tx, team, { ...window, weekOn, isLate, weeks: [] });
  const decisions = [...evidence.decisions, ...(await listCorrections(tx, team, rollup))];
  // What became of the weeks was said once and is not read again; what stands beside the log stays as it was said.
  const collected = collectFacts({ ...evidence, decisions });
  const asks = await refreshLines(tx, team, said.asks ?? []);
  const beside = { outages, changes, asks, ...(alarms === undefined ? {} : { alarms }) };
  const more = {
    ...(andons === undefined ? {} : { andons }),
    ...(kept === undefined ? {} : { kept }),
  };
  const { delta, pages } = await rediff(tx, team, rollup);
  const facts = { ...collected, ...beside, ...more, ...(delta === undefined ? {} : { delta }) };
  const trend = await gatherTrend(tx, team, facts);
  const saved = { ...facts, trend };
  await saveRollupFacts(tx, { workspaceId: team.workspaceId, id: rollup.id, facts: saved, pages });
  await putAgain(tx, { newId, team, id: rollup.id, facts: saved });
}

/** Makes the newest roll-up, and what was shared of it, say how the questions in it stand. */
export async function refreshAsks(tx: Tx, what: { newId: NewId; team: Team }): Promise<void> {
  const { newId, team } = what;
  const rollup = await findLastRollup(tx, team.id);
  const said = rollup && (await findRollupFacts(tx, team.workspaceId, rollup.id));
  if (rollup === undefined || said?.asks === undefined || said.asks.length === 0) return;
  const facts = { ...said, asks: await refreshLines(tx, team, said.asks) };
  const { id, coversFrom, coversTo, weekOn } = rollup;
  await saveRollupFacts(tx, { workspaceId: team.workspaceId, id, facts });
  await putAgain(tx, { newId, team, id, facts });
  const shared = `rollup:${id}:shared`;
  if (!(await isPut(tx, team.workspaceId, shared))) return;
  const place = { channelId: team.channelId, sharesIn: team.rollupChannelId };
  const window = { from: coversFrom, to: coversTo };
  await putShares(tx, { newId, team, id, place, window, weekOn, asks: facts.asks });
}

async function refreshLines(db: Db, team: Team, lines: readonly AskLine[]): Promise<AskLine[]> {
  const fresh: AskLine[] = [];
  for (const line of lines) {
    const ask = await findAsk(db, team.workspaceId, line.id);
    fresh.push(ask === undefined ? line : await askLine(db, team, ask));
  }
  return fresh;
}

/** It stays where it was posted, whatever has become of the channels. */
async function putAgain(tx: Tx, what: Omit<Shown, 'channelId'>): Promise<void> {
  const { team, id } = what;
  const shown = await findShown(tx, team.workspaceId, `rollup:${id}`);
  await putRollup(tx, { ...what, channelId: shown?.channelId ?? team.channelId });
}

/**
 * The changes of the roll-up's own week once more: only what was said to have ended and runs again is taken from now, so that what
 * happened since is left to the next one.
 */
async function rediff(
  db: Db,
  team: Team,
  rollup: Rollup,
): Promise<Pick<RollupFacts, 'delta'> & { pages: PageFacts[] }> {
  const question = { teamId: team.id, weekOn: rollup.weekOn, limit: 1 };
  const [last] = await listRollupsBefore(db, question);
  const now = await gatherPages(db, team);
  const kept = rollup.pages ?? [];
  const pages = now.map((page) => ({ ...page, ...kept.find(({ id }) => id === page.id) }));
  const before = pages.filter(({ startedAt }) => startedAt < rollup.postedAt);
  const delta = await gatherDelta(db, team, { last, pages: before });
  return { ...(delta === undefined ? {} : { delta }), pages: keepPages(before) };
}

/** What was written since and corrects something; `collectFacts` keeps what concerns the roll-up's own days. */
async function listCorrections(db: Db, team: Team, rollup: Rollup): Promise<Decision[]> {
  const since = await listDecisions(db, { teamId: team.id, from: rollup.coversTo });
  return since.filter((entry) => entry.supersedesId !== undefined);
}
