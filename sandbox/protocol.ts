/**
 * What the sandbox's page and the test harness say to the sandbox server, and what they hear.
 *
 * Everything lives under `/sandbox/…` on the sandbox port, as JSON. Slack's own surface (`/api/…`,
 * the socket, the signed requests) is not described here: it is Slack's, by Slack's names.
 *
 *   GET  /sandbox/state?viewer=U1             -> Snapshot
 *   GET  /sandbox/messages?channel=C1&viewer=U1[&thread=ts]   -> { messages: Message[] }
 *   GET  /sandbox/views?viewer=U1             -> ViewState
 *   GET  /sandbox/file?id=F1                  -> the bytes of an uploaded file
 *   GET  /sandbox/stream?viewer=U1            -> server-sent events, each a StreamEvent
 *   GET  /sandbox/calls                       -> { calls: RecordedCall[] }   every Web API call received
 *   POST /sandbox/act                         Act -> ActResult
 *   POST /sandbox/world                       WorldChange -> { ok: true, … } | Refusal
 *   GET  /sandbox/clock                       -> { now: ISO }
 *   POST /sandbox/clock                       { now: ISO }           a jump: nothing waits for the bot
 *   POST /sandbox/clock/advance               Advance -> AdvanceResult   stops at each due instant
 *   POST /sandbox/faults                      { faults: Fault[] }    replaces the list; [] clears it
 *   POST /sandbox/play                        { story: 'six-weeks', speed?: number } -> { ok: true }
 *   GET  /sandbox/play                        -> PlayState
 *   POST /sandbox/play/stop                   -> { ok: true }
 */

/** Someone in the workspace, as `users.info` would tell it. */
export interface Person {
  id: string;
  name: string;
  realName: string;
  /** IANA zone. */
  tz: string;
  isBot: boolean;
  isDeleted: boolean;
  /** Multi-channel guest (`is_restricted`). */
  isGuest: boolean;
  /** Single-channel guest (`is_ultra_restricted`). */
  isSingleChannelGuest: boolean;
  /** Belongs to another organisation (Slack Connect). */
  isExternal: boolean;
}

/** A channel or direct conversation, as its viewer sees it. */
export interface Channel {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'im';
  isArchived: boolean;
  /** Shared with another organisation. */
  isExternal: boolean;
  memberIds: string[];
  topic: string;
  /** Messages the viewer has not seen, and whether one of them mentions the viewer. */
  unread: number;
  mentions: number;
}

/** A message with everything that was hung onto it. `ts` is Slack's: seconds and a counter. */
export interface Message {
  channel: string;
  ts: string;
  userId: string;
  text: string;
  blocks: unknown[];
  threadTs?: string;
  /** A thread reply that is also shown in the channel (`reply_broadcast`). */
  isBroadcast: boolean;
  /** Only this person sees it (`chat.postEphemeral`, an ephemeral `response_url` answer). */
  ephemeralFor?: string;
  editedAt?: string;
  replyCount: number;
  replyUserIds: string[];
  latestReplyTs?: string;
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  files: { id: string; name: string; mimetype: string; size: number }[];
}

/** A modal on a person's stack, or their Home tab. `view` is the Block Kit view as the app sent it. */
export interface OpenView {
  id: string;
  hash: string;
  type: 'modal' | 'home';
  view: Record<string, unknown>;
  /** What the person has typed so far, in Slack's `state.values` shape (block id → action id → state). */
  values: Values;
  /** Errors of the last refused submission, by block id. */
  errors: Record<string, string>;
}

/** A person's open modals and Home tab. */
export interface ViewState {
  /** Bottom first; the last one is on top. Empty when no modal is open. */
  stack: OpenView[];
  home?: OpenView;
}

/** A shortcut of the app's, in the composer's menu or on a message. */
export interface Shortcut {
  name: string;
  type: 'global' | 'message';
  callbackId: string;
  description: string;
}

/** The workspace at one moment, for one viewer. */
export interface Snapshot {
  now: string;
  workspace: { id: string; name: string };
  app: {
    id: string;
    name: string;
    botUserId: string;
    transport: 'socket' | 'http';
    /** Whether the bot can be reached right now. */
    isConnected: boolean;
    /** How many deliveries the bot has not answered yet. */
    waiting: number;
    commands: { command: string; description: string; usageHint: string }[];
    shortcuts: Shortcut[];
    /** People may read what the app writes to them, and not answer there. */
    isMessagesTabReadOnly: boolean;
  };
  people: Person[];
  channels: Channel[];
  /** What the bot says is due next, by kind (`review`, `gate`, `rollup`, …), when it can be asked. */
  next: Record<string, string>;
}

/** A line of the live stream: fetch again what it names. */
export type StreamEvent =
  | { type: 'state' }
  | { type: 'clock'; now: string }
  | { type: 'message'; channel: string; ts: string; threadTs?: string }
  | { type: 'views' }
  | { type: 'play'; state: PlayState }
  | { type: 'toast'; text: string };

/** Slack's `state.values`: block id → action id → the element's state. */
export type Values = Record<string, Record<string, Record<string, unknown>>>;

