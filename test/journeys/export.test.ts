import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { messageWords } from '../../sandbox/server/play/actor.ts';
import { readExport } from '../../src/features/export/rules.ts';
import { type Crew, openCrew, publish, setUp, told } from '../harness/crew.ts';
import { readCsv } from '../harness/exported.ts';
import { readFileOf } from '../harness/files.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

const dist = process.env.BARBELL_DIST ?? 'dist';

describe('what a team wrote can be taken out', () => {
  let crew: Crew;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'barbell-export-'));
    crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
    const aim = { 'We believe': '=HYPERLINK("http://evil.example";"click")' };
    await publish(crew.ana, { scene: 'Product', aim });
    await setUp(crew, crew.lena, { channel: 'C0LEADS' });
    await publish(crew.lena, { scene: 'Recruiting' }, 'growth-leads');
  });
  afterAll(async () => {
    await crew[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  stopAtFirstFailure();

  it('a table comes to the direct message, and starts no formula', async () => {
    const { ben } = crew;
    expect(told(await ben.runs('/onepager export csv'))).toBe('');
    const { note, text } = await readFileOf(
      crew.client,
      'U0BEN',
      /^barbell-decisions-2026-11-20\.csv$/,
    );
    expect(messageWords(note)).toContain('1 decision of <#C0GROWTH>, a table for a spreadsheet');
    const [head = [], row = []] = readCsv(text);
    expect(row[head.indexOf('by')]).toBe('Ana');
    expect(row[head.indexOf('mechanism')]).toMatch(/^We believe =HYPERLINK/);
    for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@\t\r]/);
    await ben.sees(/Your export is in our direct messages\./);
  });

  it('the form under a list sends what was found, in the form that was asked', async () => {
    const { lena } = crew;
    await lena.runs('/onepager decisions reason', { channel: 'growth-leads' });
    await lena.presses('Export', { channel: 'growth-leads' });
    await lena.seesModal(/Found by: reason/);
    await lena.fills({ 'For what': 'A program (JSON)' });
    await lena.submits();
    await lena.seesModal(/Your export is in our direct messages/);
    await lena.closes();
    const { text } = await readFileOf(crew.client, 'U0LENA', /\.json$/);
    const taken = readExport(JSON.parse(text));
    expect(taken?.about).toBe('reason');
    expect(taken?.teams.map((team) => team.name)).toEqual(['growth-leads']);
  });

  it('holds nothing of a private team for somebody outside of it', async () => {
    const { ben } = crew;
    await ben.runs('/onepager export json');
    const { text } = await readFileOf(crew.client, 'U0BEN', /\.json$/);
    const taken = readExport(JSON.parse(text));
    expect(taken?.teams.map((team) => team.name)).toEqual(['growth']);
    expect(text).not.toContain('Reason-first');
  });

  it('without the scope for files it says so, and how the operator helps', async () => {
    const { ben, client } = crew;
    await client.change({ change: 'revokeScopes', scopes: ['files:write'] });
    await ben.runs('/onepager export md');
    await ben.sees(/lacks the optional scope `files:write`.*`barbell export --format csv/);
    await ben.runs('/onepager export');
    await ben.seesModal(/A spreadsheet/);
    await ben.submits();
    await ben.seesModal(/lacks the optional scope/);
    await ben.closes();
    await client.change({ change: 'grantScopes', scopes: ['files:write'] });
    await client.faults([{ kind: 'error', method: 'files.completeUploadExternal', error: 'x' }]);
    await ben.runs('/onepager export md');
    await ben.sees(/Slack did not take the file, so nothing was sent/);
  });

  it('the operator exports while the bot runs, to a file or to the screen', async () => {
    const out = join(folder, 'decisions.md');
    const written = await barbell('export', '--format', 'md', '--team', '#growth', '--out', out);
    expect(written).toEqual({
      code: 0,
      out: `1 decision of #growth written to ${out}.\n`,
      err: '',
    });
    expect(await readFile(out, 'utf8')).toContain(
      '## \\#growth\n\n### \\#2 Opened: Action X first',
    );

    const { out: text, code } = await barbell('export', '--format=json');
    expect(code).toBe(0);
    const taken = readExport(JSON.parse(text));
    expect(taken?.teams.map((team) => team.name).toSorted()).toEqual(['growth', 'growth-leads']);
    expect(told(await crew.ben.runs('/onepager help'))).toContain('/onepager export csv');
  });

  it('the operator hears in one line what was wrong', async () => {
    const out = join(folder, 'decisions.md');
    const wrong: [string[], RegExp][] = [
      [['export'], /^Say in which form: --format csv, json or md\./],
      [['export', '--format', 'xlsx'], /^Say in which form/],
      [['export', '--format'], /^--format needs a value/],
      [['export', '--form', 'csv'], /^“--form” means nothing here/],
      [['export', '--format', 'csv', '--team', '#nope'], /^There is no team #nope, but #growth/],
      [['export', '--format', 'csv', '--workspace', 'T9'], /^There is no workspace T9 here/],
      [['export', '--format', 'md', '--out', out], /it is there already; choose another name\.\n$/],
      [['export', '--format', 'md', '--out', join(folder, 'no', 'x')], /cannot be written/],
    ];
    for (const [words, line] of wrong) {
      const { code, err } = await barbell(...words);
      expect(err, words.join(' ')).toMatch(line);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(code).toBe(1);
    }
  });

  const failed = z.object({ code: z.number() });

  function barbell(...words: string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { PATH: process.env.PATH, DATABASE_URL: crew.world.databaseUrl };
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [join(dist, 'src/cli.js'), ...words],
        { env },
        (error, out, err) => {
          resolve({
            code: error === null ? 0 : (failed.safeParse(error).data?.code ?? 99),
            out,
            err,
          });
        },
      );
    });
  }
});
