import type { OpenView, ViewState } from '../protocol.ts';
import { SlackError } from './api/slack-error.ts';
import { copyOf, type Json, textOf } from './json.ts';
import type { Stream } from './stream.ts';
import { completeBlocks, completeText } from './validate/complete.ts';
import { keepTyped, stateOf } from './view-values.ts';
import type { ViewRecord } from './workspace/record.ts';
import { appId, botId, teamId, type Workspace } from './workspace/workspace.ts';

const maxDepth = 3;

/** The modals everyone has open, and the Home tabs. */
export class Views {
  private readonly workspace: Workspace;
  private readonly stream: Stream;
  private readonly stacks = new Map<string, ViewRecord[]>();

  constructor(workspace: Workspace, stream: Stream) {
    this.workspace = workspace;
    this.stream = stream;
  }

  stackOf(userId: string): ViewRecord[] {
    return this.stacks.get(userId) ?? [];
  }

  /** A view by id, among open modals and Home tabs. */
  find(id: string): ViewRecord | undefined {
    return this.all().find((view) => view.id === id);
  }

  findByExternalId(externalId: string): ViewRecord | undefined {
    return this.all().find((view) => view.externalId === externalId && externalId !== '');
  }

  /** Opens a modal in place of whatever the person had open. */
  open(userId: string, view: Json): ViewRecord {
    this.checkExternalId(view);
    const record = this.make(userId, view, undefined);
    this.stacks.set(userId, [record]);
    this.changed(userId);
    return record;
  }

  /** Lays a modal on top of the stack. */
  push(userId: string, view: Json): ViewRecord {
    const stack = this.stackOf(userId);
    const top = stack.at(-1);
    if (!top) throw new SlackError('not_found');
    if (stack.length >= maxDepth) throw new SlackError('push_limit_reached');
    this.checkExternalId(view);
    const record = this.make(userId, view, top);
    this.stacks.set(userId, [...stack, record]);
    this.changed(userId);
    return record;
  }

  /** Replaces a view's content; inputs of the same ids keep what was typed. */
  update(record: ViewRecord, view: Json): ViewRecord {
    this.checkExternalId(view, record);
    record.view = completeView(view);
    record.externalId = textOf(view.external_id);
    record.hash = this.workspace.nextHash();
    record.values = keepTyped(record.view.blocks, record.values);
    record.errors = {};
    if (record.type === 'home') this.workspace.homes.put(record.userId, record);
    this.changed(record.userId);
    return record;
  }

  /** Sets a person's Home tab. */
  publish(userId: string, view: Json): ViewRecord {
    const existing = this.workspace.homes.find(userId);
    if (existing) return this.update(existing, view);
    this.checkExternalId(view);
    const record = this.make(userId, view, undefined);
    this.workspace.homes.put(userId, record);
    this.changed(userId);
    return record;
  }

  /** Takes the top view away, or all of them; says which went, top first. */
  close(userId: string, isAll: boolean): ViewRecord[] {
    const stack = this.stackOf(userId);
    const kept = isAll ? [] : stack.slice(0, -1);
    this.stacks.set(userId, kept);
    this.changed(userId);
    return stack.slice(kept.length).reverse();
  }

  /** Tells the person's pages to fetch again. */
  changed(userId: string): void {
    this.stream.send({ type: 'views' }, userId);
  }

  private all(): ViewRecord[] {
    return [...[...this.stacks.values()].flat(), ...this.workspace.homes.list()];
  }

  private checkExternalId(view: Json, except?: ViewRecord): void {
    const other = this.findByExternalId(textOf(view.external_id));
    if (other && other.id !== except?.id) throw new SlackError('duplicate_external_id');
  }

  private make(userId: string, view: Json, parent: ViewRecord | undefined): ViewRecord {
    const id = this.workspace.nextId('V');
    return {
      id,
      hash: this.workspace.nextHash(),
      type: view.type === 'home' ? 'home' : 'modal',
      userId,
      view: completeView(view),
      values: {},
      errors: {},
      rootViewId: parent?.rootViewId ?? id,
      previousViewId: parent?.id ?? null,
      externalId: textOf(view.external_id),
    };
  }
}

/** A view as Slack says it in payloads and answers. `isBlank` leaves out all that was typed. */
export function viewPayload(record: ViewRecord, isBlank = false): Json {
  const { view } = record;
  return {
    id: record.id,
    team_id: teamId,
    type: record.type,
    blocks: copyOf(view.blocks),
    private_metadata: textOf(view.private_metadata),
    callback_id: textOf(view.callback_id),
    state: { values: isBlank ? {} : stateOf(view.blocks, record.values) },
    hash: record.hash,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.clear_on_close === true,
    notify_on_close: view.notify_on_close === true,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: record.previousViewId,
    root_view_id: record.rootViewId,
    app_id: appId,
    external_id: record.externalId,
    app_installed_team_id: teamId,
    bot_id: botId,
  };
}

/** What a person's page shows. */
export function viewState(views: Views, home: ViewRecord | undefined, userId: string): ViewState {
  const stack = views.stackOf(userId).map(openView);
  return home ? { stack, home: openView(home) } : { stack };
}

function openView(record: ViewRecord): OpenView {
  return {
    id: record.id,
    hash: record.hash,
    type: record.type,
    view: record.view,
    values: record.values,
    errors: record.errors,
  };
}

function completeView(view: Json): Json {
  const { blocks, ...rest } = view;
  return { ...Object(completeText(rest)), blocks: completeBlocks(blocks) };
}
