import { at, idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/** Boxes of different people that stand for one object: at most one box of each person. */
export interface BoxClusters {
  readonly count: number
  /** The image of each cluster; clusters lie image by image. */
  readonly image: Int32Array
  /** Where each cluster's members begin in `member`; one more than clusters. */
  readonly start: Int32Array
  /** Boxes (numbers in {@link BoxVotes}), ascending inside a cluster. */
  readonly member: Int32Array
}

/** Two averages nearer than this are a tie: far above rounding, far below any difference people can draw. */
const TIE = 1e-12

/**
 * Clusters of every image by agglomeration on average pairwise IoU: the best pair of clusters without a person in common
 * is joined while its average is at least `gate` (above 0). Ties go to the larger union, then to the boxes that come first
 * in geometric order, never to a name. Boxes that no chain of overlaps connects are never looked at together; inside a
 * group of n connected boxes it takes about O(n²) time and memory, O(n³) at worst.
 */
export function clusterBoxes(votes: BoxVotes, gate: number): BoxClusters {
  const total = votes.boxPerson.length
  const image: number[] = []
  const start = [0]
  const member = new Int32Array(total)
  let filled = 0
  for (let i = 0; i < votes.images.length; i++) {
    const from = idAt(votes.boxStart, i)
    const to = idAt(votes.boxStart, i + 1)
    const label = labelBoxes(votes, from, to, gate)
    for (let root = from; root < to; root++) {
      if (label[root - from] !== root) continue
      for (let box = root; box < to; box++) if (label[box - from] === root) member[filled++] = box
      image.push(i)
      start.push(filled)
    }
  }
  return { count: image.length, image: Int32Array.from(image), start: Int32Array.from(start), member }
}

/** For each box of an image the lowest box of its cluster. */
function labelBoxes(votes: BoxVotes, from: number, to: number, gate: number): Int32Array {
  const label = Int32Array.from({ length: to - from }, (_, n) => from + n)
  const group = connected(votes.edges, from, to)
  for (let root = from; root < to; root++) {
    if (group[root - from] !== root) continue
    const boxes: number[] = []
    for (let box = root; box < to; box++) if (group[box - from] === root) boxes.push(box)
    if (boxes.length > 1) new Agglomeration(votes, Int32Array.from(boxes), gate).label(label, from)
  }
  return label
}

/** For each box the lowest box that a chain of overlaps leads to. Boxes come sorted by their left edge. */
function connected(edges: Float64Array, from: number, to: number): Int32Array {
  const parent = Int32Array.from({ length: to - from }, (_, n) => n)
  const rootOf = (n: number) => {
    let root = n
    while (parent[root] !== root) root = idAt(parent, root)
    while (parent[n] !== root) {
      const next = idAt(parent, n)
      parent[n] = root
      n = next
    }
    return root
  }
  for (let a = from; a < to; a++) {
    for (let b = a + 1; b < to && at(edges, 4 * b) < at(edges, 4 * a + 2); b++) {
      if (!(iouOfEdges(edges, 4 * a, edges, 4 * b) > 0)) continue
      const [p, q] = [rootOf(a - from), rootOf(b - from)]
      parent[Math.max(p, q)] = Math.min(p, q)
    }
  }
  return parent.map((_, n) => from + rootOf(n))
}

/** The clusters of one group of boxes while they are joined; each row remembers its best partner further on. */
class Agglomeration {
  readonly #boxes: Int32Array
  readonly #gate: number
  readonly #count: number
  /** Sum of IoU over all pairs across two clusters, row-major. */
  readonly #sum: Float64Array
  readonly #size: Int32Array
  readonly #alive: Uint8Array
  /** One bit a person, `#words` words a cluster: who has a box in it. */
  readonly #owners: Int32Array
  readonly #words: number
  readonly #partner: Int32Array

  constructor(votes: BoxVotes, boxes: Int32Array, gate: number) {
    const count = boxes.length
    this.#boxes = boxes
    this.#gate = gate
    this.#count = count
    this.#size = new Int32Array(count).fill(1)
    this.#alive = new Uint8Array(count).fill(1)
    this.#sum = pairwiseIou(votes.edges, boxes)
    this.#words = (votes.people.length + 31) >> 5
    this.#owners = new Int32Array(count * this.#words)
    boxes.forEach((box, n) => {
      const person = idAt(votes.boxPerson, box)
      this.#owners[n * this.#words + (person >> 5)] = 1 << (person & 31)
    })
    this.#partner = Int32Array.from({ length: count }, (_, a) => this.#bestFor(a))
  }

  /** Joins what can be joined and writes each box's cluster into `label`, which begins with box `from`. */
  label(label: Int32Array, from: number): void {
    const own = Int32Array.from({ length: this.#count }, (_, n) => n)
    for (;;) {
      const a = this.#bestRow()
      if (a < 0) break
      const b = idAt(this.#partner, a)
      this.#join(a, b)
      for (let n = 0; n < this.#count; n++) if (own[n] === b) own[n] = a
    }
    for (let n = 0; n < this.#count; n++) label[idAt(this.#boxes, n) - from] = idAt(this.#boxes, idAt(own, n))
  }

  #average(a: number, b: number): number {
    return at(this.#sum, a * this.#count + b) / (idAt(this.#size, a) * idAt(this.#size, b))
  }

  /** Whether joining a and b is better than joining c and d (d < 0: than nothing). */
  #isBetter(a: number, b: number, c: number, d: number): boolean {
    if (d < 0) return true
    const gap = this.#average(a, b) - this.#average(c, d)
    if (gap > TIE) return true
    const joined = idAt(this.#size, a) + idAt(this.#size, b)
    return gap > -TIE && joined > idAt(this.#size, c) + idAt(this.#size, d)
  }

  /** The best partner of a cluster among those further on, or -1. */
  #bestFor(a: number): number {
    let best = -1
    for (let b = a + 1; b < this.#count; b++) if (this.#canJoin(a, b) && this.#isBetter(a, b, a, best)) best = b
    return best
  }

  #bestRow(): number {
    let best = -1
    for (let a = 0; a < this.#count; a++) {
      if (!this.#alive[a] || idAt(this.#partner, a) < 0) continue
      if (best < 0 || this.#isBetter(a, idAt(this.#partner, a), best, idAt(this.#partner, best))) best = a
    }
    return best
  }

  #canJoin(a: number, b: number): boolean {
    if (!this.#alive[b] || this.#average(a, b) < this.#gate) return false
    for (let word = 0; word < this.#words; word++)
      if ((idAt(this.#owners, a * this.#words + word) & idAt(this.#owners, b * this.#words + word)) !== 0) return false
    return true
  }

  #join(a: number, b: number): void {
    const count = this.#count
    for (let c = 0; c < count; c++) {
      const joined = at(this.#sum, a * count + c) + at(this.#sum, b * count + c)
      this.#sum[a * count + c] = joined
      this.#sum[c * count + a] = joined
    }
    for (let word = 0; word < this.#words; word++) {
      const own = a * this.#words + word
      this.#owners[own] = idAt(this.#owners, own) | idAt(this.#owners, b * this.#words + word)
    }
    this.#size[a] = idAt(this.#size, a) + idAt(this.#size, b)
    this.#alive[b] = 0
    for (let row = 0; row < count; row++) {
      if (!this.#alive[row]) continue
      const partner = idAt(this.#partner, row)
      if (row === a || partner === a || partner === b) this.#partner[row] = this.#bestFor(row)
      else if (row < a && this.#canJoin(row, a) && this.#isBetter(row, a, row, partner)) this.#partner[row] = a
    }
  }
}

/** IoU of all pairs of `boxes`, row-major; 0 on the diagonal. */
function pairwiseIou(edges: Float64Array, boxes: Int32Array): Float64Array {
  const count = boxes.length
  const result = new Float64Array(count * count)
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const value = iouOfEdges(edges, 4 * idAt(boxes, a), edges, 4 * idAt(boxes, b))
      result[a * count + b] = value
      result[b * count + a] = value
    }
  }
  return result
}

/** IoU of the boxes whose four edges (left, top, right, bottom) begin at `i` of `a` and at `j` of `b`; in [0, 1]. */
export function iouOfEdges(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const width = Math.min(at(a, i + 2), at(b, j + 2)) - Math.max(at(a, i), at(b, j))
  if (!(width > 0)) return 0
  const height = Math.min(at(a, i + 3), at(b, j + 3)) - Math.max(at(a, i + 1), at(b, j + 1))
  if (!(height > 0)) return 0
  const areaA = (at(a, i + 2) - at(a, i)) * (at(a, i + 3) - at(a, i + 1))
  const areaB = (at(b, j + 2) - at(b, j)) * (at(b, j + 3) - at(b, j + 1))
  const union = areaA + areaB - width * height
  return union > 0 ? Math.min(1, (width * height) / union) : 0
}
