import { alignText } from "../agreement/align.ts"
import { compareText } from "../consensus/order.ts"

/** More places than this, or longer ones, are no pattern that another pair of texts could share. */
const MOST_STRETCHES = 3
const LONGEST = 12

/**
 * A short key for how two texts differ, the same whichever is named first; texts with the same key differ alike. Null
 * when they are equal (composed and decomposed letters are) or differ in more than three places or 12 characters at one.
 *
 * Each place is what one text has against what the other has, `∅` for nothing, white space as `␣`; places are joined by
 * `, `, each once, in code-unit order.
 *
 * @example
 * differencePattern("TVA 18", "TWA 18") // "V↔W"
 * differencePattern("18 %", "18%")      // "∅↔␣"
 */
export function differencePattern(a: string, b: string): string | null {
  const [first, second] = [a.normalize("NFC"), b.normalize("NFC")].sort(compareText)
  if (first === undefined || second === undefined || first === second) return null
  const stretches: [string, string][] = []
  let isOpen = false
  for (const column of alignText(first, second)) {
    const stretch = stretches[stretches.length - 1]
    if (column.same) isOpen = false
    else if (isOpen && stretch) {
      stretch[0] += column.a ?? ""
      stretch[1] += column.b ?? ""
    } else {
      stretches.push([column.a ?? "", column.b ?? ""])
      isOpen = true
    }
  }
  if (stretches.length > MOST_STRETCHES || stretches.some((sides) => sides.some((side) => side.length > LONGEST)))
    return null
  return [...new Set(stretches.map(stretchKey))].sort(compareText).join(", ")
}

function stretchKey(sides: readonly string[]): string {
  return sides
    .map((side) => (side === "" ? "∅" : side.replace(/\s/gu, "␣")))
    .sort((p, q) => (p === "∅" ? -1 : q === "∅" ? 1 : compareText(p, q)))
    .join("↔")
}
