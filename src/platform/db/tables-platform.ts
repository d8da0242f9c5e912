import type { Generated } from 'kysely';
import type { MessageId } from '../../lib/ids.ts';

/** The tables that any bot needs: who is where, what was done already, and the outbox. Types as in `tables.ts`. */
export interface PlatformTables {
  /** The migrations that this database has applied. */
  schema_migration: { version: number; file: string; checksum: string };
  workspace: {
    id: string;
    bot_user_id: string;
    /** The next short number of one-pagers and decisions (`#12`); never re-used. */
    next_number: number;
    /** Why nothing is sent at the moment (`token_revoked`), or null. */
    parked_reason: string | null;
    created_at: string;
  };
  person: {
    workspace_id: string;
    user_id: string;
    name: string;
    zone: string;
    is_guest: number;
    is_bot: number;
    is_deleted: number;
    is_external: number;
    is_admin: Generated<number>;
    refreshed_at: string;
  };
  channel: {
    workspace_id: string;
    channel_id: string;
    name: string;
    is_private: number;
    is_archived: number;
    is_external: number;
    has_bot: number;
    refreshed_at: string;
    /** When its list of members was last read, or null when it must be read again. */
    members_read_at: string | null;
  };
  channel_member: { workspace_id: string; channel_id: string; user_id: string };
  /** One row per handled click, command, form and event: a second delivery finds it and gets the same answer. */
  action_key: { workspace_id: string; key: string; reply: string; at: string };
  /** What an address shows is to be drawn anew before it is sent next. */
  redraw: {
    workspace_id: string;
    address: string;
    /** Not before this, by the machine's clock: later than asked only where drawing failed. */
    try_at: string;
  };
  /** The outbox: what each address should show, and what Slack shows. `at` columns here are the machine's time. */
  message: {
    id: MessageId;
    workspace_id: string;
    address: string;
    /** The channel to post in; null for a direct message. */
    channel_id: string | null;
    /** The person to write to; null for a channel. */
    user_id: string | null;
    /** The address whose message starts the thread, or null. */
    thread_address: string | null;
    is_broadcast: number;
    /** What an uncertain send does without read-back: post again labelled, or ask the owner. */
    policy: 'at-least-once' | 'at-most-once';
    wanted: string;
    wanted_version: number;
    shown_version: number;
    state: 'pending' | 'sending' | 'sent' | 'unknown' | 'dead';
    /** Where Slack put it; for direct messages the D… channel. */
    shown_channel_id: string | null;
    ts: string | null;
    lease_until: string | null;
    attempts: number;
    try_at: string;
    last_error: string | null;
    /** Order of first wish, so that a channel reads in the order in which things happened. */
    position: number;
    /** Since when it is known to wait, by the machine's clock; null once Slack shows it. */
    waiting_since: string | null;
    /** When a sender took it last, by the machine's clock: no post of it can be older. */
    called_at: string | null;
  };
  /** When the doctor last wrote: the proof that the database takes writes. */
  heartbeat: { name: string; at: string };
  /** Which processes are at work, since when each last said so, and with how many connections at Slack. */
  attendance: { id: string; workspace_id: string; links: number; at: string };
  /** When no process was, for an hour or longer. */
  absence: { workspace_id: string; from_at: string; until_at: string };
  /** A restored backup: until when it reaches, and when the outbox was made safe after it. */
  recovery: { id: string; backup_at: string; restored_at: string; done_at: string | null };
  /** When the next message may go to a channel (`channel:C1`), by the machine's clock; shared by all processes. */
  pace: {
    workspace_id: string;
    lane: string;
    tokens: number;
    refilled_at: string;
    closed_until: string | null;
  };
}
