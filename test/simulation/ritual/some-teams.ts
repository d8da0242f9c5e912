import {
  checkRhythm,
  defaultRhythm,
  firstWeeks,
  type Rhythm,
  type Team,
} from '../../../src/features/team/rules.ts';
import type { Random } from './random.ts';

/** Zones with and without summer time, on both halves of the earth, with odd offsets and rare rules. */
export const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Gaza',
];

const times = ['00:00', '00:30', '01:30', '02:00', '02:30', '07:45', '09:00', '10:00', '13:15'];
const lateTimes = ['16:30', '17:00', '22:00', '23:59'];

/** A day and time for a review or roll-up. */
export function someTime(random: Random): string {
  return random.pick([...times, ...lateTimes]);
}

/** A weekly or two-weekly rhythm that the settings accept. */
export function someRhythm(random: Random, zone = random.pick(zones)): Rhythm {
  for (;;) {
    const rhythm: Rhythm = {
      ...defaultRhythm({ zone, reviewWeekday: random.whole(1, 7), reviewTime: someTime(random) }),
      rhythmDays: random.chance(0.3) ? 14 : 7,
    };
    if (random.chance(0.3)) {
      rhythm.closeAfterDays = random.whole(0, 5);
      rhythm.rollupWeekday = random.whole(1, 7);
      rhythm.rollupTime = someTime(random);
    }
    if (checkRhythm(rhythm) === undefined) return rhythm;
  }
}

/** A team with that rhythm, set up at `now` (UTC milliseconds). */
export function makeTeam(number: number, rhythm: Rhythm, now: number): Team {
  return {
    ...{ id: `tm_${number}`, workspaceId: 'T1' },
    ...{ channelId: `C${number}`, rollupChannelId: `C${number}` },
    ...rhythm,
    ...{ cycleDays: 14, isVoteOpen: false, quota: 1, evidenceMinutes: 30 },
    ...firstWeeks(rhythm, new Date(now)),
    ...{ setUpBy: 'U1', setUpAt: new Date(now) },
  };
}
