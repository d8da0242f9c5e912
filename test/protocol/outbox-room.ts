import { onTestFinished } from 'vitest';
import type { Fault, Message } from '../../sandbox/protocol.ts';
import { teamId } from '../../sandbox/server/workspace/workspace.ts';
import { makeNewId, type NewId } from '../../src/lib/ids.ts';
import type { Db, Tx } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { Sender } from '../../src/platform/outbox/deliver.ts';
import type { SenderParts, Trouble } from '../../src/platform/outbox/parts.ts';
import { slackPaces } from '../../src/platform/outbox/rules.ts';
import { putMessage, type WantedMessage } from '../../src/platform/outbox/store.ts';
import { connectSlack, type Slack } from '../../src/platform/slack/client.ts';
import { openFresh } from '../harness/fresh.ts';
import { openWithBot, type TestSandbox } from '../sandbox/fixture.ts';

/** A sender on a real database and a real Slack stand-in, whose machine clock the test moves. */
export interface OutboxRoom {
  sandbox: TestSandbox;
  db: Db;
  slack: Slack;
  sender: Sender;
  newId: NewId;
  /** Who was told of what, when nothing else is done about it. */
  troubles: Trouble[];
  log: string[];
  now(): Date;
  /** Moves the machine's clock. */
  turn(seconds: number): void;
  /** Moves the machine's clock, then sends what may go. */
  pass(seconds: number): Promise<void>;
  /** Sends what may go now, until nothing more can be done. */
  drain(): Promise<void>;
  putIn(tx: Tx, address: string, text: string, over?: Partial<WantedMessage>): Promise<void>;
  put(address: string, text?: string, over?: Partial<WantedMessage>): Promise<void>;
  /** What the channel shows of ours, oldest first, threads not included. */
  shown(channel?: string, thread?: string): Promise<Message[]>;
  /** The texts of `shown`. */
  texts(channel?: string, thread?: string): Promise<string[]>;
  /** How often Slack was asked for this method. */
  count(method: string): Promise<number>;
  fails(...faults: Fault[]): Promise<void>;
  /** Changes the app's standing in the workspace. */
  changes(change: 'revokeToken' | 'uninstall' | 'reinstall'): Promise<void>;
  /** A second sender on the same database, as after a crash, or beside the first one. */
  restart(over?: Partial<SenderParts>): Sender;
}

/** Opens a room; it is closed with the test. */
export async function openOutboxRoom(
  onTrouble?: (room: Pick<OutboxRoom, 'newId'>) => SenderParts['onTrouble'],
): Promise<OutboxRoom> {
  const sandbox = await openWithBot({ timing: { redeliverMs: [] } });
  onTestFinished(() => sandbox.stop());
  const db = await openFilled();
  let now = start;
  const newId = countIds();
  const slack = connectSlack({ botToken: sandbox.botToken, apiUrl: sandbox.apiUrl });
  const troubles: Trouble[] = [];
  const log: string[] = [];
  const write = (_facts: Record<string, unknown>, message: string): void => {
    log.push(message);
  };
  const collect: SenderParts['onTrouble'] = async (_tx, trouble) => {
    troubles.push(trouble);
  };
  const parts: SenderParts = {
    db,
    workspaceId: teamId,
    slack,
    log: { debug: write, info: write, warn: write, error: write },
    paces: slackPaces,
    machineNow: () => now,
    draw: async () => {},
    onTrouble: onTrouble?.({ newId }) ?? collect,
  };
  const sender = new Sender(parts);
  const drain = async (): Promise<void> => {
    while ((await sender.pass()) > 0);
  };
  const pass = (seconds: number): Promise<void> => {
    now = new Date(now.getTime() + seconds * 1000);
    return drain();
  };
  return {
    ...{ sandbox, db, slack, sender, newId, troubles, log, drain, pass },
    now: () => now,
    turn: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    restart: (over = {}) => new Sender({ ...parts, ...over }),
    ...makeEyes(sandbox),
    ...makeHands(sandbox, db, newId),
  };
}

const start = new Date('2026-11-21T09:00:00.000Z');

async function openFilled(): Promise<Db> {
  const database = await openFresh();
  onTestFinished(() => database.close());
  await saveWorkspace(database.db, { id: teamId, botUserId: 'U0BARBELL', now: start });
  return database.db;
}

function countIds(): NewId {
  let count = 0;
  return makeNewId(() => {
    count += 1;
    return count.toString(36).padStart(6, '0');
  });
}

function makeEyes({ control }: TestSandbox): Pick<OutboxRoom, 'shown' | 'texts' | 'count'> {
  const shown = async (channel = 'C0GROWTH', thread?: string): Promise<Message[]> => {
    const messages = await control.messages(channel, undefined, thread);
    return messages.filter((message) => message.metadata !== undefined);
  };
  return {
    shown,
    texts: async (channel, thread) => (await shown(channel, thread)).map(({ text }) => text),
    count: async (method) =>
      (await control.calls()).filter((call) => call.method === method).length,
  };
}

function makeHands(
  sandbox: TestSandbox,
  db: Db,
  newId: NewId,
): Pick<OutboxRoom, 'put' | 'putIn' | 'fails' | 'changes'> {
  const putIn: OutboxRoom['putIn'] = (tx, address, text, over = {}) =>
    putMessage(tx, {
      workspaceId: teamId,
      newId,
      address,
      to: { channelId: 'C0GROWTH' },
      content: { text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] },
      ...over,
    });
  return {
    putIn,
    put: (address, text = address, over = {}) =>
      transact(db, (tx) => putIn(tx, address, text, over)),
    fails: async (...faults) => {
      await sandbox.control.faults(faults);
    },
    changes: async (change) => {
      const body = JSON.stringify({ change });
      const headers = { 'content-type': 'application/json' };
      await fetch(`${sandbox.url}/sandbox/world`, { method: 'POST', headers, body });
    },
  };
}
