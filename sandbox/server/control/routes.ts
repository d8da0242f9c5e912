import type { IncomingMessage, ServerResponse } from 'node:http';
import { SocketTransport } from '../deliver/socket.ts';
import { answerJson } from '../http/answer.ts';
import { BadRequest, readJson } from '../http/body.ts';
import type { Player } from '../play/player.ts';
import { viewState } from '../views.ts';
import type { World } from '../world.ts';
import { performAct } from './act.ts';
import { changeWorld } from './change.ts';
import type { TimeMachine } from './clock.ts';
import { advanceSchema, clockSchema, faultsSchema, playSchema } from './schema.ts';
import { readShape } from './shape.ts';
import { messagesFor, snapshotFor } from './snapshot.ts';

/** What the control routes work on. */
export interface Control {
  world: World;
  clock: TimeMachine;
  player: Player;
  healthUrl: string | undefined;
  webDir: string | undefined;
}

/** One control request. */
interface Request {
  query: URLSearchParams;
  request: IncomingMessage;
  response: ServerResponse;
}

type Route = (control: Control, request: Request) => unknown;

/** Answers `/sandbox/…`; false when there is no such route. */
export async function answerControl(control: Control, path: string, request: Request) {
  const route = routes[`${request.request.method} ${path}`];
  if (!route) return false;
  const body = await route(control, request);
  if (body !== undefined) answerJson(request.response, 200, body);
  return true;
}

const routes: Record<string, Route> = {
  'GET /sandbox/state': ({ world, healthUrl }, { query }) =>
    snapshotFor(world, viewerOf(query), healthUrl),
  'GET /sandbox/messages': ({ world }, { query }) => ({
    messages: messagesFor(world, {
      channel: query.get('channel') ?? '',
      viewer: viewerOf(query),
      thread: query.get('thread') ?? undefined,
    }),
  }),
  'GET /sandbox/views': ({ world }, { query }) => {
    const viewer = query.get('viewer') ?? '';
    return viewState(world.views, world.workspace.homes.find(viewer), viewer);
  },
  'GET /sandbox/file': sendFile,
  'GET /sandbox/stream': ({ world }, { query, response }) => {
    world.stream.add(response, viewerOf(query));
  },
  'GET /sandbox/calls': ({ world }) => ({ calls: world.calls }),
  'POST /sandbox/act': async ({ world }, { request }) => performAct(world, await readJson(request)),
  'POST /sandbox/world': async ({ world }, { request }) =>
    changeWorld(world, await readJson(request)),
  'GET /sandbox/clock': ({ world }) => ({ now: world.workspace.now.toISOString() }),
  'POST /sandbox/clock': async ({ world, clock }, { request }) => {
    clock.jump(new Date(readShape(clockSchema, await readJson(request)).now));
    return { now: world.workspace.now.toISOString() };
  },
  'POST /sandbox/clock/advance': async ({ clock }, { request }) =>
    clock.advance(readShape(advanceSchema, await readJson(request))),
  'POST /sandbox/faults': setFaults,
  'POST /sandbox/play': async ({ player }, { request }) => {
    const { story, speed } = readShape(playSchema, await readJson(request));
    return player.start(story, speed ?? 1);
  },
  'GET /sandbox/play': ({ player }) => player.state,
  'POST /sandbox/play/stop': async ({ player }) => {
    await player.stop();
    return { ok: true };
  },
};

function viewerOf(query: URLSearchParams): string | undefined {
  return query.get('viewer') || undefined;
}

function sendFile({ world }: Control, { query, response }: Request): undefined {
  const file = world.workspace.files.find(query.get('id') ?? '');
  if (!file || file.base64 === '') throw new BadRequest(404, 'file_not_found');
  response.writeHead(200, {
    'content-type': file.mimetype,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
  });
  response.end(Buffer.from(file.base64, 'base64'));
}

async function setFaults({ world }: Control, { request }: Request) {
  const { faults } = readShape(faultsSchema, await readJson(request));
  const transport = world.deliverer.transport;
  if (transport instanceof SocketTransport) {
    for (const fault of faults) {
      if (fault.kind === 'cutSocket') transport.cut();
      if (fault.kind === 'refreshSocket') {
        transport.refresh(fault.times ?? 1, fault.error ?? 'refresh_requested');
      }
    }
  }
  world.faults.replace(faults);
  return { ok: true };
}
