import type { ModalView } from '@slack/types';
import type { NewId } from '../../lib/ids.ts';
import type { Random } from '../../lib/random.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Db } from '../db/open.ts';

// What passes through the sealed door. Nothing in here can carry a person, an instant of theirs, or a name that Slack gave to
// what they did. This file imports nothing that could. (reliability.md 5.4; architecture.md *The sealed door*)

/** A channel in which whoever acts may take part, and how many people may. */
export interface SealedPlace {
  channelId: string;
  people: number;
}

/** Something that somebody did. */
export interface SealedAct {
  workspaceId: string;
  /** Monday of this week, in UTC. */
  weekOn: LocalDate;
  /** Where they may take part. */
  places: readonly SealedPlace[];
  /** They are in channels, and only as a guest or from outside. */
  isGuest: boolean;
  /** The channel in which it was opened. */
  near: string;
}

/** The fields of a form by block id: a text, an option's value, a list for checkboxes, null when empty. */
export type SealedValues = Readonly<Record<string, string | readonly string[] | null>>;

/** A press or a choice; `metadata` and `values` are those of the window, if it is in one. */
export interface SealedPress extends SealedAct {
  value: string;
  metadata: string;
  values: SealedValues;
}

/** A form that was sent; `mayGo` is the limiter's answer for this kind of form. */
export interface SealedSubmit extends SealedAct {
  metadata: string;
  values: SealedValues;
  mayGo: boolean;
}

/** A typed command. */
export interface SealedCommand extends SealedAct {
  rest: string;
}

/**
 * What the person sees. `show` opens a window on top, `replace` changes the open one, `fix` keeps the form with red text at
 * fields, `tell` is one sentence. `isCounted`: the limiter counts it.
 */
export type SealedReply =
  | { reply: 'show'; view: ModalView }
  | { reply: 'replace'; view: ModalView; isCounted?: boolean }
  | { reply: 'fix'; errors: Record<string, string>; isCounted?: boolean }
  | { reply: 'tell'; text: string; isCounted?: boolean };

/** The world of the sealed room. */
export interface SealedDeps {
  db: Db;
  /** Ours; the jobs of the room look at no other. */
  workspaceId: string;
  newId: NewId;
  random: Random;
  /** A slow hash, for codes. */
  slowHash(secret: string, salt: string): Promise<string>;
  /** A quick one, for what nobody could guess. */
  quickHash(secret: string): string;
  /** Whether the database keeps the hour of a write where its operator can read it: PostgreSQL does. */
  tellsHour: boolean;
  /**
   * Whether people move the ritual's time, as on the local workspace: then jobs say when they wait for something, so that a
   * jump stops there. On a real Slack what is due next tells nothing of it.
   */
  isClockMoved: boolean;
}

/** Answers one kind of act. */
export type SealedHandler<A> = (deps: SealedDeps, act: A) => Promise<SealedReply>;

/** What time does in the room. */
export interface SealedJob {
  name: string;
  run(deps: SealedDeps, now: Date): Promise<void>;
  nextDue?(deps: SealedDeps, now: Date): Promise<Record<string, Date>>;
  /** The next instant at which there may be something to do though nothing has changed; until then the job rests. */
  wakesAt(deps: SealedDeps, now: Date): Promise<Date | undefined>;
}

/** The room's table of contents, by the names that Slack sends. A submit says what the limiter counts it as. */
export interface SealedFeature {
  name: string;
  shortcuts: Readonly<Record<string, SealedHandler<SealedAct>>>;
  commands: Readonly<Record<string, SealedHandler<SealedCommand>>>;
  actions: Readonly<Record<string, SealedHandler<SealedPress>>>;
  submits: Readonly<
    Record<string, { counts: 'reports' | 'tries'; handler: SealedHandler<SealedSubmit> }>
  >;
  jobs: readonly SealedJob[];
}
