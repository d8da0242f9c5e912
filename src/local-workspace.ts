import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AppSettings } from './app.ts';
import { StartupError } from './lib/startup-error.ts';
import { ownFolder } from './platform/own-folder.ts';
import { defaults, type Settings } from './platform/settings.ts';

/** The Slack stand-in on this computer, and the settings with which Barbell talks to it. */
export interface LocalWorkspace {
  url: string;
  settings: AppSettings;
  stop(): Promise<void>;
}

/**
 * Starts the local workspace beside the bot: its own server on loopback, kept in a file beside the database. The bot
 * talks to it as to real Slack, over Socket Mode.
 */
export async function startLocalWorkspace(settings: Settings): Promise<LocalWorkspace> {
  const { startSandbox } = await import('../sandbox/server/start.ts');
  const root = ownFolder();
  const file = join(findFolder(settings.databaseUrl), 'workspace.db');
  const sandbox = await startSandbox({
    port: settings.sandboxPort,
    file,
    manifestPath: join(root, 'manifest.yml'),
    webDir: findPage(root),
    botHealthUrl: `http://127.0.0.1:${settings.port}/healthz`,
  }).catch((error: NodeJS.ErrnoException) => {
    throw toStartupError(error, { file, port: settings.sandboxPort });
  });
  return {
    url: sandbox.url,
    settings: {
      ...settings,
      slack: {
        botToken: sandbox.botToken,
        transport: { by: 'socket', appToken: sandbox.appToken },
        apiUrl: sandbox.apiUrl,
      },
      clockUrl: `${sandbox.url}/sandbox/clock`,
      // What is tried out here is nobody's work.
      backups: { ...settings.backups, keep: 0 },
    },
    stop: () => sandbox.stop(),
  };
}

function toStartupError(
  error: NodeJS.ErrnoException,
  { file, port }: { file: string; port: number },
): unknown {
  const code = error.code ?? '';
  if (error.syscall === 'listen') {
    const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${code})`;
    return new StartupError(
      `Port ${port} ${why}. Choose another one with SANDBOX_PORT, as in SANDBOX_PORT=4001.`,
    );
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new StartupError(
      `The file ${file} is not a sound local workspace. Move the folder ${dirname(file)} away to begin anew.`,
    );
  }
  if (!/^(SQLITE_|E[A-Z]+$)/.test(code)) return error;
  return new StartupError(
    `The file ${file} of the local workspace cannot be opened: ${error.message}. Look whether the disk has room, and whether this user may write to the file and its folder.`,
  );
}

/** The folder of the page as it was built: beside the built program, or in `dist/` for one that runs from its sources. */
function findPage(root: string): string {
  const beside = join(root, 'sandbox', 'web');
  return existsSync(join(beside, 'main.js')) ? beside : join(root, 'dist', 'sandbox', 'web');
}

/** The folder of the database's file; with PostgreSQL the one where the file would be. */
function findFolder(databaseUrl: string): string {
  return dirname(databaseUrl.startsWith('postgres') ? defaults.DATABASE_URL : databaseUrl);
}
