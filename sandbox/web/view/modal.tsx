import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ActResult, OpenView } from '../../protocol.ts';
import { Blocks } from '../block/block.tsx';
import { Dialog, focusFirst } from '../element/dialog.tsx';
import { SiteFrame, useBlockSite } from '../element/site.tsx';
import { Toasts } from '../shell/toasts.tsx';
import { asFields, asFieldsList, asString, type Fields, textOf } from '../state/read.ts';
import { useWorkspace } from '../state/workspace.ts';
import { PlainText } from '../text/mrkdwn.tsx';
import { PlayBar } from '../time/play-bar.tsx';
import { checkForm } from './check.ts';
import { useKeptFocus } from './keep-focus.ts';

const troubleText = 'We had some trouble connecting. Try again?';

/** The person's open modals: the top one is shown, those below keep what was typed. */
export function ModalStack(): VNode | null {
  const { views, viewer, play, perform, refresh } = useWorkspace();
  const top = views.stack.at(-1);
  if (!top) return null;
  const close = async () => {
    await perform({ act: 'close', userId: viewer.id, viewId: top.id });
    refresh();
  };
  return (
    <Dialog label={textOf(top.view.title)} class="modal" onClose={() => void close()}>
      {/* The page behind is inert, and a story must stay stoppable. */}
      {play?.isRunning && <PlayBar />}
      {views.stack.map((open, depth) => (
        <Modal key={open.id} open={open} depth={depth} isTop={open.id === top.id} onClose={close} />
      ))}
      <Toasts />
    </Dialog>
  );
}

interface ModalProps {
  open: OpenView;
  depth: number;
  isTop: boolean;
  onClose(): void;
}

function Modal({ open, depth, isTop, onClose }: ModalProps): VNode {
  const form = useForm(open);
  const { viewer, perform, refresh } = useWorkspace();
  const { view } = open;
  const closeAll = async () => {
    await perform({ act: 'close', userId: viewer.id, viewId: open.id, isCleared: true });
    refresh();
  };
  const panel = useRef<HTMLFormElement>(null);
  const noteFocus = useKeptFocus(panel, view);
  const title = textOf(view.title);
  // A new title is a new step of the same form: it is read from its beginning.
  useEffect(() => {
    if (!isTop) return;
    panel.current?.querySelector('.dialog-body')?.scrollTo(0, 0);
    focusFirst(panel.current);
  }, [isTop, title]);
  useEffect(() => showFirstError(panel.current), [form.refusals]);
  return (
    <form
      ref={panel}
      class="modal-form"
      hidden={!isTop}
      noValidate
      onFocusIn={noteFocus}
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      <div class="dialog-head">
        {depth > 0 && (
          <button
            type="button"
            class="icon-button"
            aria-label="Back"
            title="Back"
            onClick={onClose}
          >
            <span aria-hidden="true">←</span>
          </button>
        )}
        <AppIcon />
        <h2>
          <PlainText text={title} />
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label={depth > 0 ? 'Close all' : 'Close dialog'}
          title="Close"
          onClick={() => void closeAll()}
        >
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      <div class="dialog-body">
        <SiteFrame from={form.frame}>
          <Blocks blocks={form.blocks} />
        </SiteFrame>
      </div>
      <ModalFoot view={view} form={form} onClose={onClose} />
    </form>
  );
}

function ModalFoot(props: {
  view: Fields;
  form: ReturnType<typeof useForm>;
  onClose(): void;
}): VNode {
  const { view, form, onClose } = props;
  const submitText = textOf(view.submit);
  const hasInput = form.blocks.some((block) => block.type === 'input');
  return (
    <div class="dialog-foot">
      {form.trouble && (
        <p class="modal-trouble" role="alert">
          {form.trouble}
        </p>
      )}
      <button type="button" class="button" onClick={onClose}>
        {textOf(view.close) || (submitText || hasInput ? 'Cancel' : 'Close')}
      </button>
      {(submitText || hasInput) && (
        <button
          type="submit"
          class="button primary"
          aria-busy={form.isSending}
          disabled={form.isSending || view.submit_disabled === true}
        >
          {form.isSending && <span class="spinner" aria-hidden="true" />}
          {submitText || 'Submit'}
        </button>
      )}
    </div>
  );
}

/** The form's blocks, values and errors, and its submission. */
function useForm(open: OpenView) {
  const { viewer, perform, refresh } = useWorkspace();
  const [errors, setErrors] = useState<Record<string, string>>(open.errors);
  const [refusals, setRefusals] = useState(0);
  const [trouble, setTrouble] = useState('');
  const [isSending, setIsSending] = useState(false);
  const blocks = asFieldsList(open.view.blocks);
  const refuse = (found: Record<string, string>) => {
    setErrors(found);
    setRefusals((count) => count + 1);
  };
  const serverErrors = JSON.stringify(open.errors);
  useEffect(() => {
    if (Object.keys(open.errors).length > 0) refuse(open.errors);
  }, [serverErrors]);
  const frame = useBlockSite({
    surface: 'modal',
    target: { viewId: open.id, hash: open.hash },
    blocks,
    known: open.values,
    errors,
    onEdit: (blockId) => setErrors(({ [blockId]: _gone, ...rest }) => rest),
    onResult: (result) => setTrouble(troubleOf(result)),
  });
  const submit = async () => {
    if (isSending) return;
    const values = frame.latest.current;
    const found = checkForm(blocks, values);
    if (Object.keys(found).length > 0) return refuse(found);
    setErrors({});
    setTrouble('');
    setIsSending(true);
    const act = { act: 'submit' as const, userId: viewer.id, viewId: open.id, values };
    const result = await perform(act, true);
    setIsSending(false);
    const refused = asFields(asFields(result.body).errors);
    if (Object.keys(refused).length > 0) refuse(stringsOf(refused));
    else if (result.error !== 'invalid_input') setTrouble(troubleOf(result));
    refresh();
  };
  return { blocks, frame, submit, isSending, trouble, refusals };
}

function troubleOf(result: ActResult): string {
  if (result.ok && result.acked !== false) return '';
  // A refusal of Slack's own has its reason; a silent app has none.
  const reason = result.acked === false ? '' : (result.error ?? '');
  return reason.startsWith(troubleText) || !reason
    ? reason || troubleText
    : `Slack refused: ${reason}`;
}

function stringsOf(errors: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([key, value]) => [key, asString(value)]));
}

function showFirstError(panel: HTMLElement | null): void {
  const field = panel?.querySelector<HTMLElement>('[aria-invalid="true"], .has-error input');
  field?.focus();
  field?.closest('.input-block')?.scrollIntoView({ block: 'nearest' });
}

function AppIcon(): VNode {
  return <img class="app-icon" src="/icon.svg" alt="" width="24" height="24" />;
}
