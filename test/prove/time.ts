import type { PlantedFault } from './planted.ts';

const time = 'src/lib/time.ts';
const times = 'src/lib/time.test.ts';
const change = 'src/features/team/change-rules.ts';
const settings = 'test/simulation/changed-settings.test.ts';
const downtime = 'test/simulation/downtime.test.ts';
const opening = 'src/features/opening/rules.ts';
const storm = 'test/simulation/storm-again.test.ts';

/** What is due, when, and what becomes of it; what was decided and is taken back; and the storm, which lives through all of it. */
export const timeFaults: readonly PlantedFault[] = [
  {
    ids: ['F-57'],
    file: time,
    find: 'return new Date(exact ?? findChange(after, before, zone));',
    put: 'return new Date(exact ?? before);',
    test: times,
    title: 'reads a skipped time as the first instant after the gap',
    also: true,
  },
  {
    ids: ['F-58'],
    file: time,
    find: 'Math.min(before, after), Math.max(before, after)',
    put: 'Math.max(before, after), Math.min(before, after)',
    test: times,
    title: 'reads a doubled time as the first of the two',
    also: true,
  },
  {
    ids: ['F-59'],
    file: time,
    find: 'return new Date(exact ?? findChange(after, before, zone));',
    put: 'return new Date(exact ?? after);',
    test: times,
    title: 'begins a day without a midnight at its first instant',
    also: true,
  },
  {
    ids: ['F-67'],
    file: time,
    find: 'return addDays(date, 1 - weekdayOf(date));',
    put: 'return addDays(date, 1 - toUtcDay(date).getUTCDay());',
    test: times,
    title: 'names a week by its Monday, also over the turn of a year',
  },
  {
    ids: ['P18', 'F-65'],
    file: change,
    find: 'while (reviewSlot(after, weekOn).opensAt <= now) {',
    put: 'while (reviewSlot(after, weekOn).opensAt <= new Date(0)) {',
    test: settings,
    title: 'each period has its one review, or a word why not',
    also: true,
    sizes: 'P18: 8 / 5,000 teams whose settings change at random instants',
  },
  {
    ids: ['P20', 'F-64'],
    file: opening,
    find: 'if (lateMs <= onTimeMs) return',
    put: 'if (lateMs <= missedAfterMs) return',
    test: downtime,
    title: 'it is opened late and said so, or recorded as missed',
    also: true,
    sizes: 'P20: 2 / 200 seeds of each length',
  },
  {
    ids: ['F-63'],
    file: opening,
    find: 'const onTimeMs = 10 * minuteMs;',
    put: 'const onTimeMs = 1000;',
    test: 'src/features/opening/rules.test.ts',
    title: 'opens as on time when the program was busy over the due second',
    also: true,
  },
  {
    ids: ['P15'],
    file: 'src/features/review/jobs.ts',
    find: `: record(tx, { ...week, outcome: 'missed' }, now),`,
    put: `: record(tx, { ...week, outcome: 'skipped' }, now),`,
    test: downtime,
    title: 'every occurrence has one outcome',
    also: true,
    sizes: 'P15: 3 weeks / 500 weeks of 20 schedules',
  },
  {
    ids: ['F-62'],
    file: opening,
    find: 'const missedAfterMs = 3 * dayMs;',
    put: 'const missedAfterMs = 30 * dayMs;',
    test: 'test/journeys/a-sleep-is-said-and-never-a-burst.test.ts',
    title: 'for more than three days: what was due is missed',
    also: true,
    sizes: 'F-62: by a clock that was moved, no machine sleeps',
  },
  {
    ids: ['P35'],
    file: 'src/features/decision/reversal-rules.ts',
    find: `if (press.userId === reversal.proposedBy) return { refused: 'proposer' };`,
    put: '',
    test: 'src/features/decision/reversal-rules.test.ts',
    title: 'completes only with two distinct active holders other than the asker',
    also: true,
    sizes: 'P35: 5,000 / 5,000 interleavings, of people of one workspace',
  },
  {
    ids: ['F-95'],
    file: 'src/features/twokey/write.ts',
    find: `await saveOnePagerState(tx, { id: onepagerId, state: 'running' });`,
    put: '',
    test: 'test/stores/reversal.test.ts',
    title: 'lets a reversed stop run again, at once when it was not major',
    also: true,
  },
  {
    ids: ['P45'],
    file: 'test/simulation/dice.ts',
    find: 'this.state = (this.state + 0x6d2b79f5) >>> 0;',
    put: 'this.state = (Math.random() * 2 ** 32) >>> 0;',
    test: storm,
    title: 'the same seed lives the same storm, to the last word',
    also: true,
    sizes: 'P45: 1 seed twice / 200 seeds, 10 times',
  },
];
