import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { features, sealedFeature } from '../../src/app.ts';
import { listFiles, readText } from './repository.ts';

const text = readText('manifest.yml');
const manifest = z
  .strictObject({
    _metadata: z.object({ major_version: z.literal(1), minor_version: z.literal(1) }),
    display_information: z.object({
      name: z.string().max(35),
      description: z.string().max(140),
      background_color: z.string().regex(/^#[0-9a-f]{6}$/i),
    }),
    features: z.strictObject({
      app_home: z.object({ home_tab_enabled: z.literal(true) }),
      bot_user: z.object({ display_name: z.string().max(80) }),
      shortcuts: z.array(
        z.object({
          name: z.string().max(24),
          type: z.enum(['global', 'message']),
          callback_id: z.string().max(255),
          description: z.string().max(150),
        }),
      ),
      slash_commands: z.array(
        z.object({ command: z.string().max(32), description: z.string(), usage_hint: z.string() }),
      ),
    }),
    oauth_config: z.strictObject({
      scopes: z.strictObject({ bot: z.array(z.string()), bot_optional: z.array(z.string()) }),
    }),
    settings: z.object({
      event_subscriptions: z.strictObject({ bot_events: z.array(z.string()) }),
      interactivity: z.strictObject({ is_enabled: z.literal(true) }),
      socket_mode_enabled: z.literal(true),
    }),
  })
  .parse(parse(text));
const { bot, bot_optional: optional } = manifest.oauth_config.scopes;

/** What each Web API method needs, as Slack's page of the method says; null: nothing beyond the token. */
const scopeOf: Readonly<Record<string, readonly string[] | null>> = {
  'auth.test': null,
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.getPermalink': null,
  'conversations.open': ['im:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'users.info': ['users:read'],
  'views.open': null,
  'views.push': null,
  'views.update': null,
  'views.publish': null,
};

/**
 * Read-back of our own posts: without it the owner is asked. Files: without them the person is told who can export for
 * them. Everything else must work with the required scopes.
 */
const optionalMethods = [
  'conversations.history',
  'conversations.replies',
  'files.completeUploadExternal',
  'files.getUploadURLExternal',
];

/** Events that the platform handles itself, outside of the features' tables. */
const platformEvents = ['app_uninstalled', 'tokens_revoked'];

function listCalled(): string[] {
  const called = new Set<string>();
  for (const file of listFiles(['src/platform/slack'], ['.ts'])) {
    const code = readText(file);
    for (const [, method] of code.matchAll(/apiCall\(\s*'([a-z.A-Z]+)'/g)) called.add(method ?? '');
    for (const [, method] of code.matchAll(
      /client\s*\.((?:auth|chat|conversations|files|users|views|team|bots|reactions|pins)\.\w+)\(/g,
    )) {
      called.add(method ?? '');
    }
  }
  return [...called].toSorted();
}

describe('manifest.yml', () => {
  it('asks for exactly the scopes of the methods that are called', () => {
    const called = listCalled();
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((method) => !(method in scopeOf))).toEqual([]);
    const needed = new Set(['commands']);
    const nice = new Set<string>();
    for (const method of called) {
      for (const scope of scopeOf[method] ?? []) {
        (optionalMethods.includes(method) ? nice : needed).add(scope);
      }
    }
    expect(bot.toSorted()).toEqual([...needed].toSorted());
    expect(optional.toSorted()).toEqual([...nice].toSorted());
  });

  it('gives a reason for each scope, in a sentence above it', () => {
    const lines = text.split('\n').map((line) => line.trim());
    const unreasoned = [...bot, ...optional].filter(
      (scope) => !/^# .{15,}\.$/.test(lines[lines.indexOf(`- ${scope}`) - 1] ?? ''),
    );
    expect(unreasoned).toEqual([]);
  });

  it('names the shortcuts that features answer, and no other', () => {
    const answered = [...features, sealedFeature].flatMap(({ shortcuts }) =>
      Object.keys(shortcuts ?? {}),
    );
    const offered = manifest.features.shortcuts.map((shortcut) => shortcut.callback_id);
    expect(offered.toSorted()).toEqual(answered.toSorted());
  });

  it('subscribes to the events that are handled, and no other', () => {
    const handled = features.flatMap((feature) => Object.keys(feature.events ?? {}));
    const code = listFiles(['src/platform'], ['.ts']).map(readText).join('\n');
    for (const event of platformEvents) {
      if (!handled.includes(event)) expect(code, event).toContain(event);
    }
    const wanted = new Set([...handled, ...platformEvents]);
    const { bot_events: events } = manifest.settings.event_subscriptions;
    expect(events.toSorted()).toEqual([...wanted].toSorted());
  });

  it('has one command, whose hint and whose words are the same', () => {
    const [command, ...others] = manifest.features.slash_commands;
    expect(others).toEqual([]);
    expect(command?.command).toBe('/onepager');
    const handlers = new Map<string, unknown>(
      [...features, sealedFeature].flatMap(({ commands }) => Object.entries(commands ?? {})),
    );
    const hinted = [...(command?.usage_hint ?? '').matchAll(/(?:\[|\| )([a-z]+)/g)].map(
      ([, word = '']) => word,
    );
    expect(hinted.length).toBeGreaterThan(3);
    expect(hinted.filter((word) => !handlers.has(word))).toEqual([]);
    // Another word for a thing that is hinted, or for the bare command, needs no hint.
    const reached = new Set(['', ...hinted].map((word) => handlers.get(word)));
    const unhinted = [...handlers].filter(
      ([word, handler]) => word !== '*' && !reached.has(handler),
    );
    expect(unhinted.map(([word]) => word)).toEqual([]);
  });

  it('can be pasted as it is', () => {
    expect(text).not.toMatch(/\t/);
    expect(text).not.toMatch(/request_url|example\.com|<[^>]+>/);
  });
});
