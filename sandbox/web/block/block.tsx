import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { ElementView, type FieldA11y } from '../element/element.tsx';
import { ImageElement } from '../element/image.tsx';
import { actionIdOf, blockIdOf } from '../element/values.ts';
import { asFields, asFieldsList, asString, type Fields, isFields, textOf } from '../state/read.ts';
import { Markdown } from '../text/markdown.tsx';
import { PlainText, Text } from '../text/mrkdwn.tsx';
import { RichText } from '../text/rich-text.tsx';
import { AlertBlock } from './alert.tsx';
import { ChartBlock } from './chart.tsx';
import { ContainerBlock } from './container.tsx';
import { ImageBlock } from './image-block.tsx';
import { InputBlock } from './input.tsx';
import { DataTableBlock, TableBlock } from './table.tsx';

/** What every block is given. */
export interface BlockProps {
  block: Fields;
  blockId: string;
}

/** A list of blocks, in order. */
export function Blocks({ blocks }: { blocks: Fields[] }): VNode {
  return (
    <div class="blocks">
      {blocks.map((block, index) => {
        const blockId = blockIdOf(block, index);
        return (
          <div key={`${blockId}/${asString(block.type)}`} class="block" data-block-id={blockId}>
            <BlockView block={block} blockId={blockId} />
          </div>
        );
      })}
    </div>
  );
}

function BlockView(props: BlockProps): VNode {
  const type = asString(props.block.type);
  const View = views[type];
  if (View) return <View {...props} />;
  return <div class="unsupported">Unsupported block “{type || 'without a type'}”</div>;
}

function SectionBlock({ block, blockId }: BlockProps): VNode {
  const id = useId();
  const fields = asFieldsList(block.fields);
  return (
    <div class="section">
      <div class="section-main" id={id}>
        {isFields(block.text) && <Text value={block.text} />}
        {fields.length > 0 && (
          <div class="section-fields">
            {fields.map((field) => (
              <div>
                <Text value={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {isFields(block.accessory) && (
        <div class="section-accessory">
          <Element
            element={block.accessory}
            block={block}
            blockId={blockId}
            index={0}
            // The text beside a select is its label.
            a11y={{ 'aria-labelledby': id }}
          />
        </div>
      )}
    </div>
  );
}

function HeaderBlock({ block }: BlockProps): VNode {
  return (
    <h3 class="header-block">
      <PlainText text={textOf(block.text)} />
    </h3>
  );
}

function ContextBlock({ block }: BlockProps): VNode {
  return (
    <div class="context">
      {asFieldsList(block.elements).map((element) =>
        element.type === 'image' ? (
          <ImageElement element={element} />
        ) : (
          <span class="context-text">
            <Text value={element} />
          </span>
        ),
      )}
    </div>
  );
}

function ActionsBlock({ block, blockId }: BlockProps): VNode {
  return (
    <div class="actions">
      {asFieldsList(block.elements).map((element, index) => (
        <Element element={element} block={block} blockId={blockId} index={index} />
      ))}
    </div>
  );
}

function Element(props: {
  element: Fields;
  block: Fields;
  blockId: string;
  index: number;
  a11y?: FieldA11y;
}): VNode {
  const { element, block, blockId, index, a11y = {} } = props;
  const name = { blockId, actionId: actionIdOf(element, index) };
  return <ElementView element={element} block={block} name={name} a11y={a11y} />;
}

function FileBlock({ block }: BlockProps): VNode {
  return <div class="file-line">File {asString(block.external_id)}</div>;
}

const views: Record<string, (props: BlockProps) => VNode> = {
  section: SectionBlock,
  header: HeaderBlock,
  context: ContextBlock,
  actions: ActionsBlock,
  divider: () => <hr class="divider" />,
  image: ImageBlock,
  input: InputBlock,
  rich_text: ({ block }) => <RichText block={asFields(block)} />,
  markdown: ({ block }) => <Markdown text={asString(block.text)} />,
  data_visualization: ChartBlock,
  data_table: DataTableBlock,
  table: TableBlock,
  container: ContainerBlock,
  alert: AlertBlock,
  file: FileBlock,
};
