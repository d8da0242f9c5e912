import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RateLimiter } from './api/rate.ts';
import { TimeMachine } from './control/clock.ts';
import { HttpTransport } from './deliver/http.ts';
import { SocketTransport } from './deliver/socket.ts';
import type { Transport } from './deliver/transport.ts';
import { isLoopback } from './http/loopback.ts';
import { answerRequest } from './http/server.ts';
import { readManifest } from './manifest.ts';
import { openWorld } from './open-world.ts';
import { Player } from './play/player.ts';
import { Stream } from './stream.ts';
import { slackTiming, type Timing } from './timing.ts';
import { seedWorkspace } from './workspace/seed.ts';
import { openFileStore, openMemoryStore } from './workspace/store.ts';
import { appId, Workspace } from './workspace/workspace.ts';
import type { Secrets, World } from './world.ts';

/** How to start a sandbox. */
export interface SandboxOptions {
  /** 0 takes any free port. */
  port: number;
  /** A loopback address; 127.0.0.1 by default. */
  host?: string;
  /** Where the workspace is kept (SQLite); by default it lives as long as the process. */
  file?: string;
  /** The app's `manifest.yml`. */
  manifestPath: string;
  /** The built page, served at `/`. */
  webDir?: string;
  /** The first clock value (ISO); a kept workspace keeps its clock. */
  startAt?: string;
  transport?: 'socket' | { requestUrl: string };
  /** The bot's `/healthz`, which the time machine reads. */
  botHealthUrl?: string;
  seed?: 'people' | 'empty';
  rate?: 'slack' | 'off';
  signingSecret?: string;
  /** By which the rate limits count, in milliseconds; the machine's by default. */
  rateClock?: () => number;
  /** Shorter waits, for tests of the sandbox itself. */
  timing?: Partial<Timing>;
}

/** A running sandbox. */
export interface Sandbox {
  url: string;
  /** For the SDK's `slackApiUrl`, with a slash at the end. */
  apiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  stop(): Promise<void>;
}

/** Starts a Slack workspace on this computer. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host)) throw new Error(`The sandbox listens on this machine only, not ${host}.`);
  const manifest = readManifest(options.manifestPath);
  const timing = { ...slackTiming, ...options.timing };
  const store = options.file ? openFileStore(options.file) : openMemoryStore();
  const startMs = options.startAt ? Date.parse(options.startAt) : Date.now();
  if (Number.isNaN(startMs)) throw new Error(`Not an ISO instant: ${options.startAt}`);
  const workspace = new Workspace(store, startMs);
  if (workspace.isNew) seedWorkspace(workspace, manifest, options.seed ?? 'people');
  const server = createServer();
  const port = await listen(server, options.port, host);
  const url = `http://${host}:${port}`;
  const secrets: Secrets = {
    botToken: 'xoxb-sandbox',
    appToken: 'xapp-sandbox',
    signingSecret: options.signingSecret ?? 'sandbox-signing-secret',
  };
  const stream = new Stream();
  const { transport, openSocketUrl } = makeTransport(server, options, {
    secrets,
    timing,
    host: `${host}:${port}`,
    onChange: () => stream.send({ type: 'state' }),
  });
  const world = openWorld({
    workspace,
    manifest,
    timing,
    secrets,
    stream,
    rate: options.rate === 'off' ? undefined : new RateLimiter(options.rateClock),
    transport,
    url,
    openSocketUrl,
  });
  const control = {
    world,
    clock: new TimeMachine(world, options.botHealthUrl),
    player: new Player(url, stream),
    healthUrl: options.botHealthUrl,
    webDir: options.webDir,
  };
  server.on('request', (request, response) => {
    void answerRequest(control, { request, response });
  });
  const stop = async (): Promise<void> => {
    await control.player.stop();
    world.events.stop();
    stream.close();
    transport.stop();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    workspace.close();
  };
  return { url, apiUrl: `${url}/api/`, ...secrets, stop };
}

function makeTransport(
  server: Server,
  options: SandboxOptions,
  parts: { secrets: Secrets; timing: Timing; host: string; onChange: () => void },
): { transport: Transport; openSocketUrl: World['openSocketUrl'] } {
  const { ackMs } = parts.timing;
  if (options.transport !== undefined && options.transport !== 'socket') {
    const transport = new HttpTransport({
      requestUrl: options.transport.requestUrl,
      signingSecret: parts.secrets.signingSecret,
      ackMs,
      healthUrl: options.botHealthUrl,
    });
    return { transport, openSocketUrl: undefined };
  }
  const transport = new SocketTransport(server, ackMs, parts.onChange);
  const openSocketUrl = () =>
    `ws://${parts.host}/link/?ticket=${transport.issueTicket()}&app_id=${appId}`;
  return { transport, openSocketUrl };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return address.port;
}
