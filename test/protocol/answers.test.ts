import { createServer, type IncomingMessage } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { makeNewId } from '../../src/lib/ids.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { answerAction, answerSubmission } from '../../src/platform/slack/answer.ts';
import { modal } from '../../src/platform/slack/blocks.ts';
import { connectSlack, type Slack } from '../../src/platform/slack/client.ts';
import type { Deps, Reply } from '../../src/platform/slack/feature.ts';
import { refreshAfter } from '../../src/platform/slack/refresh.ts';
import { carryOut, type Origin } from '../../src/platform/slack/reply.ts';
import { route } from '../../src/platform/slack/router.ts';
import { openFresh } from '../harness/fresh.ts';
import { silentDeps } from '../harness/silent-deps.ts';

// What a reply becomes on the wire, where Slack refuses what it does not know yet.

interface Heard {
  path: string;
  body: string;
}

/** A Slack that answers each path as it is told to, and remembers what it heard. */
async function openMute(answers: (heard: Heard) => { status?: number; body: string }) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const one = { path: request.url ?? '', body };
      heard.push(one);
      const answer = answers(one);
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
      response.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  const warned: object[] = [];
  const log = { debug() {}, info() {}, warn: (what: object) => void warned.push(what), error() {} };
  const slack = connectSlack({ botToken: 'xoxb-1', apiUrl: `${url}/api/` });
  return { url, heard, warned, parts: { slack, log } };
}

