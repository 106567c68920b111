import type { JsonValue } from "./jsonParse.ts"

/**
 * A piece of a JSON file whose top is an object or a list: one element of a list that is a member (`key` its name, `index`
 * from 0), a member that is no list or an empty one (`index` -1), or one element of the top list (`key` empty). Of a member
 * that is to come apart as a map, one member (`key` the map's name, `index` from 0, `name` its own).
 *
 * `line` is where it begins, from 1. `text` is the piece as it stands in the file: not parsed, perhaps no valid JSON.
 * With `problem` there is no text: `too_deep` and `too_large` skip a piece; `not_json` and `cut_off` end the file.
 */
export interface JsonPiece {
  readonly key: string
  readonly index: number
  readonly name?: string
  readonly line: number
  readonly text: string
  readonly problem?: "not_json" | "cut_off" | "too_deep" | "too_large"
  /** Several elements at once, of a list that was asked for so: `text` runs from the first to the last of them. */
  readonly parts?: JsonParts
}

/** Where the elements of a batch begin and end in its text, and at which lines they begin. */
interface JsonParts {
  /** How many characters of the file come before the batch's text, in UTF-16 units. */
  readonly offset: number
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly lines: readonly number[]
}

/** Deepest nesting taken inside a piece; parsers and writers that recurse stay far from their limit. */
export const MAX_DEPTH = 200
/** A piece that is longer is put together once, at its end. */
const LONG_PIECE = 262_144
/** Largest piece taken, in UTF-16 units. */
export const MAX_PIECE = 33_554_432

/**
 * Splits a JSON file into its pieces without holding more than one of them, and says at which line each begins. Pieces come
 * in lists, one for each text that came in: a million small awaits would cost more than the splitting.
 *
 * @param maps names of the top's members that are objects of many members and come apart like lists (COCO-Text's `anns`)
 * @param batched the top's list whose elements come together, as many as a text holds: a piece each would cost more than
 *   parsing them. An element with a problem still comes alone.
 */
export async function* splitJson(
  texts: AsyncIterable<string>,
  maps: ReadonlySet<string> = new Set(),
  batched: string | null = null,
): AsyncGenerator<JsonPiece[]> {
  const splitter = new JsonSplitter(maps, batched)
  for await (const text of texts) {
    const pieces = splitter.push(text)
    if (pieces.length > 0) yield pieces
    if (splitter.ended) return
  }
  const last = splitter.end()
  if (last.length > 0) yield last
}

/** The elements of a list by themselves, from its text without its brackets: what a batch's `text` is. Lines begin at `line`. */
export function splitElements(text: string, line: number): JsonPiece[] {
  const splitter = new JsonSplitter(new Set(), null)
  const pieces = [...splitter.push(`[${text}]`), ...splitter.end()]
  return pieces.map((piece) => ({ ...piece, line: piece.line + line - 1 }))
}

/** The elements of a batch in one go; null where it is not plain JSON, and each must be looked at by itself. */
export function valuesOf(text: string, count: number): JsonValue[] | null {
  try {
    const values: unknown = JSON.parse(`[${text}]`)
    // JSON.parse gives nothing but JSON values.
    return Array.isArray(values) && values.length === count ? (values as JsonValue[]) : null
  } catch {
    return null
  }
}

const NEWLINE = 10
const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_LIST = 91
const BACKSLASH = 92
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** Most elements of a batch: what is made of them should be done with before the collector comes by twice. */
const MOST_PARTS = 48

/** Characters that can mean something inside a list or an object; all others are passed over at once. */
const DEEP = new Uint8Array(128)
for (const c of [NEWLINE, QUOTE, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT]) DEEP[c] = 1
/** Outside of them what parts two values does, too, and inside a text what makes the next character mean nothing. */
const MEANS = DEEP.slice()
for (const c of [9, 13, 32, COMMA, BACKSLASH]) MEANS[c] = 1

const isSpace = (c: number) => c === 32 || c === NEWLINE || c === 13 || c === 9

type State =
  | "top" // before the top's first character
  | "key" // inside the top object or a map, before a member or its end
  | "colon"
  | "member" // before a member's value
  | "element" // inside a list, before an element or its end
  | "piece" // inside a value
  | "after_piece"
  | "after_list"
  | "done"

class JsonSplitter {
  readonly #maps: ReadonlySet<string>
  #state: State = "top"
  #buffer = ""
  /** Characters of the file up to the end of the buffer. */
  #read = 0
  #at = 0
  #line = 1
  #topIsList = false
  #inList = false
  #inMap = false
  #name = ""
  #key = ""
  #index = -1
  #start = 0
  /** Text of the piece at hand that is no longer in the buffer: joined once, when the piece ends. */
  #held: string[] = []
  #heldLength = 0
  #opens = false
  #startLine = 1
  #depth = 0
  #deepest = 0
  #inString = false
  #escaped = false
  #tooLarge = false
  #pieceIsKey = false
  #out: JsonPiece[] = []
  readonly #batched: string | null
  /** Index of the first element of the batch at hand, and where it and the others lie in the buffer. */
  #batchIndex = 0
  #starts: number[] = []
  #ends: number[] = []
  #lines: number[] = []
  ended = false

