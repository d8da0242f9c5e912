import { describe, expect, it } from 'vitest';
import { listCountries, listPublicHolidays, listRegions } from './access.ts';

describe('the library of holidays', () => {
  it('knows countries and their parts, by name', async () => {
    const countries = await listCountries();
    expect(countries.length).toBeGreaterThan(100);
    expect(countries).toContainEqual({ code: 'DE', name: 'Germany' });
    // The library calls these Italia, Republic of Côte d'Ivoire, Macedonia and Swaziland.
    const names = countries.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['Italy', 'Côte d’Ivoire', 'North Macedonia', 'Eswatini']),
    );
    expect(names.filter((name) => /^(Republic|Kingdom|People) /.test(name))).toEqual([]);
    expect(await listRegions('DE')).toContainEqual({ code: 'BY', name: 'Bayern' });
    expect(await listRegions('')).toEqual([]);
  });

  it('tells the whole public holidays of a year, with those of a part', async () => {
    const inGermany = await listPublicHolidays({ country: 'DE', region: '' }, 2026);
    const inBavaria = await listPublicHolidays({ country: 'DE', region: 'BY' }, 2026);
    const daysOf = (list: typeof inGermany) => list.map(({ fromOn }) => fromOn);
    expect(daysOf(inGermany)).toEqual(
      expect.arrayContaining(['2026-01-01', '2026-04-03', '2026-05-01', '2026-10-03']),
    );
    expect(daysOf(inGermany)).not.toContain('2026-01-06');
    expect(daysOf(inBavaria)).toContain('2026-01-06');
    // The afternoon before is no day off.
    expect(daysOf(inGermany)).not.toContain('2026-12-24');
    expect(inGermany.every(({ days }) => days === 1)).toBe(true);
  });

  it('knows holidays of many days', async () => {
    const inTurkey = await listPublicHolidays({ country: 'TR', region: '' }, 2026);
    expect(inTurkey.some(({ days }) => days > 1)).toBe(true);
  });
});
