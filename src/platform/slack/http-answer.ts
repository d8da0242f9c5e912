import type { ServerResponse } from 'node:http';

/** Slack waits three seconds; what was not acknowledged by then it delivers again. */
const waitsMs = 3_001;

/** The answer to one of Slack's requests: given once, in time, or not at all. */
export interface HttpAnswer {
  /** Acknowledges, with a text or an object where the payload takes one. Rejects when that was done before. */
  ack(answer?: unknown): Promise<void>;
  /** It is not done: Slack delivers it again. Nothing, once it is acknowledged. */
  fail(): void;
}

/** Opens the answer to a request; whoever takes longer than Slack waits has failed. */
export function openAnswer(response: ServerResponse): HttpAnswer {
  let isAcked = false;
  const fail = (): void => {
    clearTimeout(timer);
    if (!response.headersSent) response.writeHead(503).end();
  };
  const timer = setTimeout(fail, waitsMs);
  return {
    fail,
    ack: async (answer) => {
      if (isAcked) throw new Error('acknowledged before');
      isAcked = true;
      clearTimeout(timer);
      if (response.headersSent) throw new Error('acknowledged too late');
      if (answer === undefined || answer === '') response.writeHead(200).end();
      else if (typeof answer === 'string') response.writeHead(200).end(answer);
      else {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer));
      }
    },
  };
}
