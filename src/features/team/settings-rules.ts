// Any full member may change the settings; the home channel reads what was and what is. A changed cycle length holds from
// the next cycle on, so that no cycle that is running is cut or stretched. A form that changes nothing tells nobody
// anything.

import { formatWeekday } from '../../lib/time.ts';
import type { Rhythm, Team } from './rules.ts';

/** What the settings form sets. */
export interface Settings extends Rhythm {
  rollupChannelId: string;
  cycleDays: 7 | 14;
  isVoteOpen: boolean;
  quota: number;
  /** The layer *More alarms*; `false` switches it off, undefined leaves it as it is. */
  hasMoreAlarms?: boolean;
  /** Undefined leaves it as it is. */
  evidenceMinutes?: number;
}

/** One changed setting in words, or a channel's ids; `note` is what else there is to know, or empty. */
export interface SettingsChange {
  label: string;
  from: string;
  to: string;
  isChannel: boolean;
  note: string;
}

/** The team with changed settings, and what changed, in the order of the form; no entry when a value stays. */
export function changeSettings(
  team: Team,
  settings: Settings,
): { team: Team; changes: SettingsChange[] } {
  const { hasMoreAlarms = team.hasMoreAlarms === true, ...rest } = settings;
  const { evidenceMinutes = team.evidenceMinutes } = settings;
  const asked = { ...rest, evidenceMinutes };
  const { hasMoreAlarms: _, ...kept } = team;
  const changes = describedSettings.flatMap(({ label, describe, isChannel, note }) => {
    const from = describe(team);
    const to = describe({ ...asked, hasMoreAlarms });
    return from === to
      ? []
      : [{ label, from, to, isChannel: isChannel === true, note: note ?? '' }];
  });
  const layers = hasMoreAlarms ? { hasMoreAlarms } : {};
  return { team: { ...kept, ...asked, ...layers }, changes };
}

const describedSettings: readonly {
  label: string;
  describe: (settings: Settings) => string;
  isChannel?: true;
  note?: string;
}[] = [
  { label: 'Rhythm', describe: (it) => everyDays(it.rhythmDays) },
  {
    label: 'Review',
    describe: (it) => `${formatWeekday(it.reviewWeekday)} ${it.reviewTime}`,
  },
  { label: 'Time zone', describe: (it) => it.zone },
  {
    label: 'Review closes',
    describe: (it) =>
      `${it.closeTime}, ${it.closeAfterDays === 0 ? 'the same day' : `${it.closeAfterDays} ${it.closeAfterDays === 1 ? 'day' : 'days'} later`}`,
  },
  {
    label: 'Roll-up',
    describe: (it) => `${formatWeekday(it.rollupWeekday)} ${it.rollupTime}`,
  },
  { label: 'Roll-up channel', describe: (it) => it.rollupChannelId, isChannel: true },
  {
    label: 'Cycle',
    describe: (it) => everyDays(it.cycleDays),
    note: ' (from the next cycle on)',
  },
  {
    label: 'Votes',
    describe: (it) => (it.isVoteOpen ? 'open' : 'hidden until decided'),
  },
  { label: 'Deviations a cycle', describe: (it) => String(it.quota) },
  { label: 'More alarms', describe: (it) => (it.hasMoreAlarms === true ? 'on' : 'off') },
  { label: 'Evidence review', describe: (it) => `${it.evidenceMinutes} minutes` },
];

function everyDays(days: 7 | 14): string {
  return days === 7 ? 'every week' : 'every two weeks';
}
