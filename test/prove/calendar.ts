import type { PlantedFault } from './planted.ts';

/** Zones, days and times. */
export const calendarFaults: readonly PlantedFault[] = [
  {
    ids: ['B-74'],
    file: 'src/features/alarm/rules.ts',
    find: 'const same = known.find((alarm) => isSame(alarm, finding));',
    put: 'const same = known.find((alarm) => isSame(alarm, finding) && stands(alarm));',
    test: 'src/features/alarm/rules.test.ts',
    title: 'never fires twice for the same facts',
    also: true,
  },
  {
    ids: ['B-77'],
    file: 'src/features/rollup/message-line.ts',
    find: ' · a quiet week: ${came',
    put: ' · ${came',
    test: 'src/features/rollup/messages.test.ts',
    title: 'is one line in a quiet week',
    also: true,
  },
  {
    ids: ['B-77'],
    file: 'src/features/rollup/message-thread.ts',
    find: 'if (packed.left > 0 || (!hasRoom && messages.length === maxThreadMessages)) return false;',
    put: 'if (packed.left > 0) return false;',
    test: 'src/features/rollup/messages.test.ts',
    title: 'is told in as many messages as Slack takes',
    sizes: 'B-77: 200 / 500 items',
  },
  {
    ids: ['B-66'],
    file: 'src/features/team/settings-form.ts',
    find: '.transform((text) => canonicalZone(clean(text)))',
    put: '.transform((text) => clean(text))',
    test: 'src/features/team/form.test.ts',
    title: 'takes a zone in any case and refuses an abbreviation with an example',
  },
  {
    ids: ['P17'],
    file: 'src/lib/time.ts',
    find: 'Math.min(before, after), Math.max(before, after)',
    put: 'Math.max(before, after), Math.min(before, after)',
    test: 'src/lib/time.test.ts',
    title: 'agrees with wall clocks at every change of every zone',
    also: true,
  },
];
