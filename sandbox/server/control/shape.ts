import { z } from 'zod';
import { BadRequest } from '../http/body.ts';

/** The body in its shape, or a 400 that says what is wrong. */
export function readShape<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (!result.success) throw new BadRequest(400, z.prettifyError(result.error));
  return result.data;
}
