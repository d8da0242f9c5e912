import { Fragment, type VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../../protocol.ts';
import { findChannel, nameOf, useWorkspace } from '../state/workspace.ts';
import { spokenText } from '../text/spoken.ts';
import { dayLabel, dayOf, instantOfTs } from '../text/time.ts';
import { MessageView } from './message.tsx';

const followingMs = 5 * 60_000;
const nearEndPx = 120;

/** The messages of a channel or thread by day; stays at the end while the reader is there. */
export function MessageList(props: {
  label: string;
  messages: Message[];
  isInThread: boolean;
  markedTs?: string | undefined;
  onThread(ts: string): void;
  children?: VNode | null | undefined;
}): VNode {
  const { messages, isInThread, markedTs } = props;
  const { viewer, now } = useWorkspace();
  const scroller = useScroll(messages, { markedTs, viewerId: viewer.id });
  return (
    <div ref={scroller} class="message-scroll">
      {props.children}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <ol class="messages" aria-label={props.label} tabIndex={0}>
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const at = instantOfTs(message.ts);
          const day = dayOf(at, viewer.tz);
          const isNewDay = !before || dayOf(instantOfTs(before.ts), viewer.tz) !== day;
          const isAfterRoot = isInThread && index === 1;
          return (
            <Fragment key={message.ts}>
              {isNewDay && !isInThread && (
                <li class="day" role="presentation">
                  <span>{dayLabel(at, viewer.tz, now)}</span>
                </li>
              )}
              {isAfterRoot && <ReplyCount count={messages.length - 1} />}
              <MessageView
                message={message}
                isFollowing={!isNewDay && !isAfterRoot && isFollowing(message, before)}
                isInThread={isInThread}
                isMarked={message.ts === markedTs}
                rootText={rootTextOf(message, messages)}
                onThread={props.onThread}
              />
            </Fragment>
          );
        })}
      </ol>
      <Announcer messages={messages} />
    </div>
  );
}

function ReplyCount({ count }: { count: number }): VNode {
  return (
    <li class="day day-thread" role="presentation">
      <span>{count === 1 ? '1 reply' : `${count} replies`}</span>
    </li>
  );
}

/** Says new messages to a screen reader; edits and what was there before stay silent. */
function Announcer({ messages }: { messages: Message[] }): VNode {
  const { snapshot, viewer, now } = useWorkspace();
  const [spoken, setSpoken] = useState('');
  const lastTs = useRef(messages.at(-1)?.ts ?? '');
  useEffect(() => {
    const fresh = messages.filter(({ ts, userId }) => ts > lastTs.current && userId !== viewer.id);
    lastTs.current = messages.at(-1)?.ts ?? lastTs.current;
    const [first] = fresh;
    if (first === undefined) return;
    const said = spokenText(first.text, {
      personName: (id) => nameOf(snapshot, id),
      channelName: (id) => findChannel(snapshot, id)?.name,
      ...{ tz: viewer.tz, now },
    });
    setSpoken(`${nameOf(snapshot, first.userId)}: ${said}`);
  }, [messages]);
  return (
    <div class="sr-only" aria-live="polite">
      {spoken}
    </div>
  );
}

function useScroll(
  messages: Message[],
  { markedTs, viewerId }: { markedTs: string | undefined; viewerId: string },
) {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const lastTs = useRef(messages.at(-1)?.ts ?? '');
  useEffect(() => {
    const element = scroller.current;
    const onScroll = () => {
      if (!element) return;
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      isAtEnd.current = left < nearEndPx;
    };
    element?.addEventListener('scroll', onScroll, { passive: true });
    return () => element?.removeEventListener('scroll', onScroll);
  }, []);
  useLayoutEffect(() => {
    const element = scroller.current;
    const newest = messages.at(-1);
    // What somebody wrote, or is answered alone, they want to see, wherever they were reading.
    const isOwn = newest?.userId === viewerId || newest?.ephemeralFor === viewerId;
    const isAsked = isOwn && newest !== undefined && newest.ts > lastTs.current;
    lastTs.current = newest?.ts ?? lastTs.current;
    if (!element || !(isAsked || (isAtEnd.current && !markedTs))) return;
    element.scrollTop = element.scrollHeight;
  }, [messages]);
  useLayoutEffect(() => {
    if (!markedTs) return;
    scroller.current?.querySelector(`[data-ts="${markedTs}"]`)?.scrollIntoView({ block: 'center' });
  }, [markedTs, messages.length > 0]);
  return scroller;
}

function isFollowing(message: Message, before: Message | undefined): boolean {
  if (!before || message.isBroadcast || message.ephemeralFor !== before.ephemeralFor) return false;
  const gap = instantOfTs(message.ts).getTime() - instantOfTs(before.ts).getTime();
  return message.userId === before.userId && gap < followingMs && before.replyCount === 0;
}

function rootTextOf(message: Message, messages: Message[]): string | undefined {
  if (!message.isBroadcast || !message.threadTs) return undefined;
  const root = messages.find(({ ts }) => ts === message.threadTs);
  return root?.text.replace(/<[^>]*>|[*_`~]/g, '').slice(0, 80);
}
