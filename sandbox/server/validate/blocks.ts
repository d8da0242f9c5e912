import { z } from 'zod';
import { countCharacters, isRecord, type Json, listOf, recordsOf, textOf } from '../json.ts';
import { anyBlock } from './block.ts';
import { type Problem, problemsOf } from './problem.ts';

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

const maxBlocks: Record<Surface, number> = { message: 50, modal: 100, home: 100 };
const onlyIn: Record<string, Surface[]> = {
  alert: ['modal'],
  data_visualization: ['message'],
  data_table: ['message'],
  table: ['message'],
  markdown: ['message'],
  card: ['message'],
  carousel: ['message'],
  context_actions: ['message'],
};
const maxCharts = 2;

/** Every problem of a list of blocks, each with its JSON pointer below `at`. */
export function checkBlocks(blocks: unknown, surface: Surface, at: string): Problem[] {
  const list = z.array(anyBlock).max(maxBlocks[surface]);
  const problems = problemsOf(list, blocks, at);
  if (problems.length > 0) return problems;
  const known = recordsOf(blocks);
  return [
    ...checkPlaces(known, surface, at),
    ...checkIds(known, at),
    ...checkFocus(known, at),
    ...checkCharts(known, at),
  ];
}

/** A block and the blocks inside it. */
export function flatten(blocks: unknown): Json[] {
  return recordsOf(blocks).flatMap((block) => [
    block,
    ...flatten(block.child_blocks),
    ...(block.type === 'carousel' ? flatten(block.elements) : []),
  ]);
}

/** The interactive elements of one block, its children apart. */
export function elementsOf(block: Json): Json[] {
  if (block.type === 'carousel') return [];
  const found = [
    block.element,
    block.accessory,
    ...listOf(block.elements),
    ...listOf(block.actions),
  ];
  return found.filter(isRecord).filter((element) => !silent.has(textOf(element.type)));
}

/** Characters in all blocks but `markdown`, which has its own limit. */
export function countBlockText(blocks: Json[]): number {
  return blocks
    .filter((block) => block.type !== 'markdown')
    .reduce((sum, block) => sum + countText(block), 0);
}

const silent = new Set([
  'image',
  'plain_text',
  'mrkdwn',
  'rich_text_section',
  'rich_text_list',
  'rich_text_quote',
  'rich_text_preformatted',
]);

function countText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countText(one), 0);
  if (!isRecord(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) =>
      sum + (key === 'text' && typeof one === 'string' ? countCharacters(one) : countText(one)),
    0,
  );
}

function checkPlaces(blocks: Json[], surface: Surface, at: string): Problem[] {
  return blocks.flatMap((block, index) => {
    const type = textOf(block.type);
    const places = onlyIn[type];
    if (!places || places.includes(surface)) return [];
    return [{ message: `unsupported type: ${type}`, pointer: `${at}/${index}/type` }];
  });
}

function checkIds(blocks: Json[], at: string): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const block of flatten(blocks)) {
    const blockId = textOf(block.block_id);
    if (blockId && seen.has(blockId)) {
      problems.push({ message: `block_id \`${blockId}\` already exists`, pointer: at });
    }
    seen.add(blockId);
    const actionIds = elementsOf(block)
      .map((element) => textOf(element.action_id))
      .filter((actionId) => actionId !== '');
    const twice = actionIds.find((actionId, index) => actionIds.indexOf(actionId) !== index);
    if (twice) {
      problems.push({ message: `action_id \`${twice}\` already exists`, pointer: at });
    }
  }
  return problems;
}

function checkFocus(blocks: Json[], at: string): Problem[] {
  const focused = flatten(blocks)
    .flatMap(elementsOf)
    .filter((element) => element.focus_on_load === true);
  return focused.length > 1
    ? [{ message: 'only one element can have focus_on_load', pointer: at }]
    : [];
}

function checkCharts(blocks: Json[], at: string): Problem[] {
  const charts = blocks.filter((block) => block.type === 'data_visualization');
  return charts.length > maxCharts
    ? [{ message: `no more than ${maxCharts} data_visualization blocks allowed`, pointer: at }]
    : [];
}
