/** How an instant reads in a zone, in the words Slack's date tokens use. */
export function formatDate(at: Date, pattern: string, zone: { tz: string; now: Date }): string {
  const text = pattern.replace(/\{(\w+)\}/g, (whole, token: string) => {
    const write = writers[token];
    return write ? write(at, zone.tz, zone.now) : whole;
  });
  // Slack starts a sentence with a capital: "Today at…", but "due today".
  return /^(today|yesterday|tomorrow)/.test(text) ? capitalise(text) : text;
}

/** The clock time, as on a message: "9:41 AM". */
export function timeOfDay(at: Date, tz: string): string {
  return format(at, tz, { hour: 'numeric', minute: '2-digit' });
}

/** The calendar day of an instant in a zone, "2026-11-24". */
export function dayOf(at: Date, tz: string): string {
  return format(at, tz, { year: 'numeric', month: '2-digit', day: '2-digit', locale: 'en-CA' });
}

/** A day divider: "Today", "Yesterday" or "Tuesday, November 24th". */
export function dayLabel(at: Date, tz: string, now: Date): string {
  const near = nearDay(at, tz, now);
  return near ? capitalise(near) : `${weekday(at, tz)}, ${dateWithoutWeekday(at, tz, now)}`;
}

/** The workspace's clock in full: "Tue 24 Nov 2026, 9:41 AM". */
export function clockLabel(at: Date, tz: string): string {
  const day = format(at, tz, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    locale: 'en-GB',
  });
  return `${day.replace(',', '')}, ${timeOfDay(at, tz)}`;
}

/** When a message was sent, in full, for tooltips and screen readers. */
export function fullTime(at: Date, tz: string): string {
  return `${dateLong(at, tz)} at ${timeOfDay(at, tz)}`;
}

/** The instant of a message's timestamp. */
export function instantOfTs(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

/** The instant at which a zone's clocks show this local date and time ("2026-11-24", "09:41"). */
export function instantOfLocal(day: string, time: string, tz: string): Date {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  let guess = wanted;
  for (let round = 0; round < 3; round++) guess += wanted - shownAs(new Date(guess), tz);
  return new Date(guess);
}

/** The local time of an instant in a zone, "09:41". */
export function clockOf(at: Date, tz: string): string {
  return format(at, tz, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

type Writer = (at: Date, tz: string, now: Date) => string;

const writers: Record<string, Writer> = {
  date_num: dayOf,
  date: (at, tz, now) => dateWithoutWeekday(at, tz, now),
  date_short: (at, tz) => dateShort(at, tz),
  date_long: (at, tz) => dateLong(at, tz),
  date_pretty: (at, tz, now) => nearDay(at, tz, now) ?? dateWithoutWeekday(at, tz, now),
  date_short_pretty: (at, tz, now) => nearDay(at, tz, now) ?? dateShort(at, tz),
  date_long_pretty: (at, tz, now) => nearDay(at, tz, now) ?? dateLong(at, tz),
  day_divider_pretty: (at, tz, now) => dayLabel(at, tz, now),
  time: timeOfDay,
  time_secs: (at, tz) => format(at, tz, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
  ago: (at, _tz, now) => agoOf(at, now),
};

function nearDay(at: Date, tz: string, now: Date): string | undefined {
  const days = Math.round((Date.parse(dayOf(at, tz)) - Date.parse(dayOf(now, tz))) / 86_400_000);
  return { '0': 'today', '-1': 'yesterday', '1': 'tomorrow' }[String(days)];
}

function dateShort(at: Date, tz: string): string {
  return format(at, tz, { month: 'short', day: 'numeric', year: 'numeric' });
}

function dateWithoutWeekday(at: Date, tz: string, now: Date): string {
  const month = format(at, tz, { month: 'long' });
  return `${month} ${ordinal(at, tz)}${yearUnlessNow(at, tz, now)}`;
}

function dateLong(at: Date, tz: string): string {
  const month = format(at, tz, { month: 'long' });
  return `${weekday(at, tz)}, ${month} ${ordinal(at, tz)}, ${format(at, tz, { year: 'numeric' })}`;
}

function weekday(at: Date, tz: string): string {
  return format(at, tz, { weekday: 'long' });
}

function yearUnlessNow(at: Date, tz: string, now: Date): string {
  const year = format(at, tz, { year: 'numeric' });
  return year === format(now, tz, { year: 'numeric' }) ? '' : `, ${year}`;
}

function ordinal(at: Date, tz: string): string {
  const day = Number(format(at, tz, { day: 'numeric' }));
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(day);
  return `${day}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', many: 'th', zero: 'th' }[rule]}`;
}

function agoOf(at: Date, now: Date): string {
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000);
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (Math.abs(minutes) < 1) return 'just now';
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 1440) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / 1440), 'day');
}

function shownAs(at: Date, tz: string): number {
  return Date.parse(`${dayOf(at, tz)}T${clockOf(at, tz)}:00Z`);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(
  at: Date,
  tz: string,
  how: Intl.DateTimeFormatOptions & { locale?: string },
): string {
  const key = `${tz}|${JSON.stringify(how)}`;
  let formatter = formats.get(key);
  if (!formatter) {
    const { locale = 'en-US', ...options } = how;
    formatter = new Intl.DateTimeFormat(locale, { ...options, timeZone: tz || 'UTC' });
    formats.set(key, formatter);
  }
  // Some engines put a narrow no-break space before AM; people search and tests match a plain one.
  return formatter.format(at).replace(/\u202f/g, ' ');
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
