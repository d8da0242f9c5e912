import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Settings } from '../platform/settings.ts';
import { inspectToken, type TokenAnswer } from '../platform/slack/inspect.ts';
import type { Line } from './line.ts';

const manifestSchema = z.looseObject({
  oauth_config: z.looseObject({
    scopes: z.looseObject({ bot: z.array(z.string()), bot_optional: z.array(z.string()) }),
  }),
});

/** What the manifest asks for. */
export interface Scopes {
  needed: readonly string[];
  optional: readonly string[];
}

/** Slack takes signatures of five minutes around its time; leases and pace bear less. */
const warnSkewMs = 30_000;
const badSkewMs = 120_000;

/** The tokens, what they may do, and how far the clock is from Slack's. */
export async function examineSlack(
  { slack }: Settings,
  around: { manifestFolder: string; isLocal: boolean; now: Date },
): Promise<Line[]> {
  if (slack === undefined && around.isLocal) {
    return [{ as: 'ok', about: 'Slack', says: 'the local workspace needs no tokens' }];
  }
  if (slack === undefined) {
    const says =
      'no SLACK_ variable is set here: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN as where Barbell runs. The local workspace needs none.';
    return [{ as: 'bad', about: 'Slack', says }];
  }
  const { apiUrl, botToken, transport } = slack;
  const bot = await inspectToken(apiUrl, 'auth.test', botToken);
  const lines = [judgeToken('SLACK_BOT_TOKEN', bot, apiUrl)];
  if (bot.error === undefined) {
    lines.push(...judgeScopes(readScopes(around.manifestFolder), bot.scopes));
  }
  if (bot.error !== 'no_answer') lines.push(judgeClock(bot.at, around.now));
  if (transport.by === 'socket') {
    const app = await inspectToken(apiUrl, 'apps.connections.open', transport.appToken);
    lines.push(judgeToken('SLACK_APP_TOKEN', app, apiUrl));
  }
  return lines;
}

function judgeToken(name: string, answer: TokenAnswer, apiUrl: string): Line {
  const { error } = answer;
  if (error === undefined) return { as: 'ok', about: name, says: 'Slack takes it' };
  if (error === 'no_answer') {
    const says = `Slack does not answer at ${apiUrl}: look at the network, a proxy, DNS and status.slack.com.`;
    return { as: 'bad', about: name, says };
  }
  const remedy =
    name === 'SLACK_BOT_TOKEN'
      ? 'copy the Bot User OAuth Token (xoxb-…) from Install App'
      : 'make an app-level token (xapp-…) with connections:write under Basic Information, and switch Socket Mode on';
  return { as: 'bad', about: name, says: `Slack refuses it (${error}): ${remedy}.` };
}

/** Compares what was granted with what the manifest asks for; what Slack does not tell cannot be judged. */
export function judgeScopes(wanted: Scopes, granted: readonly string[] | undefined): Line[] {
  const about = 'scopes';
  if (granted === undefined)
    return [{ as: 'warn', about, says: 'Slack did not say which are granted.' }];
  const missing = wanted.needed.filter((scope) => !granted.includes(scope));
  const absent = wanted.optional.filter((scope) => !granted.includes(scope));
  const known = [...wanted.needed, ...wanted.optional];
  const more = granted.filter((scope) => !known.includes(scope));
  const lines: Line[] = [];
  if (missing.length > 0) {
    const says = `${missing.join(', ')} missing: update the app from manifest.yml and install it again.`;
    lines.push({ as: 'bad', about, says });
  }
  if (more.length > 0) {
    const says = `${more.join(', ')} granted and never used: take them out of the app.`;
    lines.push({ as: 'warn', about, says });
  }
  if (lines.length === 0) lines.push({ as: 'ok', about, says: 'all that are needed' });
  if (absent.length > 0) {
    const says = `without the optional ${absent.join(', ')}; docs/operations.md says what they are for.`;
    lines.push({ as: 'ok', about, says });
  }
  return lines;
}

/** How far this machine's clock is from Slack's, which tells whole seconds, or nothing where something in between is in the way. */
export function judgeClock(slackAt: Date | undefined, now: Date): Line {
  const about = 'clock';
  if (slackAt === undefined) {
    const says =
      'Slack’s answers do not say what time it is, so nobody can tell whether this machine’s clock is right: let their header Date through the proxy, and switch time synchronisation (NTP) on.';
    return { as: 'warn', about, says };
  }
  const skewMs = Math.abs(now.getTime() - slackAt.getTime());
  if (skewMs < warnSkewMs) return { as: 'ok', about, says: 'agrees with Slack’s' };
  const seconds = Math.round(skewMs / 1000);
  const side = now > slackAt ? 'ahead of' : 'behind';
  const says = `is ${seconds} s ${side} Slack’s: switch time synchronisation (NTP) on.`;
  return { as: skewMs < badSkewMs ? 'warn' : 'bad', about, says };
}

function readScopes(folder: string): Scopes {
  const text = readFileSync(join(folder, 'manifest.yml'), 'utf8');
  const { scopes } = manifestSchema.parse(parse(text)).oauth_config;
  return { needed: scopes.bot, optional: scopes.bot_optional };
}
