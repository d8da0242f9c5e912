import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../harness/world.ts';

// What an operator sees who starts Barbell with something missing or wrong: one line each, exit 1, no stack trace.

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barbell-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(
  words: string[],
  environment: Record<string, string>,
  program = process.execPath,
): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(program, words, {
    env: { PATH: process.env.PATH, DATABASE_URL: join(folder, 'barbell.db'), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (part: Buffer) => {
    text += part.toString();
  });
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, lines: text.trim().split('\n') };
}

/** Found from here, because the program is started elsewhere. */
const tsx = import.meta.resolve('tsx');

const bot = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

describe('starting Barbell', () => {
  it('names each half of the tokens that is missing (F-91)', async () => {
    const { code, lines } = await start(['dist/src/main.js'], {
      SLACK_API_URL: 'http://127.0.0.1:1',
    });

    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN is missing/),
      expect.stringMatching(/^SLACK_APP_TOKEN is missing/),
    ]);
  });

  it('says in one line that a token is wrong', async () => {
    const slack = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ok: false, error: 'invalid_auth' }));
    });
    slack.listen(0, '127.0.0.1');
    await once(slack, 'listening');
    const address = slack.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    const { code, lines } = await start(['dist/src/main.js'], {
      ...bot,
      SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    });
    slack.close();

    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^Slack refuses SLACK_BOT_TOKEN/)]);
  });

  it('says in one line that what answers there is not Slack', async () => {
    const other = createServer((_request, response) => void response.writeHead(404).end());
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    const { code, lines } = await start(['dist/src/main.js'], {
      ...bot,
      SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    });
    other.close();

    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/is not Slack \(http_404\): look at SLACK_API_URL/),
    ]);
  });

  it('refuses the local workspace in production', async () => {
    const { code, lines } = await start(['dist/src/main.js'], { NODE_ENV: 'production' });

    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/local workspace is not for NODE_ENV=production/),
    ]);
  });

  it.each([
    ['a debugger', ['--inspect=127.0.0.1:0'], {}, "Node's --inspect is refused"],
    ['a debugger of its surroundings', [], { NODE_OPTIONS: '--inspect=127.0.0.1:0' }, '--inspect'],
    ['a heap snapshot', ['--heapsnapshot-signal=SIGUSR2'], {}, '--heapsnapshot-signal is refused'],
    ['a log of everything', [], { LOG_LEVEL: 'debug' }, 'LOG_LEVEL=debug is refused'],
  ] as const)(
    'refuses %s in production, before it opens anything (B-92)',
    async (_, words, over, says) => {
      const database = join(folder, 'watched.db');
      const { code, lines } = await start([...words, 'dist/src/main.js'], {
        ...bot,
        ...{ SLACK_API_URL: 'http://127.0.0.1:1', NODE_ENV: 'production', DATABASE_URL: database },
        ...over,
      });

      expect(code).toBe(1);
      // Node itself says where its debugger listens before any program runs; a core is what this machine allows.
      const ours = lines.filter(
        (line) => !/^(Debugger|Starting inspector|For help)|core file/.test(line),
      );
      expect(ours).toEqual([expect.stringContaining(says)]);
      expect(existsSync(database)).toBe(false);
    },
  );

  it.skipIf(!existsSync('/proc/self/limits'))(
    'lets no crash write the memory to disk, wherever it is started in production (F-99)',
    async () => {
      const limits: string[] = [];
      const slack = createServer((_request, response) => {
        limits.push(readFileSync(`/proc/${child.pid}/limits`, 'utf8'));
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ok: false, error: 'invalid_auth' }));
      });
      slack.listen(0, '127.0.0.1');
      await once(slack, 'listening');
      const address = slack.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      // As a login shell of many Linuxes, a service of systemd or a container has it.
      const words = 'ulimit -c "$(ulimit -H -c)"; exec "$0" dist/src/cli.js start';
      const child = spawn('sh', ['-c', words, process.execPath], {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: join(folder, 'core.db'),
          NODE_ENV: 'production',
          SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
          ...bot,
        },
        stdio: 'ignore',
      });
      await once(child, 'close');
      slack.close();

      expect(limits[0]).toMatch(/^Max core file size\s+0\s+0\s/m);
    },
  );

  it('never starts the local workspace by `barbell start`', async () => {
    const { code, lines } = await start(['dist/src/cli.js', 'start'], {});

    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN and SLACK_APP_TOKEN are missing/),
    ]);
  });

  it.each([
    ['is damaged', 'no workspace at all', /is not a sound local workspace\. Move the folder/],
    ['cannot be made', undefined, /cannot be opened: .*whether this user may write/],
  ])('says what to do when the file of the local workspace %s', async (_, text, says) => {
    const place = join(folder, text === undefined ? 'closed' : 'damaged');
    if (text === undefined) await writeFile(place, '');
    else {
      await mkdir(place);
      await writeFile(join(place, 'workspace.db'), text.repeat(500));
    }
    const DATABASE_URL = join(place, 'barbell.db');
    const { code, lines } = await start(['dist/src/main.js'], { DATABASE_URL, SANDBOX_PORT: '0' });

    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(says)]);
  });

  it.each([
    ['as it was built, from whichever folder', [join(process.cwd(), 'dist/src/main.js')]],
    [
      'from its sources, as a contributor does',
      ['--import', tsx, join(process.cwd(), 'src/main.ts')],
    ],
  ])('has the page of the local workspace when it runs %s', async (_, words) => {
    const port = String(await freePort());
    const child = spawn(process.execPath, words, {
      cwd: await mkdtemp(join(folder, 'elsewhere-')),
      env: { PATH: process.env.PATH, SANDBOX_PORT: port, PORT: String(await freePort()) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(child.stdout, 'data');
    const page = await fetch(`http://127.0.0.1:${port}/`);
    const script = await fetch(`http://127.0.0.1:${port}/main.js`);
    child.kill('SIGTERM');
    await once(child, 'close');

    expect(String(said)).toMatch(/^Barbell is ready: open http/);
    expect([page.status, script.status]).toEqual([200, 200]);
  });

  it('takes no words, so that none is ignored', async () => {
    const { code, lines } = await start(['dist/src/main.js', '--port', '4001'], {});

    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^“--port” means nothing here\. .*the README/)]);
  });

  it.each(['PORT', 'SANDBOX_PORT'])(
    'says which port is taken and how to change it: %s',
    async (name) => {
      const taken = createServer();
      taken.listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const address = taken.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const free = { PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()) };

      const { code, lines } = await start(['dist/src/main.js'], { ...free, [name]: String(port) });
      taken.close();

      expect(code).toBe(1);
      expect(lines).toEqual([
        expect.stringMatching(new RegExp(`^Port ${port} is taken.* ${name}=`)),
      ]);
    },
  );

  it('refuses a database that is none', async () => {
    const { code, lines } = await start(['dist/src/cli.js', 'verify'], {
      DATABASE_URL: 'package.json',
    });

    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
  });
});
