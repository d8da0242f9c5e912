import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/time.ts';
import { parseHolidays } from './form.ts';
import {
  collectDaysOff,
  formatOwnDays,
  longestBreakDays,
  mostLines,
  type OwnDays,
  parseOwnDays,
} from './rules.ts';

function parsed(text: string): readonly OwnDays[] {
  const read = parseOwnDays(text);
  if ('refused' in read) throw new Error(JSON.stringify(read));
  return read.ownDays;
}

describe('parseOwnDays', () => {
  it('reads one day a line, ranges and names, in any order, each once', () => {
    const text =
      '2026-12-24 to 2027-01-01 Winter break\n\n 2026-11-24\r\n2026-11-24\n2026-12-01: Off-site';
    expect(parsed(text)).toEqual([
      { fromOn: '2026-11-24', untilOn: '2026-11-24', name: '' },
      { fromOn: '2026-12-01', untilOn: '2026-12-01', name: 'Off-site' },
      { fromOn: '2026-12-24', untilOn: '2027-01-01', name: 'Winter break' },
    ]);
    expect(parsed('')).toEqual([]);
  });

  it.each([
    ['24.12.2026', 'no-day', 1, '24.12.2026'],
    ['2026-12-24 ok\n<html>', 'no-day', 2, '<html>'],
    ['PK\u0003\u0004', 'no-day', 1, 'PK\u0003\u0004'],
    ['{"days":["2026-12-24"]}', 'no-day', 1, '{"days":["2026-12-24"]}'],
    ['2026-02-30 Company day', 'no-such-date', 1, '2026-02-30'],
    ['2026-12-24 to 2026-13-01', 'no-such-date', 1, '2026-13-01'],
    ['2027-02-29', 'no-such-date', 1, '2027-02-29'],
    ['2026-12-24 to 2026-12-23', 'ends-before-start', 1, '2026-12-24 to 2026-12-23'],
    ['2026-12-24 2026-12-31', 'second-date', 1, '2026-12-24 2026-12-31'],
    ['2026-12-24\n2026-12-24 Break 31.12.2026', 'second-date', 2, '2026-12-24 Break 31.12.2026'],
    ['2026-12-24 to 2027-12-24', 'too-long', 1, '2026-12-24 to 2027-12-24'],
  ])('refuses %j: %s', (text, refused, line, at) => {
    expect(parseOwnDays(text)).toEqual({ refused, line, text: at });
  });

  it('reads every word for a range that people write', () => {
    const words = 'to,until,till,through,thru,bis,TO,-,–,—,−,..,...,…,→'.split(',');
    const text = fc.tuple(fc.constantFrom('', ' ', '  '), fc.constantFrom(...words));
    fc.assert(
      fc.property(text, fc.constantFrom('', ' Winter break'), ([gap, word], name) => {
        expect(parsed(`2026-12-24${gap}${word}${gap}2026-12-31${name}`)).toEqual([
          { fromOn: '2026-12-24', untilOn: '2026-12-31', name: name.trim() },
        ]);
      }),
    );
  });

  it('cuts a long name between characters, never through one', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 30, maxLength: 90 });
    fc.assert(
      fc.property(name, (any) => {
        const long = `x${any}${'😀'.repeat(60)}`;
        for (const days of parsed(`2026-12-24 ${long.replace(/\s/g, '')}`)) {
          expect(days.name).not.toMatch(/\p{Surrogate}/u);
        }
      }),
    );
  });

  it('refuses more lines than anybody reads', () => {
    const days = (count: number) =>
      Array.from({ length: count }, (_, index) => addDays('2026-01-01', index * 2)).join('\n');
    expect(parsed(days(mostLines))).toHaveLength(mostLines);
    expect(parseOwnDays(days(mostLines + 1))).toEqual({ refused: 'too-many' });
  });

  const file = (...events: string[]) =>
    ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR'].join('\r\n');
  const event = (start: string, end: string, name: string) =>
    `BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:${start}\r\nDTEND;VALUE=DATE:${end}\r\nSUMMARY:${name}\r\nEND:VEVENT`;

  it('takes a break of sixty days and none of sixty-one, typed or from a file', () => {
    const first = '2027-01-01';
    const [last, tooLate] = [
      addDays(first, longestBreakDays - 1),
      addDays(first, longestBreakDays),
    ];
    expect([longestBreakDays, last]).toEqual([60, '2027-03-01']);
    const sixty = [{ fromOn: first, untilOn: last, name: 'Break' }];
    expect(parsed(`${first} to ${last} Break`)).toEqual(sixty);
    expect(parseOwnDays(`${first} to ${tooLate}`)).toMatchObject({ refused: 'too-long' });
    const compact = (date: string) => date.replaceAll('-', '');
    const until = (end: string) => file(event(compact(first), compact(end), 'Break'));
    expect(parsed(until(tooLate))).toEqual(sixty);
    expect(parseOwnDays(until(addDays(tooLate, 1)))).toMatchObject({ refused: 'too-long' });
  });

  it('takes an event that ends on the day it starts for that one day', () => {
    const day = { fromOn: '2026-12-24', untilOn: '2026-12-24', name: 'Off' };
    expect(parsed(file(event('20261224', '20261224', 'Off')))).toEqual([day]);
    expect(parsed(file(event('20261224', '20261225', 'Off')))).toEqual([day]);
  });

  it('joins the lines that a calendar file folds, and still names the line as pasted', () => {
    const folded = event('20261224', '20261225', 'Company\r\n  holiday of\r\n\t us all');
    expect(parsed(file(folded))).toEqual([
      { fromOn: '2026-12-24', untilOn: '2026-12-24', name: 'Company holiday of us all' },
    ]);
    expect(parsed(file(event('2026\n 1224', '2026122\r\n 5', 'Off')))).toEqual([
      { fromOn: '2026-12-24', untilOn: '2026-12-24', name: 'Off' },
    ]);
    expect(parseOwnDays(file(folded, event('20260230', '20260231', 'x')))).toEqual({
      refused: 'no-such-date',
      line: 10,
      text: '2026-02-30',
    });
  });

  it('reads the whole days of a calendar file, and leaves meetings out', () => {
    const meeting = 'BEGIN:VEVENT\r\nDTSTART:20261124T100000Z\r\nSUMMARY:Meeting\r\nEND:VEVENT';
    expect(parsed(file(event('20261224', '20270102', 'Winter\\, break'), meeting))).toEqual([
      { fromOn: '2026-12-24', untilOn: '2027-01-01', name: 'Winter, break' },
    ]);
    expect(parseOwnDays(file(meeting))).toEqual({ refused: 'empty-calendar' });
    expect(parseOwnDays(file(event('20260230', '20260231', 'x')))).toMatchObject({
      refused: 'no-such-date',
      text: '2026-02-30',
    });
    expect(parseOwnDays(file(event('20261224', '20271224', 'Sabbatical')))).toEqual({
      refused: 'too-long',
      line: 3,
      text: 'Sabbatical',
    });
  });

  describe('of a calendar file', () => {
    const file = (...lines: string[]) =>
      ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');
    const start = 'DTSTART;VALUE=DATE:20261224';

    it('reads how long an event is, and leaves its alarm alone', () => {
      const alarm = ['BEGIN:VALARM', 'DURATION:PT15M', 'END:VALARM'];
      const untilOf = (duration: string) =>
        parsed(file(start, `DURATION:${duration}`, ...alarm))[0]?.untilOn;
      expect(untilOf('P5D')).toBe('2026-12-28');
      expect(untilOf('P1W')).toBe('2026-12-30');
      expect(parseOwnDays(file(start, 'DURATION:PT5H'))).toMatchObject({ refused: 'no-day' });
    });

    it('refuses what it would keep by half: an event that repeats, or ends before it begins', () => {
      const repeats = file('DTSTART;VALUE=DATE:20190501', 'SUMMARY:May', 'RRULE:FREQ=YEARLY');
      expect(parseOwnDays(repeats)).toEqual({ refused: 'repeats', line: 2, text: 'May' });
      const backwards = file(start, 'DTEND;VALUE=DATE:20261220', 'SUMMARY:Break');
      expect(parseOwnDays(backwards)).toMatchObject({ refused: 'ends-before-start', line: 2 });
      const meeting = file('DTSTART:20261124T100000Z', 'RRULE:FREQ=WEEKLY', 'SUMMARY:Weekly');
      expect(parseOwnDays(meeting)).toEqual({ refused: 'empty-calendar' });
    });

    it('reads a name behind a parameter with a colon, and one with marks', () => {
      const nameOf = (line: string) => parsed(file(start, line))[0]?.name;
      expect(nameOf('SUMMARY;X="a:b":Party')).toBe('Party');
      expect(nameOf('SUMMARY;LANGUAGE=de:Fest\\, Tag\\nzwei')).toBe('Fest, Tag zwei');
    });
  });

  const anyDays = fc
    .record({
      day: fc.integer({ min: 0, max: 2000 }),
      length: fc.integer({ min: 1, max: longestBreakDays }),
      name: fc.string({ unit: 'grapheme', maxLength: 40 }).map((name) => name.trim()),
    })
    .filter(({ name }) => /^([\p{L}].*)?$/u.test(name) && !/^(to|until)\b/i.test(name))
    .map(({ day, length, name }) => {
      const fromOn = addDays('2026-01-01', day);
      return { fromOn, untilOn: addDays(fromOn, length - 1), name };
    });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.array(anyDays, { maxLength: 20 }), (ownDays) => {
        const once = parsed(formatOwnDays(ownDays));
        expect(parsed(formatOwnDays(once))).toEqual(once);
        const between = { from: '2025-12-01', to: '2032-12-31' };
        const daysOf = (list: readonly OwnDays[]) =>
          [...collectDaysOff({ publicDays: [], ownDays: list }, between).keys()].sort();
        expect(daysOf(once)).toEqual(daysOf(ownDays));
      }),
    );
  });

  it('keeps or refuses whatever is pasted, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const read = parseOwnDays(text);
        expect('refused' in read || Array.isArray(read.ownDays)).toBe(true);
      }),
    );
  });
});

