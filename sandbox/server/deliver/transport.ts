import type { Json } from '../json.ts';

/** One thing sent to the app. */
export interface Envelope {
  kind: 'interactive' | 'slash_commands' | 'events_api';
  payload: Json;
  retryAttempt: number;
  retryReason: string;
}

/** What became of it. `isReached` is false when nobody was there to take it. */
export interface Outcome {
  isReached: boolean;
  isAcked: boolean;
  ackMs: number;
  body?: unknown;
  /** Slack's word for what went wrong. */
  failure?: 'http_timeout' | 'http_error' | 'connection_failed';
}

/** A way to reach the app. `send` resolves at the acknowledgement or when Slack stops waiting. */
export interface Transport {
  kind: 'socket' | 'http';
  isConnected(): Promise<boolean>;
  send(envelope: Envelope, copies: number): Promise<Outcome>;
  stop(): void;
}
