import { createHash, createHmac, scrypt } from 'node:crypto';

/** 16 MB and some tens of milliseconds a guess. */
const cost = { N: 2 ** 14, r: 8, p: 1 };

/** A hash that is slow to guess at (scrypt), as hex; runs beside the event loop. */
export function slowHash(secret: string, salt: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, 32, cost, (error, key) => {
      if (error === null) resolve(key.toString('hex'));
      else reject(error);
    });
  });
}

/** A hash of something that nobody can guess anyway, as hex. */
export function quickHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** What only the holder of the key can make of a text, as base64. */
export function tagOf(text: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(text).digest('base64');
}
