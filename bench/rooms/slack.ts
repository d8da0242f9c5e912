import { type MiniSlack, startMiniSlack } from '../../test/protocol/mini-slack.ts';
import { signingSecret } from '../programs/click.ts';
import type { AtEnd } from '../row.ts';

/** A Slack with a clock that stands still, and what makes a Barbell follow it over signed HTTP. */
export async function startClockedSlack(
  now: Date,
  atEnd: AtEnd,
): Promise<{ slack: MiniSlack; environment: Record<string, string> }> {
  const slack = await startMiniSlack(atEnd);
  slack.answers('/clock', { now: now.toISOString() });
  const environment = {
    SLACK_SIGNING_SECRET: signingSecret,
    BARBELL_CLOCK_URL: slack.apiUrl.replace('/api/', '/clock'),
  };
  return { slack, environment };
}
