import {
  type WebAPICallResult,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadTokenCodes, type Treatment, toSlackFailure, treatments } from './failures.ts';

/** https://docs.slack.dev/reference/methods/chat.postMessage#errors, as it was in November 2026. */
const documentedForPost =
  `access_denied accesslimited account_inactive app_access_restricted as_user_not_supported
  attachment_payload_limit_exceeded cannot_reply_to_message channel_not_found deprecated_endpoint
  duplicate_channel_not_found duplicate_message_not_found ekm_access_denied enterprise_is_restricted fatal_error
  internal_error invalid_arg_name invalid_arguments invalid_array_arg invalid_auth invalid_blocks invalid_blocks_format
  invalid_charset invalid_form_data invalid_metadata_format invalid_metadata_schema invalid_post_type is_archived
  markdown_text_conflict message_limit_exceeded messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large
  method_deprecated missing_file_data missing_post_type missing_scope msg_blocks_too_long msg_too_long no_permission
  no_text not_allowed_token_type not_authed not_in_channel org_login_required rate_limited ratelimited request_timeout
  restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel
  restricted_action_thread_locked restricted_action_thread_only_channel send_on_behalf_not_allowed service_unavailable
  slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked
  team_access_not_granted team_added_to_org team_not_found token_expired token_revoked too_many_attachments
  too_many_contact_cards two_factor_setup_required`.split(/\s+/);

/** https://docs.slack.dev/reference/methods/chat.update#errors: those that a post does not have. */
const documentedForUpdate =
  `block_mismatch cant_broadcast_message cant_update_message edit_window_closed
  external_channel_migrating invalid_attachments is_inactive message_not_found no_dual_broadcast_content_update
  update_failed`.split(/\s+/);

function platformError(code: string): WebAPIPlatformError {
  const result: WebAPICallResult & { error: string } = {
    ok: false,
    error: code,
    response_metadata: {},
  };
  return new WebAPIPlatformError(result);
}

const treated = (error: unknown): [string, Treatment, number] => {
  const { code, treatment, retryAfterMs } = toSlackFailure(error);
  return [code, treatment, retryAfterMs];
};

describe('Slack’s error codes', () => {
  it.each([...documentedForPost, ...documentedForUpdate])('has a treatment for %s', (code) => {
    expect([...treatments.keys()]).toContain(code);
    expect(toSlackFailure(platformError(code)).treatment).toBe(treatments.get(code));
  });

  it('takes an unknown code for one that a person has to mend', () => {
    expect(treated(platformError('brand_new_error'))).toEqual(['brand_new_error', 'dead', 0]);
  });

  it.each(['constructor', '__proto__', 'toString'])('is not fooled by the code %s', (code) => {
    // `constructor` reads like a code that nobody knows yet; the others are no code at all.
    const expected = code === 'constructor' ? [code, 'dead', 0] : ['broken_answer', 'uncertain', 0];
    expect(treated(platformError(code))).toEqual(expected);
  });

  it('never repeats what Slack says may have worked', () => {
    for (const code of ['fatal_error', 'internal_error', 'service_unavailable']) {
      expect(treated(platformError(code))).toEqual([code, 'uncertain', 0]);
    }
  });

  it('counts dead tokens among those that shut the workspace', () => {
    for (const code of deadTokenCodes) expect(treatments.get(code)).toBe('park');
  });
});

describe('toSlackFailure', () => {
  it('obeys Retry-After, and waits half a minute when there is none (F-32, F-33)', () => {
    expect(treated(new WebAPIRateLimitedError(7))).toEqual(['ratelimited', 'wait', 7000]);
    const bare = [
      new WebAPIRateLimitedError(0),
      new WebAPIRateLimitedError(Number.NaN),
      platformError('ratelimited'),
      new WebAPIHTTPError(429, 'Too Many Requests', {}),
      new Error('Retry header did not contain a valid timeout (url: x, retry-after header: null)'),
    ];
    for (const error of bare) expect(treated(error)).toEqual(['ratelimited', 'wait', 30_000]);
  });

  it('asks again after an hour however long it is to wait: some proxies write an instant there', () => {
    expect(treated(new WebAPIRateLimitedError(3599))).toEqual(['ratelimited', 'wait', 3_599_000]);
    for (const seconds of [3601, 1_795_000_000, 1e300]) {
      expect(treated(new WebAPIRateLimitedError(seconds))).toEqual([
        ...['ratelimited', 'wait'],
        3_600_000,
      ]);
    }
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED'])(
    'knows that nothing was sent after %s',
    (code) => {
      const cause = Object.assign(new Error('x'), { code });
      const error = new WebAPIRequestError(new TypeError('fetch failed', { cause }));
      expect(treated(error)).toEqual(['not_sent', 'retry', 0]);
    },
  );

  it('does not know whether anything was sent after a lost answer', () => {
    const cause = Object.assign(new Error('x'), { code: 'ECONNRESET' });
    const error = new WebAPIRequestError(new TypeError('fetch failed', { cause }));
    expect(treated(error)).toEqual(['no_answer', 'uncertain', 0]);
    expect(treated(new TypeError('terminated'))).toEqual(['broken_answer', 'uncertain', 0]);
  });

  it('takes a server’s failure for uncertain and a refusal for dead', () => {
    expect(treated(new WebAPIHTTPError(503, '', {}))).toEqual(['http_503', 'uncertain', 0]);
    expect(treated(new WebAPIHTTPError(404, '', {}))).toEqual(['http_404', 'dead', 0]);
  });

  it('does not carry a proxy’s page along as a code', () => {
    const page = '<html><body>Please log in to the hotel</body></html>';
    expect(treated(platformError(page))).toEqual(['broken_answer', 'uncertain', 0]);
  });

  it('answers something for whatever is thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        expect(toSlackFailure(thrown).treatment).toBe('uncertain');
      }),
    );
    fc.assert(
      fc.property(fc.string(), (code) => {
        expect(toSlackFailure(platformError(code)).code).toMatch(/^[a-z][a-z0-9_]*$/);
      }),
    );
  });
});
