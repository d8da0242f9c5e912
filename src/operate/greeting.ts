import { StartupError } from '../lib/startup-error.ts';
import { type Clock, followClock, machineNow, machineSteadyMs } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { openSoundClock, type SoundClock } from '../platform/schedule/sound-clock.ts';
import type { Settings } from '../platform/settings.ts';
import { connectSlack, type Slack, settle } from '../platform/slack/client.ts';
import { SlackFailure } from '../platform/slack/failures.ts';

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
}

/**
 * Asks Slack who we are: the first proof that the token and the address are right, and that this machine's clock is. Throws a
 * `StartupError` when Slack cannot be asked.
 */
export async function greetSlack(settings: NonNullable<Settings['slack']>): Promise<Greeted> {
  const sound = openSoundClock({ wall: machineNow, steadyMs: machineSteadyMs });
  const slack = connectSlack({ ...settings, fetch: sound.hear(fetch) });
  const bot = await settle(slack.authTest());
  if (bot instanceof SlackFailure) throw refuse(bot, settings.apiUrl);
  const isTimeSure = () => sound.isSure(() => settle(slack.authTest()));
  // What is written before anybody knows would be dated by a clock that may be years ahead.
  if (!(await isTimeSure())) throw new StartupError(words.noTime);
  return { slack, bot, sound, isTimeSure };
}

const words = {
  noTime:
    'This machine’s clock and Slack’s differ by more than two minutes, and Slack did not say the same twice: set the clock (NTP), or try again.',
};

function refuse({ treatment, code }: SlackFailure, apiUrl: string): StartupError {
  return new StartupError(
    treatment === 'park'
      ? `Slack refuses SLACK_BOT_TOKEN (${code}): copy the Bot User OAuth Token of your app once more.`
      : // No certificate holds for a clock that is years off.
        `Slack cannot be reached at ${apiUrl} (${code}): check the network and this machine’s clock, and try again.`,
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
