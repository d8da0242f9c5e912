import { machineNow } from '../platform/clock.ts';
import { ownFolder } from '../platform/own-folder.ts';
import type { Settings } from '../platform/settings.ts';
import { examineDatabase } from './doctor-database.ts';
import { examineProcess } from './doctor-process.ts';
import { examineSlack } from './doctor-slack.ts';
import type { Line } from './line.ts';

/**
 * `barbell doctor`: everything that an installation needs, looked at from outside, whether the bot runs or not: Node, tokens
 * and scopes, clock, channels, disk, database, outbox, backups, and the running process. Every line that is not well says
 * what to do. No secret and nobody's words are in it. (issue: doctor; reliability.md P05, F-71 to F-78, F-86, F-91)
 */
export async function examine(settings: Settings): Promise<Line[]> {
  const now = machineNow();
  const running = await examineProcess(settings);
  const [slack, database] = await Promise.all([
    examineSlack(settings, { manifestFolder: ownFolder(), isLocal: running.isLocal, now }),
    examineDatabase(settings, now),
  ]);
  return [...running.lines, ...slack, ...database];
}
