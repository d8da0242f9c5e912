import type { VNode } from 'preact';
import { appChannel, useWorkspace } from '../state/workspace.ts';
import { HomeTab } from '../view/home.tsx';
import { Avatar } from './avatar.tsx';
import { Conversation } from './channel-pane.tsx';

/** The app's own place: its Home tab, and the conversation with it. */
export function AppPane({ tab }: { tab: 'home' | 'messages' }): VNode {
  const { snapshot, viewer } = useWorkspace();
  const channel = appChannel(snapshot, viewer.id);
  if (tab === 'messages' && channel) {
    return (
      <Conversation key={channel.id} channel={channel}>
        <AppHead tab={tab} />
      </Conversation>
    );
  }
  return (
    <main class="pane" aria-label={snapshot.app.name}>
      <AppHead tab={tab} />
      {tab === 'home' ? (
        <HomeTab key={viewer.id} />
      ) : (
        <div class="empty">
          <h2>No messages yet</h2>
          <p>What {snapshot.app.name} writes to you alone will be here.</p>
        </div>
      )}
    </main>
  );
}

function AppHead({ tab }: { tab: 'home' | 'messages' }): VNode {
  const { snapshot, viewer, goTo } = useWorkspace();
  const unread = appChannel(snapshot, viewer.id)?.unread ?? 0;
  const tabs = [
    { id: 'home' as const, label: 'Home' },
    { id: 'messages' as const, label: 'Messages' },
  ];
  return (
    <header class="pane-head app-head">
      <h1>
        <Avatar id={snapshot.app.botUserId} size={24} />
        <span class="pane-name">{snapshot.app.name}</span>
        <span class="badge">APP</span>
      </h1>
      <div class="tabs" role="tablist" aria-label={snapshot.app.name}>
        {tabs.map(({ id, label }) => (
          <button
            type="button"
            role="tab"
            aria-selected={tab === id}
            onClick={() => goTo({ kind: 'app', tab: id })}
          >
            {label}
            {id === 'messages' && unread > 0 && <span class="side-count">{unread}</span>}
          </button>
        ))}
      </div>
    </header>
  );
}
