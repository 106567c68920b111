import type { FileBody } from "../contract.ts"
import type { FileBytes } from "./fileSet.ts"

/**
 * Bytes as text, piece by piece; characters that a piece cuts come whole with the next. UTF-8, or UTF-16 where a BOM says so
 * (the BOM itself is taken off). Bytes that are neither become U+FFFD, and {@link FileBytes.onReplaced} is told once.
 */
export async function* decodeStream(bytes: FileBytes): AsyncGenerator<string> {
  let decoding: Decoding | null = null
  let begun: Uint8Array | null = null
  for await (const chunk of bytes) {
    // Two bytes tell the encoding; a first piece of one byte has to wait for them.
    const piece: Uint8Array = begun === null ? chunk : together(begun, chunk)
    begun = decoding === null && piece.length < 2 ? piece : null
    if (begun !== null) continue
    decoding ??= new Decoding(piece, bytes.onReplaced)
    const text = decoding.take(piece)
    if (text !== "") yield text
  }
  decoding ??= new Decoding(begun ?? new Uint8Array(), bytes.onReplaced)
  const rest = decoding.take(begun ?? new Uint8Array()) + decoding.end()
  if (rest !== "") yield rest
}

const REPLACEMENT = "\ufffd"

/** A decoder that tells characters it had to replace from U+FFFD that a file has itself. */
class Decoding {
  readonly #decoder: TextDecoder
  readonly #isUtf8: boolean
  #onReplaced: (() => void) | undefined
  /** The last two bytes before the piece at hand: a character may begin there. */
  #before: Uint8Array = new Uint8Array()

  constructor([first, second]: Uint8Array, onReplaced: (() => void) | undefined) {
    const isLittle = first === 0xff && second === 0xfe
    this.#isUtf8 = !isLittle && !(first === 0xfe && second === 0xff)
    this.#decoder = new TextDecoder(this.#isUtf8 ? "utf-8" : isLittle ? "utf-16le" : "utf-16be")
    this.#onReplaced = onReplaced
  }

  take(piece: Uint8Array): string {
    const text = this.#decoder.decode(piece, { stream: true })
    if (this.#onReplaced) this.#look(text, piece)
    return text
  }

  end(): string {
    const rest = this.#decoder.decode()
    if (rest.includes(REPLACEMENT)) this.#onReplaced?.()
    return rest
  }

  #look(text: string, piece: Uint8Array): void {
    if (text.includes(REPLACEMENT) && (!this.#isUtf8 || timesIn(text) > timesWritten(together(this.#before, piece)))) {
      this.#onReplaced?.()
      this.#onReplaced = undefined
    }
    this.#before = piece.length > 1 ? piece.subarray(-2) : together(this.#before, piece).subarray(-2)
  }
}

function timesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, at + 1)) count++
  return count
}

/** How often U+FFFD is spelled in UTF-8. */
function timesWritten(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1))
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) count++
  return count
}

function together(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

const PIECE = 65_536

/** Texts as UTF-8 in pieces of about 64 KiB, so that small lines do not become small writes. */
export async function* encodeStream(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let waiting: string[] = []
  let length = 0
  for await (const text of texts) {
    waiting.push(text)
    length += text.length
    if (length < PIECE) continue
    yield encoder.encode(waiting.join(""))
    waiting = []
    length = 0
  }
  if (length > 0) yield encoder.encode(waiting.join(""))
}

/** A text as the body of a file: a hundred thousand small ones are handed on as they are and not drawn piece by piece. */
export function textBody(text: string): FileBody {
  return bytesBody(encoded(text))
}

/** Bytes that are there at once, as the body of a file. */
export function bytesBody(whole: Uint8Array): FileBody {
  return {
    whole,
    async *[Symbol.asyncIterator]() {
      if (whole.length > 0) yield whole
    },
  }
}

const SLAB = 65_536
const encoder = new TextEncoder()
let slab = new Uint8Array(SLAB)
let used = 0

/** A text as UTF-8. Small ones lie side by side: memory of its own for each costs more than to write it. */
function encoded(text: string): Uint8Array {
  if (3 * text.length > SLAB / 8) return encoder.encode(text)
  if (used + 3 * text.length > SLAB) {
    slab = new Uint8Array(SLAB)
    used = 0
  }
  const from = used
  used += encoder.encodeInto(text, slab.subarray(from)).written
  return slab.subarray(from, used)
}

/** A line without its ending (`\n` or `\r\n`), and its number from 1. `tooLong` lines come without their text. */
export interface Line {
  readonly number: number
  readonly text: string
  readonly tooLong?: boolean
}

/** Longest line taken, in UTF-16 units: a longer one is no line of any format here, and would fill the memory. */
const MAX_LINE = 33_554_432

/** The lines of a stream of text. Only `\n` ends a line: U+2028 and its like stay inside it. */
export async function* splitLines(texts: AsyncIterable<string>, maxLine = MAX_LINE): AsyncGenerator<Line> {
  let rest: string[] = []
  let restLength = 0
  let number = 1
  const line = (): Line => {
    const text = rest.join("")
    const tooLong = restLength > maxLine
    rest = []
    restLength = 0
    return tooLong
      ? { number: number++, text: "", tooLong }
      : { number: number++, text: text.endsWith("\r") ? text.slice(0, -1) : text }
  }
  for await (const text of texts) {
    let start = 0
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      if (restLength <= maxLine) rest.push(text.slice(start, end))
      restLength += end - start
      yield line()
      start = end + 1
    }
    if (restLength <= maxLine) rest.push(text.slice(start))
    restLength += text.length - start
  }
  if (restLength > 0) yield line()
}
