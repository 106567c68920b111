import type { DatasetManifest, Label } from "@justesse/types"
import { idText, type JsonValue, member } from "./jsonParse.ts"
import { carriedFor } from "./regions.ts"

/** Ids that are distinct whole numbers without exception, or none can be kept. Forgets them all at the first that is not. */
export class DistinctIds {
  #seen: Set<number | string> | null = new Set()
  #given = 0

  /** True when ids are there that cannot be kept. */
  get renumbers(): boolean {
    return this.#seen === null && this.#given > 0
  }

  get areKept(): boolean {
    return this.#seen !== null
  }

  add(id: string | undefined): void {
    if (id !== undefined) this.#given++
    if (!this.#seen) return
    const value = Number(id)
    // Numbers take a fifth of the memory of texts.
    const kept = Number.isSafeInteger(value) ? value : id
    if (id === undefined || !/^(0|[1-9]\d{0,39})$/.test(id) || kept === undefined || this.#seen.has(kept))
      this.#seen = null
    else this.#seen.add(kept)
  }
}

const WHOLE = /^(0|[1-9]\d{0,39})$/

/** The id that a label came with, as a whole number in a text; "" where it has none, null where it is no such number. */
function cameWith({ foreign }: Label): string | null {
  const id = idText(member(carriedFor(foreign, "coco"), "id"))
  return id === null ? "" : WHOLE.test(id) ? id : null
}

/**
 * Ids of classes: those they came with where all are distinct whole numbers (new classes get the next ones), otherwise
 * numbered from 1. `isKept` is false where ids were given up.
 */
export function categoryIds({ ontology }: DatasetManifest): { ids: Map<string, string>; isKept: boolean } {
  const given = ontology.labels.map(cameWith)
  const numbers = given.filter((id) => id !== "")
  const isKept = !numbers.includes(null) && new Set(numbers).size === numbers.length
  const most = isKept ? numbers.reduce((max, id) => (BigInt(id ?? 0) > max ? BigInt(id ?? 0) : max), 0n) : 0n
  let next = most
  const ids = ontology.labels.map(({ id }, i) => [id, (isKept && given[i]) || String(++next)] as const)
  return { ids: new Map(ids), isKept }
}

/** An object that begins with ids, which are written digit for digit. */
export function withIds(ids: Readonly<Record<string, string>>, rest: Record<string, JsonValue>): string {
  const heads = Object.entries(ids).map(([key, id]) => `"${key}":${id}`)
  const text = JSON.stringify(rest)
  return `{${heads.join(",")}${text === "{}" ? "" : ","}${text.slice(1)}`
}
