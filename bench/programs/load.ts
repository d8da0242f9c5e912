import { connect, type Socket } from 'node:net';
import { quantile } from '../measure/figures.ts';

/** What a generator of load is asked for: so many clicks under way at once, for so long. */
export interface LoadOrder {
  forMs: number;
  connections: number;
  /** So many and no more, spread evenly over the time; without it as many as go. */
  clicks?: number;
}

/** What became of it. `failed`: answers that were no 200, or an acknowledgement with something in it. */
export interface LoadDone {
  count: number;
  failed: number;
  perSecond: number;
  p99Ms: number;
}

/** Sends one click and resolves when it is answered, to whether the answer is the good one. */
export type SendClick = () => Promise<boolean>;

/** Keeps every sender busy until the time is over: closed loops, as many as there are senders. */
export async function load(order: LoadOrder, senders: readonly SendClick[]): Promise<LoadDone> {
  const { forMs, clicks } = order;
  // What a connection begins with is not counted: Node takes one new connection in each round of its loop.
  const first = clicks === undefined ? await Promise.all(senders.map((send) => send())) : [];
  const tookMs: number[] = [];
  let failed = first.filter((isGood) => !isGood).length;
  const startedMs = performance.now();
  let started = 0;
  const isMore = (): boolean =>
    clicks === undefined ? performance.now() - startedMs < forMs : started < clicks;
  const loop = async (send: SendClick): Promise<void> => {
    while (isMore()) {
      const dueMs = clicks === undefined ? 0 : startedMs + (forMs * started) / clicks;
      started += 1;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      const sentMs = performance.now();
      if (!(await send())) failed += 1;
      tookMs.push(performance.now() - sentMs);
    }
  };
  await Promise.all(senders.map(loop));
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    ...{ count: first.length + tookMs.length, failed, perSecond: tookMs.length / seconds },
    p99Ms: quantile(tookMs, 0.99),
  };
}

/** One connection of HTTP that stays open: sends a request, answers the status of its response. */
export class KeptConnection {
  private readonly socket: Socket;
  private heard = '';
  private answer: ((status: number) => void) | undefined;
  private isClosed = false;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.socket.on('data', (part) => this.hear(part.toString('latin1')));
    this.socket.on('error', () => this.finish(0));
    this.socket.on('close', () => {
      this.isClosed = true;
      this.finish(0);
    });
  }

  /** Resolves to 0 when the other side has gone. */
  send(request: Buffer): Promise<number> {
    if (this.isClosed) return Promise.resolve(0);
    return new Promise((resolve) => {
      this.answer = resolve;
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private hear(part: string): void {
    this.heard += part;
    const end = this.heard.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.heard.slice(0, end).toLowerCase();
    const [, length] = /content-length: (\d+)/.exec(head) ?? [];
    const body = this.heard.slice(end + 4);
    const isWhole =
      length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length);
    if (!isWhole) return;
    this.heard = '';
    this.finish(Number(head.slice(9, 12)));
  }

  private finish(status: number): void {
    const { answer } = this;
    this.answer = undefined;
    answer?.(status);
  }
}
