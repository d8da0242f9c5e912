import type { IncomingMessage } from 'node:http';

const names = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a request names this machine as its host, and comes from no other site's page. */
export function isLocalRequest(request: IncomingMessage): boolean {
  return isLocal(`http://${request.headers.host ?? ''}`) && isLocalOrigin(request.headers.origin);
}

/** Whether an address to listen on is this machine's own. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function isLocalOrigin(origin: string | undefined): boolean {
  return origin === undefined || isLocal(origin);
}

function isLocal(address: string): boolean {
  return URL.canParse(address) && names.has(new URL(address).hostname);
}
