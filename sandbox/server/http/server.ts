import { postAnswer } from '../act/answer.ts';
import { answerCall } from '../api/call.ts';
import { receiveUpload } from '../api/files.ts';
import { SlackError } from '../api/slack-error.ts';
import { answerControl, type Control } from '../control/routes.ts';
import { answerJson, type Exchange } from './answer.ts';
import { BadRequest, readFile, readJson } from './body.ts';
import { isLocalRequest } from './loopback.ts';
import { serveStatic } from './static.ts';

const maxUpload = 50_000_000;

/** Answers every request to the sandbox's port. Nothing it throws leaves it. */
export async function answerRequest(control: Control, exchange: Exchange): Promise<void> {
  const { response } = exchange;
  try {
    await route(control, exchange);
  } catch (error) {
    if (error instanceof BadRequest) {
      answerJson(response, error.status, { ok: false, error: error.message });
      return;
    }
    const detail = error instanceof Error ? error.message : String(error);
    answerJson(response, 500, { ok: false, error: 'fatal_error', detail });
  }
}

async function route(control: Control, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const path = url.pathname;
  const isWrite = request.method === 'POST';
  if (path.startsWith('/api/') && (isWrite || request.method === 'GET')) {
    await answerCall(control.world, path.slice('/api/'.length), exchange);
    return;
  }
  if (path.startsWith('/response/') && isWrite) {
    await answerResponseUrl(control, path.slice('/response/'.length), exchange);
    return;
  }
  if (path.startsWith('/upload/v1/') && isWrite) {
    const bytes = await readFile(request, maxUpload);
    const isTaken = receiveUpload(control.world, path.slice('/upload/v1/'.length), bytes);
    response.writeHead(isTaken ? 200 : 400, { 'content-type': 'text/plain' });
    response.end(isTaken ? `OK - ${bytes.length}` : 'invalid upload');
    return;
  }
  if (path.startsWith('/sandbox/')) {
    if (!isLocalRequest(request)) throw new BadRequest(403, 'not_a_local_request');
    const isDone = await answerControl(control, path, {
      query: url.searchParams,
      request,
      response,
    });
    if (isDone) return;
  } else if (request.method === 'GET' && (await serveStatic(control.webDir, path, response))) {
    return;
  }
  throw new BadRequest(404, 'not_found');
}

async function answerResponseUrl(
  control: Control,
  key: string,
  { request, response }: Exchange,
): Promise<void> {
  const body = await readJson(request);
  const target = control.world.responseUrls.use(key);
  if ('error' in target) {
    answerJson(response, 404, { ok: false, error: target.error });
    return;
  }
  try {
    postAnswer(control.world, target, body);
    answerJson(response, 200, { ok: true });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    answerJson(response, 400, error.body);
  }
}