describe('parseHolidays', () => {
  const known = { countries: [{ code: 'DE', name: 'Germany' }], regions: [] };
  const refusal = (days: string) => {
    const read = parseHolidays({ country: '', region: '', days }, known);
    return 'errors' in read ? read.errors.days : undefined;
  };

  it('says at the field which line is wrong, and what to do', () => {
    expect(refusal('2026-02-30 Off')).toBe(
      'Line 1, “2026-02-30”, is a date that does not exist. Check the day and the month.',
    );
    expect(refusal('lorem ipsum')).toContain('Write one day a line, such as');
    expect(refusal('2026-12-24')).toBeUndefined();
  });

  it('refuses a country that is none of the choices', () => {
    const read = parseHolidays({ country: 'XX', region: '', days: '' }, known);
    expect(read).toEqual({ errors: { country: 'Pick one of the choices.' } });
  });
});

describe('collectDaysOff', () => {
  it('takes the days between two dates, and the team’s own name for a day', () => {
    const off = collectDaysOff(
      {
        publicDays: [{ fromOn: '2026-12-31', days: 3, name: 'New Year' }],
        ownDays: [{ fromOn: '2027-01-01', untilOn: '2027-01-01', name: 'Hangover' }],
      },
      { from: '2027-01-01', to: '2027-01-31' },
    );
    expect([...off]).toEqual([
      ['2027-01-01', { why: 'holiday', name: 'Hangover' }],
      ['2027-01-02', { why: 'holiday', name: 'New Year' }],
    ]);
  });
});
