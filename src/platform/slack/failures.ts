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

/** Slack's documented error codes of the methods we call; a code that is not here is `dead` and reported. */
export const treatments: Readonly<Record<string, Treatment>> = {
  // It may have worked. https://docs.slack.dev/reference/methods/chat.postMessage#errors
  fatal_error: 'uncertain',
  internal_error: 'uncertain',
  request_timeout: 'uncertain',
  // Nothing happened.
  service_unavailable: 'retry',
  team_added_to_org: 'retry',
  org_login_required: 'park',
  ratelimited: 'wait',
  rate_limited: 'wait',
  message_limit_exceeded: 'park',
  // The workspace is shut to us.
  token_revoked: 'park',
  token_expired: 'park',
  account_inactive: 'park',
  invalid_auth: 'park',
  not_authed: 'park',
  no_permission: 'park',
  ekm_access_denied: 'park',
  access_denied: 'park',
  two_factor_setup_required: 'park',
  accesslimited: 'park',
  team_access_not_granted: 'park',
  missing_scope: 'dead',
  not_allowed_token_type: 'park',
  // The message is not there any more, or may not be changed.
  message_not_found: 'gone',
  cant_update_message: 'gone',
  edit_window_closed: 'gone',
  thread_not_found: 'gone',
  // A person has to mend the channel or the message.
  channel_not_found: 'dead',
  not_in_channel: 'dead',
  is_archived: 'dead',
  restricted_action: 'dead',
  restricted_action_read_only_channel: 'dead',
  restricted_action_thread_only_channel: 'dead',
  restricted_action_non_threadable_channel: 'dead',
  restricted_action_thread_locked: 'dead',
  msg_too_long: 'dead',
  msg_blocks_too_long: 'dead',
  no_text: 'dead',
  invalid_blocks: 'dead',
  invalid_blocks_format: 'dead',
  invalid_arguments: 'dead',
  invalid_metadata_format: 'dead',
  invalid_metadata_schema: 'dead',
  metadata_too_large: 'dead',
  user_not_found: 'dead',
  user_disabled: 'dead',
  cannot_dm_bot: 'dead',
  messages_tab_disabled: 'dead',
  user_not_visible: 'dead',
  as_user_not_supported: 'dead',
  deprecated_endpoint: 'dead',
  method_deprecated: 'dead',
  slack_connect_file_link_sharing_blocked: 'dead',
};

/** Turns whatever a call to Slack threw into a `SlackFailure`; anything else is thrown on as it is. */
export function toSlackFailure(error: unknown): SlackFailure {
  if (error instanceof SlackFailure) return error;
  if (error instanceof WebAPIRateLimitedError) {
    const seconds =
      Number.isFinite(error.retryAfter) && error.retryAfter > 0 ? error.retryAfter : 30;
    return new SlackFailure('ratelimited', 'wait', seconds * 1000);
  }
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    const treatment = treatments[code] ?? 'dead';
    return new SlackFailure(code, treatment, treatment === 'wait' ? defaultRetryAfterMs : 0);
  }
  if (error instanceof WebAPIHTTPError) {
    if (error.statusCode === 429) {
      return new SlackFailure('http_429', 'wait', defaultRetryAfterMs);
    }
    return new SlackFailure(
      `http_${error.statusCode}`,
      error.statusCode >= 500 ? 'uncertain' : 'dead',
    );
  }
  if (error instanceof WebAPIRequestError) {
    return isNotSent(error.original)
      ? new SlackFailure('not_sent', 'retry')
      : new SlackFailure('no_answer', 'uncertain');
  }
  throw error;
}

/** Refused connections and failed look-ups: the request never left. */
function isNotSent(error: unknown): boolean {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && codes.includes(String(cause.code))) return true;
  }
  return false;
}
