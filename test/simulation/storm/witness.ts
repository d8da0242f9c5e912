import type { RecordedCall } from '../../../sandbox/protocol.ts';
import type { Changes, Look } from '../../../src/platform/db/changes.ts';
import { changesOf } from '../../../src/platform/db/open.ts';
import { Broken, type Room } from '../room.ts';
import type { SimulatedWorld } from '../world.ts';
import { digestElsewhere, listShared, listTables } from './other-workspace.ts';
import type { StormWeather } from './weather.ts';

/** Two people who do nothing but be there; the first one pulls the andon, so nothing else may tell them apart. */
export const twins = { puller: 'U0QUIETPULLER', other: 'U0QUIETOTHERS' } as const;

/** What the invariants look at: the world, what they have seen of it before, and what is new since the last step. */
export class Witness {
  readonly room: Room;
  readonly world: SimulatedWorld;
  readonly weather: StormWeather;
  /** What Slack was asked since the last step, and answered. */
  calls: readonly RecordedCall[] = [];
  /** The timestamps of what is visible, by the outbox's id. */
  readonly visible = new Map<string, Set<string>>();
  /** States as they were at the last step, by kind and id. */
  readonly states = new Map<string, string>();
  /** The newest entry of the log at the last look, as somebody outside keeps it. */
  anchor: { seq: number; hash: string } | undefined;
  /** How many calls of each line were looked at. */
  readonly looked: number[] = [];
  tables: readonly string[] = [];
  shared: readonly string[] = [];
  /** The other workspace's rows before anything happened, as a digest of each table. */
  readonly elsewhere = new Map<string, string>();
  /** How many lines of the log name each of the twins, and how many lines were looked at. */
  readonly named = { [twins.puller]: 0, [twins.other]: 0 };
  readLines = 0;
  /** The transport's clock when the faults stopped. */
  calmedAtMs = 0;
  private readonly changes: Changes;
  private readonly looks = new Map<string, Look>();

  constructor(room: Room, weather: StormWeather) {
    this.room = room;
    this.world = room.world;
    this.weather = weather;
    this.changes = changesOf(this.world.db);
  }

  /** Looks at something in the database unless nothing that was read the last time has been written since: then it still holds. */
  async lookAgain(what: string, look: () => Promise<void> | void): Promise<void> {
    const { changes, looks } = this;
    const last = looks.get(what);
    if (last !== undefined && !changes.hasChanged(last)) return;
    const { look: seen } = await changes.watch(async () => look());
    looks.set(what, seen);
  }

  /** The next look is at everything, whatever has been written since. */
  forget(): void {
    this.looks.clear();
  }

  /** Looks around before anything happens. */
  async open(): Promise<void> {
    const { db } = this.world;
    this.tables = await listTables(db);
    this.shared = await listShared(db, this.tables);
    for (const table of this.shared) this.elsewhere.set(table, await digestElsewhere(db, table));
  }

  /** Something that was promised is broken. */
  fail(id: string, what: string): never {
    throw new Broken(`${id}: ${what}`);
  }
}
