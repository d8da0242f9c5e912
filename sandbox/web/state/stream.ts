import { useEffect, useRef } from 'preact/hooks';
import type { StreamEvent } from '../../protocol.ts';

/** What the page hears: the server's events, and that the line is up again (so everything may be stale). */
export type LiveEvent = StreamEvent | { type: 'connected' };

type Listener = (event: LiveEvent) => void;

const listeners = new Set<Listener>();
const retryMs = 1500;

/** Keeps one live stream for this viewer; returns the function that ends it. */
export function openStream(viewer: string, onLine: (isUp: boolean) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const connect = () => {
    source = new EventSource(`/sandbox/stream?viewer=${encodeURIComponent(viewer)}`);
    source.onopen = () => {
      onLine(true);
      tell({ type: 'connected' });
    };
    source.onmessage = (line) => tell(JSON.parse(line.data));
    source.onerror = () => {
      if (isClosed) return;
      onLine(false);
      source?.close();
      clearTimeout(timer);
      timer = setTimeout(connect, retryMs);
    };
  };
  connect();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    source?.close();
  };
}

/** Calls the listener for every live event while the component is mounted. */
export function useLiveEvent(listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const hear: Listener = (event) => latest.current(event);
    listeners.add(hear);
    return () => {
      listeners.delete(hear);
    };
  }, []);
}

function tell(event: LiveEvent): void {
  for (const listener of listeners) listener(event);
}