async function readAll(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

const table: Reply = {
  reply: 'tell',
  text: 'two decisions',
  blocks: [
    {
      type: 'data_table',
      caption: 'x',
      rows: [[{ type: 'raw_text', text: '#' }], [{ type: 'raw_text', text: '1' }]],
    },
  ],
  plainBlocks: [{ type: 'divider' }],
};

const at = (url: string): Origin => ({
  ...{ userId: 'U1', triggerId: 't', responseUrl: `${url}/respond` },
  place: { at: 'command', channelId: 'C1' },
});

it.each([
  ['with an error and 200', { body: '{"ok":false,"error":"invalid_blocks"}' }],
  ['with 400', { status: 400, body: '{"ok":false,"error":"invalid_blocks"}' }],
  ['with a bare word', { status: 400, body: 'invalid_blocks' }],
])('a table that Slack refuses %s is said again as text', async (_how, refusal) => {
  const slack = await openMute(({ body }) =>
    body.includes('data_table') ? refusal : { body: '{"ok":true}' },
  );
  await carryOut(slack.parts, at(slack.url), table);
  expect(slack.heard.map(({ body }) => JSON.parse(body))).toEqual([
    expect.objectContaining({ blocks: table.reply === 'tell' ? table.blocks : [] }),
    {
      ...{ response_type: 'ephemeral', replace_original: false, text: 'two decisions' },
      blocks: [{ type: 'divider' }],
    },
  ]);
  expect(slack.warned).toEqual([]);
});

it('a table that Slack takes is said once', async () => {
  const slack = await openMute(() => ({ body: 'ok' }));
  await carryOut(slack.parts, at(slack.url), { ...table, isInPlace: true });
  expect(slack.heard.map(({ body }) => JSON.parse(body).replace_original)).toEqual([true]);
});

it('an answer that came too late is not said again (F-56)', async () => {
  const slack = await openMute(() => ({ status: 404, body: '{"ok":false,"error":"expired_url"}' }));
  await carryOut(slack.parts, at(slack.url), table);
  expect(slack.heard).toHaveLength(1);
  expect(slack.warned).toEqual([{ code: 'expired_url' }]);
});

/** A press on a reply that stands in its thread and in the channel. */
const inBoth: Origin = {
  ...{ userId: 'U1', triggerId: 't' },
  place: { at: 'message', channelId: 'C1', ts: '2.1', threadTs: '1.1', isAlsoInChannel: true },
};

it('what is said to a press on a reply that stands in the channel too is a window: from either place it is seen', async () => {
  const slack = await openMute(() => ({ body: '{"ok":true}' }));
  await carryOut(slack.parts, inBoth, { reply: 'tell', text: 'Not yours.' });
  expect(slack.heard.map(({ path }) => path)).toEqual(['/api/views.open']);
  expect(decodeURIComponent(slack.heard[0]?.body ?? '')).toContain('Not');
});

it('where that window comes too late, it is said in the thread', async () => {
  const slack = await openMute(({ path }) => ({
    body: path.endsWith('views.open') ? '{"ok":false,"error":"expired_trigger_id"}' : '{"ok":true}',
  }));
  await carryOut(slack.parts, inBoth, { reply: 'tell', text: 'Not yours.' });
  expect(slack.heard.map(({ path }) => path)).toEqual([
    '/api/views.open',
    '/api/chat.postEphemeral',
  ]);
});

it('a window that was closed meanwhile is no failure, and nothing more is tried (F-44)', async () => {
  const slack = await openMute(() => ({ body: '{"ok":false,"error":"not_found"}' }));
  const origin = { userId: 'U1', triggerId: 't', openedViewId: 'V1', place: at(slack.url).place };
  await carryOut(slack.parts, origin, { reply: 'tell', text: 'Done.' });
  expect(slack.heard.map(({ path }) => path)).toEqual(['/api/views.update']);
  expect(slack.warned).toEqual([]);
});

it('a press or a form that met a failure of the database is in the log once', async () => {
  const slack = await openMute(() => ({ body: '{"ok":true}' }));
  const database = await openFresh();
  await database.close();
  const log = { ...slack.parts.log, error: slack.parts.log.warn };
  const read = async ({ db }: Deps): Promise<Reply> => {
    await db.selectFrom('team').select('id').execute();
    return { reply: 'done' };
  };
  const newId = makeNewId(() => '1');
  const parts = {
    ...{ slack: slack.parts.slack, log, now: () => new Date(0), newRef: () => 'k3f9' },
    bot: { workspaceId: 'T1', botUserId: 'U0' },
    deps: silentDeps({ db: database.db, workspaceId: 'T1', newId }),
    router: route([{ name: 'a', actions: { a: read }, submits: { a: read }, afterAct: read }]),
    onRevoked: async () => {},
  };
  const user = { id: 'U1' };
  const container = { type: 'message', channel_id: 'C1', message_ts: '1700000000.000100' };
  const actions = [{ type: 'button', action_id: 'a', block_id: 'b' }];
  await answerAction(parts, { user, trigger_id: 't', container, actions }, async () => {});
  expect(slack.warned).toEqual([{ ref: 'k3f9', stack: expect.any(String) }]);
  const view = { id: 'V1', type: 'modal', callback_id: 'a' };
  await answerSubmission(parts, { user, trigger_id: 't', view }, async () => {});
  expect(slack.warned).toHaveLength(2);
});

it.each(['expired_trigger_id', 'exchanged_trigger_id'])(
  'a form whose trigger is no good any more (%s) is asked for once, and the person reads what to do (F-02)',
  async (error) => {
    const slack = await openMute(({ path }) => ({
      body: path.includes('views.open') ? `{"ok":false,"error":"${error}"}` : '{"ok":true}',
    }));
    const view = modal({ callbackId: 'a', title: 'Form', blocks: [] });
    await carryOut(slack.parts, at(slack.url), { reply: 'show', view });
    expect(slack.heard.filter(({ path }) => path === '/api/views.open')).toHaveLength(1);
    const said = slack.heard.filter(({ path }) => path === '/respond');
    // One that was used before has shown the form already.
    expect(said.map(({ body }) => JSON.parse(body).text)).toEqual(
      error === 'exchanged_trigger_id'
        ? []
        : ['The form could not be opened in time. Please press once more.'],
    );
  },
);

it('Home is drawn from what is there, one drawing after the other, however slowly Slack takes them (F-43)', async () => {
  const slack = await openMute(() => ({ body: '{"ok":true}' }));
  const shown: string[] = [];
  const waiting: (() => void)[] = [];
  const publishHome: Slack['publishHome'] = async (_, { callback_id: drawn = '' }) => {
    // The first takes longer than the second would.
    if (shown.length + waiting.length === 0) await new Promise<void>((go) => waiting.push(go));
    shown.push(drawn);
  };
  const { db, close } = await openFresh();
  onTestFinished(close);
  const draw = async (): Promise<Reply> => {
    const { length } = await db.selectFrom('workspace').select('id').execute();
    return { reply: 'home', view: { type: 'home', callback_id: `${length} teams`, blocks: [] } };
  };
  const parts = {
    slack: { ...slack.parts.slack, publishHome },
    log: slack.parts.log,
    deps: silentDeps({ db, workspaceId: 'T1', newId: makeNewId(() => '1') }),
    router: route([{ name: 'a', afterAct: draw }]),
  };
  const save = (id: string) => saveWorkspace(db, { id, botUserId: 'U0BOT', now: new Date(0) });
  const press = () => {
    const act = { workspaceId: 'T1', userId: 'U1', key: 'k1', now: new Date(0) };
    return refreshAfter(parts, act, { reply: 'done' });
  };
  await save('T1');
  const pressed = [press()];
  await expect.poll(() => waiting.length).toBe(1);
  await save('T2');
  pressed.push(press());
  await new Promise((resolve) => setImmediate(resolve));
  waiting[0]?.();
  await Promise.all(pressed);
  expect(shown).toEqual(['1 teams', '2 teams']);
});

it('a file goes up in three steps, and each refusal is a sentence', async () => {
  const file = { name: 'a.csv', content: '"ü"\r\n', note: 'Your export' };
  const words = { sent: 'sent', missingScope: 'no scope', failed: 'failed' };
  const reply: Reply = { reply: 'file', file, ...words };
  for (const [broken, said] of [
    ['none', 'sent'],
    ['/api/files.getUploadURLExternal', 'no scope'],
    ['/up', 'failed'],
    ['/api/files.completeUploadExternal', 'no scope'],
  ]) {
    let url = '';
    const slack = await openMute(({ path }) => {
      if (path === '/up') return { status: broken === '/up' ? 500 : 200, body: 'OK' };
      if (path === broken) return { body: '{"ok":false,"error":"missing_scope"}' };
      if (path.includes('conversations.open')) return { body: '{"ok":true,"channel":{"id":"D1"}}' };
      return { body: `{"ok":true,"upload_url":"${url}/up","file_id":"F1"}` };
    });
    url = slack.url;
    await carryOut(slack.parts, at(url), reply);
    expect(JSON.parse(slack.heard.at(-1)?.body ?? '')).toMatchObject({ text: said });
    const up = slack.heard.find(({ path }) => path === '/up');
    if (broken !== '/api/files.getUploadURLExternal') expect(up?.body).toBe(file.content);
    const last = slack.heard.find(({ path }) => path.includes('completeUpload'));
    if (broken === 'none') {
      expect(new URLSearchParams(last?.body).get('channel_id')).toBe('D1');
      expect(new URLSearchParams(last?.body).get('initial_comment')).toBe('Your export');
    }
  }
});

it('a window cannot hold a table, so it gets the text', async () => {
  const slack = await openMute(() => ({ body: '{"ok":true}' }));
  const place = { at: 'modal' as const, viewId: 'V1', callbackId: 'x', metadata: '', values: {} };
  await carryOut(slack.parts, { userId: 'U1', triggerId: 't', place }, table);
  expect(slack.heard.map(({ path }) => path)).toEqual(['/api/views.push']);
  expect(slack.heard[0]?.body).not.toContain('data_table');
});
