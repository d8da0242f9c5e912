import type { PlayState, Refusal } from '../../protocol.ts';
import type { Stream } from '../stream.ts';
import { ActFailed } from './actor.ts';
import { ControlClient } from './control-client.ts';
import { sixWeeks } from './six-weeks.ts';
import { openStage, type Stage } from './stage.ts';
import type { Step } from './story.ts';

/** Time to read a caption at speed 1: a moment to notice it, and so much for each letter. */
const noticeMs = 900;
const letterMs = 30;
/** Time between two things that people do in one step, at speed 1. */
const beatMs = 350;
const patienceMs = 30_000;

/** Plays a story in the workspace, one captioned step after another. */
export class Player {
  private readonly url: string;
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
    this.url = url;
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
    this.running = this.play(sixWeeks, speed, this.stopping.signal);
    return { ok: true };
  }

  /** Stops at once, in the middle of a step too: what was delivered is delivered, the rest is left. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async play(steps: readonly Step[], speed: number, signal: AbortSignal): Promise<void> {
    const client = new ControlClient(this.url, patienceMs, signal);
    try {
      const stage = await openStage(client, beatMs / speed);
      for (const step of steps) {
        const caption = captionOf(step, stage);
        this.show({ ...this.current, week: step.week, caption, at: stage.place });
        await step.run(stage);
        this.show({ ...this.current, at: stage.place });
        await client.rest((noticeMs + caption.length * letterMs) / speed);
      }
      this.show({ ...this.current, isRunning: false });
    } catch (error) {
      const isStopped = signal.aborted;
      const trouble = isStopped ? {} : { error: sentenceOf(error, this.current.caption) };
      this.show({ ...this.current, isRunning: false, ...trouble });
    }
  }

  private show(state: PlayState): void {
    this.current = state;
    this.stream.send({ type: 'play', state });
  }
}

function captionOf(step: Step, stage: Stage): string {
  return typeof step.caption === 'string' ? step.caption : step.caption(stage);
}

/** What was expected and did not come, for a person who watches. */
function sentenceOf(error: unknown, caption: string): string {
  const words = error instanceof Error ? error.message : String(error);
  const what = error instanceof ActFailed ? `what did not work is “${words}”` : words;
  return caption === '' ? `${what}.` : `at “${caption}” ${what}.`;
}
