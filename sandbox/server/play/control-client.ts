import { setTimeout as pause } from 'node:timers/promises';
import type {
  Act,
  ActResult,
  Advance,
  AdvanceResult,
  Fault,
  Message,
  RecordedCall,
  Refusal,
  Snapshot,
  ViewState,
  WorldChange,
} from '../../protocol.ts';
import { askAgainAfterMs } from '../asking-again.ts';

/** The sandbox's control contract as functions, for the play and for tests. */
export class ControlClient {
  readonly url: string;
  /** How long `until` waits for something to show up. */
  patienceMs: number;
  /** Once it is aborted, everything under way here ends at once by throwing. */
  private readonly signal: AbortSignal | undefined;

  constructor(url: string, patienceMs = 5000, signal?: AbortSignal) {
    this.url = url.replace(/\/$/, '');
    this.patienceMs = patienceMs;
    this.signal = signal;
  }

  state(viewer?: string): Promise<Snapshot> {
    return this.get(`/sandbox/state${viewer ? `?viewer=${viewer}` : ''}`);
  }

  async messages(channel: string, viewer?: string, thread?: string): Promise<Message[]> {
    const query = new URLSearchParams({ channel });
    if (viewer) query.set('viewer', viewer);
    if (thread) query.set('thread', thread);
    const { messages } = await this.get<{ messages: Message[] }>(`/sandbox/messages?${query}`);
    return messages;
  }

  views(viewer: string): Promise<ViewState> {
    return this.get(`/sandbox/views?viewer=${viewer}`);
  }

  async calls(): Promise<RecordedCall[]> {
    const { calls } = await this.get<{ calls: RecordedCall[] }>('/sandbox/calls');
    return calls;
  }

  act(act: Act): Promise<ActResult> {
    return this.post('/sandbox/act', act);
  }

  /** Changes the workspace; throws when it is refused. */
  async change(change: WorldChange): Promise<Record<string, unknown>> {
    const answer = await this.post<{ ok: true } | Refusal>('/sandbox/world', change);
    if (!answer.ok) throw new Error(`${change.change}: ${answer.error}`);
    return { ...answer };
  }

  async now(): Promise<Date> {
    const { now } = await this.get<{ now: string }>('/sandbox/clock');
    return new Date(now);
  }

  jump(now: Date): Promise<unknown> {
    return this.post('/sandbox/clock', { now: now.toISOString() });
  }

  /** Moves the clock; throws when the bot does not come to rest. */
  async advance(advance: Advance): Promise<AdvanceResult> {
    const result = await this.post<AdvanceResult>('/sandbox/clock/advance', advance);
    if (!result.isSettled) throw new Error(`the clock stopped: ${result.error}`);
    return result;
  }

  faults(faults: Fault[]): Promise<unknown> {
    return this.post('/sandbox/faults', { faults });
  }

  /** Asks again and again until there is an answer; throws with `what` when patience ends. */
  async until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    const since = performance.now();
    for (;;) {
      const found = await ask();
      if (found !== undefined) return found;
      const waitedMs = performance.now() - since;
      if (waitedMs > this.patienceMs) throw new Error(`nobody sees ${what}`);
      await this.rest(askAgainAfterMs(waitedMs));
    }
  }

  /** Does nothing for a while, or until it is aborted. */
  async rest(ms: number): Promise<void> {
    await pause(ms, undefined, this.signal ? { signal: this.signal } : {});
  }

  private async get<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path, this.signal ? { signal: this.signal } : {});
    const answer: T = await response.json();
    return answer;
  }

  private async post<T>(path: string, body: unknown): Promise<T> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(this.signal ? { signal: this.signal } : {}),
    });
    if (response.status !== 200) throw new Error(`${path}: ${await response.text()}`);
    const answer: T = await response.json();
    return answer;
  }
}
