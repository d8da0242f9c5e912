import type { VNode } from 'preact';
import { useWorkspace } from '../state/workspace.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';

/** The narrow strip at the very left. */
export function Rail(): VNode {
  const { snapshot, place, goTo, viewer } = useWorkspace();
  const room = snapshot.channels.find(
    ({ kind, memberIds }) => kind !== 'im' && memberIds.includes(viewer.id),
  );
  const isApp = place.kind === 'app';
  return (
    <nav class="rail" aria-label="Workspace">
      <div class="rail-mark" title={snapshot.workspace.name}>
        {snapshot.workspace.name.charAt(0).toUpperCase()}
      </div>
      <button
        type="button"
        class="rail-button"
        aria-pressed={!isApp}
        onClick={() => room && goTo({ kind: 'channel', channel: room.id })}
      >
        <span class="rail-icon">
          <Icon name="message" />
        </span>
        Channels
      </button>
      <button
        type="button"
        class="rail-button"
        aria-pressed={isApp}
        onClick={() => goTo({ kind: 'app', tab: 'home' })}
      >
        <span class="rail-icon">
          <Icon name="home" />
        </span>
        App
      </button>
      <div class="rail-foot">
        <Avatar id={viewer.id} />
      </div>
    </nav>
  );
}
