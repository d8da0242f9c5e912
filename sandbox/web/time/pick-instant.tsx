import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useWorkspace } from '../state/workspace.ts';
import { clockOf, dayOf, instantOfLocal } from '../text/time.ts';
import type { TimeTravel } from './use-time-travel.ts';

/** Chooses an instant in the viewer's zone, to go to step by step or at once. */
export function PickInstant({ travel }: { travel: TimeTravel }): VNode {
  const { now, viewer } = useWorkspace();
  const [day, setDay] = useState(() => dayOf(now, viewer.tz));
  const [time, setTime] = useState(() => clockOf(now, viewer.tz));
  const target = day && time ? instantOfLocal(day, time, viewer.tz) : undefined;
  const isLater = target !== undefined && target > now;
  return (
    <div class="pick-instant">
      <label>
        Date
        <input
          class="field"
          type="date"
          value={day}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
      </label>
      <label>
        Time
        <input
          class="field"
          type="time"
          value={time}
          onInput={(event) => setTime(event.currentTarget.value)}
        />
      </label>
      <p class="menu-note">
        {viewer.tz}. <em>Go there</em> stops wherever something is due; <em>Jump</em> does not, as
        if the computer had slept.
      </p>
      <div class="pick-buttons">
        <button
          type="button"
          class="button"
          disabled={!target || travel.isMoving}
          onClick={() => target && travel.jump(target)}
        >
          Jump
        </button>
        <button
          type="button"
          class="button primary"
          disabled={!isLater || travel.isMoving}
          onClick={() => target && travel.go({ to: target.toISOString() })}
        >
          Go there
        </button>
      </div>
    </div>
  );
}
