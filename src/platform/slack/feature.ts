import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import type { NewId } from '../../lib/ids.ts';
import type { Db, Tx } from '../db/open.ts';
import type { Tables } from '../db/tables.ts';
import type { Log } from '../log.ts';
import type { ChartBlock } from './chart.ts';
import type { People } from './people.ts';

/** The outside world, handed to every feature by `app.ts`. Time is not in it: it comes as `now`. */
export interface Deps {
  db: Db;
  /** Ours. What time does in here is done for its teams alone, whatever else lies in the database. (reliability.md P37) */
  workspaceId: string;
  newId: NewId;
  log: Log;
  people: People;
}

/**
 * What the fields of a form hold, by block id; a form puts one element in a block. A text, an option's value, a
 * user id, `YYYY-MM-DD`, `HH:MM`; a list for multi-selects and checkboxes; null when empty.
 */
export type FormValues = Readonly<Record<string, string | readonly string[] | null>>;

/** What every click, command and form has in common. `key` names it uniquely, however often Slack delivers it. */
export interface Act {
  workspaceId: string;
  userId: string;
  key: string;
  now: Date;
}

/** `/onepager <word> <rest>`; `text` is everything that was typed. */
export interface CommandAct extends Act {
  channelId: string;
  word: string;
  rest: string;
  text: string;
}

/** Where a pressed button or changed field lives. */
export type ActionPlace =
  | {
      at: 'message';
      channelId: string;
      ts: string;
      threadTs?: string;
      /** A reply that stands in the channel too; Slack does not say in which of the two it was pressed. */
      isAlsoInChannel?: boolean;
    }
  | { at: 'modal'; viewId: string; callbackId: string; metadata: string; values: FormValues }
  | { at: 'home'; viewId: string };

/** A press. `value` is the button's value or the chosen option's; `variant` the part of the action id after `:`. */
export interface ActionAct extends Act {
  value: string;
  variant: string;
  place: ActionPlace;
}

/** A submitted modal. `metadata` is its `private_metadata`, written by the form that drew it. */
export interface SubmitAct extends Act {
  viewId: string;
  metadata: string;
  values: FormValues;
}

/** A modal that the person closed; Slack's event carries no typed values. */
export interface CloseAct extends Act {
  viewId: string;
  metadata: string;
}

/** A global or message shortcut. */
export interface ShortcutAct extends Act {
  /** The message it was used on; `permalink` is missing where Slack does not let us see the message. */
  message?: { channelId: string; ts: string; text: string; userId: string; permalink?: string };
}

/** Something that happened in the workspace; `event` is Slack's inner event, not yet parsed. */
export interface EventAct {
  workspaceId: string;
  key: string;
  now: Date;
  event: Readonly<Record<string, unknown>>;
}

/** A message's content: the text is what notifications and screen readers get. */
export interface MessageContent {
  text: string;
  blocks: KnownBlock[];
  /** Under the blocks, where Slack draws them; the blocks say the same numbers. */
  charts?: ChartBlock[];
}

/** A text file for one person. */
export interface TextFile {
  name: string;
  content: string;
  /** What stands above it in the direct message. */
  note: string;
}

/**
 * What Slack should do now. A handler returns it; `bolt.ts` carries it out.
 * `show` opens a modal (on top, when one is open); `replace` changes the open modal; `fix` keeps the form with red
 * text under fields, by block id; `tell` says one sentence to this person where they are (`isInPlace`: instead of the
 * answer whose button was pressed; `plainBlocks`: the same for workspaces whose Slack does not know a block yet); `charts`:
 * under the blocks, in messages whose Slack draws them); `done` closes the submitted form; `clear` closes all modals; `home` publishes the Home tab of this person; `file` sends a file
 * to this person's direct message and says how that went.
 */
export type Reply =
  | { reply: 'done' }
  | { reply: 'show'; view: ModalView }
  | { reply: 'replace'; view: ModalView }
  | { reply: 'fix'; errors: Record<string, string> }
  | {
      reply: 'tell';
      text: string;
      blocks?: KnownBlock[];
      plainBlocks?: KnownBlock[];
      isInPlace?: boolean;
      charts?: ChartBlock[];
    }
  | { reply: 'clear' }
  | { reply: 'home'; view: HomeView }
  | { reply: 'file'; file: TextFile; sent: string; missingScope: string; failed: string };

/** One sentence to this person, where they are. */
export function tell(text: string): Reply {
  return { reply: 'tell', text };
}

/** What a button asks for: inside a window it takes that window's place, elsewhere it opens one. */
export function showInPlace(act: ActionAct, view: ModalView): Reply {
  return { reply: act.place.at === 'modal' ? 'replace' : 'show', view };
}

/** Answers one kind of act. */
export type Handler<A> = (deps: Deps, act: A) => Promise<Reply>;

/** What time does: called on every tick; asks the database what is due, one transaction per due row. */
export interface Job {
  name: string;
  run(deps: Deps, now: Date): Promise<void>;
  /** The next instant of each kind at which something will be due after `now` (`{ review: … }`). */
  nextDue?(deps: Deps, now: Date): Promise<Record<string, Date>>;
  /**
   * What this job needs to have something to do again after it was done: that something it read has *changed*; that, or that
   * what `wakesAt`, or else `nextDue`, names is *due*; that, or that it is *later* by some minutes. Without it the job is
   * asked at every tick.
   */
  restsUntil?: 'changed' | 'due' | 'later';
  /** Tables that it reads and that tell it nothing new by themselves: what it does there follows from others that it reads. */
  disregards?: readonly (keyof Tables)[];
  /**
   * The next instant at which the job may find something to do though nothing has changed, where `nextDue` is only what people
   * are told of it. `now`: it is asked at every tick. Undefined: never.
   */
  wakesAt?(deps: Deps, now: Date): Promise<Date | undefined>;
}

/** Puts what the address of this `id` should show now, in the transaction of whoever sends it; nothing where there is nothing. */
export type Drawing = (tx: Tx, what: { deps: Deps; id: string }, now: Date) => Promise<void>;

/** A feature's table of contents. Action ids are `feature.verb` or `feature.verb:variant`; keyed without variant. */
export interface Feature {
  name: string;
  /** By first word of `/onepager …`; `''` is the bare command. */
  commands?: Readonly<Record<string, Handler<CommandAct>>>;
  actions?: Readonly<Record<string, Handler<ActionAct>>>;
  /** Those commands and actions, by name or with one variant, whose answer is a form: a window opens first when it is slow. */
  opens?: readonly string[];
  /** By `callback_id` of the modal. */
  submits?: Readonly<Record<string, Handler<SubmitAct>>>;
  closes?: Readonly<Record<string, Handler<CloseAct>>>;
  /** By `callback_id` in the manifest. */
  shortcuts?: Readonly<Record<string, Handler<ShortcutAct>>>;
  /** By Slack's event type. */
  events?: Readonly<Record<string, (deps: Deps, act: EventAct) => Promise<Reply | undefined>>>;
  jobs?: readonly Job[];
  /** By the first word of an address: `card` draws `card:cd_…`. For what changes so often that acts only ask for a drawing. */
  draws?: Readonly<Record<string, Drawing>>;
  /** Draws anew what a person may be looking at (`home`), after they did something anywhere; undefined: nothing to draw. */
  afterAct?: (deps: Deps, act: Act) => Promise<Reply | undefined>;
}
