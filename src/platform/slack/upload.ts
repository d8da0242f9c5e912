import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { ChartBlock } from './chart.ts';
import { SlackFailure } from './failures.ts';
import type { TextFile } from './feature.ts';

// Two things that go to an address which Slack gives, instead of the Web API.

type Fetch = typeof fetch;

const answerMs = 5_000;
const uploadMs = 20_000;

/**
 * Whether an address that came with a payload is one that Slack gives. Only a stand-in for Slack, whose Web API is elsewhere too,
 * gives others. (reliability.md B-23)
 */
export function isOfSlack(address: string, apiUrl: string): boolean {
  if (!/(^|\.)slack(-gov)?\.com$/.test(new URL(apiUrl).hostname)) return true;
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username } = new URL(address);
  const isHooks = /^hooks\.slack(-gov)?\.com$/.test(hostname);
  return isHooks && protocol === 'https:' && port === '' && username === '';
}

/** Answers at a `response_url`, to one person. https://docs.slack.dev/interactivity/handling-user-interaction */
export async function postAnswer(
  fetchFrom: Fetch,
  responseUrl: string,
  answer: { text: string; blocks?: (KnownBlock | ChartBlock)[]; isInPlace?: boolean },
): Promise<void> {
  const response = await post(fetchFrom, responseUrl, {
    timeoutMs: answerMs,
    type: 'application/json',
    body: JSON.stringify({
      response_type: 'ephemeral',
      replace_original: answer.isInPlace === true,
      text: answer.text,
      ...(answer.blocks === undefined ? {} : { blocks: answer.blocks }),
    }),
  });
  const said = await response.text();
  // `ok`, `{"ok":true}`, or the error's code, in JSON or bare; some refusals come with status 200.
  const code = /"error"\s*:\s*"(\w+)"/.exec(said)?.[1];
  if (code !== undefined) throw new SlackFailure(code, 'dead');
  if (!response.ok) throw new SlackFailure(/^\w+$/.test(said) ? said : httpCode(response), 'dead');
}

/**
 * Uploads a text file and shares it in the person's direct message: three calls, of which the last makes it seen.
 * https://docs.slack.dev/messaging/working-with-files
 */
export async function uploadFile(
  fetchFrom: Fetch,
  client: WebClient,
  { userId, file }: { userId: string; file: TextFile },
): Promise<void> {
  const bytes = Buffer.from(file.content, 'utf8');
  const place = await client.files.getUploadURLExternal({
    filename: file.name,
    length: bytes.length,
  });
  const { upload_url: address = '', file_id: id = '' } = place;
  const type = 'application/octet-stream';
  const response = await post(fetchFrom, address, { timeoutMs: uploadMs, type, body: bytes });
  if (!response.ok) throw new SlackFailure(httpCode(response), 'dead');
  const { channel } = await client.conversations.open({ users: userId });
  await client.files.completeUploadExternal({
    files: [{ id, title: file.name }],
    channel_id: channel?.id ?? userId,
    initial_comment: file.note,
  });
}

function post(
  fetchFrom: Fetch,
  address: string,
  what: { timeoutMs: number; type: string; body: string | Uint8Array<ArrayBuffer> },
): Promise<Response> {
  return fetchFrom(address, {
    method: 'POST',
    headers: { 'content-type': what.type },
    body: what.body,
    signal: AbortSignal.timeout(what.timeoutMs),
  }).then(
    (response) => response,
    () => {
      throw new SlackFailure('no_answer', 'uncertain');
    },
  );
}

function httpCode(response: Response): string {
  return `http_${response.status}`;
}
