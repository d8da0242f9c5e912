import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { asFieldsList, asNumber, asString, type Fields, textOf } from '../state/read.ts';
import { RichText } from '../text/rich-text.tsx';
import type { BlockProps } from './block.tsx';

/** A small table, as the app lays it out; its first row is the head. */
export function TableBlock({ block }: BlockProps): VNode {
  const [head = [], ...body] = rowsOf(block);
  const columns = asFieldsList(block.column_settings);
  const classOf = (index: number) => {
    const settings = columns[index] ?? {};
    return `align-${asString(settings.align) || 'left'} ${settings.is_wrapped ? '' : 'nowrap'}`;
  };
  return (
    <TableFrame label="Table">
      <table class="table">
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th scope="col" class={classOf(index)}>
                {cellView(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row) => (
            <tr>
              {row.map((cell, index) => (
                <td class={classOf(index)}>{cellView(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** A table of figures with a caption, a page at a time. */
export function DataTableBlock({ block }: BlockProps): VNode {
  const [head = [], ...body] = rowsOf(block);
  const [page, setPage] = useState(0);
  const size = asNumber(block.page_size) ?? 20;
  const pages = Math.max(1, Math.ceil(body.length / size));
  const at = Math.min(page, pages - 1);
  const rowHead = asNumber(block.row_header_column_index) ?? 0;
  const classOf = (cell: Fields | undefined, index: number) =>
    `${alignOf(cell)} ${widthOf(body, index)}`;
  return (
    <div class="data-table">
      <TableFrame label={textOf(block.caption) || 'Table'}>
        <table class="table">
          <caption>{textOf(block.caption)}</caption>
          <thead>
            <tr>
              {head.map((cell, index) => (
                <th scope="col" class={classOf(body[0]?.[index], index)}>
                  {cellView(cell)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {body.slice(at * size, (at + 1) * size).map((row) => (
              <tr>
                {row.map((cell, index) =>
                  index === rowHead ? (
                    <th scope="row" class={classOf(cell, index)}>
                      {cellView(cell)}
                    </th>
                  ) : (
                    <td class={classOf(cell, index)}>{cellView(cell)}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {pages > 1 && <Pager at={at} pages={pages} onPage={setPage} />}
    </div>
  );
}

function TableFrame({ label, children }: { label: string; children: ComponentChildren }): VNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section class="table-scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

function Pager(props: { at: number; pages: number; onPage(page: number): void }): VNode {
  const { at, pages, onPage } = props;
  return (
    <div class="pager">
      <button type="button" class="button" disabled={at === 0} onClick={() => onPage(at - 1)}>
        Previous
      </button>
      <span aria-live="polite">
        Page {at + 1} of {pages}
      </span>
      <button
        type="button"
        class="button"
        disabled={at >= pages - 1}
        onClick={() => onPage(at + 1)}
      >
        Next
      </button>
    </div>
  );
}

function rowsOf(block: Fields): Fields[][] {
  return Array.isArray(block.rows) ? block.rows.map(asFieldsList) : [];
}

function alignOf(cell: Fields | undefined): string {
  return cell?.type === 'raw_number' ? 'align-right' : 'align-left';
}

const shortLetters = 14;
const longLetters = 28;

/** Short columns stay on one line and long ones keep room for a few words; then a wide table scrolls. */
function widthOf(body: Fields[][], index: number): string {
  const longest = Math.max(0, ...body.map((row) => textOf(row[index]).length));
  if (longest <= shortLetters) return 'nowrap';
  return longest > longLetters ? 'long' : '';
}

function cellView(cell: Fields): VNode | string {
  if (cell.type === 'rich_text') return <RichText block={cell} />;
  if (cell.type === 'raw_number') {
    const number = asNumber(cell.value ?? cell.number ?? cell.text);
    return asString(cell.text) || (number === undefined ? '' : number.toLocaleString('en-US'));
  }
  return textOf(cell);
}
