import type { Db } from '../../platform/db/open.ts';
import type { Team } from '../team/rules.ts';
import type { Alarm, AlarmKind, Finding } from './rules.ts';

/** What a gatherer is asked with: the team, everything it was told so far, and when. */
export interface Look {
  team: Team;
  known: readonly Alarm[];
  now: Date;
}

/** Reads the facts of some kinds and lets their rules judge. It runs inside a transaction: it asks nobody but the database. */
export interface Gatherer {
  kinds: readonly AlarmKind[];
  find(db: Db, look: Look): Promise<Finding[]>;
}
