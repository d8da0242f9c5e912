import type { Act, ActResult, Message, OpenView, Values } from '../../protocol.ts';
import { ControlClient } from './control-client.ts';
import { elementsWithLabels, type Found, type Label, matches, stateFor, wordsOf } from './find.ts';

/** Where to look for a button: the modal on top, the Home tab, or messages of a channel. */
export interface Place {
  /** A channel's name (`growth`) or id, `dm` for the app's direct message; a thread's ts with it. */
  channel?: string;
  thread?: string;
  /** Only messages with these words. */
  in?: RegExp;
  /** Instead of a channel. */
  surface?: 'modal' | 'home';
}

/** The Slack client refused what a person did, or the app did not answer in time. */
export class ActFailed extends Error {
  readonly result: ActResult;

  constructor(what: string, result: ActResult) {
    super(`${what}: ${result.error ?? 'failed'}`);
    this.result = result;
  }
}

/** A person at the keyboard: finds things by the words on them, as people do. */
export class Actor {
  readonly client: ControlClient;
  readonly userId: string;
  /** The channel this person looks at when none is named. */
  home: string;
  private draft: { viewId: string; values: Values } = { viewId: '', values: {} };

  constructor(client: ControlClient | string, userId: string, home = 'growth') {
    this.client = typeof client === 'string' ? new ControlClient(client) : client;
    this.userId = userId;
    this.home = home;
  }

  /** Writes in a channel or thread; says the message's ts. */
  async says(text: string, place: Place = {}): Promise<string> {
    const result = await this.do('message', {
      act: 'message',
      userId: this.userId,
      channel: await this.channelId(place),
      text,
      ...(place.thread ? { threadTs: place.thread } : {}),
    });
    return result.ts ?? '';
  }

  /** Runs a slash command, typed as in Slack: `/onepager new`. */
  async runs(line: string, place: Place = {}): Promise<ActResult> {
    const [command = '', ...rest] = line.trim().split(/\s+/);
    return this.do(line, {
      act: 'command',
      userId: this.userId,
      channel: await this.channelId(place),
      command,
      text: rest.join(' '),
    });
  }

  /** Uses a shortcut by its name, on a message when it is one of those. */
  async invokes(name: Label, on?: Message): Promise<ActResult> {
    const { app } = await this.client.state(this.userId);
    const shortcut = app.shortcuts.find((one) => matches(one.name, name));
    if (!shortcut) throw new Error(`no shortcut ${name}`);
    return this.do(`shortcut ${name}`, {
      act: 'shortcut',
      userId: this.userId,
      callbackId: shortcut.callbackId,
      ...(on ? { channel: on.channel, messageTs: on.ts } : {}),
    });
  }

  /** Presses a button by its words. Without a place: the open modal, else the newest message. */
  async presses(label: Label, place: Place = {}): Promise<ActResult> {
    return this.useElement(label, place);
  }

  /** Chooses in a menu that acts at once, outside a form. */
  async picks(label: Label, value: string | string[], place: Place = {}): Promise<ActResult> {
    return this.useElement(label, place, value);
  }

