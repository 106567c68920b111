import type { Label } from "@justesse/types"
import type { DatasetManifest } from "@justesse/types/dataset"
import { idText, type JsonValue, member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"

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
 * numbered from 1; or those that the project gave them. `isKept` is false where ids were given up.
 */
export function categoryIds(
  { ontology }: DatasetManifest,
  project?: ReadonlyMap<string, string>,
): { ids: Map<string, string>; isKept: boolean } {
  const given = ontology.labels.map(cameWith)
  const own = ontology.labels.flatMap(({ id }) => {
    const number = project?.get(id)
    return number === undefined ? [] : [[id, number] as const]
  })
  // Numbers that a project gave for good: all of its labels have one, or none counts.
  if (project && own.length === ontology.labels.length)
    return { ids: new Map(own), isKept: own.every(([, number], i) => given[i] === "" || given[i] === number) }
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

/**
 * Numbers for labels that stay: each label, in the order in which the project got to know them, keeps the COCO id that it
 * came with where that is a whole number which nobody has, and otherwise gets the number after the highest one so far.
 * Labels that come later never change those before.
 */
export function stableCategories(known: readonly Label[]): Map<string, string> {
  const ids = new Map<string, string>()
  const taken = new Set<string>()
  let most = 0n
  for (const label of known) {
    if (ids.has(label.id)) continue
    const own = cameWith(label)
    const id = own && !taken.has(own) ? own : String(most + 1n)
    ids.set(label.id, id)
    taken.add(id)
    if (BigInt(id) > most) most = BigInt(id)
  }
  return ids
}
