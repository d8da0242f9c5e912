import { onTestFinished } from 'vitest';
import { makeNewId, type NewId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { openLog } from '../../src/platform/log.ts';
import { Sender } from '../../src/platform/outbox/deliver.ts';
import type { SenderParts } from '../../src/platform/outbox/parts.ts';
import { connectSlack, type Slack } from '../../src/platform/slack/client.ts';
import { openFresh } from '../harness/fresh.ts';

/** A sender on a real database whose Slack is one function, and whose day passes in no time. */
export interface ScriptedRoom {
  db: Db;
  newId: NewId;
  slack: Slack;
  now(): Date;
  /** Lets time pass, then sends what may go. */
  pass(seconds: number): Promise<void>;
  /** What a start of the program does to a workspace that is shut. */
  begin(): Promise<void>;
}

/** When it begins. */
export const scriptStart = new Date('2026-11-23T09:00:00.000Z');

/** Opens a room; every call to Slack is answered by `answer`. It is closed with the test. */
export async function openScriptedRoom(
  answer: (method: string, sent: URLSearchParams) => Response | Promise<Response>,
  make: (room: Pick<ScriptedRoom, 'newId'>) => Pick<SenderParts, 'paces' | 'onTrouble'>,
): Promise<ScriptedRoom> {
  const database = await openFresh();
  onTestFinished(() => database.close());
  const { db } = database;
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return ids.toString(36).padStart(6, '0');
  });
  const slack = connectSlack({
    botToken: 'xoxb-test',
    apiUrl: 'http://127.0.0.1/api/',
    fetch: async (url, init) =>
      answer(String(url).split('/').at(-1) ?? '', new URLSearchParams(String(init?.body))),
  });
  let now = scriptStart;
  const sender = new Sender({
    ...{ db, slack, workspaceId: 'T1', log: openLog('silent'), machineNow: () => now },
    draw: async () => {},
    ...make({ newId }),
  });
  const begin = () => saveWorkspace(db, { id: 'T1', botUserId: 'U0', now });
  await begin();
  return {
    ...{ db, newId, slack, begin, now: () => now },
    pass: async (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
      // What is tried again at once for ever would otherwise hold the test, not fail it.
      for (let passes = 0; passes < 200 && (await sender.pass()) > 0; passes += 1);
    },
  };
}
