import { inflateSync } from "node:zlib"

/** How far apart a picture's width and height stand in its dictionary, which is never packed. */
const DICTIONARY_BYTES = 600
/** Dictionaries of what is no drawing: pictures, fonts, colours, lists of objects. */
const NO_DRAWING = /\/Subtype\s*\/(?!Form)|\/Type\s*\/(?!XObject)|\/Length1\b|\/N\s+\d|\/FunctionType|\/ShadingType/

/** Pixels of the largest picture that a PDF says it holds. */
export function largestPicture(data: Buffer): number {
  let largest = 0
  for (let at = data.indexOf("/Width"); at >= 0; at = data.indexOf("/Width", at + 6)) {
    const around = data.toString("latin1", Math.max(0, at - DICTIONARY_BYTES), at + DICTIONARY_BYTES)
    const offset = Math.min(at, DICTIONARY_BYTES)
    const width = Number(/^\/Width\s+(\d+)/.exec(around.slice(offset))?.[1] ?? 0)
    const heights = [...around.matchAll(/\/Height\s+(\d+)/g)]
    const nearest = heights.sort((a, b) => Math.abs(a.index - offset) - Math.abs(b.index - offset))[0]
    largest = Math.max(largest, width * Number(nearest?.[1] ?? 0))
  }
  return largest
}

/** Bytes of the longest drawing in a PDF once it is unpacked; `most` + 1 for one that is longer. What is locked tells nothing: 0. */
export function longestDrawing(data: Buffer, most: number): number {
  let longest = 0
  for (let at = data.indexOf("stream"); at >= 0; at = data.indexOf("stream", at + 6)) {
    const before = data.toString("latin1", Math.max(0, at - DICTIONARY_BYTES), at)
    const dictionary = before.slice(Math.max(before.lastIndexOf(" obj"), before.lastIndexOf("\nobj")))
    if (!dictionary.includes("/FlateDecode") || !dictionary.includes("<<") || NO_DRAWING.test(dictionary)) continue
    const start = at + (data[at + 6] === 13 ? 8 : 7)
    longest = Math.max(longest, unpackedLength(data.subarray(start), most))
    if (longest > most) return longest
  }
  return longest
}

function unpackedLength(packed: Buffer, most: number): number {
  try {
    return inflateSync(packed, { maxOutputLength: most }).length
  } catch (error) {
    return error instanceof RangeError ? most + 1 : 0
  }
}
