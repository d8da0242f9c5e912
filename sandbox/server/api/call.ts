import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../protocol.ts';
import type { Exchange } from '../http/answer.ts';
import { readFields } from '../http/body.ts';
import { type Json, textOf } from '../json.ts';
import type { World } from '../world.ts';
import { grantedScopes, needScope } from './access.ts';
import { readArgs } from './args.ts';
import type { Method } from './method.ts';
import { methods } from './methods.ts';
import { SlackError } from './slack-error.ts';

const maxRecorded = 20_000;

interface Answer {
  status: number;
  body: Json;
  retryAfterSeconds?: number | undefined;
}

/** Answers one Web API call over HTTP. */
export async function answerCall(
  world: World,
  name: string,
  { request, response }: Exchange,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const args: Json = {
    ...Object.fromEntries(url.searchParams),
    ...(await readFields(request)),
  };
  const { authorization } = request.headers;
  const answer = await answerCallOf(world, { name, args, token: tokenOf(authorization, args) });
  if (answer === undefined) {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.end(JSON.stringify(answer.body));
}

/** Answers one Web API call, faults and all, and records it; undefined when the connection breaks instead. */
export async function answerCallOf(
  world: World,
  call: Call,
): Promise<{ status: number; headers: Record<string, string>; body: Json } | undefined> {
  const { name } = call;
  const { delayMs, fault } = world.faults.takeForCall(name);
  if (delayMs > 0) await pause(delayMs);
  const answer = await answerWith(world, call, fault);
  const { token: _token, ...recorded } = call.args;
  world.calls.push({
    at: world.workspace.now.toISOString(),
    method: name,
    args: recorded,
    status: fault?.kind === 'dropAnswer' ? 0 : answer.status,
    response: answer.body,
  });
  if (world.calls.length > maxRecorded) world.calls.shift();
  if (fault?.kind === 'dropAnswer') return undefined;
  return {
    status: answer.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-oauth-scopes': grantedScopes(world).join(','),
      ...(answer.retryAfterSeconds === undefined
        ? {}
        : { 'retry-after': String(answer.retryAfterSeconds) }),
    },
    body: answer.body,
  };
}

/** A Web API call as it came in: the method's name, its arguments and the token. */
interface Call {
  name: string;
  args: Json;
  token: string;
}

async function answerWith(world: World, call: Call, fault: Fault | undefined): Promise<Answer> {
  switch (fault?.kind) {
    case 'serverError':
      return { status: fault.status ?? 503, body: { ok: false, error: 'service_unavailable' } };
    case 'serverErrorAfter':
      await answerOf(world, call);
      return { status: fault.status ?? 503, body: { ok: false, error: 'service_unavailable' } };
    case 'rateLimited':
      return {
        status: 429,
        body: { ok: false, error: 'ratelimited' },
        retryAfterSeconds: fault.retryAfter ?? 1,
      };
    case 'error':
      return { status: 200, body: { ok: false, error: fault.error ?? 'internal_error' } };
    default:
      return answerOf(world, call);
  }
}

async function answerOf(world: World, call: Call): Promise<Answer> {
  try {
    const method = methods[call.name];
    if (!method) throw new SlackError('unknown_method', { detail: { req_method: call.name } });
    checkToken(world, method, call.token);
    if (method.scope) needScope(world, method.scope);
    world.rate?.take(call.name, textOf(call.args.channel) || undefined);
    const args = readArgs(call.args, { required: method.required ?? [], known: method.args ?? {} });
    return { status: 200, body: { ok: true, ...(await method.run(world, args)) } };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { status: error.status, body: error.body, retryAfterSeconds: error.retryAfterSeconds };
  }
}

/** The token of a call, from its header or its arguments. */
export function tokenOf(authorization: string | undefined, args: Json): string {
  const header = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  return header ?? textOf(args.token);
}

function checkToken(world: World, method: Method, token: string): void {
  if (method.token === 'none') return;
  if (token === '') throw new SlackError('not_authed');
  const { botToken, appToken } = world.secrets;
  if (token !== botToken && token !== appToken) throw new SlackError('invalid_auth');
  if (token !== (method.token === 'bot' ? botToken : appToken)) {
    throw new SlackError('not_allowed_token_type');
  }
  const { tokenError } = world.workspace;
  if (method.token === 'bot' && tokenError !== '') throw new SlackError(tokenError);
}
