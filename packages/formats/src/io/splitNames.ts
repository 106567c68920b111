const SPLITS = new Map([
  ["train", "train"],
  ["training", "train"],
  ["val", "val"],
  ["valid", "val"],
  ["validation", "val"],
  ["test", "test"],
  ["testing", "test"],
])

/** What files and folders call a part of a dataset (`valid`, `Validation`), as we do; null for any other word. */
export function toSplit(word: string): string | null {
  return SPLITS.get(word.toLowerCase()) ?? null
}

/** True for a part that files can be called after and that reads back as itself. */
export function isSplitName(split: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N} ]{0,39}$/u.test(split) && (toSplit(split) ?? split) === split
}
