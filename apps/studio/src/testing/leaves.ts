import type { Catalogue } from "../i18n/catalogue.ts"

/** Every leaf of a catalogue as `outer.inner`. */
export function keysOf(catalogue: Catalogue, before = ""): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === "string" ? [before + key] : keysOf(value, `${before}${key}.`),
  )
}
