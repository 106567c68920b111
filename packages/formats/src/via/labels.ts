import type { Attribute } from "@justesse/types"
import { askedFor, MAX_ATTRIBUTES } from "../cvat/meta.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { MAX_LABELS } from "../regions/labels.ts"
import { textKeyAmong } from "../regions/toolLabels.ts"
import type { ViaItem } from "./items.ts"

/** Names that people give to the attribute that says what a region is, the likeliest first. */
const LABEL_KEYS = ["label", "class", "category", "type", "name", "object", "kind", "species"]
const MAX_KEYS = 200
const MAX_NAME = 400

interface Seen {
  /** Values in the order they occur, and whether a region of that value has a text. */
  readonly values: Map<string, boolean>
  regions: number
  tooMany: boolean
}

/** What regions are called: VIA has attributes only, so the one that is the label has to be found. */
export interface ViaNames {
  readonly key: string | null
  /** In the order of the options, then as they occur; those with a text marked. */
  readonly names: ReadonlyMap<string, boolean>
  /** Some region has no such value. */
  readonly someWithout: boolean
  /** The other attributes with options, as questions about every label. */
  readonly asked: readonly Attribute[]
}

/** Learns from all items which attribute is the label. */
export class ViaLabels {
  readonly #seen = new Map<string, Seen>()
  readonly #options = new Map<string, string[]>()
  #regions = 0

  choices(options: ReadonlyMap<string, readonly string[]>): void {
    for (const [key, names] of options) this.#options.set(key, [...(this.#options.get(key) ?? []), ...names])
  }

  item({ regions, stretches }: ViaItem): void {
    for (const { shape, attributes } of regions) {
      if (shape["name"] === "point" || shape["name"] === "polyline") continue
      this.#regions++
      this.#learn(attributes, true)
    }
    for (const { attributes } of stretches ?? []) this.#learn(attributes, false)
  }

  #learn(attributes: readonly (readonly [string, JsonValue])[], isRegion: boolean): void {
    const texts = attributes.filter(([, value]) => typeof value === "string").map(([key]) => key)
    for (const [key, value] of attributes) {
      if (typeof value !== "string" || value === "" || key === "") continue
      const entry = this.#seen.get(key) ?? { values: new Map<string, boolean>(), regions: 0, tooMany: false }
      if (!this.#seen.has(key) && this.#seen.size >= MAX_KEYS) continue
      this.#seen.set(key, entry)
      if (isRegion) entry.regions++
      const hasText = textKeyAmong(texts.filter((other) => other !== key)) !== null
      if (entry.values.has(value)) entry.values.set(value, hasText || entry.values.get(value) === true)
      else if (value.length > MAX_NAME || entry.values.size >= MAX_LABELS) entry.tooMany = true
      else entry.values.set(value, hasText)
    }
  }

  /** The attribute: of those with options one of a usual name, then any of a usual name, then the first with options. */
  names(): ViaNames {
    const usable = [...new Set([...this.#options.keys(), ...this.#seen.keys()])].filter(
      (key) => !this.#seen.get(key)?.tooMany,
    )
    const usual = (keys: readonly string[]) =>
      LABEL_KEYS.map((wanted) => keys.find((key) => key.toLowerCase() === wanted)).find((key) => key !== undefined)
    const chosen = usable.filter((key) => this.#options.has(key))
    const key = usual(chosen) ?? usual(usable) ?? chosen[0] ?? null
    const seen = this.#seen.get(key ?? "")
    const names = new Map<string, boolean>()
    for (const option of this.#options.get(key ?? "") ?? []) names.set(option, seen?.values.get(option) ?? false)
    for (const [value, hasText] of seen?.values ?? []) names.set(value, hasText)
    const others = [...this.#options].filter(([other]) => other !== key && textKeyAmong([other]) === null)
    const asked = others
      .flatMap(([other, options]) => askedFor(other, "choice", options) ?? [])
      .slice(0, MAX_ATTRIBUTES)
    return { key, names, someWithout: this.#regions > (seen?.regions ?? 0), asked }
  }
}
