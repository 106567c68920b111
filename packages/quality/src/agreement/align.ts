import { codePoints } from "./text.ts"

/** One column of two texts laid over each other; null where one of them has no character. */
interface Column {
  readonly a: string | null
  readonly b: string | null
  readonly same: boolean
}

/** Larger tables are split in two first (Hirschberg, 1975), so that a page of text needs little memory. */
const MAX_CELLS = 1_000_000

/**
 * Two texts laid over each other with as few differing columns as their edit distance, to show which characters
 * differ. Columns hold one code point each; read downwards, `a` and `b` give the two texts again.
 * On ties a replacement comes before a removal, and a removal before an insertion.
 */
export function alignText(a: string, b: string): Column[] {
  const columns: Column[] = []
  alignInto(codePoints(a), codePoints(b), columns)
  return columns
}

function alignInto(a: readonly number[], b: readonly number[], columns: Column[]): void {
  let start = 0
  let endA = a.length
  let endB = b.length
  while (start < endA && start < endB && a[start] === b[start]) start++
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  for (let i = 0; i < start; i++) columns.push(columnOf(a[i], b[i]))
  const middleA = a.slice(start, endA)
  const middleB = b.slice(start, endB)
  if ((middleA.length + 1) * (middleB.length + 1) <= MAX_CELLS || middleA.length < 2)
    alignTable(middleA, middleB, columns)
  else {
    const half = middleA.length >> 1
    const cut = bestCut(middleA, middleB, half)
    alignInto(middleA.slice(0, half), middleB.slice(0, cut), columns)
    alignInto(middleA.slice(half), middleB.slice(cut), columns)
  }
  for (let i = endA; i < a.length; i++) columns.push(columnOf(a[i], a[i]))
}

function columnOf(a: number | undefined, b: number | undefined): Column {
  const character = (point: number | undefined) => (point === undefined ? null : String.fromCodePoint(point))
  return { a: character(a), b: character(b), same: a !== undefined && a === b }
}

/** Distances from the first `i` of `a` to the first `j` of `b`, the last row only. */
function lastRow(a: readonly number[], b: readonly number[]): Int32Array {
  const row = Int32Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0] ?? 0
    row[0] = i
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0
      const replaced = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1)
      row[j] = Math.min(replaced, above + 1, (row[j - 1] ?? 0) + 1)
      diagonal = above
    }
  }
  return row
}

/** Where `b` is cut when `a` is cut at `half`. */
function bestCut(a: readonly number[], b: readonly number[], half: number): number {
  const head = lastRow(a.slice(0, half), b)
  const tail = lastRow(a.slice(half).reverse(), [...b].reverse())
  let cut = 0
  let least = Infinity
  for (let j = 0; j <= b.length; j++) {
    const total = (head[j] ?? 0) + (tail[b.length - j] ?? 0)
    if (total < least) {
      least = total
      cut = j
    }
  }
  return cut
}

function alignTable(a: readonly number[], b: readonly number[], columns: Column[]): void {
  const width = b.length + 1
  const cost = new Int32Array((a.length + 1) * width)
  const costAt = (i: number, j: number) => cost[i * width + j] ?? 0
  // Costs to the end, so that reading forward gives the columns in order.
  for (let i = a.length; i >= 0; i--) {
    for (let j = b.length; j >= 0; j--) {
      if (i === a.length || j === b.length) cost[i * width + j] = a.length - i + (b.length - j)
      else {
        const replaced = costAt(i + 1, j + 1) + (a[i] === b[j] ? 0 : 1)
        cost[i * width + j] = Math.min(replaced, costAt(i + 1, j) + 1, costAt(i, j + 1) + 1)
      }
    }
  }
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const here = costAt(i, j)
    if (i < a.length && j < b.length && here === costAt(i + 1, j + 1) + (a[i] === b[j] ? 0 : 1)) {
      columns.push(columnOf(a[i++], b[j++]))
    } else if (i < a.length && here === costAt(i + 1, j) + 1) columns.push(columnOf(a[i++], undefined))
    else columns.push(columnOf(undefined, b[j++]))
  }
}
