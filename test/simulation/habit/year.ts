import { features } from '../../../src/app.ts';
import type { Alarm } from '../../../src/features/alarm/rules.ts';
import { dismissAlarm, listAlarms, listStandingAlarms } from '../../../src/features/alarm/store.ts';
import type { DecisionKind } from '../../../src/features/decision/rules.ts';
import { appendDecision } from '../../../src/features/decision/store.ts';
import { insertDeviation } from '../../../src/features/deviation/store.ts';
import { insertOnePager, saveOnePagerState } from '../../../src/features/onepager/store.ts';
import { findOpenReview, listCards } from '../../../src/features/review/store.ts';
import { decideCard } from '../../../src/features/review/store-card.ts';
import { insertTeam } from '../../../src/features/team/store.ts';
import { makeNewId, type OnePagerId } from '../../../src/lib/ids.ts';
import { addDays, toInstantIn } from '../../../src/lib/time.ts';
import type { Database } from '../../../src/platform/db/open.ts';
import { transact } from '../../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../../src/platform/db/workspace.ts';
import type { Deps } from '../../../src/platform/slack/feature.ts';
import { openFresh } from '../../harness/fresh.ts';
import { makeSceneBet } from '../../stores/bet-fixture.ts';
import { makeTeam } from '../../stores/team-fixture.ts';

/** What a team does in one week. */
export interface Week {
  /** A one-pager reaches its gate in this week's review: it is stopped, goes on, or nobody decides. */
  gate?: 'stop' | 'go' | 'none';
  /** The one-pager that always runs is decided in the review. */
  decides: boolean;
  /** A deviation is written down during the review, or an hour before the roll-up's day is over. */
  dares?: 'early' | 'late';
  /** Whatever alarm stands on Thursday is dismissed with a reason. */
  answers: boolean;
}

/** The Monday before the first review; the team was set up on the Saturday before it. */
const firstOn = '2026-11-23';
const far: OnePagerId = 'op_far';
const team = makeTeam();
/** Those that open, close, count and look; reminders change nothing of it, and take their time. */
const jobs = features
  .flatMap((feature) => feature.jobs ?? [])
  .filter(({ name }) => /^(cycle|review|rollup|alarm|dose)\./.test(name));

/**
 * Lives a team's weeks with the bot's own jobs, without Slack, and answers every alarm it was ever told. `hasFar`: a
 * one-pager far from its gate runs all the time.
 */
export async function liveWeeks(weeks: readonly Week[], hasFar: boolean): Promise<Alarm[]> {
  const life = await Life.open(hasFar);
  for (const [index, week] of weeks.entries()) {
    const mondayOn = addDays(firstOn, 7 * index);
    const at = (day: number, time: string) =>
      toInstantIn(addDays(mondayOn, day), time, 'Europe/Berlin');
    const gate: OnePagerId = `op_gate${index}`;
    if (week.gate !== undefined)
      await life.opens(gate, { at: at(0, '09:00'), gateOn: addDays(mondayOn, 1) });
    await life.ticks(at(1, '10:00'));
    if (week.decides && hasFar) await life.decides(far, 'continue', at(1, '12:00'));
    if (week.gate === 'stop') await life.ends(gate, 'stop', at(1, '12:00'));
    if (week.gate === 'go') await life.ends(gate, 'promote', at(1, '12:00'));
    if (week.dares === 'early') await life.dares(at(1, '12:00'));
    await life.ticks(at(1, '12:30'));
    await life.ticks(at(2, '17:00'));
    if (week.gate === 'none') await life.ends(gate, undefined, at(3, '10:00'));
    if (week.dares === 'late') await life.dares(at(3, '11:00'));
    await life.ticks(at(3, '11:30'));
    if (week.answers) await life.answers(at(3, '13:00'));
    await life.ticks(at(3, '15:00'));
  }
  return life.close();
}

/** A database with one team, and what happens to it. */
class Life {
  private readonly database: Database;
  private readonly deps: Deps;
  private number = 0;

