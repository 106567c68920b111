import type { Label } from "@justesse/types"

const KEYS = "123456789"

/** The first digit that no label uses; null when all nine are taken. */
export function freeKey(labels: readonly Label[]): string | null {
  const used = new Set(labels.map((label) => label.key))
  return [...KEYS].find((key) => !used.has(key)) ?? null
}

/** An id for a new label, from its name; a number is added where the id was ever used. Ids never change afterwards. */
export function labelId(name: string, labels: readonly Label[]): Label["id"] {
  const base =
    name
      .normalize("NFC")
      .replace(/[^\p{L}\p{N} ._/+-]/gu, "")
      .replace(/^[^\p{L}\p{N}]+/u, "")
      .trim()
      .slice(0, 70) || "label"
  const taken = new Set<string>(labels.map((label) => label.id))
  let id = base
  for (let number = 2; taken.has(id); number++) id = `${base} ${number}`
  return id as Label["id"] // made of the characters that an id allows, just above
}

/** A label as it begins: no colour or key of its own yet. */
export function newLabel(name: string, labels: readonly Label[]): Label {
  return {
    id: labelId(name, labels),
    name: { en: name, fr: name },
    color: "#000000",
    key: null,
    hasText: false,
    attributes: [],
    retired: false,
  }
}