  constructor(maps: ReadonlySet<string>, batched: string | null) {
    this.#maps = maps
    this.#batched = batched
  }

  push(text: string): JsonPiece[] {
    this.#buffer = this.#state === "piece" ? this.#carried() + text : text
    if (this.#state !== "piece") this.#at = 0
    this.#read += text.length
    this.#out = []
    while (this.#at < this.#buffer.length && !this.ended) {
      if (this.#state === "piece") this.#scanPiece()
      else this.#step()
    }
    this.#giveBatch()
    return this.#out
  }

  end(): JsonPiece[] {
    this.#out = []
    if (this.#state === "piece" && !this.#topIsList && this.#key === "" && this.#index < 0) this.#fail("cut_off")
    else if (this.#state !== "done" && !this.ended) this.#fail(this.#state === "top" ? "not_json" : "cut_off")
    return this.#out
  }

  /**
   * What of the buffer the piece at hand still needs before the next text. Of a long one it is put aside: a buffer that grows by each
   * text would be copied as often. A piece that grew too large is scanned on but no longer kept.
   */
  #carried(): string {
    const length = this.#buffer.length - this.#start
    if (this.#heldLength + length > MAX_PIECE) {
      this.#tooLarge = true
      this.#forgetHeld()
    }
    const isLong = !this.#tooLarge && this.#heldLength + length > LONG_PIECE
    const kept = this.#tooLarge ? "" : this.#buffer.slice(this.#start)
    this.#start = 0
    this.#at = isLong ? 0 : kept.length
    if (!isLong) return kept
    this.#held.push(kept)
    this.#heldLength += kept.length
    return ""
  }

  #forgetHeld(): void {
    this.#held = []
    this.#heldLength = 0
  }

  #step(): void {
    const c = this.#buffer.charCodeAt(this.#at)
    if (c === NEWLINE) this.#line++
    if (isSpace(c) || c === 0xfeff) {
      this.#at++
      return
    }
    if (this.#state === "top") this.#enterTop(c)
    else if (this.#state === "key") this.#enterKey(c)
    else if (this.#state === "colon") this.#expect(c, COLON, "member")
    else if (this.#state === "member") this.#enterMember(c)
    else if (this.#state === "element") this.#enterElement(c)
    else if (this.#state === "after_piece") this.#leavePiece(c)
    else if (this.#state === "after_list") this.#leaveMember(c)
    else this.#fail("not_json")
  }

  #enterTop(c: number): void {
    if (c !== OPEN_OBJECT && c !== OPEN_LIST) return this.#fail("not_json")
    this.#topIsList = c === OPEN_LIST
    this.#inList = this.#topIsList
    this.#at++
    this.#state = this.#topIsList ? "element" : "key"
  }

  #enterKey(c: number): void {
    if (c === CLOSE_OBJECT) return this.#inMap ? this.#closeMap() : this.#finish()
    if (c === COMMA) this.#at++
    else if (c === QUOTE) this.#begin(true)
    else this.#fail("not_json")
  }

  #expect(c: number, wanted: number, next: State): void {
    if (c !== wanted) return this.#fail("not_json")
    this.#at++
    this.#state = next
  }

  #enterMember(c: number): void {
    if (this.#inMap) {
      this.#index++
      return this.#begin(false)
    }
    this.#index = -1
    if (c === OPEN_OBJECT && this.#maps.has(this.#key)) {
      this.#at++
      this.#inMap = true
      this.#state = "key"
      return
    }
    if (c !== OPEN_LIST) return this.#begin(false)
    this.#at++
    this.#inList = true
    this.#state = "element"
  }

  #enterElement(c: number): void {
    if (c === CLOSE_LIST) return this.#closeList()
    if (c === COMMA) {
      this.#at++
      return
    }
    this.#index++
    this.#begin(false)
  }

  #leavePiece(c: number): void {
    if (!this.#inList) return this.#leaveMember(c)
    if (c === CLOSE_LIST) this.#closeList()
    else this.#expect(c, COMMA, "element")
  }

  #leaveMember(c: number): void {
    if (c === CLOSE_OBJECT && this.#inMap) this.#closeMap()
    else if (c === CLOSE_OBJECT) this.#finish()
    else this.#expect(c, COMMA, "key")
  }

  #closeMap(): void {
    if (this.#index < 0) this.#out.push({ key: this.#key, index: -1, line: this.#line, text: "{}" })
    this.#at++
    this.#inMap = false
    this.#state = "after_list"
  }

  #closeList(): void {
    this.#giveBatch()
    if (this.#index < 0) this.#out.push({ key: this.#key, index: -1, line: this.#line, text: "[]" })
    this.#at++
    this.#inList = false
    this.#state = this.#topIsList ? "done" : "after_list"
  }

  #finish(): void {
    this.#at++
    this.#state = "done"
  }

  #begin(isKey: boolean): void {
    this.#pieceIsKey = isKey
    this.#start = this.#at
    this.#opens = isOpen(this.#buffer.charCodeAt(this.#at))
    this.#startLine = this.#line
    this.#depth = 0
    this.#deepest = 0
    this.#inString = false
    this.#escaped = false
    this.#tooLarge = false
    this.#state = "piece"
  }

  /** Runs to the end of the piece or of the buffer. The only loop that sees every character, so it keeps to local names. */
  #scanPiece(): void {
    const buffer = this.#buffer
    let at = this.#at
    let depth = this.#depth
    let inString = this.#inString
    let escaped = this.#escaped
    let over = -1
    for (; at < buffer.length && over < 0; at++) {
      // Most of a large file is numbers, with a comma and a blank between: they are passed over by themselves.
      if (depth > 0 && !inString) at = pastNumbers(buffer, at)
      if (at === buffer.length) break
      const c = buffer.charCodeAt(at)
      if ((c > 127 || MEANS[c] === 0) && !escaped) continue
      if (c === NEWLINE) this.#line++
      if (inString) {
        if (escaped) escaped = false
        else if (c === BACKSLASH) escaped = true
        else if (c === QUOTE) {
          inString = false
          if (depth === 0) over = at + 1
        }
      } else if (c === QUOTE) inString = true
      else if (c === OPEN_OBJECT || c === OPEN_LIST) {
        depth++
        if (depth > this.#deepest) this.#deepest = depth
      } else if (c === CLOSE_OBJECT || c === CLOSE_LIST) {
        if (depth > 0) depth--
        if (depth === 0) over = this.#opens || this.#tooLarge ? at + 1 : at
      } else if (depth === 0 && (c === COMMA || isSpace(c))) {
        over = at
        if (c === NEWLINE) this.#line--
      }
    }
    this.#at = over >= 0 ? over : at
    this.#depth = depth
    this.#inString = inString
    this.#escaped = escaped
    if (over >= 0) this.#endPiece(this.#gathered(over))
  }

  /** Brings what was put aside of the piece at hand back into the buffer. Where it ends in there. */
  #gathered(end: number): number {
    if (this.#heldLength === 0) return end
    const length = this.#heldLength
    this.#buffer = this.#held.join("") + this.#buffer
    this.#at += length
    this.#forgetHeld()
    return end + length
  }

  #endPiece(end: number): void {
    const isKept = !this.#tooLarge && this.#deepest <= MAX_DEPTH
    if (isKept && end > this.#start && this.#inList && this.#key === this.#batched) return this.#addToBatch(end)
    const text = isKept ? this.#buffer.slice(this.#start, end) : ""
    if (this.#pieceIsKey) {
      if (this.#inMap) this.#name = unquoted(text)
      else this.#key = unquoted(text)
      this.#state = "colon"
      return
    }
    if (end === this.#start && !this.#tooLarge) return this.#fail("not_json")
    this.#giveBatch()
    const named = this.#inMap ? { name: this.#name } : {}
    const piece = { key: this.#key, index: this.#index, ...named, line: this.#startLine, text }
    if (this.#tooLarge) this.#out.push({ ...piece, problem: "too_large" })
    else if (this.#deepest > MAX_DEPTH) this.#out.push({ ...piece, problem: "too_deep" })
    else this.#out.push(piece)
    this.#state = "after_piece"
  }

  #addToBatch(end: number): void {
    if (this.#starts.length === 0) this.#batchIndex = this.#index
    this.#starts.push(this.#start)
    this.#ends.push(end)
    this.#lines.push(this.#startLine)
    this.#state = "after_piece"
    if (this.#starts.length === MOST_PARTS) this.#giveBatch()
  }

  #giveBatch(): void {
    const [from, line] = [this.#starts[0], this.#lines[0]]
    if (from === undefined || line === undefined) return
    const parts = {
      offset: this.#read - this.#buffer.length + from,
      starts: this.#starts.map((at) => at - from),
      ends: this.#ends.map((at) => at - from),
      lines: this.#lines,
    }
    const text = this.#buffer.slice(from, this.#ends.at(-1))
    this.#out.push({ key: this.#key, index: this.#batchIndex, line, text, parts })
    this.#starts = []
    this.#ends = []
    this.#lines = []
  }

  #fail(problem: "not_json" | "cut_off"): void {
    this.#giveBatch()
    this.#out.push({ key: this.#key, index: this.#index, line: this.#line, text: "", problem })
    this.ended = true
  }
}

/** The next place from `at` that can mean something inside a list or an object, outside of its texts; the end where there is none. */
function pastNumbers(text: string, from: number): number {
  let at = from
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c < 128 && DEEP[c] === 1) return at
  }
  return at
}

const isOpen = (c: number) => c === OPEN_OBJECT || c === OPEN_LIST

function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "string" ? value : ""
  } catch {
    return text
  }
}
