import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { makeFolder, readText, root } from './repository.ts';

const manifestSchema = z.object({
  license: z.string(),
  engines: z.object({ node: z.string() }),
  allowScripts: z.record(z.string(), z.boolean()),
  scripts: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});
const manifest = manifestSchema.parse(JSON.parse(readText('package.json')));

describe('package.json', () => {
  it('pins every package exactly', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('names its engine, its licence, and what the design asks for', () => {
    expect(manifest.engines.node).toBe('>=20.19');
    expect(manifest.license).toBe('MIT');
    expect(readText('LICENSE')).toMatch(/^MIT License/);
    expect(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })).toEqual(
      expect.arrayContaining([
        '@slack/bolt',
        'node-cron',
        'better-sqlite3',
        'zod',
        'date-fns',
        'vitest',
        '@swc/core',
      ]),
    );
  });

  it('names every package that stays beside the bundle, so that no other package’s change takes it away', () => {
    const [, list = ''] = /external: \[([^\]]*)\]/.exec(readText('scripts/build.mjs')) ?? [];
    const names = list.split(',').map((name) => name.trim().slice(1, -1));
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => manifest.dependencies[name] === undefined)).toEqual([]);
  });

  it('lets `npm ci` find every install script approved (P42, F-98)', () => {
    expect(uncovered(manifest)).toBe('');
  });

  it('would be caught with an install script that is not approved', () => {
    const { esbuild: _, ...allowScripts } = manifest.allowScripts;
    expect(uncovered({ ...manifest, allowScripts })).toMatch(/esbuild/);
  });
});

