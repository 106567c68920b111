import { type Editing, expectsTexts, hasText, writesText } from "../workspace/editing.ts"

/** Where a letter, a digit or a deletion goes that no field of the page takes. */
type LetterUse = "keys" | "text" | "nothing"

/** Keys that choose what the next region is; no region in hand, they can be no text. */
const CHOOSING: readonly string[] = ["label.choose", "sound.speaker"]

/** What a press is about, besides the task. */
interface LetterPress {
  /** The command that the press means where letters are keys; null for none. */
  readonly command: string | null
  /** Something is being drawn. */
  readonly drawing: boolean
}

/**
 * Where letters go, from the state alone. `keys`: each means its command. `text`: they are typed into the region in hand. `nothing`:
 * they are text and there is no region to take them. While proposals are open and no text has the caret their answers (Y, N, Shift Y) are keys, and with no
 * region in hand the digits of labels and speakers.
 */
export function letterUse(editing: Editing, { command, drawing }: LetterPress): LetterUse {
  const { writing, visit, readOnly, session } = editing
  if (!writing || readOnly !== null || !(writesText(editing) || expectsTexts(editing))) return "keys"
  if (visit !== null) return "text"
  if (drawing) return "nothing"
  if (editing.proposed > 0 && command?.startsWith("proposal.")) return "keys"
  const { selected, also } = session
  if (selected === null) return command !== null && isFree(editing, command) ? "keys" : "nothing"
  if (also.length > 0) return "nothing"
  return hasText(editing, selected) ? "text" : command !== null && CHOOSING.includes(command) ? "keys" : "nothing"
}

/** True while digits choose labels or speakers: their caps are lit then. */
export function doDigitsChoose(editing: Editing): boolean {
  return CHOOSING.some((command) => letterUse(editing, { command, drawing: false }) === "keys")
}

/** With no region in hand: what chooses, and the sound that goes on and stops. */
function isFree({ kind }: Editing, command: string): boolean {
  return CHOOSING.includes(command) || (kind === "audio" && command === "sound.play")
}
