import { setImmediate as pause } from 'node:timers/promises';
import type { Transport } from './fault-room.ts';

/** A way in which a call to Slack fails. */
export type CallFailure =
  | 'refused before it left'
  | 'accepted, the answer lost'
  | '503 after it was accepted'
  | '429 with Retry-After'
  | 'hanging past the time-out'
  | 'accepted, the answer garbage';

/** All of them. */
export const callFailures: readonly CallFailure[] = [
  'refused before it left',
  'accepted, the answer lost',
  '503 after it was accepted',
  '429 with Retry-After',
  'hanging past the time-out',
  'accepted, the answer garbage',
];

/** Longer than any pace makes a message wait, so that a call in the silence would be seen. */
const retryAfterSeconds = 21;
const longestCallMs = 10_000;

/** A failure to come: the k-th call from then on (1 is the next), or the k-th of one method. */
export interface Wanted {
  k: number;
  kind: CallFailure;
  /** Only calls whose name fits are counted. */
  of?: RegExp;
}

/** Stands between the bot and Slack, counts the calls and lets one of them fail, or several one after another. */
export class CallPlan {
  /** What was asked so far, by its method, in order. */
  readonly asked: string[] = [];
  /** The methods of the calls that were made to fail. */
  readonly bitten: string[] = [];
  /** Posts in the time for which Slack had asked for silence. */
  intrusions = 0;
  private readonly wait: (ms: number) => void;
  private readonly nowMs: () => number;
  private wanted: Wanted[] = [];
  private silentUntilMs = 0;

  /** `wait` lets the transport's clock go on, `nowMs` reads it. */
  constructor(clock: Transport) {
    this.wait = clock.wait;
    this.nowMs = clock.nowMs;
  }

  /** Each is waited for when the one before has come. */
  arm(wanted: readonly Wanted[]): void {
    this.wanted = wanted.map((one) => ({ ...one }));
  }

  /** The bot’s `fetch`. */
  through(real: typeof fetch): typeof fetch {
    return async (input, init) => {
      const method = nameOf(String(input));
      this.asked.push(method);
      if (posting.test(method) && this.nowMs() < this.silentUntilMs) this.intrusions += 1;
      const [wanted] = this.wanted;
      const call = () => real(input, init);
      if (wanted === undefined || wanted.of?.test(method) === false) return call();
      wanted.k -= 1;
      if (wanted.k > 0) return call();
      this.wanted.shift();
      this.bitten.push(method);
      return this.fail(method, wanted.kind, call);
    };
  }

  private async fail(
    method: string,
    kind: CallFailure,
    call: () => Promise<Response>,
  ): Promise<Response> {
    switch (kind) {
      case 'refused before it left':
        throw broken('ECONNREFUSED');
      case 'accepted, the answer lost':
        await call();
        throw broken('ECONNRESET');
      case '503 after it was accepted':
        await call();
        return Response.json({ ok: false, error: 'service_unavailable' }, { status: 503 });
      case '429 with Retry-After':
        // What went out together with it cannot know yet.
        await pause();
        if (posting.test(method)) this.silentUntilMs = this.nowMs() + retryAfterSeconds * 1000;
        return Response.json(
          { ok: false, error: 'ratelimited' },
          { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } },
        );
      case 'hanging past the time-out':
        this.wait(longestCallMs);
        // Slack may have done it all the same, or not at all: every other call is done.
        if (this.asked.length % 2 === 0) await call();
        throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
      case 'accepted, the answer garbage':
        await call();
        return new Response('<html>502 Bad Gateway</html>', {
          headers: { 'content-type': 'text/html' },
        });
    }
  }
}

const posting = /^chat\.(postMessage|update)$/;

function nameOf(address: string): string {
  const [door = '', name = ''] = new URL(address).pathname.slice(1).split('/');
  return door === 'api' ? name : door;
}

/** A connection that broke, as Node's fetch tells it. */
function broken(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}
