import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';

const types: Record<string, string> = {
  'index.html': 'text/html; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'style.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

// Slack's own addresses of channels and messages; the page reads them and goes there.
const permalink = /^\/archives\/[A-Z0-9]+(?:\/p\d{16})?$/;

/** Serves the page's few files, the page itself also at a permalink; false when the path is none of them. */
export async function serveStatic(
  webDir: string | undefined,
  path: string,
  response: ServerResponse,
): Promise<boolean> {
  const name = path === '/' || permalink.test(path) ? 'index.html' : path.slice(1);
  const type = types[name];
  if (!webDir || !type) return false;
  try {
    const bytes = await readFile(join(webDir, name));
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
    response.end(bytes);
    return true;
  } catch {
    return false;
  }
}
