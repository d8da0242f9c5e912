import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type {
  Act,
  ActResult,
  PlayState,
  Snapshot,
  ViewState,
  WorldChange,
} from '../../protocol.ts';
import {
  isSamePlace,
  type Place,
  placeFromUrl,
  placeOfLink,
  placeOfStory,
  urlOfPlace,
} from './place.ts';
import { getPlay, getSnapshot, getViews, postAct, postWorld } from './server.ts';
import { openStream, useLiveEvent } from './stream.ts';
import { findPerson, type Toast, type Workspace } from './workspace.ts';

const viewerKey = 'sandbox.viewer';
const toastMs = 5000;

/** Loads the workspace, keeps it live, and gives the page its actions. Undefined until loaded. */
export function useLiveWorkspace(): { workspace: Workspace | undefined; problem: string } {
  const [viewerId, setViewerId] = useState(firstViewer);
  const [place, setPlace] = useState<Place | undefined>(
    () => placeOfLink(location.href) ?? placeFromUrl(location.search),
  );
  const live = useLiveState(viewerId);
  const { toasts, say, unsay } = useToasts();
  const { snapshot, views, play, isLineUp, refresh } = live;
  useLiveEvent((event) => {
    // An open form says itself what went wrong with it.
    if (event.type === 'toast' && views.stack.length === 0) say(event.text);
  });

  useFollowedStory(play, place, setPlace);

  const viewer = snapshot && (findPerson(snapshot, viewerId) ?? firstHuman(snapshot));
  useEffect(() => {
    if (viewer && viewer.id !== viewerId) setViewerId(viewer.id);
  }, [viewer?.id, viewerId]);
  const shown = snapshot && viewer ? visiblePlace(place, snapshot, viewer.id) : undefined;
  useEffect(() => {
    if (!viewer) return;
    localStorage.setItem(viewerKey, viewer.id);
    history.replaceState(null, '', urlOfPlace(viewer.id, shown));
  }, [viewer?.id, JSON.stringify(shown)]);

  const perform = useCallback(
    async (act: Act, isQuiet = false) => {
      const result = await deliver(act);
      if (!isQuiet) for (const text of troubleOf(act, result)) say(text, 'bad');
      return result;
    },
    [say],
  );
  const change = useCallback(
    async (wanted: WorldChange) => {
      const result = await postWorld(wanted).catch((error) => ({
        ok: false,
        error: String(error),
      }));
      if (!result.ok) say(`That did not work: ${result.error ?? 'unknown reason'}`, 'bad');
      refresh();
      return result.ok;
    },
    [say, refresh],
  );
  const workspace = useMemo<Workspace | undefined>(() => {
    if (!snapshot || !viewer || !shown) return undefined;
    const now = new Date(snapshot.now);
    const goTo = setPlace;
    const become = setViewerId;
    const state = { snapshot, viewer, now, place: shown, views, play, isLineUp, toasts };
    return { ...state, goTo, become, perform, change, say, unsay, refresh };
  }, [
    snapshot,
    viewer,
    shown,
    views,
    play,
    isLineUp,
    toasts,
    perform,
    change,
    say,
    unsay,
    refresh,
  ]);
  return { workspace, problem: live.problem };
}

