import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Popup } from '../element/popup.tsx';
import { Icon } from '../shell/icon.tsx';
import { useMedia } from '../shell/use-media.ts';
import { useWorkspace } from '../state/workspace.ts';
import { clockLabel, formatDate } from '../text/time.ts';
import { PickInstant } from './pick-instant.tsx';
import { PlayButton } from './play-button.tsx';
import { type TimeTravel, useTimeTravel } from './use-time-travel.ts';

const wideFrom = '(min-width: 1180px)';

/** The workspace's clock, and the buttons that move it. On narrow screens they fold into a panel. */
export function TimeMachine(): VNode {
  const { now, viewer } = useWorkspace();
  const isWide = useMedia(wideFrom);
  const travel = useTimeTravel();
  const [isOpen, setIsOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const label = clockLabel(now, viewer.tz);
  const close = () => {
    setIsOpen(false);
    anchor.current?.focus();
  };
  // What the panel sets going happens behind it.
  const fromPanel: TimeTravel = {
    isMoving: travel.isMoving,
    go: (advance) => {
      close();
      travel.go(advance);
    },
    jump: (to) => {
      close();
      travel.jump(to);
    },
  };
  return (
    <section class="time-machine" aria-label="Time machine">
      <button
        type="button"
        ref={anchor}
        class="top-button clock"
        aria-label={`Workspace time: ${label}, ${viewer.tz}. Pick another`}
        title={`The workspace's time, in ${viewer.tz}. Press to pick another.`}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {travel.isMoving ? (
          <span class="spinner" aria-hidden="true" />
        ) : (
          <Icon name="clock" size={16} />
        )}
        <span class="clock-label">{label}</span>
      </button>
      {isWide && <Jumps travel={travel} />}
      {isWide && <PlayButton />}
      <span class="sr-only" role="status">
        {travel.isMoving ? 'The clock is moving' : ''}
      </span>
      {isOpen && (
        <Popup anchor={anchor} class="time-panel" onClose={() => setIsOpen(false)}>
          <h2>Time machine</h2>
          {!isWide && (
            <div class="time-panel-jumps">
              <Jumps travel={fromPanel} />
              <PlayButton onStart={close} />
            </div>
          )}
          <PickInstant travel={fromPanel} />
        </Popup>
      )}
    </section>
  );
}

const kinds = [
  { kind: 'review', label: 'Next review' },
  { kind: 'gate', label: 'Next gate' },
  { kind: 'rollup', label: 'Next roll-up' },
];

function Jumps({ travel }: { travel: TimeTravel }): VNode {
  return (
    <>
      <Jump travel={travel} label="+1 hour" onGo={() => travel.go({ minutes: 60 })} />
      <Jump travel={travel} label="+1 day" onGo={() => travel.go({ minutes: 1440 })} />
      {kinds.map((next) => (
        <NextJump travel={travel} {...next} />
      ))}
    </>
  );
}

function NextJump(props: { travel: TimeTravel; kind: string; label: string }): VNode {
  const { snapshot, viewer, now } = useWorkspace();
  const at = snapshot.next[props.kind];
  const zone = { tz: viewer.tz, now };
  const title = at
    ? formatDate(new Date(at), '{date_long_pretty} at {time}', zone)
    : `${snapshot.app.name} has none planned yet. Set it up in a channel first.`;
  return (
    <Jump
      travel={props.travel}
      label={props.label}
      title={title}
      isOff={!at}
      onGo={() => props.travel.go({ next: props.kind })}
    />
  );
}

function Jump(props: {
  travel: TimeTravel;
  label: string;
  title?: string;
  isOff?: boolean;
  onGo(): void;
}): VNode {
  const { say } = useWorkspace();
  const isOff = props.isOff === true || props.travel.isMoving;
  return (
    <button
      type="button"
      class="top-button"
      title={props.title}
      // Not `disabled`: the reason must be reachable by keyboard and screen reader.
      aria-disabled={isOff}
      aria-description={props.title}
      onClick={() => {
        if (!isOff) props.onGo();
        else if (props.title) say(props.title);
      }}
    >
      {props.label}
    </button>
  );
}
