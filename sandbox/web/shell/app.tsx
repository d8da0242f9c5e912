import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLiveWorkspace } from '../state/use-workspace.ts';
import { useWorkspace, WorkspaceContext } from '../state/workspace.ts';
import { PlayBar } from '../time/play-bar.tsx';
import { ModalStack } from '../view/modal.tsx';
import { AppPane } from './app-pane.tsx';
import { Banners } from './banners.tsx';
import { ChannelPane } from './channel-pane.tsx';
import { Rail } from './rail.tsx';
import { Sidebar } from './sidebar.tsx';
import { Toasts } from './toasts.tsx';
import { TopBar } from './top-bar.tsx';

/** The whole page. */
export function App(): VNode {
  const { workspace, problem } = useLiveWorkspace();
  if (!workspace) {
    return (
      <div class="loading" role="status">
        <img src="/icon.svg" alt="" width="56" height="56" />
        <p>
          {problem ? `The workspace does not answer yet: ${problem}` : 'Opening the workspace…'}
        </p>
      </div>
    );
  }
  return (
    <WorkspaceContext.Provider value={workspace}>
      <Page />
    </WorkspaceContext.Provider>
  );
}

function Page(): VNode {
  const { snapshot, place, views } = useWorkspace();
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  useEffect(() => setIsDrawerOpen(false), [JSON.stringify(place)]);
  const unread = snapshot.channels.reduce((sum, channel) => sum + channel.mentions, 0);
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${snapshot.workspace.name} · a workspace on this computer`;
  }, [unread, snapshot.workspace.name]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setIsDrawerOpen(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the drawer from wherever the focus is.
    <div class={`page ${isDrawerOpen ? 'drawer-open' : ''}`} onKeyDown={onKeyDown}>
      <p class="not-slack">
        <strong>A workspace on this computer.</strong> Not Slack; nothing leaves this machine.
      </p>
      <TopBar onMenu={() => setIsDrawerOpen(!isDrawerOpen)} isDrawerOpen={isDrawerOpen} />
      <PlayBar />
      <Banners />
      <div class="body">
        <Rail />
        <Sidebar />
        {isDrawerOpen && (
          <button
            type="button"
            class="drawer-shade"
            aria-label="Close the sidebar"
            onClick={() => setIsDrawerOpen(false)}
          />
        )}
        {place.kind === 'app' ? <AppPane tab={place.tab} /> : <ChannelPane key={place.channel} />}
      </div>
      <ModalStack />
      {views.stack.length === 0 && <Toasts />}
    </div>
  );
}
