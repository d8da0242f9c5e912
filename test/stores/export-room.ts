import { attachFeature } from '../../src/features/attach/feature.ts';
import { decisionFeature } from '../../src/features/decision/feature.ts';
import type { DecisionDraft } from '../../src/features/decision/rules.ts';
import { appendDecision } from '../../src/features/decision/store.ts';
import { exportFeature } from '../../src/features/export/feature.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { FormValues, Reply, ShortcutAct } from '../../src/platform/slack/feature.ts';
import type { TestEngine } from './engines.ts';
import { makeTeam } from './team-fixture.ts';
import { openWritingRoom, start } from './writing-room.ts';

/**
 * The writing room with a second team in #secret, where only Ana is, and the doors around the log: Ana and Ben in #growth,
 * Gus a guest there, Out a full member of no channel, Eve of another organisation.
 */
export async function openLogRoom(engine: TestEngine) {
  const room = await openWritingRoom(engine);
  const { db, deps, town } = room;
  const secret = town.channels.get('CSECRET');
  if (secret !== undefined) secret.members = ['UANA', 'UBOT'];
  const ana = town.people.get('UANA');
  if (ana === undefined) throw new Error('the town has no Ana');
  town.people.set('UEVE', { ...ana, userId: 'UEVE', name: 'Eve', isExternal: true });
  town.channels.get('CGROWTH')?.members.push('UEVE');
  const team = makeTeam({ id: 'tm_2', channelId: 'CSECRET', rollupChannelId: 'CSECRET' });
  await transact(db, (tx) => insertTeam(tx, team));
  await room.people.listMembers('T1', 'CSECRET');
  await room.people.listMembers('T1', 'CGROWTH');
  let keys = 0;
  const act = (userId: string, key?: string, now = start) => {
    keys += 1;
    return { workspaceId: 'T1', userId, key: key ?? `l${keys}`, now };
  };
  const features = [decisionFeature, attachFeature, exportFeature];
  const done: Reply = { reply: 'done' };
  return {
    ...{ room, db, deps, team: room.team },
    /** Writes an entry of the team of #growth, or of #secret. */
    log: (over: Partial<DecisionDraft> = {}) =>
      transact(db, (tx) => appendDecision(tx, deps.newId, { ...entry, ...over })),
    async run(userId: string, text: string, given: { key?: string; now?: Date } = {}) {
      const [word = '', ...rest] = text.split(' ');
      const handler = features.map((one) => one.commands?.[word]).find(Boolean);
      const command = { channelId: 'CGROWTH', word, rest: rest.join(' '), text };
      return (await handler?.(deps, { ...act(userId, given.key, given.now), ...command })) ?? done;
    },
    async press(userId: string, name: string, value: string, values?: FormValues) {
      const handler = features.map((one) => one.actions?.[name]).find(Boolean);
      const place =
        values === undefined
          ? { at: 'message' as const, channelId: 'CGROWTH', ts: '1.1' }
          : { at: 'modal' as const, viewId: 'V1', callbackId: '', metadata: value, values };
      return (await handler?.(deps, { ...act(userId), value, variant: '', place })) ?? done;
    },
    async submit(
      userId: string,
      view: { callback_id?: string; private_metadata?: string },
      values: FormValues,
    ) {
      const handler = features.map((one) => one.submits?.[view.callback_id ?? '']).find(Boolean);
      const metadata = view.private_metadata ?? '';
      return (await handler?.(deps, { ...act(userId), viewId: 'V1', metadata, values })) ?? done;
    },
    async invoke(userId: string, name: string, message?: ShortcutAct['message']) {
      const handler = features.map((one) => one.shortcuts?.[name]).find(Boolean);
      const on = message === undefined ? {} : { message };
      return (await handler?.(deps, { ...act(userId), ...on })) ?? done;
    },
  };
}

/** What `openLogRoom` opens. */
export type LogRoom = Awaited<ReturnType<typeof openLogRoom>>;

const entry: DecisionDraft = {
  workspaceId: 'T1',
  teamId: 'tm_1',
  kind: 'stop',
  decidedByUserId: 'UANA',
  at: start,
  title: 'Read-through cache',
  texts: { line: 'p95 fell, nobody waited less', because: '=1+1' },
  isAgainstRule: true,
  isAgainstMajority: false,
};

/** All the words of a reply. */
export function wordsOf(reply: Reply): string {
  return JSON.stringify(reply);
}
