import type { Label } from "@justesse/types"

/** The key that chooses a label: its own, else the digit of its place among the first nine; empty for none. */
export function keyOf(labels: readonly Label[], label: Label): string {
  const position = labels.indexOf(label) + 1
  return label.key ?? (position > 0 && position <= 9 ? String(position) : "")
}
