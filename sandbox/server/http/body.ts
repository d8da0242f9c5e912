import type { IncomingMessage } from 'node:http';
import { isRecord, type Json, parseJson } from '../json.ts';

/** A request that cannot be taken, with its HTTP status. */
export class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The bytes of a request; 413 past the limit. */
async function readBytes(request: IncomingMessage, most = 1_000_000): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > most) throw new BadRequest(413, 'request_too_large');
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** A JSON body; 400 when it is not an object. */
export async function readJson(request: IncomingMessage): Promise<Json> {
  const text = String(await readBytes(request));
  const value = text === '' ? {} : parseJson(text);
  if (!isRecord(value)) throw new BadRequest(400, 'invalid_json');
  return value;
}

/** The fields of a form, JSON or multipart body. */
export async function readFields(request: IncomingMessage): Promise<Json> {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return readJson(request);
  const bytes = await readBytes(request);
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(bytes), {
      headers: { 'content-type': type },
    })
      .formData()
      .catch(() => {
        throw new BadRequest(400, 'invalid_form_data');
      });
    const fields: Json = {};
    for (const [key, value] of form) if (typeof value === 'string') fields[key] = value;
    return fields;
  }
  return Object.fromEntries(new URLSearchParams(String(bytes)));
}

/** The first file of a multipart body, or the whole body when it is not multipart. */
export async function readFile(request: IncomingMessage, most: number): Promise<Buffer> {
  const type = request.headers['content-type'] ?? '';
  const bytes = await readBytes(request, most);
  if (!type.startsWith('multipart/form-data')) return bytes;
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'content-type': type },
  }).formData();
  for (const [, value] of form) {
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  }
  return Buffer.alloc(0);
}
