import type { ServerResponse } from 'node:http';
import type { StreamEvent } from '../protocol.ts';

/** Sends live lines to every open page. */
export class Stream {
  private readonly listeners = new Map<ServerResponse, string | undefined>();

  /** Keeps the answer open and sends the viewer's lines to it. */
  add(response: ServerResponse, viewer: string | undefined): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    });
    response.write(': open\n\n');
    this.listeners.set(response, viewer);
    response.on('close', () => this.listeners.delete(response));
  }

  /** Sends to everyone, or only to one person's pages. */
  send(event: StreamEvent, onlyFor?: string): void {
    const line = `data: ${JSON.stringify(event)}\n\n`;
    for (const [response, viewer] of this.listeners) {
      if (onlyFor === undefined || viewer === undefined || viewer === onlyFor) response.write(line);
    }
  }

  close(): void {
    for (const response of this.listeners.keys()) response.end();
    this.listeners.clear();
  }
}
