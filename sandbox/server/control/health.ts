import type { BotHealth } from '../../protocol.ts';
import { healthSchema } from './schema.ts';

/** What the bot says of itself; undefined when it does not answer in a second. */
export async function askHealth(url: string): Promise<BotHealth | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
    const result = healthSchema.safeParse(await response.json());
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
