import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Channel } from '../../protocol.ts';
import { appChannel, channelLabel, useWorkspace } from '../state/workspace.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { NewChannel } from './new-channel.tsx';

/** Channels, direct messages and the app. */
export function Sidebar(): VNode {
  const { snapshot, viewer, place, goTo } = useWorkspace();
  const [isCreating, setIsCreating] = useState(false);
  const rooms = snapshot.channels
    .filter(({ kind }) => kind !== 'im')
    .sort((a, b) => a.name.localeCompare(b.name));
  const joined = rooms.filter(
    ({ memberIds, isArchived }) => memberIds.includes(viewer.id) && !isArchived,
  );
  const others = rooms.filter((channel) => !joined.includes(channel));
  const direct = snapshot.channels.filter(
    ({ kind, memberIds }) =>
      kind === 'im' && memberIds.includes(viewer.id) && !memberIds.includes(snapshot.app.botUserId),
  );
  const app = appChannel(snapshot, viewer.id);
  const isAppHome = place.kind === 'app';
  return (
    <nav class="sidebar" aria-label="Channels and direct messages">
      <div class="sidebar-title">{snapshot.workspace.name}</div>
      <Group title="Channels">
        {joined.map((channel) => (
          <ChannelLink channel={channel} />
        ))}
        {others.map((channel) => (
          <ChannelLink channel={channel} />
        ))}
        <li>
          <button type="button" class="side-link side-quiet" onClick={() => setIsCreating(true)}>
            <span class="side-icon">
              <Icon name="plus" size={16} />
            </span>
            <span class="side-name">Create channel</span>
          </button>
        </li>
      </Group>
      {direct.length > 0 && (
        <Group title="Direct messages">
          {direct.map((channel) => (
            <ChannelLink channel={channel} />
          ))}
        </Group>
      )}
      <Group title="Apps">
        <li>
          <button
            type="button"
            class={`side-link ${app && app.unread > 0 ? 'unread' : ''}`}
            aria-current={isAppHome ? 'page' : undefined}
            onClick={() => goTo({ kind: 'app', tab: app && app.unread > 0 ? 'messages' : 'home' })}
          >
            <Avatar id={snapshot.app.botUserId} size={20} />
            <span class="side-name">{snapshot.app.name}</span>
            <span class={`presence ${snapshot.app.isConnected ? 'on' : ''}`} aria-hidden="true" />
            {app && <Count count={app.unread} />}
          </button>
        </li>
      </Group>
      {isCreating && <NewChannel onClose={() => setIsCreating(false)} />}
    </nav>
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <section class="side-group">
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

function ChannelLink({ channel }: { channel: Channel }): VNode {
  const { snapshot, viewer, place, goTo } = useWorkspace();
  const label = channelLabel(snapshot, channel, viewer.id);
  const isHere = place.kind === 'channel' && place.channel === channel.id;
  const isOutside = !channel.memberIds.includes(viewer.id) || channel.isArchived;
  const other = channel.memberIds.find((id) => id !== viewer.id) ?? viewer.id;
  const marks = [
    channel.unread > 0 ? ', unread' : '',
    channel.isArchived ? ', archived' : '',
    channel.kind === 'private' ? ', private channel' : '',
  ];
  return (
    <li>
      <button
        type="button"
        class={`side-link ${channel.unread > 0 ? 'unread' : ''} ${isOutside ? 'side-quiet' : ''}`}
        data-channel={channel.id}
        aria-current={isHere ? 'page' : undefined}
        aria-label={`${label}${marks.join('')}`}
        onClick={() => goTo({ kind: 'channel', channel: channel.id })}
      >
        {channel.kind === 'im' ? (
          <Avatar id={other} size={20} />
        ) : (
          <span class="side-icon">
            <Icon name={channel.kind === 'private' ? 'lock' : 'hash'} size={16} />
          </span>
        )}
        <span class="side-name">{label}</span>
        {channel.isArchived && <small>archived</small>}
        {channel.isExternal && <small title="Shared with another organisation">shared</small>}
        <Count count={channel.kind === 'im' ? channel.unread : channel.mentions} />
      </button>
    </li>
  );
}

function Count({ count }: { count: number }): VNode | null {
  if (count === 0) return null;
  return (
    <span class="side-count">
      {count}
      <span class="sr-only"> new</span>
    </span>
  );
}
