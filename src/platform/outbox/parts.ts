import type { Db, Tx } from '../db/open.ts';
import type { Log } from '../log.ts';
import type { Slack } from '../slack/client.ts';
import type { Claimed } from './claimed.ts';
import type { Paces } from './rules.ts';
import type { Draw } from './store-redraw.ts';

/** A message that somebody has to look after: never to be sent as it is, or perhaps posted. */
export interface Trouble {
  message: Claimed;
  error: string;
  isPerhapsPosted: boolean;
}

/**
 * What the sender needs. `machineNow` is transport time; `readServerTime` the database server's, where several processes share
 * one; `onTrouble` writes to a person in the transaction that gives up; `draw` is asked for what is to be drawn anew.
 */
export interface SenderParts {
  db: Db;
  /** Whose messages it sends: its token is theirs alone. (reliability.md P37) */
  workspaceId: string;
  slack: Slack;
  log: Log;
  paces: Paces;
  machineNow: () => Date;
  readServerTime?: () => Promise<Date>;
  /** What this machine's clock says, right or wrong: of a sleep nothing else tells before Slack was heard. */
  wallNow?: () => Date;
  /** Whether the machine's time is known; asks Slack where it is not. */
  isTimeSure?: () => Promise<boolean>;
  onTrouble: (tx: Tx, trouble: Trouble) => Promise<void>;
  draw: Draw;
  /** Whether a message must not be shown where it is to go, because another organisation would read it there. (F-39) */
  isKeptBack?: (message: Claimed) => Promise<boolean>;
}
