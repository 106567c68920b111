/*
 * Deflate for small texts of decimal numbers, of which a large export has a hundred thousand: a compressor of zlib begins anew
 * for each, which costs more than all else of it. Digits repeat by chance only, so one code for all such texts, every byte by
 * itself, comes within a tenth of what zlib makes of them.
 */

const END = 256
const KINDS = 257
const LONGEST = 6

/** How many bits each byte takes, 0 for what is not packed here: digits, points and blanks most of all. The code is complete. */
const LENGTHS = new Uint8Array(KINDS)
for (const [characters, bits] of [
  ["015", 3],
  ["2346789. ", 4],
  ["\n", 5],
  ["-", LONGEST],
] as const)
  for (const character of characters) LENGTHS[character.charCodeAt(0)] = bits
LENGTHS[END] = LONGEST
const CODES = codesOf(LENGTHS)

/** Codes of given lengths in the order that deflate lays down (RFC 1951, 3.2.2), their first bit lowest. */
function codesOf(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length)
  let code = 0
  for (let bits = 1; bits <= LONGEST; bits++) {
    for (const [kind, length] of lengths.entries()) if (length === bits) codes[kind] = reversed(code++, bits)
    code <<= 1
  }
  return codes
}

function reversed(code: number, bits: number): number {
  let rotated = 0
  for (let i = 0; i < bits; i++) rotated |= ((code >> i) & 1) << (bits - 1 - i)
  return rotated
}

/** Bits one after the other into bytes. */
class Bits {
  readonly #bytes: Uint8Array
  #length = 0
  #held = 0
  #count = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The lowest `count` bits of `value`, at most 16. */
  put(value: number, count: number): void {
    this.#held |= value << this.#count
    this.#count += count
    for (; this.#count >= 8; this.#count -= 8) {
      this.#bytes[this.#length++] = this.#held & 255
      this.#held >>>= 8
    }
  }

  /** Everything that another one holds, at the beginning of this one. */
  begin(other: Bits): void {
    this.#bytes.set(other.#bytes.subarray(0, other.#length))
    this.#length = other.#length
    this.#held = other.#held
    this.#count = other.#count
  }

  /** The bytes, the last one filled up with zeros. */
  end(): Uint8Array {
    if (this.#count > 0) this.#bytes[this.#length++] = this.#held & 255
    return this.#bytes.subarray(0, this.#length)
  }
}

/** Lengths of codes are themselves coded, in this order; {@link ZEROS} stands for 11 to 138 zeros. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1]
const ZEROS = 18
const OF_LENGTHS = new Uint8Array(19)
OF_LENGTHS[4] = 2
for (const length of [0, 1, 3, 5, LONGEST, ZEROS]) OF_LENGTHS[length] = 3

/** What each of these texts begins with: one last block, and its code. Two distances, which are never used, make a code of them. */
const HEAD = new Bits(new Uint8Array(64))
HEAD.put(0b101, 3)
HEAD.put(KINDS - 257, 5)
HEAD.put(1, 5)
HEAD.put(ORDER.length - 4, 4)
for (const length of ORDER) HEAD.put(OF_LENGTHS[length] ?? 0, 3)
putLengths([...LENGTHS, 1, 1])

function putLengths(lengths: readonly number[]): void {
  const codes = codesOf(OF_LENGTHS)
  for (let at = 0; at < lengths.length; ) {
    const length = lengths[at] ?? 0
    let end = at + 1
    while (length === 0 && lengths[end] === 0 && end - at < 138) end++
    const isRun = end - at >= 11
    const kind = isRun ? ZEROS : length
    HEAD.put(codes[kind] ?? 0, OF_LENGTHS[kind] ?? 0)
    if (isRun) HEAD.put(end - at - 11, 7)
    at = isRun ? end : at + 1
  }
}

const SCRATCH = new Uint8Array(4_096)

/** The deflated form of a small text of decimal numbers; null where anything else is in it. */
export function packedDigits(text: Uint8Array): Uint8Array | null {
  const out = new Bits(64 + text.length > SCRATCH.length ? new Uint8Array(64 + text.length) : SCRATCH)
  out.begin(HEAD)
  for (const byte of text) {
    const length = LENGTHS[byte] ?? 0
    if (length === 0) return null
    out.put(CODES[byte] ?? 0, length)
  }
  out.put(CODES[END] ?? 0, LONGEST)
  // A copy out of the pool of small buffers.
  return Buffer.from(out.end())
}
