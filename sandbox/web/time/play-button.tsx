import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { postPlay } from '../state/server.ts';
import { useWorkspace } from '../state/workspace.ts';

const speeds = [0.5, 1, 2, 4];

/** Starts the six-week story, at a chosen speed. */
export function PlayButton({ onStart }: { onStart?(): void }): VNode {
  const { play, say } = useWorkspace();
  const [speed, setSpeed] = useState(1);
  const isRunning = play?.isRunning === true;
  const start = async () => {
    onStart?.();
    const result = await postPlay(speed).catch((error) => ({ ok: false, error: String(error) }));
    if (!result.ok) say(`The story did not start: ${result.error ?? 'unknown reason'}`, 'bad');
  };
  return (
    <span class="play">
      <button
        type="button"
        class="top-button play-button"
        disabled={isRunning}
        title="Watch a team use the app for six weeks"
        onClick={() => void start()}
      >
        <span aria-hidden="true">▶ </span>Play six weeks
      </button>
      <select
        class="speed"
        aria-label="Speed of the story"
        value={String(speed)}
        disabled={isRunning}
        onChange={(event) => setSpeed(Number(event.currentTarget.value))}
      >
        {speeds.map((one) => (
          <option value={String(one)}>{one}×</option>
        ))}
      </select>
    </span>
  );
}
