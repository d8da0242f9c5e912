import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Channel } from '../../protocol.ts';
import { Popup } from '../element/popup.tsx';
import { findPerson, nameOf, useWorkspace } from '../state/workspace.ts';
import { Avatar, Badge } from './avatar.tsx';
import { Icon } from './icon.tsx';

/** Who is in a channel; adds and removes people. */
export function Members({ channel }: { channel: Channel }): VNode {
  const [isOpen, setIsOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const count = channel.memberIds.length;
  return (
    <>
      <button
        type="button"
        ref={anchor}
        class="button button-quiet"
        aria-label={`Members: ${count}`}
        title="Members"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="people" size={16} /> {count}
      </button>
      {isOpen && (
        <Popup anchor={anchor} align="end" class="members" onClose={() => setIsOpen(false)}>
          <MemberList channel={channel} />
        </Popup>
      )}
    </>
  );
}

function MemberList({ channel }: { channel: Channel }): VNode {
  const { snapshot, viewer, change } = useWorkspace();
  const outside = snapshot.people.filter(
    ({ id, isDeleted }) => !isDeleted && !channel.memberIds.includes(id),
  );
  const canChange = channel.memberIds.includes(viewer.id) && !channel.isArchived;
  const add = (userId: string) => {
    if (!userId) return;
    void change({ change: 'join', channel: channel.id, userId, inviterId: viewer.id });
  };
  const remove = (userId: string) => void change({ change: 'leave', channel: channel.id, userId });
  return (
    <div role="dialog" aria-label={`Members of #${channel.name}`}>
      <ul class="member-list">
        {channel.memberIds.map((id) => (
          <li>
            <Avatar id={id} size={28} />
            <span class="member-name">
              {nameOf(snapshot, id)} {id === viewer.id && <small>(you)</small>}
              <small>{findPerson(snapshot, id)?.tz}</small>
            </span>
            <Badge id={id} />
            {canChange && (
              <button
                type="button"
                class="link-button"
                aria-label={id === viewer.id ? 'Leave channel' : `Remove ${nameOf(snapshot, id)}`}
                onClick={() => remove(id)}
              >
                {id === viewer.id ? 'Leave' : 'Remove'}
              </button>
            )}
          </li>
        ))}
      </ul>
      {canChange && outside.length > 0 && (
        <span class="select">
          <select
            aria-label="Add someone to the channel"
            value=""
            onChange={(event) => add(event.currentTarget.value)}
          >
            <option value="">Add someone…</option>
            {outside.map(({ id }) => (
              <option value={id}>{nameOf(snapshot, id)}</option>
            ))}
          </select>
        </span>
      )}
    </div>
  );
}
