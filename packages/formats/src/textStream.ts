/** Bytes as text, piece by piece; characters that a piece cuts come whole with the next. Bad bytes become U+FFFD. */
export async function* decodeStream(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8")
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== "") yield text
  }
  const rest = decoder.decode()
  if (rest !== "") yield rest
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

/** A line without its ending (`\n` or `\r\n`), and its number from 1. `tooLong` lines come without their text. */
export interface Line {
  readonly number: number
  readonly text: string
  readonly tooLong?: boolean
}

/** Longest line taken, in UTF-16 units: a longer one is no line of any format here, and would fill the memory. */
export const MAX_LINE = 33_554_432

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
