import type { VNode } from 'preact';
import { useWorkspace } from '../state/workspace.ts';

/** What is not reachable right now. */
export function Banners(): VNode {
  const { isLineUp, snapshot } = useWorkspace();
  return (
    <div role="status" aria-live="polite">
      {!isLineUp && (
        <div class="banner banner-bad">
          The connection to the workspace on this computer is lost. Trying again…
        </div>
      )}
      {isLineUp && !snapshot.app.isConnected && (
        <div class="banner">
          {snapshot.app.name} is not connected. Buttons and commands will not be answered.
        </div>
      )}
    </div>
  );
}
