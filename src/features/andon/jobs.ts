import { makeNewId, type NewId } from '../../lib/ids.ts';
import { shuffle } from '../../lib/random.ts';
import { addDays, toLocalDate } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import { removeTraces } from '../../platform/db/trace.ts';
import { transact } from '../../platform/db/transact.ts';
import { doEach, earliest, first } from '../../platform/schedule/due.ts';
import type { SealedDeps, SealedJob } from '../../platform/slack/sealed.ts';
import { readHolidays } from '../holiday/access.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import { addNote, raiseAndon } from '../raised/store-public.ts';
import { readAndonSetting } from '../raised/store-setting.ts';
import { type Home, listHomes } from '../team/store-home.ts';
import {
  chooseFromBag,
  closeBag,
  drawSlot,
  dueAtOf,
  noiseEndsAt,
  noiseRoundOf,
  type Slot,
  slotSearchDays,
  stepOf,
} from './rules.ts';
import { bagReports, listBagged, markRaised, type Report, scatterReports } from './store.ts';
import {
  type Addition,
  deleteAddition,
  deleteReport,
  findReport,
  hasWaiting,
  listBaggedAdditions,
} from './store-addition.ts';
import { findSecret, findSlot, listSlots, makeNoise, saveSlot } from './store-slot.ts';

/**
 * Closes and opens each team's bag at its slots, whether or not anything is in it: at most two come out at a time. When nobody
 * was running for more than an hour, the next slot does it. (reliability.md 5.4)
 */
export const releaseAndons: SealedJob = {
  name: 'andon.release',
  async run(deps, now) {
    const slots = await listSlots(deps.db, deps.workspaceId);
    const homes = (await listHomes(deps.db, deps.workspaceId)).filter(
      ({ teamId }) => dueOf(slots.get(teamId), now) <= now,
    );
    await doEach(homes, (home) => step(deps, home, now));
  },
  async nextDue(deps, now) {
    const instants: Date[] = [];
    for (const home of await listHomes(deps.db, deps.workspaceId)) {
      if (deps.isClockMoved && !(await hasWaiting(deps.db, home.teamId))) continue;
      const slot = await findSlot(deps.db, home.teamId);
      // A team's first slot is drawn at the next look.
      const dueAt = slot === undefined ? new Date(now.getTime() + 1) : dueAtOf(slot);
      if (dueAt > now) instants.push(dueAt);
    }
    return earliest('andon', instants);
  },
  async wakesAt({ db, workspaceId }, now) {
    const slots = await listSlots(db, workspaceId);
    const homes = await listHomes(db, workspaceId);
    return first(homes.map(({ teamId }) => dueOf(slots.get(teamId), now)));
  },
};

/** A team's first slot is drawn at the next look. */
function dueOf(slot: Slot | undefined, now: Date): Date {
  return slot === undefined ? now : dueAtOf(slot);
}

/** Every ten minutes everything that waits is written anew, and noise with it: the age of a file tells nothing. */
export const makeNoises: SealedJob = {
  name: 'andon.noise',
  async run(deps, now) {
    const round = noiseRoundOf(now);
    const { db, workspaceId } = deps;
    if ((await listHomes(db, workspaceId)).length === 0) return;
    if ((await findSecret(db, workspaceId))?.noiseRound === round) return;
    await transact(db, async (tx) => {
      await makeNoise(tx, { workspaceId, round }, deps.random);
      await scatterReports(tx, workspaceId, deps.random);
    });
    await removeTraces(db);
  },
  wakesAt: async (_, now) => noiseEndsAt(noiseRoundOf(now)),
};

async function step(deps: SealedDeps, home: Home, now: Date): Promise<void> {
  const work = await readWork(deps, home, now);
  const hasRaised = await transact(deps.db, async (tx) => {
    const slot = await findSlot(tx, home.teamId);
    const due = slot === undefined ? 'missed' : stepOf(slot, now, work);
    if (slot !== undefined && due === 'bag') {
      await bagReports(tx, home.teamId);
      await saveSlot(tx, home, closeBag(slot, now, deps.random));
      return false;
    }
    if (due === 'wait') return false;
    const { slots } = await readAndonSetting(tx, home.teamId);
    await saveSlot(tx, home, drawSlot(now, { ...work, slots }, deps.random));
    return due === 'release' && (await openBag(tx, { deps, home }, now));
  });
  if (hasRaised) await removeTraces(deps.db);
}

/** The days off that the team keeps as a team; who of it is away is nobody's business in here. */
async function readWork(deps: SealedDeps, home: Home, now: Date): Promise<WorkDays> {
  const from = toLocalDate(now, home.zone);
  const between = { from, to: addDays(from, slotSearchDays) };
  return { zone: home.zone, off: await readHolidays(deps.db, home.teamId, between) };
}

type Bagged = { weekOn: string; report: Report } | { weekOn: string; addition: Addition };

async function openBag(
  tx: Tx,
  { deps, home }: { deps: SealedDeps; home: Home },
  now: Date,
): Promise<boolean> {
  const bag: Bagged[] = (await listBagged(tx, home.teamId)).map((report) => ({
    weekOn: report.weekOn,
    report,
  }));
  for (const addition of await listBaggedAdditions(tx, home.teamId)) {
    const report = await findReport(tx, addition.reportKey);
    if (report !== undefined) bag.push({ weekOn: report.weekOn, addition });
  }
  const chosen = chooseFromBag(bag, deps.random);
  for (const one of shuffle(chosen, deps.random)) {
    if ('report' in one) await raise(tx, one.report, now);
    else await add(tx, { home, addition: one.addition }, now);
  }
  return chosen.length > 0;
}

async function raise(tx: Tx, report: Report, now: Date): Promise<void> {
  const { workspaceId, teamId, concern } = report;
  const raised = { workspaceId, teamId, concern, at: now };
  const andonId = await raiseAndon(tx, namedAfter(report.key), raised);
  await markRaised(tx, report.key, andonId);
}

async function add(tx: Tx, what: { home: Home; addition: Addition }, now: Date): Promise<void> {
  const { addition, home } = what;
  const andonId = (await findReport(tx, addition.reportKey))?.andonId;
  if (andonId !== undefined) {
    await addNote(tx, namedAfter(addition.key), {
      workspaceId: home.workspaceId,
      andonId,
      kind: addition.kind,
      words: addition.words,
      at: now,
    });
  }
  if (addition.kind === 'withdrawal') await deleteReport(tx, addition.reportKey);
  else await deleteAddition(tx, addition.key);
}

/** The same id in every database that raises it, so that none does it a second time after a restore. (reliability.md F-81) */
function namedAfter(key: string): NewId {
  return makeNewId(() => key);
}
