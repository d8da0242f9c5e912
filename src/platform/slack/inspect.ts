import { z } from 'zod';
import { deadTokenCodes } from './failures.ts';

const answerSchema = z.looseObject({ ok: z.boolean(), error: z.string().exactOptional() });
const withinMs = 10_000;

/** What Slack says of a token, beside yes or no. */
export interface TokenAnswer {
  /** Slack's code, `no_answer`, or undefined when all is well. */
  error?: string;
  isDead: boolean;
  /** The scopes that were granted, where Slack tells them. */
  scopes?: string[];
  /** Slack's time as it answered, to the second. */
  at?: Date;
}

/** Asks Slack a question that needs nothing but the token, and reads the headers of the answer too. Nothing is thrown. */
export async function inspectToken(
  apiUrl: string,
  method: 'auth.test' | 'apps.connections.open',
  token: string,
): Promise<TokenAnswer> {
  const [asked] = await Promise.allSettled([ask(apiUrl, method, token)]);
  return asked.status === 'fulfilled' ? asked.value : { error: 'no_answer', isDead: false };
}

async function ask(apiUrl: string, method: string, token: string): Promise<TokenAnswer> {
  const response = await fetch(new URL(method, apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(withinMs),
  });
  const { ok, error = 'unknown_error' } = answerSchema.parse(await response.json());
  const scopes = response.headers.get('x-oauth-scopes');
  const date = response.headers.get('date');
  return {
    isDead: !ok && deadTokenCodes.has(error),
    ...(ok ? {} : { error }),
    ...(scopes === null ? {} : { scopes: scopes.split(/[\s,]+/).filter((one) => one !== '') }),
    ...(date === null || Number.isNaN(Date.parse(date)) ? {} : { at: new Date(date) }),
  };
}
