import type { PlantedFault } from './planted.ts';

/** Zones, days and times. */
export const calendarFaults: readonly PlantedFault[] = [
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
