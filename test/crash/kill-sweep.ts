import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCrew } from '../harness/crew.ts';
import { DoomedTeams, type WorldFigures } from './doomed-teams.ts';
import { type NamedPoint, namedPoints } from './named-points.ts';
import { patienceMs } from './patience.ts';
import { buildPreload } from './preload.ts';

/** How often a world dies, which is once at each point: more would run out of people who have not voted. */
const deathsInWorld = namedPoints.length;

/** What a sweep of kills has come to. */
export interface KillFigures extends WorldFigures {
  kills: number;
  /** Different points at which it died. */
  points: number;
}

/** How much, and where. */
export interface KillOptions {
  kills: number;
  /** How many worlds live at the same time: most of a kill is waiting for an answer that does not come. */
  abreast?: number;
  /** Gives each world a database on PostgreSQL; default: an SQLite file. */
  openUrl?: () => Promise<string>;
}

/**
 * Kills the real process (SIGKILL) at one named point after the other, `kills` times; after each it is started anew, and
 * whoever was not answered does it once more. A world lives through some of the points. Counts at the end what is lost and
 * doubled. (reliability.md P02, P08, P21, F-66)
 */
export async function sweepKills(options: KillOptions): Promise<KillFigures> {
  const { kills, abreast = 3, openUrl } = options;
  const total = { kills, points: 0, acked: 0, unanswered: 0, lost: 0, doubled: 0, worstAckMs: 0 };
  total.points = Math.min(kills, namedPoints.length);
  const folder = mkdtempSync(join(tmpdir(), 'barbell-die-'));
  const preload = await buildPreload('die-at', folder);
  const deaths = Array.from(
    { length: kills },
    (_, count) => namedPoints[count % namedPoints.length],
  );
  const worlds: NamedPoint[][] = [];
  for (let from = 0; from < kills; from += deathsInWorld) {
    worlds.push(deaths.slice(from, from + deathsInWorld).flatMap((point) => point ?? []));
  }
  const live = async (): Promise<void> => {
    for (let points = worlds.shift(); points !== undefined; points = worlds.shift()) {
      const file = join(folder, `${worlds.length}.json`);
      const figures = await liveThrough(points, {
        ...{ file, preload },
        ...(openUrl === undefined ? {} : { databaseUrl: await openUrl() }),
      });
      for (const what of ['acked', 'unanswered', 'lost', 'doubled'] as const) {
        total[what] += figures[what];
      }
      total.worstAckMs = Math.max(total.worstAckMs, Math.round(figures.worstAckMs));
    }
  };
  try {
    await Promise.all(Array.from({ length: abreast }, live));
    return total;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One world from its set-up to its count. */
async function liveThrough(
  points: readonly NamedPoint[],
  options: { file: string; preload: string; databaseUrl?: string },
): Promise<WorldFigures> {
  const { file, preload, databaseUrl } = options;
  await using crew = await openCrew({
    transport: 'socket',
    nodeWords: ['--import', preload],
    environment: { BARBELL_DIES_AT: file },
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  crew.client.patienceMs = patienceMs;
  const sweep = new DoomedTeams(crew, file);
  await sweep.prepare();
  for (const point of points) await sweep.dieAt(point);
  // Without await the world would end before it is counted.
  return await sweep.count();
}
