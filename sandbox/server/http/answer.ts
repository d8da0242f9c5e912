import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request and where its answer goes. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
