import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBackupDue, listSpare, nameBackup, newestOf, readBackupName } from './backup-rules.ts';

const at = (text: string): Date => new Date(`2026-11-${text}:00.000Z`);

describe('isBackupDue', () => {
  it.each([
    ['the night after the last one', '21T02:00', '22T02:00', true],
    ['just before that', '21T02:00', '22T01:59', false],
    ['at once after a night that was slept through', '19T02:00', '22T14:00', true],
    ['not twice in a day', '22T02:00', '22T23:59', false],
  ])('makes one %s', (_what, newest, now, isDue) => {
    const known = { newestAt: at(newest), startedAt: at('19T00:00') };
    expect(isBackupDue(known, at(now))).toBe(isDue);
  });

  it('waits ten minutes where there was none, so that a restart loop fills no disk', () => {
    const known = { newestAt: undefined, startedAt: at('21T09:00') };
    expect(isBackupDue(known, at('21T09:09'))).toBe(false);
    expect(isBackupDue(known, at('21T09:10'))).toBe(true);
    expect(isBackupDue({ ...known, startedAt: at('21T01:58') }, at('21T02:00'))).toBe(true);
  });
});

describe('the names of backups', () => {
  it('say when they were made, to the second, and nothing else is read', () => {
    const whole = fc.integer({ min: 0, max: 4_000_000_000 }).map((s) => new Date(s * 1000));
    fc.assert(
      fc.property(whole, fc.constantFrom('nightly', 'barbell'), (made, kind) => {
        expect(readBackupName(nameBackup(kind, made))).toEqual({ kind, at: made });
      }),
    );
    for (const name of ['barbell.db', 'nightly-2026-13-41T02-00-00Z.db', 'anchors.jsonl']) {
      expect(readBackupName(name)).toBeUndefined();
    }
  });

  it('tell which is the newest, and which nightly ones are too many; made by hand none is', () => {
    const names = ['20', '22', '19', '21'].map((day) => nameBackup('nightly', at(`${day}T02:00`)));
    const byHand = nameBackup('barbell', at('18T12:00'));
    const now = at('22T03:00');
    expect(newestOf([...names, byHand, 'anchors.jsonl'], now)).toEqual(at('22T02:00'));
    expect(newestOf(['anchors.jsonl'], now)).toBeUndefined();
    expect(listSpare([...names, byHand], 2, now)).toEqual(
      ['19', '20'].map((day) => nameBackup('nightly', at(`${day}T02:00`))),
    );
    expect(listSpare(names, 9, now)).toEqual([]);
  });

  it('of tomorrow, made under a wrong clock, stop no backup and take no place', () => {
    const [wrong, own] = ['28', '21'].map((day) => nameBackup('nightly', at(`${day}T02:00`)));
    const names = [wrong ?? expect.fail(), own ?? expect.fail()];
    const now = at('22T02:00');
    expect(newestOf(names, now)).toEqual(at('21T02:00'));
    expect(newestOf(names.slice(0, 1), now)).toBeUndefined();
    expect(listSpare(names, 1, now)).toEqual([]);
  });
});
