import type { Json } from '../json.ts';
import type { World } from '../world.ts';
import type { ArgKind, Args } from './args.ts';

/** One Web API method. */
export interface Method {
  /** Which token it takes. */
  token: 'bot' | 'app' | 'none';
  /** Scopes needed; some methods work theirs out from the channel asked for. */
  scope?: string;
  required?: string[];
  args?: Record<string, ArgKind>;
  run(world: World, args: Args): Json | Promise<Json>;
}