function useLiveState(viewerId: string) {
  const [snapshot, setSnapshot] = useState<Snapshot>();
  const [views, setViews] = useState<ViewState>({ stack: [] });
  const [play, setPlay] = useState<PlayState>();
  const [isLineUp, setIsLineUp] = useState(true);
  const [problem, setProblem] = useState('');
  const current = useRef(viewerId);
  current.current = viewerId;

  const loadState = useCoalesced(async () => {
    const asked = current.current;
    try {
      const fresh = await getSnapshot(asked);
      if (asked === current.current) setSnapshot(fresh);
      setProblem('');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  });
  const loadViews = useCoalesced(async () => {
    const asked = current.current;
    if (!asked) return;
    const fresh = await getViews(asked).catch(() => undefined);
    if (fresh && asked === current.current) setViews(fresh);
  });
  const loadPlay = useCoalesced(async () => {
    setPlay(await getPlay().catch(() => undefined));
  });
  useEffect(() => {
    setViews({ stack: [] });
    loadState();
    loadViews();
    return openStream(viewerId, setIsLineUp);
  }, [viewerId]);
  useLiveEvent((event) => {
    if (event.type === 'state' || event.type === 'message') loadState();
    if (event.type === 'views') loadViews();
    if (event.type === 'clock') {
      setSnapshot((old) => old && { ...old, now: event.now });
      loadState();
    }
    if (event.type === 'play') setPlay(event.state);
    if (event.type !== 'connected') return;
    loadState();
    loadViews();
    loadPlay();
  });
  const refresh = useCallback(() => {
    loadState();
    loadViews();
  }, [loadState, loadViews]);
  return { snapshot, views, play, isLineUp, problem, refresh };
}

/** Goes with the story while it plays, until somebody goes a way of their own. */
function useFollowedStory(
  play: PlayState | undefined,
  place: Place | undefined,
  goTo: (place: Place) => void,
): void {
  const followed = useRef<Place | undefined>(undefined);
  const at = play?.isRunning ? play.at : undefined;
  const wanted = JSON.stringify(at);
  useEffect(() => {
    const next = at && placeOfStory(at);
    const isWithIt = !followed.current || isSamePlace(followed.current, place);
    if (next && isWithIt) goTo(next);
    if (!next || isWithIt) followed.current = next;
  }, [wanted]);
}

/** At most one request at a time; what is asked meanwhile becomes one more request after it. */
function useCoalesced(load: () => Promise<void>): () => void {
  const latest = useRef(load);
  latest.current = load;
  const state = useRef({ isBusy: false, isWanted: false });
  return useCallback(() => {
    const run = async () => {
      state.current.isBusy = true;
      do {
        state.current.isWanted = false;
        await latest.current();
      } while (state.current.isWanted);
      state.current.isBusy = false;
    };
    state.current.isWanted = true;
    if (!state.current.isBusy) void run();
  }, []);
}

function useToasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const nextId = useRef(1);
  const unsay = useCallback((id: number) => {
    setToasts((old) => old.filter((toast) => toast.id !== id));
  }, []);
  const say = useCallback((text: string, tone: Toast['tone'] = 'plain') => {
    const id = nextId.current++;
    setToasts((old) => [...old.slice(-2), { id, text, tone }]);
    setTimeout(() => unsay(id), tone === 'bad' ? 2 * toastMs : toastMs);
  }, []);
  return { toasts, say, unsay };
}

async function deliver(act: Act): Promise<ActResult> {
  try {
    return await postAct(act);
  } catch {
    return { ok: false, error: 'The workspace on this computer does not answer.' };
  }
}

const plainWords: Record<string, string> = {
  messages_tab_read_only: 'Sending messages to this app has been turned off.',
  command_not_available: 'Commands belong to the people of the workspace itself.',
  not_in_channel: 'Join the channel first.',
};

// The server tells the person itself when one of these was not answered; nobody waits for a close.
const toldByServer = new Set(['command', 'submit', 'block', 'close']);

function troubleOf(act: Act, result: ActResult): string[] {
  if (result.acked === false && toldByServer.has(act.act)) return [];
  const plain = plainWords[result.error ?? ''];
  if (plain) return [plain];
  const reason = result.ok
    ? result.acked === false && `${act.act}: the app did not answer within three seconds`
    : (result.error ?? 'unknown reason');
  return reason ? [`That did not work: ${reason}`] : [];
}

function visiblePlace(place: Place | undefined, snapshot: Snapshot, viewerId: string): Place {
  if (place?.kind === 'app') return place;
  const isVisible = (id: string) => snapshot.channels.some((channel) => channel.id === id);
  if (place && isVisible(place.channel)) return place;
  const rooms = snapshot.channels.filter(({ kind, isArchived }) => kind !== 'im' && !isArchived);
  const joined = rooms.filter(({ memberIds }) => memberIds.includes(viewerId));
  const withApp = joined.find(({ memberIds }) => memberIds.includes(snapshot.app.botUserId));
  const first = withApp ?? joined[0] ?? rooms[0];
  return first ? { kind: 'channel', channel: first.id } : { kind: 'app', tab: 'home' };
}

function firstViewer(): string {
  const asked = new URLSearchParams(location.search).get('as');
  return asked ?? localStorage.getItem(viewerKey) ?? '';
}

function firstHuman(snapshot: Snapshot) {
  return snapshot.people.find(({ isBot, isDeleted }) => !isBot && !isDeleted);
}
