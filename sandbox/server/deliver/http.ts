import { createHmac } from 'node:crypto';
import { parseJson } from '../json.ts';
import type { Envelope, Outcome, Transport } from './transport.ts';

interface HttpOptions {
  requestUrl: string;
  signingSecret: string;
  ackMs: number;
  healthUrl: string | undefined;
}

/** Slack's signature of a request body sent at `timestamp` (Unix seconds). */
function signRequest(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Signed HTTP requests to the app's request URL. */
export class HttpTransport implements Transport {
  readonly kind = 'http';
  private readonly options: HttpOptions;
  private wasReached = true;

  constructor(options: HttpOptions) {
    this.options = options;
  }

  async isConnected(): Promise<boolean> {
    if (!this.options.healthUrl) return this.wasReached;
    try {
      await fetch(this.options.healthUrl, { signal: AbortSignal.timeout(500) });
      return true;
    } catch {
      return false;
    }
  }

  async send(envelope: Envelope, copies: number): Promise<Outcome> {
    const sent = Array.from({ length: copies }, (_, copy) => this.post(envelope, copy));
    const outcomes = await Promise.all(sent);
    return outcomes.find((outcome) => outcome.isAcked) ?? outcomes[0] ?? unreached;
  }

  stop(): void {}

  /** Slack signs each copy anew, at another second. */
  private async post(envelope: Envelope, copy: number): Promise<Outcome> {
    const startedAt = performance.now();
    const { body, type } = encode(envelope);
    const timestamp = Math.floor(Date.now() / 1000) - copy;
    const headers: Record<string, string> = {
      'content-type': type,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': signRequest(this.options.signingSecret, timestamp, body),
    };
    if (envelope.retryAttempt > 0) {
      headers['x-slack-retry-num'] = String(envelope.retryAttempt);
      headers['x-slack-retry-reason'] = envelope.retryReason;
    }
    try {
      const response = await fetch(this.options.requestUrl, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.options.ackMs),
      });
      const text = await response.text();
      this.wasReached = true;
      const ackMs = Math.round(performance.now() - startedAt);
      if (response.status !== 200) {
        return { isReached: true, isAcked: false, ackMs, failure: 'http_error' };
      }
      const answer = text === '' ? {} : (parseJson(text) ?? { text });
      return { isReached: true, isAcked: true, ackMs, body: answer };
    } catch (error) {
      const isTimeout = error instanceof Error && error.name === 'TimeoutError';
      this.wasReached = isTimeout;
      const ackMs = Math.round(performance.now() - startedAt);
      const failure = isTimeout ? 'http_timeout' : 'connection_failed';
      return { isReached: isTimeout, isAcked: false, ackMs, failure };
    }
  }
}

const unreached: Outcome = { isReached: false, isAcked: false, ackMs: 0 };

function encode(envelope: Envelope): { body: string; type: string } {
  if (envelope.kind === 'events_api') {
    return { body: JSON.stringify(envelope.payload), type: 'application/json' };
  }
  const form = new URLSearchParams();
  if (envelope.kind === 'interactive') {
    form.set('payload', JSON.stringify(envelope.payload));
  } else {
    for (const [key, value] of Object.entries(envelope.payload)) form.set(key, String(value));
  }
  return { body: form.toString(), type: 'application/x-www-form-urlencoded' };
}
