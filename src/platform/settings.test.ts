import { describe, expect, it } from 'vitest';
import { StartupError } from '../lib/startup-error.ts';
import { readSettings } from './settings.ts';

function mistakesOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof StartupError) return error.lines;
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it('asks for the local workspace when nothing is set', () => {
    expect(readSettings({})).toEqual({
      databaseUrl: 'data/barbell.db',
      backups: { folder: 'data/backups', keep: 14 },
      logLevel: 'info',
      keepsPace: true,
      port: 3000,
      sandboxPort: 4000,
      isProduction: false,
    });
  });

  it('puts backups beside the database, or where it is told, and keeps as many as it is told', () => {
    expect(readSettings({ DATABASE_URL: '/srv/b/b.db' }).backups.folder).toBe('/srv/b/backups');
    expect(readSettings({ DATABASE_URL: 'postgres://u:p@h/b' }).backups.folder).toBe(
      'data/backups',
    );
    const told = { BARBELL_BACKUP_DIR: '/mnt/safe', BARBELL_BACKUP_KEEP: '3' };
    expect(readSettings(told).backups).toEqual({ folder: '/mnt/safe', keep: 3 });
    expect(mistakesOf({ BARBELL_BACKUP_KEEP: 'many' })).toEqual([
      'BARBELL_BACKUP_KEEP is a number from 0 to 9999, not many.',
    ]);
  });

  it.each([
    ['BARBELL_BACKUP_DRI', 'BARBELL_BACKUP_DIR or BARBELL_BACKUP_KEEP is meant'],
    ['BARBELL_BAKCUP_DIR', 'BARBELL_BACKUP_DIR is meant'],
    ['BARBELL_BACKUPS', 'BARBELL_BACKUP_DIR or BARBELL_BACKUP_KEEP is meant'],
    ['BARBELL_PACES', 'BARBELL_PACE is meant'],
    ['BARBELL_PRT', 'PORT is meant'],
    ['BARBELL_DATABASE_URL', 'DATABASE_URL is meant'],
  ])('refuses %s, which would be ignored otherwise', (name, meant) => {
    expect(mistakesOf({ [name]: '/mnt/safe' })).toEqual([`There is no ${name}: ${meant}.`]);
  });

  it('leaves alone what only begins like its own', () => {
    expect(mistakesOf({ BARBELL_SEED: '7', BARBELL_DAYS: '60', BACKUP_DIR: '/x' })).toEqual([]);
  });

  it('leaves alone what Kubernetes tells of a service that is named barbell', () => {
    const told = {
      BARBELL_SERVICE_HOST: '10.0.0.11',
      BARBELL_SERVICE_PORT: '3000',
      BARBELL_PORT: 'tcp://10.0.0.11:3000',
      BARBELL_PORT_3000_TCP: 'tcp://10.0.0.11:3000',
      BARBELL_PORT_3000_TCP_PORT: '3000',
    };
    expect(mistakesOf(told)).toEqual([]);
  });

  it('chooses Socket Mode when there is an app token', () => {
    const settings = readSettings({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_SIGNING_SECRET: 's',
    });

    expect(settings.slack).toEqual({
      botToken: 'xoxb-1',
      transport: { by: 'socket', appToken: 'xapp-1' },
      apiUrl: 'https://slack.com/api/',
    });
  });

  it('chooses signed HTTP when there is only a signing secret', () => {
    const settings = readSettings({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' });

    expect(settings.slack?.transport).toEqual({ by: 'http', signingSecret: 's' });
  });

  it('lists every mistake at once', () => {
    const lines = mistakesOf({
      SLACK_APP_TOKEN: 'xoxb-swapped',
      LOG_LEVEL: 'loud',
      PORT: '99999',
      DATABASE_URL: 'mysql://x',
    });

    expect(lines).toHaveLength(5);
    expect(lines.join('\n')).toMatch(
      /SLACK_BOT_TOKEN is missing[\s\S]*SLACK_APP_TOKEN does not begin/,
    );
  });

  it('names the missing half of the tokens', () => {
    expect(mistakesOf({ SLACK_BOT_TOKEN: 'xoxb-1' })).toEqual([
      expect.stringMatching(/^SLACK_APP_TOKEN is missing/),
    ]);
  });

  it('counts an empty variable as not set', () => {
    expect(readSettings({ SLACK_BOT_TOKEN: ' ', PORT: '' }).slack).toBeUndefined();
  });

  it.each(['https://slack.com/api/', 'http://10.0.0.5/api/', 'http://127.0.0.1.evil.com/api/'])(
    'refuses a moved clock with Slack at %s',
    (apiUrl) => {
      const lines = mistakesOf({
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_APP_TOKEN: 'xapp-1',
        SLACK_API_URL: apiUrl,
        BARBELL_CLOCK_URL: 'http://127.0.0.1:4000/sandbox/clock',
      });

      expect(lines).toEqual([expect.stringMatching(/^BARBELL_CLOCK_URL is refused/)]);
    },
  );

  it.each(['https://slack.com/api/', 'http://10.0.0.5/api/'])(
    'refuses to go without a pace with Slack at %s',
    (apiUrl) => {
      const lines = mistakesOf({
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_APP_TOKEN: 'xapp-1',
        SLACK_API_URL: apiUrl,
        BARBELL_PACE: 'none',
      });

      expect(lines).toEqual([expect.stringMatching(/^BARBELL_PACE=none is refused/)]);
    },
  );

  it("keeps Slack's pace unless a Slack on this machine goes without", () => {
    const slack = {
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_API_URL: 'http://127.0.0.1:4000/api',
    };

    expect(readSettings(slack).keepsPace).toBe(true);
    expect(readSettings({ ...slack, BARBELL_PACE: 'none' }).keepsPace).toBe(false);
    expect(mistakesOf({ ...slack, BARBELL_PACE: 'fast' })).toEqual([
      'BARBELL_PACE is slack or none, not fast.',
    ]);
  });

  it('takes a moved clock with a Slack on this machine', () => {
    const settings = readSettings({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_API_URL: 'http://127.0.0.1:4000/api',
      BARBELL_CLOCK_URL: 'http://127.0.0.1:4000/sandbox/clock',
    });

    expect(settings.slack?.apiUrl).toBe('http://127.0.0.1:4000/api/');
    expect(settings.clockUrl).toBe('http://127.0.0.1:4000/sandbox/clock');
  });
});
