// A backup is made every night at two o'clock UTC, or as soon as the process runs again when it did not run then. A database
// that never had one gets its first at the next such hour, or ten minutes after a start. The newest ones are kept, as many as
// the operator said; what a person made by hand is never taken away.

const nightlyHour = 2;
const dayMs = 24 * 60 * 60_000;
/** A process that starts again and again must not fill the disk. */
const firstAfterMs = 10 * 60_000;

/** Who wished a backup: the night, or a person. */
export type BackupKind = 'nightly' | 'barbell';

/** The name of a backup of `now` (the machine's): `nightly-2026-11-21T02-00-00Z.db`. */
export function nameBackup(kind: BackupKind, now: Date): string {
  return `${kind}-${stampOf(now)}.db`;
}

/** An instant as it may stand in a file's name: `2026-11-21T02-00-00Z`. */
export function stampOf(now: Date): string {
  return `${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}

/** When a file of this name was made; undefined for any other file. */
export function readBackupName(name: string): { kind: BackupKind; at: Date } | undefined {
  const match = /^(nightly|barbell)-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.db$/.exec(name);
  if (match === null) return undefined;
  const [, kind, day, hours, minutes, seconds] = match;
  const at = new Date(`${day}T${hours}:${minutes}:${seconds}.000Z`);
  if (Number.isNaN(at.getTime())) return undefined;
  return { kind: kind === 'nightly' ? 'nightly' : 'barbell', at };
}

/**
 * The instant of the newest backup among the names of a folder. What claims to be of tomorrow was made under a clock that was
 * wrong: it says nothing, otherwise no backup would be made until then, and all would seem well.
 */
export function newestOf(names: readonly string[], now: Date): Date | undefined {
  const instants = names
    .flatMap((name) => readBackupName(name)?.at.getTime() ?? [])
    .filter((made) => !isOfTomorrow(new Date(made), now));
  return instants.length === 0 ? undefined : new Date(Math.max(...instants));
}

/** Whether an instant is so far ahead that the clock which told it, or ours, was wrong. */
export function isOfTomorrow(at: Date, now: Date): boolean {
  return at.getTime() - now.getTime() > firstAfterMs;
}

/** Whether a nightly backup should be made at `now`. */
export function isBackupDue(
  known: { newestAt: Date | undefined; startedAt: Date },
  now: Date,
): boolean {
  const lastNight = lastNightBefore(now);
  if (known.newestAt !== undefined) return known.newestAt < lastNight;
  return known.startedAt < lastNight || now.getTime() - known.startedAt.getTime() >= firstAfterMs;
}

/** Which nightly backups are more than `keep`, the oldest first; one of tomorrow takes nobody's place, and nobody takes it away. */
export function listSpare(names: readonly string[], keep: number, now: Date): string[] {
  const nightly = names
    .filter((name) => {
      const read = readBackupName(name);
      return read?.kind === 'nightly' && !isOfTomorrow(read.at, now);
    })
    .toSorted();
  return nightly.slice(0, Math.max(0, nightly.length - keep));
}

function lastNightBefore(now: Date): Date {
  const today = new Date(now);
  today.setUTCHours(nightlyHour, 0, 0, 0);
  return today > now ? new Date(today.getTime() - dayMs) : today;
}
