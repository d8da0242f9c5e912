import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Channel } from '../../protocol.ts';
import { Composer } from '../message/composer.tsx';
import { MessageList } from '../message/message-list.tsx';
import { ThreadPane } from '../message/thread-pane.tsx';
import { useMessages } from '../state/use-messages.ts';
import { channelLabel, findChannel, isReadOnly, useWorkspace } from '../state/workspace.ts';
import { Icon } from './icon.tsx';
import { Members } from './members.tsx';

/** A channel or direct conversation, with the thread that is open in it. */
export function ChannelPane(): VNode | null {
  const { snapshot, place } = useWorkspace();
  const channel = place.kind === 'channel' ? findChannel(snapshot, place.channel) : undefined;
  if (!channel) return null;
  return (
    <Conversation channel={channel}>
      <ChannelHead channel={channel} />
    </Conversation>
  );
}

/** The messages of a conversation under its head, and beside them a thread. */
export function Conversation(props: { channel: Channel; children: VNode }): VNode {
  const { channel } = props;
  const { snapshot, viewer, place, goTo, perform } = useWorkspace();
  const messages = useMessages({ channel: channel.id, viewer: viewer.id });
  const label = channelLabel(snapshot, channel, viewer.id);
  const named = channel.kind === 'im' ? label : `#${label}`;
  useEffect(() => {
    if (channel.unread === 0 || document.hidden) return;
    void perform({ act: 'read', userId: viewer.id, channel: channel.id }, true);
  }, [channel.unread, viewer.id, channel.id]);
  const openThread = (thread: string) => goTo({ ...place, thread });
  const closeThread = () => {
    const { thread: _closed, ...rest } = place;
    goTo(rest);
  };
  const markedTs = place.kind === 'channel' ? place.ts : undefined;
  return (
    <>
      <main
        class={`pane ${place.thread ? 'beside-thread' : ''}`}
        data-channel={channel.id}
        aria-label={named}
      >
        {props.children}
        {messages && (
          <MessageList
            key={viewer.id}
            label={`Messages in ${named}`}
            messages={messages}
            isInThread={false}
            markedTs={place.thread ? undefined : markedTs}
            onThread={openThread}
          >
            <Beginning channel={channel} isEmpty={messages.length === 0} />
          </MessageList>
        )}
        <PaneFoot channel={channel} label={`Message ${named}`} />
      </main>
      {place.thread && (
        <ThreadPane
          channel={channel}
          thread={place.thread}
          markedTs={markedTs}
          onClose={closeThread}
        />
      )}
    </>
  );
}

function PaneFoot({ channel, label }: { channel: Channel; label: string }): VNode {
  const { snapshot, viewer, change } = useWorkspace();
  if (channel.isArchived) {
    return (
      <div class="pane-note">
        <span>This channel is archived.</span>
        <button
          type="button"
          class="button"
          onClick={() => void change({ change: 'unarchive', channel: channel.id })}
        >
          Unarchive
        </button>
      </div>
    );
  }
  if (isReadOnly(snapshot, channel)) {
    return <div class="pane-note">Sending messages to this app has been turned off.</div>;
  }
  if (channel.memberIds.includes(viewer.id)) {
    return <Composer key={viewer.id} channel={channel} label={label} />;
  }
  return (
    <div class="pane-note">
      <span>You are looking at #{channel.name} from outside.</span>
      <button
        type="button"
        class="button primary"
        onClick={() => void change({ change: 'join', channel: channel.id, userId: viewer.id })}
      >
        Join channel
      </button>
    </div>
  );
}

function ChannelHead({ channel }: { channel: Channel }): VNode {
  const { snapshot, viewer } = useWorkspace();
  const sign = { public: 'hash', private: 'lock', im: '' }[channel.kind];
  return (
    <header class="pane-head">
      <h1>
        {sign && <Icon name={sign} />}
        <span class="pane-name">{channelLabel(snapshot, channel, viewer.id)}</span>
      </h1>
      {channel.isExternal && <span class="badge badge-soft">Shared with another organisation</span>}
      <span class="pane-topic">{channel.topic}</span>
      <InviteApp channel={channel} />
      {channel.kind !== 'im' && <Members channel={channel} />}
    </header>
  );
}

function InviteApp({ channel }: { channel: Channel }): VNode | null {
  const { snapshot, viewer, change } = useWorkspace();
  const { botUserId, name } = snapshot.app;
  const isPossible = channel.kind !== 'im' && channel.memberIds.includes(viewer.id);
  if (!isPossible || channel.isArchived || channel.memberIds.includes(botUserId)) return null;
  const join = { channel: channel.id, userId: botUserId, inviterId: viewer.id };
  return (
    <button
      type="button"
      class="button primary"
      onClick={() => void change({ change: 'join', ...join })}
    >
      Invite {name}
    </button>
  );
}

function Beginning({ channel, isEmpty }: { channel: Channel; isEmpty: boolean }): VNode {
  const { snapshot, viewer } = useWorkspace();
  const { name, botUserId } = snapshot.app;
  const label = channelLabel(snapshot, channel, viewer.id);
  const isWithApp = channel.memberIds.includes(botUserId);
  const canInvite = channel.kind !== 'im' && !isWithApp && channel.memberIds.includes(viewer.id);
  return (
    <div class="beginning">
      <h2>{channel.kind === 'im' ? label : `# ${label}`}</h2>
      <p>
        {channel.kind === 'im'
          ? `This conversation is just between you and ${label}.`
          : `This is the very beginning of #${label}.`}
      </p>
      {isEmpty && canInvite && (
        <p class="hint">
          {name} is not here yet. Press <strong>Invite {name}</strong>, or write{' '}
          <code>/invite @{name}</code>.
        </p>
      )}
    </div>
  );
}