  constructor(database: Database) {
    this.database = database;
    let ids = 0;
    const newId = makeNewId(() => {
      ids += 1;
      return ids.toString(36).padStart(8, '0');
    });
    const people = {
      find: () => Promise.resolve(undefined),
      findChannel: () => Promise.resolve(undefined),
      listMembers: () => Promise.resolve([]),
      isFresh: () => true,
      refresh: () => Promise.resolve(),
    };
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    this.deps = { db: database.db, workspaceId: 'T1', newId, log, people };
  }

  static async open(hasFar: boolean): Promise<Life> {
    const database = await openFresh();
    await saveWorkspace(database.db, { id: 'T1', botUserId: 'U0', now: team.setUpAt });
    await transact(database.db, (tx) => insertTeam(tx, team));
    const life = new Life(database);
    if (hasFar) await life.opens(far, { at: team.setUpAt, gateOn: '2028-11-23' });
    await life.ticks(team.setUpAt);
    return life;
  }

  async opens(id: OnePagerId, page: { at: Date; gateOn: string }): Promise<void> {
    this.number += 1;
    const bet = makeSceneBet('2026-11-21', { gateOn: page.gateOn, stopOwnerId: 'U1' });
    const made = { id, number: this.number, bet, startedAt: page.at, version: 1 };
    const rest = { workspaceId: 'T1', teamId: team.id, kind: 'probe', ownerId: 'U1' } as const;
    await transact(this.deps.db, (tx) =>
      insertOnePager(tx, { ...made, ...rest, state: 'running' }),
    );
  }

  async decides(id: OnePagerId, kind: DecisionKind, at: Date): Promise<void> {
    const { db, newId } = this.deps;
    const review = await findOpenReview(db, team.id);
    const cards = review === undefined ? [] : await listCards(db, review.id);
    const card = cards.find(({ onepagerId }) => onepagerId === id);
    if (card === undefined) throw new Error(`no card of ${id} on ${at.toISOString()}`);
    await transact(db, async (tx) => {
      const entry = await appendDecision(tx, newId, {
        ...{ workspaceId: 'T1', teamId: team.id, onepagerId: id, kind, decidedByUserId: 'U1', at },
        ...{ title: id, texts: {}, isAgainstRule: false, isAgainstMajority: false },
        outcome: { isAtGate: id !== far, isRuleMet: false, moved: [] },
      });
      await decideCard(tx, card.id, entry.id);
    });
  }

  async ends(id: OnePagerId, kind: 'stop' | 'promote' | undefined, at: Date): Promise<void> {
    if (kind !== undefined) await this.decides(id, kind, at);
    const state = kind === 'stop' ? 'stopped' : 'promoted';
    await transact(this.deps.db, (tx) => saveOnePagerState(tx, { id, state, endedAt: at }));
  }

  async dares(at: Date): Promise<void> {
    const { db, newId } = this.deps;
    const said = { deviation: 'one line by hand', because: 'templates are not read' };
    const rest = { benefit: '', risk: '', isReversible: true, byUserId: 'U1', at };
    const draft = { workspaceId: 'T1', teamId: team.id, area: 'outreach', ...said, ...rest };
    await transact(db, (tx) => insertDeviation(tx, newId, draft));
  }

  async answers(at: Date): Promise<void> {
    const { db, newId } = this.deps;
    for (const alarm of await listStandingAlarms(db, team.id)) {
      await transact(db, async (tx) => {
        const entry = await appendDecision(tx, newId, {
          ...{ workspaceId: 'T1', teamId: team.id, kind: 'other', decidedByUserId: 'U1', at },
          ...{ title: alarm.kind, texts: {}, isAgainstRule: false, isAgainstMajority: false },
        });
        await dismissAlarm(tx, alarm.id, { at, decisionId: entry.id });
      });
    }
  }

  async ticks(now: Date): Promise<void> {
    for (const job of jobs) await job.run(this.deps, now);
  }

  async close(): Promise<Alarm[]> {
    const alarms = await listAlarms(this.deps.db, team.id);
    await this.database.close();
    return alarms;
  }
}
