import { describe, expect, it } from 'vitest';
import { isTooOld, judgeFileSystem, readDisk, refuseUnsafe, sqliteVersion } from './place.ts';

describe('where an SQLite file may lie', () => {
  it.each([
    ['NFS', 0x6969, true],
    ['SMB', 0x517b, true],
    ['CIFS, as a signed number', 0xff534d42 | 0, true],
    ['tmpfs', 0x01021994, false],
  ])('knows %s by its number (F-76)', (_name, type, isRefused) => {
    expect(judgeFileSystem(type)).toMatchObject({ isRefused });
  });

  it('says nothing of an ordinary disk, also for a folder that is not there yet', () => {
    expect(judgeFileSystem(0xef53)).toBeUndefined();
    expect(readDisk('/nobody/made/this/barbell.db').freeBytes).toBeGreaterThan(0);
    expect(() => refuseUnsafe('/nobody/made/this/barbell.db')).not.toThrow();
  });
});

describe('the SQLite that writes', () => {
  it.each([
    ['3.51.2', true],
    ['3.7.17', true],
    ['2.9.9', true],
    ['3.51.3', false],
    ['3.52.0', false],
    ['4.0.0', false],
  ])('%s is too old: %s (F-75)', (version, isOld) => {
    expect(isTooOld(version)).toBe(isOld);
  });

  it('is new enough in this program', () => {
    expect(isTooOld(sqliteVersion())).toBe(false);
  });
});
