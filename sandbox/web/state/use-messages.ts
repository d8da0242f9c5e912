import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../../protocol.ts';
import { getMessages } from './server.ts';
import { useLiveEvent } from './stream.ts';

/** The messages of a channel or thread, kept live; undefined until first loaded. */
export function useMessages(place: {
  channel: string;
  viewer: string;
  thread?: string | undefined;
}): Message[] | undefined {
  const { channel, viewer, thread } = place;
  const key = `${viewer}/${channel}/${thread ?? ''}`;
  const [loaded, setLoaded] = useState<{ key: string; messages: Message[] }>();
  const current = useRef(key);
  current.current = key;
  const busy = useRef<{ key: string; isStale: boolean }>(undefined);

  const load = useCallback(async () => {
    if (busy.current?.key === key) {
      busy.current.isStale = true;
      return;
    }
    const run = { key, isStale: false };
    busy.current = run;
    do {
      run.isStale = false;
      const messages = await getMessages({ channel, viewer, thread }).catch(() => undefined);
      if (messages && current.current === key) setLoaded({ key, messages });
    } while (run.isStale);
    if (busy.current === run) busy.current = undefined;
  }, [key]);
  useEffect(() => {
    if (channel) void load();
  }, [load]);
  useLiveEvent((event) => {
    const isHere = event.type === 'message' && event.channel === channel;
    if (isHere || event.type === 'connected') void load();
  });
  return loaded?.key === key ? loaded.messages : undefined;
}