/** What `npm ci` says about install scripts that nobody approved; needs no network. */
function uncovered(candidate: z.infer<typeof manifestSchema>): string {
  const folder = makeFolder();
  const whole: unknown = { ...JSON.parse(readText('package.json')), ...candidate };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(whole));
  cpSync(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
  const { stderr, status } = spawnSync('npm', ['ci', '--dry-run', '--offline'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return stderr
    .split('\n')
    .filter((line) => line.includes('install-scripts'))
    .join('\n');
}

describe('.ci/run', () => {
  const script = readText('.ci/run');

  it('can be run, and stops at the first failure', () => {
    expect(statSync(join(root, '.ci/run')).mode & 0o111).toBe(0o111);
    execFileSync('bash', ['-n', join(root, '.ci/run')]);
    expect(script).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(script).toMatch(/^set -euo pipefail$/m);
  });

  it("ends with exactly the README's test command, a browser being required", () => {
    const command = 'npm ci && npm test';
    expect(readText('README.md')).toContain(`\n${command}\n`);
    expect(script.trimEnd().split('\n').at(-1)).toBe(command);
    expect(script).toMatch(/^export BARBELL_REQUIRE_BROWSER=1$/m);
    expect(script).toMatch(/apt-get install .*chromium/);
  });
});

describe('the image', () => {
  const [build = '', ship = '', ...rest] = readText('Dockerfile')
    .split(/^(?=FROM )/m)
    .slice(1);

  it('is made in two stages, on a Node that fits', () => {
    expect(rest).toEqual([]);
    expect(build).toMatch(/ AS build$/m);
    for (const stage of [build, ship]) {
      const [, major] = /^FROM node:(\d+)/.exec(stage) ?? [];
      expect(Number(major)).toBeGreaterThanOrEqual(20);
    }
  });

  it('installs by the lockfile, builds SQLite from source and leaves the tools behind (P42, F-98)', () => {
    expect(build).toMatch(/npm_config_build_from_source=true/);
    expect(build).toMatch(/^RUN npm ci$/m);
    expect(build).toMatch(/npm run build && npm prune --omit=dev/);
    expect(ship).not.toMatch(/npm |apt-get|curl/);
  });

  it('copies what the build and the start need, and each of it exists', () => {
    const copied = [...build.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    const needed = ['package.json', 'package-lock.json', 'tsconfig.json', 'manifest.yml'];
    needed.push('scripts', 'migrations', 'sandbox', 'src');
    expect(copied.toSorted()).toEqual(needed.toSorted());
    for (const path of copied) expect(existsSync(join(root, path)), path).toBe(true);
    const ignored = readText('.dockerignore').trim().split('\n');
    expect(ignored.filter((path) => copied.includes(path))).toEqual([]);
    expect(ignored).toEqual(expect.arrayContaining(['node_modules', 'data', '.env*', '.git']));
    expect(ship).toMatch(/^COPY --from=build \/app\/dist dist$/m);
    expect(readText('scripts/build.mjs')).toMatch(/cpSync\('migrations', 'dist\/migrations'/);
  });

  it('runs as nobody special, keeps its data outside, and can be asked how it is (P43)', () => {
    const lines = ship.split('\n');
    const at = (line: string): number => lines.indexOf(line);
    expect(at('USER node')).toBeGreaterThan(at('RUN mkdir data && chown node:node data'));
    expect(at('VOLUME /app/data')).toBeGreaterThan(at('RUN mkdir data && chown node:node data'));
    expect(ship).toMatch(/^ENV NODE_ENV=production$/m);
    expect(ship).toMatch(/^HEALTHCHECK [^\n]*\\\n {2}CMD \["node", "-e", "fetch\(.*\/readyz/m);
  });

  it('starts `barbell start`, which never opens the local workspace', () => {
    expect(ship).toMatch(
      /^CMD \["sh", "-c", "ulimit -c 0 && exec node dist\/src\/cli\.js start"\]$/m,
    );
    expect(readText('src/cli.ts')).toMatch(/=== 'start'\) await runProcess\('slack', words\)/);
  });

  it('asks for its health in words that Node understands', () => {
    const [, words = ''] = /CMD \["node", "-e", "(fetch.*)"\]/.exec(ship) ?? [];
    const { status } = spawnSync(process.execPath, ['-e', words], {
      env: { PATH: process.env.PATH, PORT: '1' },
    });
    expect(status).toBe(1);
  });
});

describe('compose.yml', () => {
  const schema = z.object({
    services: z.object({
      barbell: z.object({
        build: z.string(),
        restart: z.string(),
        env_file: z.string(),
        // The usual driver never throws a line away.
        logging: z.object({ driver: z.literal('local') }),
        ports: z.array(z.string()),
        volumes: z.array(z.string()),
        ulimits: z.object({ core: z.literal(0) }),
        read_only: z.literal(true),
        cap_drop: z.tuple([z.literal('ALL')]),
        security_opt: z.tuple([z.literal('no-new-privileges:true')]),
      }),
    }),
    volumes: z.record(z.string(), z.unknown()),
  });

  it('builds this image with no rights and a disk that nobody writes to, and opens its port to this machine only (P43)', () => {
    const { services, volumes } = schema.parse(parse(readText('compose.yml')));
    expect(services.barbell.volumes).toEqual(['data:/app/data']);
    expect(Object.keys(volumes)).toEqual(['data']);
    expect(services.barbell.ports).toEqual(['127.0.0.1:3000:3000']);
    expect(services.barbell.env_file).toBe('.env');
  });
});

describe('the repository', () => {
  it('names no package registry', () => {
    const tracked = execFileSync(
      'git',
      ['ls-files', '--cached', '--others', '--exclude-standard'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    const naming = tracked
      .trim()
      .split('\n')
      .filter((file) => existsSync(join(root, file)) && !/\.(png|svg|ico)$/.test(file))
      .filter((file) => file !== 'test/house/ship.test.ts')
      .filter((file) =>
        /registry\.(npmjs|yarnpkg)\.|npm\.pkg\.github|"resolved":/.test(readText(file)),
      );
    expect(naming).toEqual([]);
  });

  it('has at its top what a newcomer looks for', () => {
    const wanted =
      'src migrations manifest.yml test package.json tsconfig.json Dockerfile README.md';
    for (const name of wanted.split(' ')) expect(existsSync(join(root, name)), name).toBe(true);
  });
});
