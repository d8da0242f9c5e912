import { setTimeout as pause } from 'node:timers/promises';
import type { PlayState, Refusal } from '../../protocol.ts';
import type { Stream } from '../stream.ts';
import { Actor } from './actor.ts';
import { ControlClient } from './control-client.ts';
import { sixWeeks } from './six-weeks.ts';
import type { Stage, Step } from './story.ts';

/** Time to read a caption at speed 1. */
const readingMs = 2500;
const patienceMs = 15_000;

/** Plays a story in the workspace, one captioned step after another. */
export class Player {
  private readonly client: ControlClient;
  private readonly stream: Stream;
  private current: PlayState = {
    story: null,
    isRunning: false,
    week: 1,
    caption: '',
  };
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(url: string, stream: Stream) {
    this.client = new ControlClient(url, patienceMs);
    this.stream = stream;
  }

  get state(): PlayState {
    return this.current;
  }

  /** Starts from the beginning; `speed` shortens the pauses between steps. */
  start(story: 'six-weeks', speed: number): { ok: true } | Refusal {
    if (this.current.isRunning) return { ok: false, error: 'already_playing' };
    this.stopping = new AbortController();
    this.show({ story, isRunning: true, week: 1, caption: '' });
    this.running = this.play(sixWeeks, readingMs / speed, this.stopping.signal);
    return { ok: true };
  }

  /** Stops after the step under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async play(steps: Step[], pauseMs: number, signal: AbortSignal): Promise<void> {
    const stage = this.makeStage();
    try {
      for (const step of steps) {
        if (signal.aborted) break;
        this.show({ ...this.current, week: step.week, caption: step.caption });
        await step.run(stage);
        await pause(pauseMs, undefined, { signal });
      }
      this.show({ ...this.current, isRunning: false });
    } catch (error) {
      if (signal.aborted) {
        this.show({ ...this.current, isRunning: false });
        return;
      }
      const words = error instanceof Error ? error.message : String(error);
      this.show({ ...this.current, isRunning: false, error: words });
    }
  }

  private show(state: PlayState): void {
    this.current = state;
    this.stream.send({ type: 'play', state });
  }

  private makeStage(): Stage {
    const person = (id: string) => new Actor(this.client, id);
    return {
      client: this.client,
      ana: person('U0ANA'),
      ben: person('U0BEN'),
      mia: person('U0MIA'),
      noor: person('U0NOOR'),
      theo: person('U0THEO'),
      lena: person('U0LENA'),
    };
  }
}
