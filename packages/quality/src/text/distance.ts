/** Rows of the table that fit in one machine word. */
const STRIP = 32

/**
 * Edit distance of two runs of small integers, exact, 32 cells of a column at once (Myers 1999 in the form of Hyyrö 2003);
 * a longer run goes through in strips of 32 rows that hand on their lower edge. Time: longer x shorter / 32.
 *
 * `bits` has one cell for each symbol and holds only zeros before and after the call.
 */
export function distanceOf(
  symbols: Int32Array,
  startA: number,
  endA: number,
  startB: number,
  endB: number,
  bits: Int32Array,
): number {
  if (endA - startA > endB - startB) return distanceOf(symbols, startB, endB, startA, endA, bits)
  if (startA === endA) return endB - startB
  if (endA - startA > STRIP) return distanceInStrips(symbols, startA, endA, startB, endB, bits)
  const last = 1 << (endA - startA - 1)
  setBits(symbols, startA, endA, bits)
  let up = -1
  let down = 0
  let distance = endA - startA
  for (let j = startB; j < endB; j++) {
    const equal = bits[symbols[j] ?? 0] ?? 0
    const vertical = equal | down
    const diagonal = (((equal & up) + up) ^ up) | equal
    let more = down | ~(diagonal | up)
    let less = up & diagonal
    if ((more & last) !== 0) distance++
    else if ((less & last) !== 0) distance--
    more = (more << 1) | 1
    less <<= 1
    up = less | ~(vertical | more)
    down = more & vertical
  }
  clearBits(symbols, startA, endA, bits)
  return distance
}

function setBits(symbols: Int32Array, start: number, end: number, bits: Int32Array): void {
  for (let i = start; i < end; i++) {
    const symbol = symbols[i] ?? 0
    bits[symbol] = (bits[symbol] ?? 0) | (1 << (i - start))
  }
}

function clearBits(symbols: Int32Array, start: number, end: number, bits: Int32Array): void {
  for (let i = start; i < end; i++) bits[symbols[i] ?? 0] = 0
}

function distanceInStrips(
  symbols: Int32Array,
  startA: number,
  endA: number,
  startB: number,
  endB: number,
  bits: Int32Array,
): number {
  // Step of the distance along the edge above the strip, for each symbol of b: +1 above the table.
  const edge = new Int8Array(endB - startB).fill(1)
  for (let start = startA; start < endA; start += STRIP) {
    const end = Math.min(endA, start + STRIP)
    const last = 1 << (end - start - 1)
    setBits(symbols, start, end, bits)
    let up = -1
    let down = 0
    for (let j = 0; j < edge.length; j++) {
      const step = edge[j] ?? 0
      const found = bits[symbols[startB + j] ?? 0] ?? 0
      const vertical = found | down
      const equal = step < 0 ? found | 1 : found
      const diagonal = (((equal & up) + up) ^ up) | equal
      let more = down | ~(diagonal | up)
      let less = up & diagonal
      edge[j] = (more & last) !== 0 ? 1 : (less & last) !== 0 ? -1 : 0
      more = (more << 1) | (step > 0 ? 1 : 0)
      less = (less << 1) | (step < 0 ? 1 : 0)
      up = less | ~(vertical | more)
      down = more & vertical
    }
    clearBits(symbols, start, end, bits)
  }
  return edge.reduce((sum, step) => sum + step, endA - startA)
}
