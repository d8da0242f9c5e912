import type {
  Act,
  ActResult,
  Advance,
  AdvanceResult,
  Message,
  PlayState,
  Snapshot,
  ViewState,
  WorldChange,
} from '../../protocol.ts';

/** The workspace as this person sees it. */
export function getSnapshot(viewer: string): Promise<Snapshot> {
  return get<Snapshot>('state', { viewer });
}

/** The messages of a channel, or of one thread of it, oldest first. */
export async function getMessages(place: {
  channel: string;
  viewer: string;
  thread?: string | undefined;
}): Promise<Message[]> {
  const { channel, viewer, thread } = place;
  const query = thread ? { channel, viewer, thread } : { channel, viewer };
  const { messages } = await get<{ messages: Message[] }>('messages', query);
  return [...messages].sort((a, b) => Number(a.ts) - Number(b.ts));
}

/** The person's open modals and Home tab. */
export function getViews(viewer: string): Promise<ViewState> {
  return get<ViewState>('views', { viewer });
}

/** How far the story is. */
export function getPlay(): Promise<PlayState> {
  return get<PlayState>('play', {});
}

/** Does what a person does; resolves when the app has acknowledged it, or failed to. */
export function postAct(act: Act): Promise<ActResult> {
  return post<ActResult>('act', act);
}

/** Changes the workspace as its members and administrators can. */
export function postWorld(change: WorldChange): Promise<{ ok: boolean; error?: string }> {
  return post('world', change);
}

/** Moves the clock on, stopping wherever the app has something due. */
export function postAdvance(advance: Advance): Promise<AdvanceResult & { ok?: boolean }> {
  return post('clock/advance', advance);
}

/** Sets the clock at once; nothing waits for the app. */
export function postClock(now: string): Promise<{ ok?: boolean; error?: string; now?: string }> {
  return post('clock', { now });
}

/** Starts the six-week story. */
export function postPlay(speed: number): Promise<{ ok: boolean; error?: string }> {
  return post('play', { story: 'six-weeks', speed });
}

/** Stops the story. */
export function postPlayStop(): Promise<{ ok: boolean; error?: string }> {
  return post('play/stop', {});
}

/** Where an uploaded file can be fetched. */
export function fileUrl(id: string): string {
  return `/sandbox/file?id=${encodeURIComponent(id)}`;
}

async function get<T>(path: string, query: Record<string, string>): Promise<T> {
  const response = await fetch(`/sandbox/${path}?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Error(await refusalOf(response));
  return response.json();
}

async function post<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(`/sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  // A refusal is a JSON body too, whatever its status; the caller reads `ok` and `error`.
  if (response.headers.get('content-type')?.includes('json')) return response.json();
  throw new Error(await refusalOf(response));
}

async function refusalOf(response: Response): Promise<string> {
  const body = await response.text();
  return body.slice(0, 200) || `The workspace answered ${response.status}.`;
}
