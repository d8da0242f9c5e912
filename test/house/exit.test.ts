import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './repository.ts';

describe('a test that fails', () => {
  it('fails the whole run, also beside a PostgreSQL that is stopped at its end', async () => {
    const config = join(root, 'test/house/planted/failing.config.ts');
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
      execFile(process.execPath, [vitest, 'run', '--config', config], (error, out) =>
        resolve({ code: error === null ? 0 : error.code, stdout: out }),
      );
    });

    expect(stdout).toContain('0 passed, 1 failed, 0 skipped');
    expect(code).toBe(1);
  });
});
