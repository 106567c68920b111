const PARTS = new Map([
  ["train", "train"],
  ["training", "train"],
  ["val", "val"],
  ["valid", "val"],
  ["validation", "val"],
  ["test", "test"],
  ["testing", "test"],
])

/** What files and folders call a part of a dataset (`valid`, `Validation`), as we do; null for any other word. */
export function knownPart(word: string): string | null {
  return PARTS.get(word.toLowerCase()) ?? null
}

/** True for a part that files can be called after and that reads back as itself. */
export function isPartName(part: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N} ]{0,39}$/u.test(part) && (knownPart(part) ?? part) === part
}
