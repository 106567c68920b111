import type { InputFile } from "../aggregate/input.ts"

/** What the members of a line of JSON tell, the first that are all there. */
const BY_MEMBERS: readonly (readonly [kind: string, members: readonly string[]])[] = [
  ["audio", ["recording"]],
  ["form", ["form"]],
  ["form", ["task", "fields"]],
  ["outlines", ["image", "shapes"]],
  ["boxes", ["image"]],
]

/** Which kind of answers a file holds, where its beginning tells: JSON lines by their members, texts by tabs, pairs by their columns. */
export function guessedKind({ text }: InputFile): string | null {
  const start = text.trimStart()
  const [first = ""] = start.split("\n", 1)
  if (start.startsWith("{")) {
    const members = membersOf(first)
    return BY_MEMBERS.find(([, names]) => names.every((name) => members.has(name)))?.[0] ?? null
  }
  if (first.includes("\t")) return "transcription"
  const names = first.split(",").map((cell) => cell.trim().toLowerCase())
  return names.includes("left") && names.includes("right") ? "comparison" : null
}

function membersOf(line: string): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(line)
    return new Set(typeof value === "object" && value !== null && !("images" in value) ? Object.keys(value) : [])
  } catch {
    return new Set()
  }
}

/** How `evaluate` calls files of JSON lines of a kind. */
export const SCORED_LINES: Readonly<Record<string, "recordings" | "forms" | "boxes">> = {
  audio: "recordings",
  form: "forms",
  boxes: "boxes",
}
