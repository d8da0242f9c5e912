import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { unescape } from 'node:querystring';
import { z } from 'zod';
import { readJson } from '../../lib/json.ts';
import type { Log } from '../log.ts';
import { judgeBody } from './payload.ts';
import { ReplayGuard } from './replay-guard.ts';

// Stands in the place of Bolt's receiver, which takes timestamps of the future, knows one spelling of the content type, and ends
// the process or waits for ever on a body that is `null`. (reliability.md B-01 to B-16)
// https://docs.slack.dev/authentication/verifying-requests-from-slack

/** What the listener needs; `machineNow` is transport time. */
export interface SignedRequestParts {
  signingSecret: string;
  machineNow: () => Date;
  /** Whether that time is known; asks Slack where it is not. */
  isTimeSure: () => Promise<boolean>;
  log: Log;
  /** Called with what a request says, once for each; answers it. */
  pass: (body: Record<string, unknown>, response: ServerResponse) => void;
}

const maxBodyBytes = 1_000_000;
const maxSkewMs = 5 * 60 * 1000;
const maxChallenge = 1_000;
const formType = 'application/x-www-form-urlencoded';
const jsonType = 'application/json';

/**
 * Lets through what Slack signed within five minutes of now, either way, and what can be read; answers everything else
 * itself: 401 to strangers, 400 to what nobody can read, 413 to what is too long.
 */
export function listenForSigned(parts: SignedRequestParts): RequestListener {
  // Nothing is older than one skew, or newer than the other.
  const replays = new ReplayGuard(2 * maxSkewMs);
  return (request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(405, { allow: 'POST' }).end();
      return;
    }
    void readBody(request).then((body) => {
      if (body === 'too-long') refuse(parts, response, { status: 413, why: 'too long' });
      else if (body !== 'broken') void answer(parts, { request, response, body, replays });
    });
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer;
  replays: ReplayGuard;
}

async function answer(parts: SignedRequestParts, exchange: Exchange): Promise<void> {
  const { request, response, body } = exchange;
  const text = body.toString('utf8');
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  // Slack checks our certificate so, without a signature; nothing else of such a request is looked at.
  if (type === formType && isCertificateCheck(text)) {
    response.writeHead(200).end();
    return;
  }
  if (!(await isSigned(parts, request, text))) {
    refuse(parts, response, { status: 401, why: 'not signed by Slack just now' });
    return;
  }
  if (type !== formType && type !== jsonType) {
    refuse(parts, response, { status: 400, why: 'neither a form nor JSON' });
    return;
  }
  const payload = type === formType ? readForm(text) : readJson(text);
  const challenge = readChallenge(payload);
  if (challenge !== undefined) {
    response
      .writeHead(200, { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' })
      .end(challenge);
    return;
  }
  if (!isBody(payload) || judgeBody(payload) === 'malformed') {
    refuse(parts, response, { status: 400, why: 'unreadable' });
    return;
  }
  passOnce(parts, exchange, payload);
}

/** What was signed once is done once: whoever plays it again is told how the first one went. (reliability.md P07, B-05, F-23) */
function passOnce(
  parts: SignedRequestParts,
  exchange: Exchange,
  payload: Record<string, unknown>,
): void {
  const { request, response, replays } = exchange;
  const first = replays.enter(String(request.headers['x-slack-signature']), parts.machineNow());
  if (first !== undefined) {
    void first.then((status) => response.writeHead(status).end());
    return;
  }
  response.on('close', () => {
    const status = response.writableFinished ? response.statusCode : 503;
    replays.leave(String(request.headers['x-slack-signature']), status);
  });
  parts.pass(payload, response);
}

function isBody(payload: unknown): payload is Record<string, unknown> {
  return typeof payload === 'object' && payload !== null && !Array.isArray(payload);
}

const challengeSchema = z.object({
  type: z.literal('url_verification'),
  challenge: z.string().max(maxChallenge),
});

function refuse(
  parts: SignedRequestParts,
  response: ServerResponse,
  { status, why }: { status: number; why: string },
): void {
  parts.log.warn({ status, why }, 'a request to /slack/events was refused');
  // What is left of the body is not waited for.
  response.writeHead(status, { connection: 'close' }).end();
}

async function isSigned(
  parts: SignedRequestParts,
  request: IncomingMessage,
  text: string,
): Promise<boolean> {
  const timestamp = request.headers['x-slack-request-timestamp'];
  const signature = request.headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return false;
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  const digest = createHmac('sha256', parts.signingSecret)
    .update(`v0:${timestamp}:${text}`)
    .digest('hex');
  if (!timingSafeEqual(Buffer.from(`v0=${digest}`), Buffer.from(signature))) return false;
  if (isOfNow(parts, timestamp)) return true;
  // A machine that slept does not know yet how long; for whoever holds the secret Slack is asked.
  return (await parts.isTimeSure()) && isOfNow(parts, timestamp);
}

function isOfNow(parts: SignedRequestParts, timestamp: string): boolean {
  return Math.abs(parts.machineNow().getTime() - Number(timestamp) * 1000) <= maxSkewMs;
}

function readChallenge(payload: unknown): string | undefined {
  // Asked of every request, and hardly ever true.
  if (!isBody(payload) || payload.type !== 'url_verification') return undefined;
  return challengeSchema.safeParse(payload).data?.challenge;
}

function isCertificateCheck(text: string): boolean {
  return text.includes('ssl_check') && new URLSearchParams(text).get('ssl_check') === '1';
}

const payloadStart = 'payload=';

function readForm(text: string): unknown {
  // A press is one long field, which is read three times as fast by itself.
  if (text.startsWith(payloadStart) && !text.includes('&')) {
    return readJson(unescape(text.slice(payloadStart.length).replaceAll('+', ' ')));
  }
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : readJson(payload);
}

/** The whole body; a limit, so that nobody fills the memory. Slowness is cut by the server's own time-outs. */
function readBody(request: IncomingMessage): Promise<Buffer | 'too-long' | 'broken'> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > maxBodyBytes) resolve('too-long');
      else parts.push(part);
    });
    request.on('end', () => resolve(Buffer.concat(parts)));
    request.on('error', () => resolve('broken'));
    request.on('close', () => resolve('broken'));
  });
}
