import { type Label, labelIdFor } from "@justesse/types/ontology"
import type { Language } from "@justesse/types/text"

const KEYS = "123456789"

/** The first digit that no label uses; null when all nine are taken. */
export function freeKey(labels: readonly Label[]): string | null {
  const used = new Set(labels.map((label) => label.key))
  return [...KEYS].find((key) => !used.has(key)) ?? null
}

/** A label as it begins: no colour or key of its own yet. */
export function newLabel(name: string, labels: readonly Label[]): Label {
  return {
    id: labelIdFor(
      name,
      labels.map(({ id }) => id),
    ),
    name: { en: name, fr: name },
    color: "#000000",
    key: null,
    hasText: false,
    attributes: [],
    retired: false,
  }
}

/**
 * A label's name after it was written anew in the language of whoever wrote it. `given` says that nobody wrote the other name
 * (it came with a template): it goes with the old one, so that nobody reads "véhicule" over what is now "RBC".
 */
export function renamed(name: Label["name"], language: Language, text: string, given: boolean): Label["name"] {
  if (given || name.fr === undefined || name.fr === name.en) return { en: text }
  return language === "fr" ? { ...name, fr: text } : { ...name, en: text }
}
