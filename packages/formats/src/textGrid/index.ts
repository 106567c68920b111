import type { Format, ReadEvent, Reader, Writer } from "../contract.ts"
import { isObject, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import { report } from "../report/lines.ts"
import { msOfSeconds, TimedList, timedWriter } from "../timed/index.ts"
import { detectTimed, type TimedFiles, type TimedTextReader, textsReader } from "../timed/read.ts"
import { type Token, tokensOf } from "./tokens.ts"
import { gridText } from "./write.ts"

const FILES: TimedFiles = {
  ending: "textgrid",
  shared: ["txt"],
  headBytes: 512,
  begins: (head) => /"ooTextFile"[^]*"TextGrid"/.test(head),
}

/**
 * Praat's TextGrid, long and short text form, UTF-8, UTF-16 with BOM (Praat's own default for what is not ASCII) or
 * windows-1252: one file a recording. An interval with a text is a stretch of its tier, a point one of no length; empty
 * intervals only fill gaps. Tiers (order, kind, span) are carried. Seconds become milliseconds to the bit.
 */
export const textGridReader: Reader = {
  name: "textgrid",
  detect: (files) => detectTimed(files, FILES, 0.95),
  read: textsReader(FILES, readText),
}

/**
 * Writes one TextGrid a recording, in Praat's long form and UTF-8, with empty intervals in the gaps. Stretches of a tier
 * that overlap, and points, get tiers of the same name, which reading joins again. Holds tiers, times and texts; not
 * speakers, labels, ids, references, stretches without both times, or empty texts.
 */
export const textGridWriter: Writer = timedWriter("textgrid", {
  extension: "TextGrid",
  textOf: gridText,
  speakerIs: "tier",
})

/** Praat TextGrid, both ways. */
export const textgrid: Format = { name: "textgrid", aliases: ["praat"], reader: textGridReader, writer: textGridWriter }

function* readText(text: string, file: string, list: TimedList): ReturnType<TimedTextReader> {
  const carried = yield* new GridReader(file, text, list).read()
  return carried && { textgrid: carried }
}

const TIER_KINDS = ["IntervalTier", "TextTier"]

/** Reads the pieces of one grid with one piece of looking ahead. */
class GridReader {
  readonly #file: string
  readonly #tokens: Iterator<Token>
  readonly #list: TimedList
  #next: Token | undefined
  #line = 1

  constructor(file: string, text: string, list: TimedList) {
    this.#file = file
    this.#tokens = tokensOf(text)
    this.#list = list
    this.#next = this.#draw()
  }

  #draw(): Token | undefined {
    const { value, done } = this.#tokens.next()
    return done ? undefined : value
  }

  /** The next piece when it is of that kind. */
  #take(kind: Token["kind"]): Token | null {
    const token = this.#next
    if (token?.kind !== kind) return null
    this.#line = token.line
    this.#next = this.#draw()
    return token
  }

  #time(): number | null {
    const token = this.#take("number")
    return token === null ? null : msOfSeconds(token.text)
  }

  /** The whole grid into the list; what is to be carried, or null when it is no grid. */
  *read(): Generator<ReadEvent, Record<string, JsonValue> | null> {
    const type = this.#take("text")
    const of = this.#take("text")
    if (type?.text !== "ooTextFile" || of?.text !== "TextGrid") {
      const found = [type?.text, of?.text].filter((text) => text !== undefined).join(" ")
      yield report("lost", "not_a_textgrid", { file: this.#file, line: 1, found })
      return null
    }
    const span = [this.#time(), this.#time()]
    this.#take("flag")
    const said = this.#take("number")
    const tiers: JsonValue[] = []
    while (this.#next) {
      const token = this.#next
      if (token.kind === "text" && TIER_KINDS.includes(token.text)) tiers.push(yield* this.#tier(tiers))
      else {
        yield report("lost", "tier_unreadable", { file: this.#file, line: token.line, found: token.text })
        while (this.#next && !this.#isTier()) this.#next = this.#draw()
      }
    }
    if (Number(said?.text ?? Number.NaN) !== tiers.length)
      yield report("note", "count_differs", {
        file: this.#file,
        line: said?.line,
        found: said?.text ?? "",
        count: tiers.length,
      })
    return { span, tiers }
  }

  #isTier(): boolean {
    return this.#next?.kind === "text" && TIER_KINDS.includes(this.#next.text)
  }

  *#tier(before: readonly JsonValue[]): Generator<ReadEvent, JsonObject> {
    const kind = this.#take("text")?.text ?? ""
    const location = { file: this.#file, line: this.#line }
    const called = this.#take("text")
    const name = called?.text
    if (name === undefined) yield report("changed", "tier_name_missing", location)
    if (called?.open) yield report("changed", "quote_open", { ...location, found: name })
    const span = [this.#time(), this.#time()]
    const said = this.#take("number")
    const tier = { name: name ?? "", kind, span }
    if (before.some((other) => isObject(other) && member(other, "name") === tier.name))
      yield report("note", "tier_name_twice", { ...location, found: tier.name })
    const count = yield* this.#items(tier, before.length + 1)
    if (Number(said?.text ?? Number.NaN) !== count)
      yield report("note", "count_differs", { ...location, found: said?.text ?? "", count })
    return tier
  }

  /** The items of a tier to the next tier; how many there were. */
  *#items(tier: { name: string; kind: string }, number: number): Generator<ReadEvent, number> {
    const isPoints = tier.kind === "TextTier"
    let count = 0
    let wasEmpty = false
    while (this.#next && !this.#isTier()) {
      const from = this.#next
      const start = this.#time()
      const end = isPoints ? start : this.#time()
      const text = this.#take("text")
      if (start === null || end === null || text === null) {
        yield* this.#skipItem(from, text)
        continue
      }
      count++
      if (text.open) yield report("changed", "quote_open", { file: this.#file, line: text.line, found: text.text })
      const isEmpty = !isPoints && text.text === ""
      if (isEmpty && wasEmpty) yield report("changed", "empty_intervals_joined", { file: this.#file, line: from.line })
      wasEmpty = isEmpty
      if (isEmpty) continue
      const id = this.#list.id(null, `${number}.${count}`)
      yield* this.#list.add({ id, tier: tier.name, start, end, text: text.text }, from.line)
    }
    return count
  }

  /** What is no item is named and passed over, to behind its text. */
  *#skipItem(from: Token, text: Token | null): Generator<ReadEvent> {
    let last = text
    while (last === null && this.#next && !this.#isTier()) {
      if (this.#next.kind === "text") last = this.#next
      this.#next = this.#draw()
    }
    yield report("lost", "time_unreadable", { file: this.#file, line: from.line, found: last?.text ?? from.text })
  }
}
