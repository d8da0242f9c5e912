import type { VNode } from 'preact';
import type { Channel } from '../../protocol.ts';
import { useMessages } from '../state/use-messages.ts';
import { channelLabel, isReadOnly, useWorkspace } from '../state/workspace.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

/** A thread beside its channel. */
export function ThreadPane(props: {
  channel: Channel;
  thread: string;
  markedTs?: string | undefined;
  onClose(): void;
}): VNode {
  const { channel, thread } = props;
  const { snapshot, viewer } = useWorkspace();
  const messages = useMessages({ channel: channel.id, viewer: viewer.id, thread });
  const sign = channel.kind === 'im' ? '' : '#';
  const isMember = channel.memberIds.includes(viewer.id);
  const canReply = isMember && !channel.isArchived && !isReadOnly(snapshot, channel);
  return (
    <aside class="thread-pane" aria-label="Thread">
      <header class="pane-head">
        <h2>
          Thread{' '}
          <small>
            {sign}
            {channelLabel(snapshot, channel, viewer.id)}
          </small>
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label="Close thread"
          title="Close thread"
          onClick={props.onClose}
        >
          <span aria-hidden="true">✕</span>
        </button>
      </header>
      <MessageList
        key={thread}
        label="Messages in the thread"
        messages={messages ?? []}
        isInThread
        markedTs={props.markedTs}
        onThread={() => undefined}
      />
      {canReply && (
        <Composer
          key={`${viewer.id}/${thread}`}
          channel={channel}
          threadTs={thread}
          label="Reply…"
        />
      )}
    </aside>
  );
}
