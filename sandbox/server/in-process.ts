import { postAnswer } from './act/answer.ts';
import { answerCallOf, tokenOf } from './api/call.ts';
import { receiveUpload } from './api/files.ts';
import { RateLimiter } from './api/rate.ts';
import { SlackError } from './api/slack-error.ts';
import type { Envelope, Outcome, Transport } from './deliver/transport.ts';
import { isRecord, type Json, parseJson } from './json.ts';
import { readManifest } from './manifest.ts';
import { openWorld } from './open-world.ts';
import { Stream } from './stream.ts';
import { slackTiming } from './timing.ts';
import { seedWorkspace } from './workspace/seed.ts';
import { openMemoryStore } from './workspace/store.ts';
import { Workspace } from './workspace/workspace.ts';
import type { World } from './world.ts';

/** The app at the other end: resolves when the payload is worked off, and acknowledges before. */
export type Hear = (body: Json, ack: (answer: unknown) => void) => Promise<void>;

/** A workspace in this process, without a socket: the app reaches it by `fetch`, it reaches the app by `connect`. */
export interface InProcessSandbox {
  world: World;
  /** For the app's client: the Web API, answers to a `response_url`, uploads. */
  fetch: typeof fetch;
  apiUrl: string;
  /** Who gets what people do from now on; undefined: nobody is there. */
  connect(hear: Hear | undefined): void;
  /** Resolves when the app has worked off everything that it was sent. */
  settle(): Promise<void>;
}

const url = 'http://slack.sandbox';

/** Opens a seeded workspace that lives as long as the process. `transportMs` is the clock of rate limits. */
export function openInProcess(options: {
  manifestPath: string;
  startAt: Date;
  seed: 'people' | 'empty';
  transportMs: () => number;
}): InProcessSandbox {
  const manifest = readManifest(options.manifestPath);
  const workspace = new Workspace(openMemoryStore(), options.startAt.getTime());
  seedWorkspace(workspace, manifest, options.seed);
  const transport = new DirectTransport();
  const world = openWorld({
    workspace,
    manifest,
    // Nothing here waits for a wire, so a slow machine must not look like a slow app.
    timing: { ...slackTiming, triggerMs: 60_000, redeliverMs: [] },
    secrets: {
      botToken: 'xoxb-sandbox',
      appToken: 'xapp-sandbox',
      signingSecret: 'sandbox-signing-secret',
    },
    stream: new Stream(),
    rate: new RateLimiter(options.transportMs),
    transport,
    url,
    openSocketUrl: undefined,
  });
  return {
    world,
    apiUrl: `${url}/api/`,
    fetch: (input, init) => answerFetch(world, new URL(String(input)), init ?? {}),
    connect: (hear) => transport.connect(hear),
    settle: () => transport.settle(),
  };
}

/** Calls the app's ear; what one payload sets off is worked on while the person already has the acknowledgement. */
class DirectTransport implements Transport {
  readonly kind = 'socket';
  private hear: Hear | undefined;
  private readonly running = new Set<Promise<void>>();

  connect(hear: Hear | undefined): void {
    this.hear = hear;
  }

  async isConnected(): Promise<boolean> {
    return this.hear !== undefined;
  }

  async send(envelope: Envelope, copies: number): Promise<Outcome> {
    const { hear } = this;
    if (hear === undefined) {
      return { isReached: false, isAcked: false, ackMs: 0, failure: 'connection_failed' };
    }
    const answers = Array.from({ length: copies }, () => this.deliver(hear, envelope));
    return Promise.race(answers);
  }

  async settle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  stop(): void {}

  /** Each delivery is a copy of its own, as over a wire. */
  private deliver(hear: Hear, { payload }: Envelope): Promise<Outcome> {
    return new Promise((resolve) => {
      const isReached = true;
      const hearing = hear(structuredClone(payload), (body) =>
        resolve({ isReached, isAcked: true, ackMs: 0, body: copyOf(body) }),
      );
      // Whether it threw or forgot to acknowledge, Slack sees the same: no answer.
      const work = Promise.allSettled([hearing]).then(() =>
        resolve({ isReached, isAcked: false, ackMs: 0, failure: 'http_timeout' }),
      );
      this.running.add(work);
      void work.then(() => this.running.delete(work));
    });
  }
}

async function answerFetch(world: World, { pathname }: URL, init: RequestInit): Promise<Response> {
  if (pathname.startsWith('/api/')) {
    const args = await readArgs(init.body);
    const token = tokenOf(new Headers(init.headers).get('authorization') ?? undefined, args);
    const answer = await answerCallOf(world, { name: pathname.slice('/api/'.length), args, token });
    if (answer === undefined) throw new TypeError('fetch failed');
    return new Response(JSON.stringify(answer.body), answer);
  }
  const [, door, ...rest] = pathname.split('/');
  if (door === 'response') return answerResponseUrl(world, rest.join('/'), init.body);
  const bytes = Buffer.from(await new Response(init.body ?? null).arrayBuffer());
  const isTaken = receiveUpload(world, rest.slice(1).join('/'), bytes);
  return new Response(isTaken ? `OK - ${bytes.length}` : 'invalid upload', {
    status: isTaken ? 200 : 400,
  });
}

async function readArgs(body: RequestInit['body']): Promise<Json> {
  if (body instanceof FormData) return Object.fromEntries(body);
  return Object.fromEntries(new URLSearchParams(String(body ?? '')));
}

function answerResponseUrl(world: World, key: string, body: RequestInit['body']): Response {
  const answer = parseJson(String(body ?? ''));
  const target = world.responseUrls.use(key);
  if ('error' in target) return Response.json({ ok: false, error: target.error }, { status: 404 });
  try {
    postAnswer(world, target, isRecord(answer) ? answer : {});
    return Response.json({ ok: true });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return Response.json(error.body, { status: 400 });
  }
}

function copyOf(body: unknown): unknown {
  return body === undefined ? undefined : parseJson(JSON.stringify(body));
}
