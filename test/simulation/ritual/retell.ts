import { tell } from './almanac.ts';
import type { Said } from './ritual.ts';

/** What was said, in the model's words. */
export function retell(said: readonly Said[]): string[] {
  const lines = said.flatMap((one) => {
    if (one.kind !== 'review' && one.kind !== 'rollup') return [];
    const isLate = /Barbell was not running then|late, Barbell was not running/.test(one.text);
    const { kind, weekOn, at, text } = one;
    const news = [
      ...text.matchAll(/The (review|roll-up) of the week of (\d+ \w+) (came|was) (\w+)/g),
    ];
    return [
      tell({ kind, weekOn, at, outcome: isLate ? 'late' : 'opened' }),
      ...news.map(([, what = '', day = '', , how = '']) => {
        const outcome = how === 'late' || how === 'missed' ? how : 'moved';
        return `${weekOn} tells: ${what.replace('-', '')} of ${dateOf(day, weekOn)} ${outcome}`;
      }),
    ];
  });
  return lines.toSorted();
}

/** The date of `24 Nov` in a roll-up of this week. */
function dateOf(day: string, weekOn: string): string {
  const year = Number(weekOn.slice(0, 4));
  const date = new Date(`${day} ${year} 12:00 UTC`).toISOString().slice(0, 10);
  return date > weekOn ? date.replace(String(year), String(year - 1)) : date;
}