  /** Types into the open modal, by label. Inputs that act at once tell the app. */
  async fills(fields: Record<string, string | string[]>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) {
      const { view, found } = await this.findInModal(new RegExp(label, 'i'));
      const state = stateFor(found.element, value, await this.idOf());
      const values = this.valuesOf(view);
      values[found.blockId] = { ...values[found.blockId], [found.actionId]: state };
      const actsAtOnce = found.block.type !== 'input' || found.block.dispatch_action === true;
      if (!actsAtOnce) continue;
      await this.do(`fill in “${label}”`, {
        act: 'block',
        userId: this.userId,
        in: { viewId: view.id },
        blockId: found.blockId,
        actionId: found.actionId,
        state,
        values,
      });
    }
  }

  /** Submits the open modal; red text under a field is an `ActFailed` unless it is expected. */
  async submits(options: { mayFail?: boolean } = {}): Promise<ActResult> {
    const view = await this.modal();
    const result = await this.client.act({
      act: 'submit',
      userId: this.userId,
      viewId: view.id,
      values: this.valuesOf(view),
    });
    if (!result.ok && !options.mayFail) {
      const { errors } = (await this.client.views(this.userId)).stack.at(-1) ?? { errors: {} };
      throw new ActFailed(`submit ${Object.values(errors).join(' ')}`.trim(), result);
    }
    return result;
  }

  /** Closes the open modal, or all of them. */
  async closes(options: { isCleared?: boolean } = {}): Promise<ActResult> {
    const view = await this.modal();
    const isCleared = options.isCleared ?? false;
    return this.do('close', { act: 'close', userId: this.userId, viewId: view.id, isCleared });
  }

  /** Opens the app's Home tab and waits until there is something on it. */
  async opensHome(): Promise<OpenView> {
    await this.do('home', { act: 'openHome', userId: this.userId });
    return this.client.until('a Home tab', async () => (await this.client.views(this.userId)).home);
  }

  /** Waits for a message with these words; the newest one that has them. */
  async sees(words: RegExp, place: Place = {}): Promise<Message> {
    const channel = await this.channelId(place);
    const where = place.thread ? 'in the thread' : 'in the channel';
    return this.client.until(`“${words.source}” ${where}`, async () => {
      const messages = await this.client.messages(channel, this.userId, place.thread);
      return messages.filter((message) => words.test(messageWords(message))).at(-1);
    });
  }

  /** Waits for a modal on top with these words. */
  async seesModal(words: RegExp = /./): Promise<OpenView> {
    return this.client.until(`a window with “${words.source}”`, async () => {
      const top = (await this.client.views(this.userId)).stack.at(-1);
      return top && words.test(wordsOf(top.view)) ? top : undefined;
    });
  }

  /** Waits until the app has redrawn the modal that looked like this. */
  async seesRedrawn(before: OpenView): Promise<OpenView> {
    return this.client.until('the window redrawn', async () => {
      const top = (await this.client.views(this.userId)).stack.at(-1);
      return top && (top.id !== before.id || top.hash !== before.hash) ? top : undefined;
    });
  }

  /** Waits until no modal is open. */
  async seesNoModal(): Promise<void> {
    await this.client.until('the window closed', async () => {
      const { stack } = await this.client.views(this.userId);
      return stack.length === 0 ? true : undefined;
    });
  }

  private async useElement(
    label: Label,
    place: Place,
    value?: string | string[],
  ): Promise<ActResult> {
    const target = await this.client.until(wordsOfLabel(label), () => this.locate(label, place));
    const state =
      value === undefined ? undefined : stateFor(target.found.element, value, await this.idOf());
    return this.do(`press “${wordsOfLabel(label)}”`, {
      act: 'block',
      userId: this.userId,
      in: target.in,
      blockId: target.found.blockId,
      actionId: target.found.actionId,
      ...(state ? { state } : {}),
      ...(target.values ? { values: target.values } : {}),
    });
  }

  private async locate(label: Label, place: Place): Promise<Target | undefined> {
    const isByMessage = place.channel !== undefined || place.in !== undefined || place.thread;
    const { stack, home } = await this.client.views(this.userId);
    const view = place.surface === 'home' ? home : stack.at(-1);
    if (view && !isByMessage) {
      const found = pick(view.view.blocks, label);
      return found && { found, in: { viewId: view.id }, values: this.valuesOf(view) };
    }
    if (place.surface) return undefined;
    const channel = await this.channelId(place);
    const messages = await this.client.messages(channel, this.userId, place.thread);
    for (const message of messages.reverse()) {
      if (place.in && !place.in.test(messageWords(message))) continue;
      const found = pick(message.blocks, label);
      if (found) return { found, in: { channel, ts: message.ts } };
    }
    return undefined;
  }

  private async findInModal(label: Label): Promise<{ view: OpenView; found: Found }> {
    return this.client.until(`a field “${wordsOfLabel(label)}”`, async () => {
      const view = (await this.client.views(this.userId)).stack.at(-1);
      const found = view && pick(view.view.blocks, label);
      return view && found ? { view, found } : undefined;
    });
  }

  private modal(): Promise<OpenView> {
    return this.seesModal();
  }

  /** What was typed into this view: kept here until the view goes. */
  private valuesOf(view: OpenView): Values {
    if (this.draft.viewId !== view.id) this.draft = { viewId: view.id, values: {} };
    const known = new Set(
      elementsWithLabels(view.view.blocks).map((one) => `${one.blockId}/${one.actionId}`),
    );
    for (const [blockId, actions] of Object.entries(this.draft.values)) {
      // Inputs that an update took away cannot be submitted any more.
      if (!Object.keys(actions).every((id) => known.has(`${blockId}/${id}`))) {
        delete this.draft.values[blockId];
      }
    }
    return this.draft.values;
  }

  private async do(what: string, act: Act): Promise<ActResult> {
    const result = await this.client.act(act);
    if (!result.ok) throw new ActFailed(what, result);
    return result;
  }

  private async channelId(place: Place): Promise<string> {
    const name = place.channel ?? this.home;
    if (/^[CD][A-Z0-9]+$/.test(name)) return name;
    const { channels } = await this.client.state(this.userId);
    const found = channels.find((channel) =>
      name === 'dm' ? channel.kind === 'im' : channel.name === name.replace(/^#/, ''),
    );
    if (!found) throw new Error(`no channel ${name}`);
    return found.id;
  }

  private async idOf(): Promise<(name: string) => string> {
    const { people, channels } = await this.client.state(this.userId);
    return (name) => {
      const wanted = name.replace(/^[@#]/, '');
      const person = people.find((one) => matches(one.name, wanted) || one.realName === wanted);
      return person?.id ?? channels.find((one) => one.name === wanted)?.id ?? name;
    };
  }
}

interface Target {
  found: Found;
  in: { channel: string; ts: string } | { viewId: string };
  values?: Values;
}

/** All the words of a message. */
export function messageWords(message: Message): string {
  return `${message.text}\n${wordsOf(message.blocks)}`;
}

function wordsOfLabel(label: Label): string {
  return typeof label === 'string' ? label : label.source;
}

function pick(blocks: unknown, label: Label): Found | undefined {
  return elementsWithLabels(blocks).find((one) => matches(one.label, label));
}
