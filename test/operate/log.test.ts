import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const log = fileURLToPath(new URL('../../src/platform/log.ts', import.meta.url));

it('a process whose log nobody reads goes on, and ends when it wants to (F-97)', async () => {
  const script = `
    import { openLog } from ${JSON.stringify(log)};
    const log = openLog('info');
    for (let line = 0; line < 30000; line += 1) log.info({ line }, 'x'.repeat(100));
    process.stdout.write('still here');
    setTimeout(() => process.exit(7), 100);`;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  // Nobody reads standard error: its pipe is full after some hundred lines.
  const said = once(child.stdout, 'data');
  const [code] = await once(child, 'exit', { signal: AbortSignal.timeout(30_000) });
  expect([String((await said)[0]), code]).toEqual(['still here', 7]);
});
