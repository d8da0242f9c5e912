import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { type DestinationStream, pino } from 'pino';

/** Where the program writes what an operator should know; one JSON line each. */
export interface Log {
  debug(facts: Record<string, unknown>, message: string): void;
  info(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
  error(facts: Record<string, unknown>, message: string): void;
}

/** The levels that `LOG_LEVEL` takes. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const tokens = /xox[a-z]?-[\w-]+|xapp-[\w-]+/g;
/** `postgres://name:password@host`, and the like. */
const passwords = /(:\/\/[^\s:/@"]*:)[^\s@"]+@/g;

/** A log of JSON lines on standard error. Anything that looks like a Slack token or a password in an address is blotted out. */
export function openLog(level: LogLevel, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      hooks: {
        streamWrite: (line: string) =>
          line.replace(tokens, '[token]').replace(passwords, '$1[password]@'),
      },
    },
    destination ?? openStandardError(),
  );
}

const standardError = 2;
/** So much may wait for a reader that is slow; then lines are dropped, and how many is said when it reads on. */
const mostWaiting = 1_000_000;

/**
 * Standard error, without ever waiting for who reads it: a collector of logs that stands still must not stop the bot. A line
 * that can be written is written before this returns, so nothing is lost when the process ends after it. (reliability.md F-97)
 */
function openStandardError(): DestinationStream {
  const kind = fstatSync(standardError);
  // A file or a terminal takes what it is given.
  if (!kind.isFIFO() && !kind.isSocket())
    return pino.destination({ dest: standardError, sync: true });
  const socket = new Socket({ fd: standardError, readable: false, writable: true });
  socket.unref();
  let dropped = 0;
  let isGone = false;
  // Whoever read the log is gone: there is nobody to tell.
  socket.on('error', () => {
    isGone = true;
  });
  return {
    write: (line: string) => {
      if (isGone) return;
      if (socket.writableLength > mostWaiting) {
        dropped += 1;
        return;
      }
      if (dropped > 0)
        socket.write(`{"level":40,"msg":"${dropped} lines were dropped: nobody read the log"}\n`);
      dropped = 0;
      socket.write(line);
    },
  };
}
