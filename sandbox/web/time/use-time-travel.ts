import { useState } from 'preact/hooks';
import type { Advance } from '../../protocol.ts';
import { postAdvance, postClock } from '../state/server.ts';
import { useWorkspace } from '../state/workspace.ts';
import { clockLabel } from '../text/time.ts';

/** Moves the workspace's clock. */
export interface TimeTravel {
  isMoving: boolean;
  /** Step by step, waiting for the app wherever it has something due. */
  go(advance: Advance): void;
  /** At once, also backwards. */
  jump(to: Date): void;
}

/** The time machine's engine. */
export function useTimeTravel(): TimeTravel {
  const { say, refresh, viewer } = useWorkspace();
  const [isMoving, setIsMoving] = useState(false);
  const run = async (move: () => Promise<string | undefined>) => {
    setIsMoving(true);
    try {
      const text = await move();
      if (text) say(text);
    } catch (error) {
      say(`The clock did not move: ${error instanceof Error ? error.message : error}`, 'bad');
    }
    setIsMoving(false);
    refresh();
  };
  const go = (advance: Advance) =>
    void run(async () => {
      const result = await postAdvance(advance);
      if (result.error || result.isSettled === false) {
        throw new Error(result.error ?? 'the app did not come to rest');
      }
      const stops = result.stops.length;
      const label = clockLabel(new Date(result.now), viewer.tz);
      const things = stops === 1 ? 'one thing was due' : `${stops} things were due`;
      return stops > 0 ? `${label}: ${things} on the way` : undefined;
    });
  const jump = (to: Date) =>
    void run(async () => {
      const result = await postClock(to.toISOString());
      if (result.error) throw new Error(result.error);
      return undefined;
    });
  return { isMoving, go, jump };
}
