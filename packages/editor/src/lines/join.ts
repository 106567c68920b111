import { heightOf } from "./letters.ts"
import { joinRoots, type Piece, rootOf } from "./pieces.ts"

/** A box in pixels; right and bottom lie beyond it. */
type Bounds = Pick<Piece, "left" | "top" | "right" | "bottom">

/** Letters and marks of one line, on a page that is not tilted, and the box around them in pixels. */
export interface TextLine {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly pieces: readonly Piece[]
  /** From letter to letter; 0 for fewer than four. */
  readonly pitch: number
}

/** Share of the lower one's height by which neighbours of a line overlap, and up to how often the taller one has its height. */
const LETTER_OVERLAP = 0.5
const LETTER_RATIO = 2.2
const LINE_OVERLAP = 0.6
const LINE_RATIO = 2
/** A part of a letter lies by this share within the height of its line. */
const WITHIN_LINE = 0.8
/** Gaps that a line goes on over: of the taller letter; of the line's height; from letter to letter; and never beyond. */
const LETTER_GAP = 1
const LINE_GAP = 0.9
const PART_GAP = 0.45
const PITCH_GAP = 1.6
const WIDEST_GAP = 1.6
/** How far above, below and beside a line a mark may be, in heights of the line. */
const MARK_BESIDE = 0.2
const MARK_GAP = 1

/** Letters side by side joined to lines. */
export function joinLetters(letters: readonly Piece[]): TextLine[] {
  return joinNeighbours(letters, LETTER_GAP, areNeighbours, (piece) => [piece])
}

/** Lines that go on in one another joined, again and again until none does. */
export function joinLines(lines: readonly TextLine[]): TextLine[] {
  const joined = joinNeighbours(lines, WIDEST_GAP, isContinued, ({ pieces }) => pieces)
  return joined.length === lines.length ? joined : joinLines(joined)
}

/** Each mark put to the line that it is nearest to; marks away from all lines are left out. */
export function addMarks(lines: readonly TextLine[], marks: readonly Piece[], letterPx: number): TextLine[] {
  const rows = new Map<number, TextLine[]>()
  for (const line of lines) {
    const beside = MARK_BESIDE * heightOf(line)
    const [first, last] = [rowOf(line.top - beside, letterPx), rowOf(line.bottom + beside, letterPx)]
    for (let row = first; row <= last; row++) pushTo(rows, row, line)
  }
  const added = new Map<TextLine, Piece[]>()
  for (const mark of marks) {
    const middle = (mark.top + mark.bottom) / 2
    const line = nearestLine(rows.get(rowOf(middle, letterPx)) ?? [], mark, middle)
    if (line) pushTo(added, line, mark)
  }
  return lines.map((line) => toLine([...line.pieces, ...(added.get(line) ?? [])]))
}

function pushTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

function rowOf(y: number, letterPx: number): number {
  return Math.floor(y / letterPx)
}

function nearestLine(lines: readonly TextLine[], mark: Piece, middle: number): TextLine | null {
  let nearest: { readonly line: TextLine; readonly far: number } | null = null
  for (const line of lines) {
    const height = heightOf(line)
    const gap = Math.max(line.left - mark.right, mark.left - line.right, 0)
    const beside = Math.max(line.top - middle, middle - line.bottom, 0)
    if (gap > MARK_GAP * height || beside > MARK_BESIDE * height) continue
    const far = Math.abs(middle - (line.top + line.bottom) / 2) + gap
    if (nearest === null || far < nearest.far) nearest = { line, far }
  }
  return nearest?.line ?? null
}

/** Things joined wherever two of them belong together; `widestGap` in heights of the tallest one bounds where to look. */
function joinNeighbours<T extends Bounds>(
  things: readonly T[],
  widestGap: number,
  belong: (left: T, right: T) => boolean,
  piecesOf: (thing: T) => readonly Piece[],
): TextLine[] {
  const sorted = [...things].sort((a, b) => a.left - b.left)
  const parents = Int32Array.from(sorted.keys())
  const reach = widestGap * sorted.reduce((tallest, thing) => Math.max(tallest, heightOf(thing)), 0)
  for (const [i, one] of sorted.entries())
    for (let j = i + 1; j < sorted.length; j++) {
      const other = sorted[j]
      if (!other || other.left - one.right > reach) break
      if (belong(one, other)) joinRoots(parents, i, j)
    }
  const groups = new Map<number, Piece[]>()
  for (const [i, thing] of sorted.entries()) {
    const root = rootOf(parents, i)
    for (const piece of piecesOf(thing)) pushTo(groups, root, piece)
  }
  return [...groups.values()].map(toLine)
}

function areNeighbours(one: Piece, other: Piece): boolean {
  const [lower, taller] = heightsOf(one, other)
  if (overlapOf(one, other) < LETTER_OVERLAP * lower || taller > LETTER_RATIO * lower) return false
  return other.left - one.right <= LETTER_GAP * taller
}

function isContinued(one: TextLine, other: TextLine): boolean {
  const [lower, taller] = heightsOf(one, other)
  const isFragment = taller > LINE_RATIO * lower
  if (overlapOf(one, other) < (isFragment ? WITHIN_LINE : LINE_OVERLAP) * lower) return false
  const pitch = Math.max(one.pitch, other.pitch)
  const limit = Math.max((isFragment ? PART_GAP : LINE_GAP) * taller, PITCH_GAP * pitch)
  return other.left - Math.min(one.right, other.right) <= Math.min(limit, WIDEST_GAP * taller)
}

/** From the middle of one letter to the middle of the next, as it usually is in a line; 0 for fewer than four letters. */
function findPitch(pieces: readonly Piece[], height: number): number {
  const middles = pieces
    .filter((piece) => heightOf(piece) >= 0.5 * height)
    .map(({ left, right }) => (left + right) / 2)
    .sort((a, b) => a - b)
  if (middles.length < 4) return 0
  const steps = middles.slice(1).map((middle, i) => middle - (middles[i] ?? middle))
  return Math.min(height, steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0)
}

function heightsOf(one: Bounds, other: Bounds): readonly [number, number] {
  const [a, b] = [heightOf(one), heightOf(other)]
  return [Math.min(a, b), Math.max(a, b)]
}

/** By how many pixels two overlap in height; negative for how far they are apart. */
export function overlapOf(one: Bounds, other: Bounds): number {
  return Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
}

function toLine(pieces: readonly Piece[]): TextLine {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const piece of pieces) {
    left = Math.min(left, piece.left)
    top = Math.min(top, piece.top)
    right = Math.max(right, piece.right)
    bottom = Math.max(bottom, piece.bottom)
  }
  return { left, top, right, bottom, pieces, pitch: findPitch(pieces, bottom - top) }
}
