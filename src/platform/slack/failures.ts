import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

/**
 * What to do about a failed call to Slack.
 * `retry`: nothing happened, try again. `wait`: rate limited, until `retryAfterMs`. `uncertain`: it may have worked; look
 * before repeating. `park`: the workspace cannot be written to at all. `gone`: the message that was to be updated is not
 * there any more. `dead`: this one will never work; a person has to mend it.
 */
export type Treatment = 'retry' | 'wait' | 'uncertain' | 'park' | 'gone' | 'dead';

/** A call to Slack that failed, told apart by what follows from it. */
export class SlackFailure extends Error {
  override name = 'SlackFailure';
  readonly code: string;
  readonly treatment: Treatment;
  readonly retryAfterMs: number;

  constructor(code: string, treatment: Treatment, retryAfterMs = 0) {
    super(`Slack answered ${code}`);
    this.code = code;
    this.treatment = treatment;
    this.retryAfterMs = retryAfterMs;
  }
}

const defaultRetryAfterMs = 30_000;
/** Slack asks for minutes. What asks for years means an instant, and no timer counts so far. */
const longestRetryAfterMs = 60 * 60_000;

/**
 * Slack's documented error codes of the methods we call; a code that is not here is `dead` and reported. Sources: the
 * tables of errors at https://docs.slack.dev/reference/methods/chat.postMessage and …/chat.update
 */
export const treatments: ReadonlyMap<string, Treatment> = new Map([
  // It may have worked: "it's possible some aspect of the operation succeeded".
  ...all('uncertain', ['fatal_error', 'internal_error', 'service_unavailable', 'update_failed']),
  // Nothing happened, and it passes by itself.
  ...all('retry', ['request_timeout', 'external_channel_migrating']),
  ...all('wait', ['ratelimited', 'rate_limited']),
  // The workspace is shut to us.
  ...all('park', [
    'access_denied',
    'accesslimited',
    'account_inactive',
    'app_access_restricted',
    'ekm_access_denied',
    'enterprise_is_restricted',
    'invalid_auth',
    'message_limit_exceeded',
    'no_permission',
    'not_allowed_token_type',
    'not_authed',
    'org_login_required',
    'team_access_not_granted',
    // It is being moved into an organisation, which may take hours. (F-25)
    'team_added_to_org',
    'team_disabled',
    'token_expired',
    'token_revoked',
    'two_factor_setup_required',
    'user_removed_from_team',
  ]),
  // What was to be changed is not there any more, or may not be changed.
  ...all('gone', ['cant_update_message', 'edit_window_closed', 'message_not_found']),
  // A person has to mend the channel, the permissions or the message.
  ...all('dead', [
    'as_user_not_supported',
    'attachment_payload_limit_exceeded',
    'block_mismatch',
    'cannot_dm_bot',
    'cannot_reply_to_message',
    'cant_broadcast_message',
    'channel_not_found',
    'deprecated_endpoint',
    'duplicate_channel_not_found',
    'duplicate_message_not_found',
    'invalid_arg_name',
    'invalid_arguments',
    'invalid_array_arg',
    'invalid_attachments',
    'invalid_blocks',
    'invalid_blocks_format',
    'invalid_charset',
    'invalid_form_data',
    'invalid_metadata_format',
    'invalid_metadata_schema',
    'invalid_post_type',
    'is_archived',
    'is_inactive',
    'markdown_text_conflict',
    'messages_tab_disabled',
    'metadata_must_be_sent_from_app',
    'metadata_too_large',
    'method_deprecated',
    'missing_file_data',
    'missing_post_type',
    'missing_scope',
    'msg_blocks_too_long',
    'msg_too_long',
    'no_dual_broadcast_content_update',
    'no_text',
    'not_in_channel',
    'restricted_action',
    'restricted_action_non_threadable_channel',
    'restricted_action_read_only_channel',
    'restricted_action_thread_locked',
    'restricted_action_thread_only_channel',
    'send_on_behalf_not_allowed',
    'slack_connect_canvas_sharing_blocked',
    'slack_connect_file_link_sharing_blocked',
    'slack_connect_lists_sharing_blocked',
    'team_not_found',
    'thread_not_found',
    'too_many_attachments',
    'too_many_contact_cards',
    'user_disabled',
    'user_not_found',
    'user_not_visible',
  ]),
]);

/** Codes after which this token never works again; after any other that parks, the workspace may open by itself. */
export const deadTokenCodes: ReadonlySet<string> = new Set([
  'account_inactive',
  'invalid_auth',
  'not_allowed_token_type',
  'not_authed',
  'team_disabled',
  'token_expired',
  'token_revoked',
  'user_removed_from_team',
]);

function all(treatment: Treatment, codes: readonly string[]): (readonly [string, Treatment])[] {
  return codes.map((code) => [code, treatment] as const);
}

/**
 * Turns whatever a call to Slack threw into a `SlackFailure`. What nobody foresaw is `uncertain`: the SDK throws bare
 * errors when an answer breaks off half-way, and then the call may have worked.
 */
export function toSlackFailure(error: unknown): SlackFailure {
  if (error instanceof SlackFailure) return error;
  if (error instanceof WebAPIRateLimitedError) return rateLimited(error.retryAfter * 1000);
  if (error instanceof WebAPIPlatformError) return fromCode(error.data.error);
  if (error instanceof WebAPIHTTPError) return fromStatus(error.statusCode);
  if (error instanceof WebAPIRequestError) {
    return isNotSent(error.original)
      ? new SlackFailure('not_sent', 'retry')
      : new SlackFailure('no_answer', 'uncertain');
  }
  // The SDK's words for a 429 whose Retry-After is missing or is no number.
  if (error instanceof Error && /^Retry header did not contain/.test(error.message)) {
    return rateLimited(defaultRetryAfterMs);
  }
  return new SlackFailure('broken_answer', 'uncertain');
}

function rateLimited(retryAfterMs: number): SlackFailure {
  const isUsable = Number.isFinite(retryAfterMs) && retryAfterMs > 0;
  const ms = isUsable ? Math.min(retryAfterMs, longestRetryAfterMs) : defaultRetryAfterMs;
  return new SlackFailure('ratelimited', 'wait', ms);
}

function fromCode(code: unknown): SlackFailure {
  // A proxy's page instead of Slack's JSON arrives here as its whole text.
  if (typeof code !== 'string' || !/^[a-z][a-z0-9_]{0,79}$/.test(code)) {
    return new SlackFailure('broken_answer', 'uncertain');
  }
  const treatment = treatments.get(code) ?? 'dead';
  return treatment === 'wait'
    ? rateLimited(defaultRetryAfterMs)
    : new SlackFailure(code, treatment);
}

function fromStatus(status: number): SlackFailure {
  if (status === 429) return rateLimited(defaultRetryAfterMs);
  return new SlackFailure(`http_${status}`, status >= 500 ? 'uncertain' : 'dead');
}

/** Refused connections, failed look-ups and handshakes: the request never left. */
function isNotSent(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && notSentCodes.test(String(cause.code))) return true;
  }
  return false;
}

const notSentCodes =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|(DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|UNABLE_TO_\w+)$/;
