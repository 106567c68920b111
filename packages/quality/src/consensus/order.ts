import { boxOf, canonicalJson, type Region } from "@justesse/types"
import { compareBoxes } from "../matching/matchBoxes.ts"

/** Code-unit order of two strings: the same on every machine and in every language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * An order of regions that depends on what they say and never on their ids: place, label, text, then the rest.
 * 0 only for regions that say the same.
 */
export function compareRegions(a: Region, b: Region): number {
  return (
    compareBoxes(boxOf(a), boxOf(b)) ||
    compareText(a.label, b.label) ||
    compareText(a.transcript?.value ?? "", b.transcript?.value ?? "") ||
    compareText(restOf(a), restOf(b))
  )
}

function restOf(region: Region): string {
  return canonicalJson({ ...region, id: "" })
}

/** Compares two answers, each with its regions in canonical order, region by region. */
export function compareAnswers(a: readonly Region[], b: readonly Region[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const p = a[i]
    const q = b[i]
    const order = p && q ? compareRegions(p, q) : 0
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** Top to bottom, then left to right: the order in which settled regions are listed. */
export function compareReading(a: Region, b: Region): number {
  const [p, q] = [boxOf(a), boxOf(b)]
  return p.y - q.y || p.x - q.x || compareRegions(a, b)
}
