import { Deliverer } from './deliver/deliverer.ts';
import { EventSender } from './deliver/events.ts';
import type { Transport } from './deliver/transport.ts';
import { Faults } from './faults.ts';
import { ResponseUrls } from './response-urls.ts';
import { Triggers } from './triggers.ts';
import { Views } from './views.ts';
import type { World } from './world.ts';

type Given = Pick<
  World,
  'workspace' | 'manifest' | 'timing' | 'secrets' | 'stream' | 'rate' | 'url' | 'openSocketUrl'
> & { transport: Transport };

/** A workspace with everything around it, and the app at the other end of `transport`. Opens nothing. */
export function openWorld({ transport, ...given }: Given): World {
  const { workspace, manifest, timing, stream } = given;
  const faults = new Faults();
  const deliverer = new Deliverer(transport, faults);
  return {
    ...given,
    faults,
    calls: [],
    deliverer,
    events: new EventSender(workspace, deliverer, {
      events: manifest.events,
      redeliverMs: timing.redeliverMs,
    }),
    triggers: new Triggers(timing.triggerMs),
    responseUrls: new ResponseUrls(timing.responseUrlMs),
    views: new Views(workspace, stream),
  };
}