/** What a person does. Each is delivered to the bot as Slack would, and answered once it has been. */
export type Act =
  | { act: 'message'; userId: string; channel: string; text: string; threadTs?: string }
  | { act: 'command'; userId: string; channel: string; command: string; text: string }
  | {
      act: 'shortcut';
      userId: string;
      callbackId: string;
      /** For a message shortcut. */
      channel?: string;
      messageTs?: string;
    }
  | {
      act: 'block';
      userId: string;
      /** `hash` is of the view as the person saw it: what they typed into one that is gone since is nothing. */
      in: { channel: string; ts: string } | { viewId: string; hash?: string };
      blockId: string;
      actionId: string;
      /** The element's new state (`{ selected_option: … }`, `{ value: … }`); a button needs none. */
      state?: Record<string, unknown>;
      /** All inputs of the view or message as they stand. */
      values?: Values;
    }
  | { act: 'submit'; userId: string; viewId: string; values: Values }
  /** Closes the top view, or the whole stack; Slack then sends `view_closed` with empty values. */
  | { act: 'close'; userId: string; viewId: string; isCleared?: boolean }
  | { act: 'openHome'; userId: string }
  | { act: 'read'; userId: string; channel: string };

/** What became of the delivery: the bot's acknowledgement, as Slack saw it. */
export interface ActResult {
  ok: boolean;
  /** Set when Slack itself would refuse (no such button, not in the channel, app not reachable…). */
  error?: string;
  /** Whether the bot acknowledged within three seconds; absent when nothing had to be delivered. */
  acked?: boolean;
  ackMs?: number;
  /** The body of the acknowledgement. */
  body?: unknown;
  /** For `message`: its timestamp. */
  ts?: string;
  /** For `command` and `shortcut`: the trigger that was handed out. */
  triggerId?: string;
}

/** Changes to the workspace by its administrators and members. Events follow as in Slack. */
export type WorldChange =
  | { change: 'addPerson'; person: Partial<Person> & { name: string } }
  | { change: 'editPerson'; userId: string; person: Partial<Omit<Person, 'id'>> }
  | {
      change: 'addChannel';
      name: string;
      kind: 'public' | 'private';
      memberIds: string[];
      id?: string;
      isExternal?: boolean;
    }
  | { change: 'join'; channel: string; userId: string; inviterId?: string }
  | { change: 'leave'; channel: string; userId: string }
  | { change: 'archive' | 'unarchive'; channel: string }
  | { change: 'rename'; channel: string; name: string }
  /** Makes a channel private, or public. Of this Slack tells only who reads messages. */
  | { change: 'convert'; channel: string; kind: 'public' | 'private' }
  /** Gives a channel another id, as happens when a private one is shared with another organisation. */
  | { change: 'reidentify'; channel: string; to: string }
  | { change: 'deleteMessage'; channel: string; ts: string }
  /** Takes away granted scopes, to see `missing_scope`. */
  | { change: 'revokeScopes'; scopes: string[] }
  | { change: 'grantScopes'; scopes: string[] }
  | { change: 'revokeToken' }
  /** Takes the app out of the workspace (`tokens_revoked`, `app_uninstalled`), and puts it back. */
  | { change: 'uninstall' | 'reinstall' }
  /** Whether only people may post there (`restricted_action` for the app). */
  | { change: 'restrict'; channel: string; isRestricted: boolean }
  /** Shares a channel with another organisation, or ends that; `isUntold`: the event about it is lost. */
  | { change: 'share'; channel: string; isExternal: boolean; isUntold?: boolean };

/** Advance to an instant, by a duration, or until the next instant of one kind is due (then past it). */
export type Advance = { to: string } | { minutes: number } | { next: string };

/** Where an advance ended. */
export interface AdvanceResult {
  now: string;
  /** Every instant at which the clock stopped because the bot had something due. */
  stops: string[];
  /** False when the bot did not come to rest in time; the clock then stays where it is. */
  isSettled: boolean;
  error?: string;
}

/** Something that goes wrong on request. It applies to matching calls, `times` times (default: once). */
export interface Fault {
  kind:
    | 'delay'
    /** Do the work, then cut the connection without an answer. */
    | 'dropAnswer'
    /** Answer 5xx without doing the work. */
    | 'serverError'
    /** Do the work, then answer 5xx. */
    | 'serverErrorAfter'
    | 'rateLimited'
    /** Answer `{ ok: false, error }` without doing the work. */
    | 'error'
    /** Cut every socket connection now. */
    | 'cutSocket'
    /** Send `disconnect` with reason `refresh_requested` now. */
    | 'refreshSocket'
    /** Deliver the next interactions or events twice. */
    | 'deliverTwice';
  /** A Web API method (`chat.postMessage`), or `*`. */
  method?: string;
  times?: number;
  ms?: number;
  status?: number;
  retryAfter?: number;
  error?: string;
}

/** One Web API call the app made, and what it was answered. */
export interface RecordedCall {
  at: string;
  method: string;
  args: Record<string, unknown>;
  status: number;
  response: Record<string, unknown>;
}

/** How far a story is. */
export interface PlayState {
  story: 'six-weeks' | null;
  isRunning: boolean;
  /** 1-based week of the story, and what is happening, in one plain sentence. */
  week: number;
  caption: string;
  /** Where it happens: the channel, and the thread of its review while that is open. */
  at?: { channel: string; threadTs?: string };
  error?: string;
}

/** What the bot's `GET /healthz` says; the time machine reads it. */
export interface BotHealth {
  ok: boolean;
  /** The ritual's time as the bot sees it. */
  now: string;
  /** The next instant at which something is due, or null. */
  nextDueAt: string | null;
  /** The next instant of each kind of due thing (`review`, `reviewClose`, `gate`, `rollup`, …). */
  next: Record<string, string>;
  /** Nothing due is left undone at `now`, and the outbox has nothing to send. */
  isQuiet: boolean;
}

/** A control call that cannot be carried out. */
export interface Refusal {
  ok: false;
  error: string;
}
