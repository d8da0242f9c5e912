import type { Json } from '../json.ts';

/** Slack's refusal of a call: `{ ok: false, error }`, with whatever else it says. */
export class SlackError extends Error {
  readonly code: string;
  readonly detail: Json;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: string,
    more: { detail?: Json; status?: number; retryAfterSeconds?: number } = {},
  ) {
    super(code);
    this.code = code;
    this.detail = more.detail ?? {};
    this.status = more.status ?? 200;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  get body(): Json {
    return { ok: false, error: this.code, ...this.detail };
  }
}

/** `invalid_arguments` with the messages that say which. */
export function invalidArguments(messages: string[]): SlackError {
  return new SlackError('invalid_arguments', {
    detail: { response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) } },
  });
}
