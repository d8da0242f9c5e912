import { type ComponentChildren, createContext, type VNode } from 'preact';
import { useContext, useMemo, useRef, useState } from 'preact/hooks';
import type { ActResult, Values } from '../../protocol.ts';
import { asFields, asString, type Fields, isFields, textOf } from '../state/read.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Text } from '../text/mrkdwn.tsx';
import { Dialog } from './dialog.tsx';
import { valuesOf } from './values.ts';

/** Where blocks stand: a message, a modal or the Home tab. It holds what was typed and sends what was pressed. */
export interface Site {
  surface: 'message' | 'modal' | 'home';
  values: Values;
  errors: Record<string, string>;
  /** `block id/action id` of what is being delivered, or empty. */
  busy: string;
  set(key: ElementKey, state: Fields): void;
  act(key: ElementKey, element: Fields, state?: Fields): void;
}

/** Names an element of a message or view. */
export interface ElementKey {
  blockId: string;
  actionId: string;
}

/** The target of an interaction, as the server wants it. */
type Target = { channel: string; ts: string } | { viewId: string; hash?: string };

const SiteContext = createContext<Site | undefined>(undefined);

/** The message or view around this element. */
export function useSite(): Site {
  const site = useContext(SiteContext);
  if (!site) throw new Error('No message or view around this element');
  return site;
}

interface SiteInput {
  surface: Site['surface'];
  target: Target;
  blocks: Fields[];
  known?: unknown;
  errors?: Record<string, string>;
  onEdit?(blockId: string): void;
  onResult?(result: ActResult): void;
}

/** Holds the values typed into these blocks and delivers what is pressed in them. */
export function useBlockSite(input: SiteInput) {
  const { perform, viewer, place } = useWorkspace();
  const [typed, setTyped] = useState<Values>({});
  const [busy, setBusy] = useState('');
  const [question, setQuestion] = useState<{ confirm: Fields; go(): void }>();
  const channel = place.kind === 'channel' ? place.channel : '';
  const firstChannel = useRef(channel).current;
  const values = useMemo(
    () => valuesOf(input.blocks, { typed, known: input.known, channel: firstChannel }),
    [input.blocks, typed, input.known],
  );
  // What is sent must be the newest, also when typing and pressing happen before the next rendering.
  const latest = useRef(values);
  latest.current = values;

  const set = ({ blockId, actionId }: ElementKey, state: Fields) => {
    const write = (old: Values) => ({ ...old, [blockId]: { ...old[blockId], [actionId]: state } });
    latest.current = write(latest.current);
    setTyped(write);
    input.onEdit?.(blockId);
  };
  const send = async (key: ElementKey, state?: Fields) => {
    setBusy(`${key.blockId}/${key.actionId}`);
    const result = await perform({
      act: 'block',
      userId: viewer.id,
      in: input.target,
      ...key,
      ...(state ? { state } : {}),
      values: latest.current,
    });
    setBusy('');
    input.onResult?.(result);
  };
  const act = (key: ElementKey, element: Fields, state?: Fields) => {
    if (isFields(element.confirm)) {
      setQuestion({ confirm: element.confirm, go: () => void send(key, state) });
    } else void send(key, state);
  };
  const site: Site = {
    surface: input.surface,
    values,
    errors: input.errors ?? {},
    busy,
    set,
    act,
  };
  return { site, latest, question, endQuestion: () => setQuestion(undefined) };
}

/** Gives the blocks within their site, and asks before what wants to be confirmed. */
export function SiteFrame(props: {
  from: ReturnType<typeof useBlockSite>;
  children: ComponentChildren;
}): VNode {
  const { site, question, endQuestion } = props.from;
  return (
    <SiteContext.Provider value={site}>
      {props.children}
      {question && (
        <ConfirmDialog confirm={question.confirm} onYes={question.go} onClose={endQuestion} />
      )}
    </SiteContext.Provider>
  );
}

function ConfirmDialog(props: { confirm: Fields; onYes(): void; onClose(): void }): VNode {
  const { confirm } = props;
  const title = textOf(confirm.title) || 'Are you sure?';
  const style = asString(confirm.style) === 'danger' ? 'danger-fill' : 'primary';
  return (
    <Dialog label={title} class="dialog-small" onClose={props.onClose}>
      <div class="dialog-head">
        <h2>{title}</h2>
      </div>
      <div class="dialog-body">
        <Text value={asFields(confirm.text).type ? confirm.text : textOf(confirm.text)} />
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={props.onClose}>
          {textOf(confirm.deny) || 'Cancel'}
        </button>
        <button
          type="button"
          class={`button ${style}`}
          onClick={() => {
            props.onClose();
            props.onYes();
          }}
        >
          {textOf(confirm.confirm) || 'Yes'}
        </button>
      </div>
    </Dialog>
  );
}
