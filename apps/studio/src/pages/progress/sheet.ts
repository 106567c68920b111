import type { PeerReading, PeerSaid } from "@justesse/types/progress/peers"
import { z } from "zod"

/** What is said so far of one answer; null: neither yes nor no yet. */
export interface SoFar {
  readonly yes: boolean | null
  readonly clause: string | null
  readonly words: string
}

const NOTHING: SoFar = { yes: null, clause: null, words: "" }
const Kept = z.array(z.strictObject({ yes: z.boolean().nullable(), clause: z.string().nullable(), words: z.string() }))

/** What this browser kept of a sheet that was begun here; of another number of answers it is none. */
export function readSheet(text: string | null, count: number): readonly SoFar[] {
  try {
    const kept = Kept.safeParse(JSON.parse(text ?? "null"))
    if (kept.success && kept.data.length === count) return kept.data
  } catch {
    // Nothing that could be read.
  }
  return Array.from({ length: count }, () => NOTHING)
}

/** What is to be sent; null while something is missing: an answer of which nothing is said, or a no without a reason. */
export function toSheet(items: PeerReading["items"], said: readonly SoFar[]): (PeerSaid | null)[] | null {
  const sheet: (PeerSaid | null)[] = []
  for (const [at, item] of items.entries()) {
    const { yes, clause, words } = said[at] ?? NOTHING
    if (!item) sheet.push(null)
    else if (yes === null || (!yes && clause === null && words.trim() === "")) return null
    else sheet.push({ yes, clause: yes ? null : clause, words: yes ? "" : words.trim() })
  }
  return sheet
}

/** Of which of them all is said already that has to be; nothing has to be of a picture that is gone. */
export function whichSaid(items: PeerReading["items"], said: readonly SoFar[]): readonly boolean[] {
  return items.map((item, at) => toSheet([item], [said[at] ?? NOTHING]) !== null)
}

/** The next answer of which something is missing, after this one and then from the first; null where nothing is, or of this one alone. */
export function nextToSay(isSaid: readonly boolean[], at: number): number | null {
  const others = [...isSaid.keys()].filter((n) => n !== at && !isSaid[n])
  return others.find((n) => n > at) ?? others[0] ?? null
}
