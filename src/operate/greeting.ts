import { StartupError } from '../lib/startup-error.ts';
import { type Clock, followClock, machineNow, machineSteadyMs } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { openSoundClock, type SoundClock } from '../platform/schedule/sound-clock.ts';
import type { Settings } from '../platform/settings.ts';
import { connectSlack, type Slack, settle } from '../platform/slack/client.ts';
import { deadTokenCodes, SlackFailure, type Treatment } from '../platform/slack/failures.ts';
import { openStartWait, type StartSettings, type StartWait } from './start-wait.ts';

/** Who we are in Slack, as it says itself. */
export type Ourselves = Awaited<ReturnType<Slack['authTest']>>;

/** A Slack that has answered, and with it what time it is. */
export interface Greeted {
  slack: Slack;
  bot: Ourselves;
  /** The time of this process: leases, pace and signatures, and on real Slack what is due. */
  sound: SoundClock;
  /** Whether the time is known; asks Slack once more where it is not. */
  isTimeSure: () => Promise<boolean>;
  /** To be ended when the start is done. */
  waiting: StartWait;
}

/**
 * Asks Slack who we are: the first proof that the token and the address are right, and that this machine's clock is. While Slack
 * cannot be reached it is asked again, at least twice a minute. Throws a `StartupError` when Slack refuses us, or nobody can tell
 * what time it is.
 */
export async function greetSlack(settings: StartSettings, log: Log): Promise<Greeted> {
  const sound = openSoundClock({ wall: machineNow, steadyMs: machineSteadyMs });
  const slack = connectSlack({ ...settings.slack, fetch: sound.hear(fetch) });
  const waiting = openStartWait(settings, { log, machineNow: sound.now });
  const greet = () => askUntilAnswered(slack, settings.slack.apiUrl, waiting);
  let bot = await greet();
  if (!sound.isKnown()) bot = await greet();
  // What is written before anybody knows would be dated by a clock that may be years ahead.
  if (!sound.isKnown()) throw new StartupError(words.noTime);
  const isTimeSure = () => sound.isSure(() => settle(slack.authTest()));
  return { slack, bot, sound, isTimeSure, waiting };
}

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
const passing: ReadonlySet<Treatment> = new Set<Treatment>(['retry', 'wait', 'uncertain']);

/** What passes by itself. Anything else has to be mended by whoever starts us. */
function doesPass({ treatment, code }: SlackFailure): boolean {
  return passing.has(treatment) || isShut({ treatment, code });
}

/** Whether the workspace is shut for a while, as while it moves into an organisation: the token is as good as before. (F-25) */
function isShut({ treatment, code }: Pick<SlackFailure, 'treatment' | 'code'>): boolean {
  return treatment === 'park' && !deadTokenCodes.has(code);
}

async function askUntilAnswered(
  slack: Slack,
  apiUrl: string,
  waiting: StartWait,
): Promise<Ourselves> {
  for (let tries = 0; ; tries += 1) {
    const bot = await settle(slack.authTest());
    if (!(bot instanceof SlackFailure)) return bot;
    if (!doesPass(bot)) throw refuse(bot, apiUrl);
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 8));
    const says = isShut(bot) ? words.shut(bot.code) : words.unreachable(apiUrl, bot.code);
    await waiting.pause(says, Math.max(pauseMs, bot.retryAfterMs));
  }
}

const words = {
  noTime:
    'This machine’s clock and Slack’s differ by more than two minutes, and Slack did not say the same twice: set the clock (NTP), or try again.',
  shut: (code: string) =>
    `the workspace is shut to us (${code}), for a while perhaps: it is asked again until it opens; ask an admin of the workspace why`,
  // No certificate holds for a clock that is years off.
  unreachable: (apiUrl: string, code: string) =>
    `Slack cannot be reached at ${apiUrl} (${code}), it is asked again until it can: look at the network, this machine’s clock and status.slack.com`,
};

function refuse({ treatment, code }: SlackFailure, apiUrl: string): StartupError {
  return new StartupError(
    treatment === 'park'
      ? `Slack refuses SLACK_BOT_TOKEN (${code}): copy the Bot User OAuth Token of your app once more.`
      : `What answers at ${apiUrl} is not Slack (${code}): look at SLACK_API_URL and at any proxy, and try again.`,
  );
}

/** The ritual's time: the process's own, or a clock that people move, which is never in doubt; then `onMove` is called. */
export async function openRitualClock(
  { clockUrl }: Settings,
  { sound, isTimeSure, log }: Pick<Greeted, 'sound' | 'isTimeSure'> & { log: Log },
  onMove: () => void,
): Promise<Clock> {
  if (clockUrl === undefined) {
    return { now: sound.now, isSure: isTimeSure, stop: () => undefined };
  }
  return followClock(clockUrl, {
    onMove,
    onTrouble: (error) => log.warn({ error: String(error) }, 'the clock does not answer'),
  }).catch(() => {
    throw new StartupError(`BARBELL_CLOCK_URL does not answer with {"now": …}: ${clockUrl}`);
  });
}
