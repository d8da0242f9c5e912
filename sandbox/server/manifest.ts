import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const shape = z.object({
  display_information: z.object({ name: z.string() }).loose(),
  features: z
    .object({
      app_home: z
        .object({
          messages_tab_enabled: z.boolean().optional(),
          messages_tab_read_only_enabled: z.boolean().optional(),
        })
        .loose()
        .optional(),
      bot_user: z.object({ display_name: z.string() }).loose().optional(),
      slash_commands: z
        .array(
          z
            .object({
              command: z.string().regex(/^\//),
              description: z.string(),
              usage_hint: z.string().optional(),
            })
            .loose(),
        )
        .optional(),
      shortcuts: z
        .array(
          z
            .object({
              name: z.string(),
              type: z.enum(['global', 'message']),
              callback_id: z.string(),
              description: z.string(),
            })
            .loose(),
        )
        .optional(),
    })
    .loose()
    .optional(),
  oauth_config: z
    .object({
      scopes: z
        .object({
          bot: z.array(z.string()).optional(),
          bot_optional: z.array(z.string()).optional(),
        })
        .loose()
        .optional(),
    })
    .loose()
    .optional(),
  settings: z
    .object({
      event_subscriptions: z
        .object({ bot_events: z.array(z.string()).optional() })
        .loose()
        .optional(),
    })
    .loose()
    .optional(),
});

/** What the sandbox needs to know of the app, as its manifest says it. */
export interface Manifest {
  name: string;
  botName: string;
  commands: { command: string; description: string; usageHint: string }[];
  shortcuts: {
    name: string;
    type: 'global' | 'message';
    callbackId: string;
    description: string;
  }[];
  scopes: string[];
  events: string[];
  /** Whether the app may write to people, and they to it. */
  hasMessagesTab: boolean;
  isMessagesTabReadOnly: boolean;
}

/** Reads a Slack app manifest (YAML). Optional scopes count as granted. */
export function readManifest(path: string): Manifest {
  const raw = shape.parse(parse(readFileSync(path, 'utf8')));
  const scopes = raw.oauth_config?.scopes;
  return {
    name: raw.display_information.name,
    botName: raw.features?.bot_user?.display_name ?? raw.display_information.name,
    commands: (raw.features?.slash_commands ?? []).map((command) => ({
      command: command.command,
      description: command.description,
      usageHint: command.usage_hint ?? '',
    })),
    shortcuts: (raw.features?.shortcuts ?? []).map((shortcut) => ({
      name: shortcut.name,
      type: shortcut.type,
      callbackId: shortcut.callback_id,
      description: shortcut.description,
    })),
    scopes: [...(scopes?.bot ?? []), ...(scopes?.bot_optional ?? [])],
    events: raw.settings?.event_subscriptions?.bot_events ?? [],
    hasMessagesTab: raw.features?.app_home?.messages_tab_enabled ?? true,
    isMessagesTabReadOnly: raw.features?.app_home?.messages_tab_read_only_enabled ?? false,
  };
}
