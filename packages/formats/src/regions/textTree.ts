import type { Region } from "@justesse/types"

/** A region with the regions that are parts of it, in the order of the answer. */
export interface TextNode {
  readonly region: Region
  readonly children: TextNode[]
}

const RANK = { region: 0, line: 1, word: 2 } as const

/** The level of a region; one that says none is a line: a text box holds a line in most documents. */
export function levelOf(region: Region): "region" | "line" | "word" {
  return region.level ?? "line"
}

/**
 * The regions of an answer as trees. A region is below its parent when the parent is there and holds more text than it
 * (regions may also hold regions); otherwise it stands by itself. No circle of parents ends up in a tree.
 */
export function textTree(regions: readonly Region[]): TextNode[] {
  const nodes = new Map<string, TextNode>(regions.map((region) => [region.id, { region, children: [] }]))
  const roots: TextNode[] = []
  for (const node of nodes.values()) {
    const parent = nodes.get(node.region.parent ?? "")
    if (parent && mayHold(parent.region, node.region) && !isBelow(parent, node, nodes)) parent.children.push(node)
    else roots.push(node)
  }
  return roots
}

function mayHold(parent: Region, child: Region): boolean {
  const [above, below] = [RANK[levelOf(parent)], RANK[levelOf(child)]]
  return above < below || (above === 0 && below === 0)
}

/** True when `node` is met on the way up from `from`. */
function isBelow(from: TextNode, node: TextNode, nodes: ReadonlyMap<string, TextNode>): boolean {
  const seen = new Set<TextNode>()
  for (let at: TextNode | undefined = from; at && !seen.has(at); at = nodes.get(at.region.parent ?? "")) {
    if (at === node) return true
    seen.add(at)
  }
  return false
}

/** How many regions of an answer name a parent that {@link textTree} does not put them below. */
export function withoutParent(regions: readonly Region[]): number {
  const held = new Set<string>()
  const visit = (node: TextNode) => {
    for (const child of node.children) {
      held.add(child.region.id)
      visit(child)
    }
  }
  for (const root of textTree(regions)) visit(root)
  return regions.filter((region) => region.parent !== undefined && !held.has(region.id)).length
}

/**
 * What stands before, between and after the words of a line: one text more than there are words. Null when the words are
 * not in the line's text in their order.
 *
 * @example
 * gapsOf("a, b-", ["a", "b"]) // ["", ", ", "-"]
 */
export function gapsOf(text: string, words: readonly string[]): string[] | null {
  const gaps: string[] = []
  let at = 0
  for (const word of words) {
    const found = text.indexOf(word, at)
    if (found < 0) return null
    gaps.push(text.slice(at, found))
    at = found + word.length
  }
  return [...gaps, text.slice(at)]
}
