import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './repository.ts';

describe.each([
  { what: 'a test that fails', file: 'failing.planted.ts', last: '0 passed, 1 failed, 0 skipped' },
  {
    what: 'a hook that fails, with its tests skipped',
    file: 'failing-hook.planted.ts',
    last: '0 passed, 1 failed, 1 skipped',
  },
])('$what', ({ file, last }) => {
  it('fails the whole run, also beside a PostgreSQL that is stopped at its end', async () => {
    const config = join(root, 'test/house/planted/failing.config.ts');
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const words = [vitest, 'run', '--config', config, file];
    const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
      execFile(process.execPath, words, (error, out) =>
        resolve({ code: error === null ? 0 : error.code, stdout: out }),
      );
    });

    expect(stdout).toContain(last);
    expect(code).toBe(1);
  });
});
