import { describe, expect, it } from 'vitest';
import { printFigure } from '../harness/figure.ts';
import { createPostgres } from '../stores/engines.ts';
import { sweepKills } from './kill-sweep.ts';
import { namedPoints } from './named-points.ts';

const figuresOfNone = { lost: 0, doubled: 0 };
/** With 22 random ones in `kill.test.ts` these are a hundred and more; `npm run soak -- kills kills=2000` takes them all. */
const kills = Number(process.env.BARBELL_KILLS ?? 60);

// Both at once: most of a kill is waiting for an answer that does not come.
describe.concurrent('a process that dies at any named point', () => {
  it('loses nothing that was acknowledged and doubles nothing, on SQLite (P02, P21, F-66)', {
    timeout: 600_000,
  }, async () => {
    const figures = await sweepKills({ kills });
    printFigure('killed at named points, SQLite', { ...figures });
    const points = Math.min(kills, namedPoints.length);
    expect(figures).toMatchObject({ kills, points, ...figuresOfNone });
    // Some die before anybody was answered, some after: both kinds of act are there at the end.
    expect(Math.min(figures.unanswered, figures.acked)).toBeGreaterThan(0);
    expect(figures.acked + figures.unanswered).toBe(kills);
  });

  it('loses nothing that was acknowledged and doubles nothing, on PostgreSQL', {
    timeout: 600_000,
  }, async () => {
    const figures = await sweepKills({ kills: 20, openUrl: createPostgres });
    printFigure('killed at named points, PostgreSQL', { ...figures });
    expect(figures).toMatchObject({ kills: 20, points: 20, ...figuresOfNone });
  });
});
