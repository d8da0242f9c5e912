import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { ControlClient } from '../../sandbox/server/play/control-client.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server/start.ts';
import { botUserId } from '../../sandbox/server/workspace/workspace.ts';

type Json = Record<string, unknown>;

/** What takes longer is not slowness; shorter than a test may take, so that it is said what nobody saw. */
const patienceMs = 20_000;

/** The manifest of an app made for these tests. */
export const manifestPath = fileURLToPath(new URL('manifest.yml', import.meta.url));

/** What a Web API call answered. */
export interface CallAnswer {
  status: number;
  headers: Headers;
  body: Json;
  /** `ok`, or the error's name. */
  verdict: string;
  /** `response_metadata.messages`. */
  messages: string[];
}

/** A sandbox of its own for one test, with a plain HTTP client to it. */
export interface TestSandbox extends Sandbox {
  control: ControlClient;
  call(method: string, args?: Json, token?: string): Promise<CallAnswer>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a sandbox on a free port, without rate limits unless asked for. */
export async function openSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({
    port: 0,
    manifestPath,
    rate: 'off',
    startAt: '2026-11-02T09:00:00.000Z',
    ...options,
  });
  return {
    ...sandbox,
    control: new ControlClient(sandbox.url, patienceMs),
    call: (method, args = {}, token = sandbox.botToken) => call(sandbox, method, { args, token }),
    [Symbol.asyncDispose]: () => sandbox.stop(),
  };
}

/** A sandbox whose bot is in #growth. */
export async function openWithBot(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const sandbox = await openSandbox(options);
  // Somebody must take the event, or it would come again in the middle of a test.
  const listener = await connectBot(sandbox);
  await sandbox.control.change({ change: 'join', channel: 'C0GROWTH', userId: botUserId });
  listener.close();
  await sandbox.control.until('the listener to go', async () => {
    const { app } = await sandbox.control.state();
    return app.isConnected ? undefined : true;
  });
  return sandbox;
}

async function call(
  sandbox: Sandbox,
  method: string,
  { args, token }: { args: Json; token: string },
): Promise<CallAnswer> {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(args)) {
    form.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const response = await fetch(sandbox.apiUrl + method, {
    method: 'POST',
    headers: token ? { authorization: `Bearer ${token}` } : {},
    body: form,
  });
  const body: Json = await response.json();
  const metadata = body.response_metadata as { messages?: string[] } | undefined;
  return {
    status: response.status,
    headers: response.headers,
    body,
    verdict: body.ok === true ? 'ok' : String(body.error),
    messages: metadata?.messages ?? [],
  };
}

/** An envelope as it came over the socket. */
export interface Envelope {
  envelope_id: string;
  type: string;
  payload: Json;
  retry_attempt?: number;
  retry_reason?: string;
  accepts_response_payload?: boolean;
}

/** A hand-made Socket Mode client. */
export interface SocketBot {
  envelopes: Envelope[];
  /** Everything that is not an envelope: hello, disconnect. */
  notices: Json[];
  isClosed(): boolean;
  /** Waits for the n-th (from 0) envelope that fits. */
  heard(fits: (envelope: Envelope) => boolean, index?: number): Promise<Envelope>;
  close(): void;
}

/** Connects, and acknowledges each envelope with what `answer` says; `false` keeps silent. */
export async function connectBot(
  sandbox: TestSandbox,
  answer: (envelope: Envelope) => unknown = () => undefined,
): Promise<SocketBot> {
  const { body } = await sandbox.call('apps.connections.open', {}, sandbox.appToken);
  const socket = new WebSocket(String(body.url));
  const envelopes: Envelope[] = [];
  const notices: Json[] = [];
  socket.on('message', async (data) => {
    const line = JSON.parse(String(data));
    if (!line.envelope_id) {
      notices.push(line);
      return;
    }
    envelopes.push(line);
    const payload = await answer(line);
    if (payload === false) return;
    socket.send(JSON.stringify({ envelope_id: line.envelope_id, payload: payload ?? {} }));
  });
  socket.on('error', () => {});
  await until('a first line', () => notices[0] ?? (socket.readyState > 1 ? {} : undefined));
  return {
    envelopes,
    notices,
    isClosed: () => socket.readyState === WebSocket.CLOSED,
    heard: (fits, index = 0) => until('an envelope', () => envelopes.filter(fits)[index]),
    close: () => socket.close(),
  };
}

/** Polls for a condition. */
export function until<T>(what: string, ask: () => T | undefined): Promise<T> {
  return new ControlClient('http://unused', patienceMs).until(what, async () => ask());
}

/** Whether an envelope is an interaction, command or event of this name. */
export function isOf(name: string): (envelope: Envelope) => boolean {
  return ({ payload }) => {
    const event = payload.event as Json | undefined;
    return payload.type === name || payload.command === name || event?.type === name;
  };
}

/** Text of so many characters. */
export function long(length: number): string {
  return 'x'.repeat(length);
}

/** A `plain_text` object. */
export function plain(text: string): Json {
  return { type: 'plain_text', text };
}

/** A `mrkdwn` object. */
export function mrkdwn(text: string): Json {
  return { type: 'mrkdwn', text };
}

/** A section with text. */
export function section(text: string, more: Json = {}): Json {
  return { type: 'section', text: mrkdwn(text), ...more };
}

/** A button. */
export function button(text: string, more: Json = {}): Json {
  return { type: 'button', text: plain(text), action_id: 'act', ...more };
}

/** An input block. */
export function input(blockId: string, element: Json, more: Json = {}): Json {
  return { type: 'input', block_id: blockId, label: plain(blockId), element, ...more };
}

/** A modal with these blocks and a submit button. */
export function modal(blocks: Json[], more: Json = {}): Json {
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain('Form'),
    submit: plain('Save'),
    blocks,
    ...more,
  };
}

/** A Home tab with these blocks. */
export function home(blocks: Json[]): Json {
  return { type: 'home', blocks };
}

/** Runs `/onepager` as Ana and says the trigger that came with it. */
export async function getTrigger(sandbox: TestSandbox): Promise<string> {
  const { triggerId } = await sandbox.control.act({
    act: 'command',
    userId: 'U0ANA',
    channel: 'C0GROWTH',
    command: '/onepager',
    text: '',
  });
  return triggerId ?? '';
}

/** Opens a modal for Ana; a connected bot must be there to take the command. */
export async function openModal(sandbox: TestSandbox, view: Json): Promise<CallAnswer> {
  return sandbox.call('views.open', { trigger_id: await getTrigger(sandbox), view });
}
