import { expect, it } from 'vitest';
import { createPostgres } from '../stores/engines.ts';
import { shareDue } from './replicas.ts';

it('five processes with clocks two minutes apart do each due thing once (P16)', {
  timeout: 600_000,
}, async () => {
  const { due, failures, ...counted } = await shareDue(await createPostgres(), {
    teams: 4,
    weeks: 4,
  });
  expect(failures).toEqual([]);
  expect(counted).toEqual({ occurrences: due, reviews: due / 2, rollups: due / 2 });
});
