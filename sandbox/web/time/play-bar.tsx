import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { postPlayStop } from '../state/server.ts';
import { useWorkspace } from '../state/workspace.ts';

const weeks = 6;

/** While the story plays: which week it is, what is happening, and how to stop. */
export function PlayBar(): VNode | null {
  const { play, say } = useWorkspace();
  const [dismissed, setDismissed] = useState('');
  if (!play?.story && !play?.error) return null;
  const { isRunning, week, caption, error } = play;
  if (!isRunning && dismissed === `${week}/${caption}`) return null;
  const stop = () => {
    if (!isRunning) return setDismissed(`${week}/${caption}`);
    postPlayStop().catch(() => say('The story did not stop', 'bad'));
  };
  return (
    <section class="play-bar" aria-label="Six weeks">
      <span class="play-week">
        Week {Math.max(1, week)} of {weeks}
      </span>
      <progress max={weeks} value={week} aria-label="Weeks played" />
      <p class="play-caption" aria-live="polite">
        {error ? `The story stopped: ${error}` : <Caption text={caption} />}
      </p>
      <button type="button" class="top-button" onClick={stop}>
        {isRunning ? 'Stop' : 'Close'}
      </button>
    </section>
  );
}

/** The channels a caption names can be gone to. */
function Caption({ text }: { text: string }): VNode {
  const { snapshot, goTo } = useWorkspace();
  const parts = text.split(/(#[\p{L}\p{N}_-]+)/u);
  return (
    <>
      {parts.map((part) => {
        const channel = snapshot.channels.find(({ name }) => part === `#${name}`);
        if (!channel) return part;
        return (
          <button
            type="button"
            class="play-link"
            onClick={() => goTo({ kind: 'channel', channel: channel.id })}
          >
            {part}
          </button>
        );
      })}
    </>
  );
}
