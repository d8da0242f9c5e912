import { Bug } from '../../lib/invariant.ts';
import type {
  ActionAct,
  CloseAct,
  CommandAct,
  Drawing,
  Feature,
  Handler,
  Job,
  ShortcutAct,
  SubmitAct,
} from './feature.ts';

/** All features' tables of contents as one: who answers what. */
export interface Router {
  /** The handler of the word, or of `*` when no word fits. */
  command(word: string): Handler<CommandAct> | undefined;
  action(name: string): Handler<ActionAct> | undefined;
  submit(callbackId: string): Handler<SubmitAct> | undefined;
  close(callbackId: string): Handler<CloseAct> | undefined;
  shortcut(callbackId: string): Handler<ShortcutAct> | undefined;
  event(type: string): readonly NonNullable<Feature['events']>[string][];
  /** Who draws an address anew, and which id it has there. Throws a `Bug` for an address of nobody's. */
  drawing(address: string): { draw: Drawing; id: string };
  jobs: readonly Job[];
  /** Whether a command's word or an action's id opens a form. */
  opens(id: string): boolean;
  /** What is drawn anew after a person did something. */
  afterActs: readonly NonNullable<Feature['afterAct']>[];
}

/** Joins the features, in order. Throws a `Bug` when two claim the same name. */
export function route(features: readonly Feature[]): Router {
  const commands = join(features, (feature) => feature.commands);
  const actions = join(features, (feature) => feature.actions);
  const submits = join(features, (feature) => feature.submits);
  const closes = join(features, (feature) => feature.closes);
  const shortcuts = join(features, (feature) => feature.shortcuts);
  const events = new Map<string, NonNullable<Feature['events']>[string][]>();
  for (const feature of features) {
    for (const [type, handler] of Object.entries(feature.events ?? {})) {
      events.set(type, [...(events.get(type) ?? []), handler]);
    }
  }
  const draws = join(features, (feature) => feature.draws);
  const opening = new Set(features.flatMap(listOpening));
  return {
    command: (word) => commands.get(word) ?? commands.get('*'),
    action: (name) => actions.get(name),
    submit: (callbackId) => submits.get(callbackId),
    close: (callbackId) => closes.get(callbackId),
    shortcut: (callbackId) => shortcuts.get(callbackId),
    event: (type) => events.get(type) ?? [],
    opens: (id) => opening.has(id) || opening.has(splitActionId(id).name),
    drawing: (address) => {
      const colon = address.indexOf(':');
      const draw = draws.get(address.slice(0, colon));
      if (draw === undefined) throw new Bug(`nobody draws ${address}`);
      return { draw, id: address.slice(colon + 1) };
    },
    jobs: features.flatMap((feature) => feature.jobs ?? []),
    afterActs: features.flatMap((feature) => feature.afterAct ?? []),
  };
}

function join<H>(
  features: readonly Feature[],
  pick: (feature: Feature) => Readonly<Record<string, H>> | undefined,
): Map<string, H> {
  const joined = new Map<string, H>();
  for (const feature of features) {
    for (const [name, handler] of Object.entries(pick(feature) ?? {})) {
      if (joined.has(name)) throw new Bug(`two features claim ${name}`);
      joined.set(name, handler);
    }
  }
  return joined;
}

/** A name that no longer exists would leave its successor without a window. */
function listOpening({ name, commands, actions, opens = [] }: Feature): readonly string[] {
  for (const opening of opens) {
    const isKnown = commands?.[opening] ?? actions?.[splitActionId(opening).name];
    if (isKnown === undefined) {
      throw new Bug(`${name} opens ${opening}, which it does not have`);
    }
  }
  return opens;
}

/** An action id's name and variant: `review.vote:stop` is `review.vote` and `stop`. */
export function splitActionId(actionId: string): { name: string; variant: string } {
  const colon = actionId.indexOf(':');
  if (colon < 0) return { name: actionId, variant: '' };
  return { name: actionId.slice(0, colon), variant: actionId.slice(colon + 1) };
}
