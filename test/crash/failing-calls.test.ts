import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/db/open.ts';
import { printFigure } from '../harness/figure.ts';
import { openFresh } from '../simulation/template.ts';
import { createPostgres } from '../stores/engines.ts';
import { callFailures } from './call-plan.ts';
import { type CallFigures, sweepCalls } from './failing-calls.ts';

/** It takes a minute of one core; a busy machine gives it less than that. */
const timeout = 900_000;

function tell(where: string, figures: CallFigures): void {
  const { calls, injected, kinds, lost, doubled, labelled, intrusions } = figures;
  printFigure(`every call to Slack in turn, ${where}`, {
    ...{ calls, injected, ...Object.fromEntries(kinds), lost, doubled },
    ...{ 'labelled repeats': labelled, 'posts in a silence': intrusions },
  });
}

describe('a call to Slack that fails, each in its turn', () => {
  it('loses nothing and doubles nothing, in each of six ways, on SQLite (P08)', {
    timeout,
  }, async () => {
    const figures = await sweepCalls({ open: openFresh });
    tell('SQLite', figures);
    const { calls, kinds, methods } = figures;
    // Every call of the loop in every way, and the search for a lost post in every way.
    expect([...kinds]).toEqual(callFailures.map((kind) => [kind, calls + 1]));
    for (const [method, given] of methods) expect([method, given.size]).toEqual([method, 6]);
    expect(figures).toMatchObject({ lost: 0, doubled: 0, intrusions: 0 });
  });

  it('loses nothing and doubles nothing, the ways taking turns, on PostgreSQL', {
    timeout,
  }, async () => {
    const open = async () => openDatabase(await createPostgres());
    const figures = await sweepCalls({ open, isRotating: true });
    tell('PostgreSQL', figures);
    expect(figures.injected).toBe(figures.calls);
    expect(figures).toMatchObject({ lost: 0, doubled: 0, intrusions: 0 });
  });
});
