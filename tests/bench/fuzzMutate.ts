import type { Dice } from "@justesse/db/testing/dice"

/** What parsers stumble on, in bytes of UTF-8. */
const TOKENS = [
  "\0",
  "\n",
  "\r\n",
  "\t",
  " ",
  '"',
  '""',
  "'",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  ";",
  "=",
  "-",
  "-->",
  "null",
  "true",
  "NaN",
  "-Infinity",
  "1e999",
  "-0",
  "0x10",
  "1,5",
  "99999999999999999999",
  "-1",
  "<",
  ">",
  "</",
  "/>",
  "<![CDATA[",
  "]]>",
  "<!--",
  "&x;",
  "&#0;",
  "&#xd800;",
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  "../",
  "..\\",
  "C:\\",
  "__proto__",
  "constructor",
  "\u2028",
  "\ufeff",
  "\ud83d\udc69\u200d",
  "e\u0301",
  "- &a [*a, *a]\n",
  "WEBVTT",
  "<exists>",
]
const encoder = new TextEncoder()
const tokens = [
  ...TOKENS.map((token) => encoder.encode(token)),
  ...["[", "{", "<a>", '{"a":', "(", "9", "\ud800"].map((token) => encoder.encode(token.repeat(400))),
  Uint8Array.of(0xff),
  Uint8Array.of(0xc3),
  Uint8Array.of(0xfe, 0xff),
  Uint8Array.of(0xed, 0xa0, 0x80),
]

/** Bytes changed in one to five places; the same dice change them alike. `others` are files to splice from. */
export function mutated(original: Uint8Array, others: readonly Uint8Array[], dice: Dice): Uint8Array {
  let bytes = original
  for (let left = 1 + dice.below(5); left > 0; left--) bytes = once(bytes, others, dice)
  return bytes
}

function once(bytes: Uint8Array, others: readonly Uint8Array[], dice: Dice): Uint8Array {
  const at = dice.below(bytes.length + 1)
  const run = Math.min(bytes.length - at, 1 + dice.below(dice.below(10) === 0 ? 400 : 12))
  switch (dice.below(9)) {
    case 0:
      return replaced(bytes, at, 0, dice.pick(tokens) ?? bytes)
    case 1:
      return replaced(bytes, at, run, dice.pick(tokens) ?? bytes)
    case 2:
      return replaced(bytes, at, run, new Uint8Array())
    case 3: {
      const copy = bytes.slice()
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << dice.below(8))
      return copy
    }
    case 4:
      return replaced(bytes, at, 0, bytes.subarray(at, at + run))
    case 5:
      return dice.below(4) === 0 ? bytes.slice(0, at) : replaced(bytes, at, 1, Uint8Array.of(dice.below(256)))
    case 6: {
      const other = dice.pick(others) ?? bytes
      const from = dice.below(other.length + 1)
      return replaced(bytes, at, run, other.subarray(from, from + run * 4))
    }
    case 7:
      return numberReplaced(bytes, at, dice)
    default:
      // A piece many times over: what is quadratic shows itself here.
      return replaced(bytes, at, 0, repeated(bytes.subarray(at, at + run), 1 + dice.below(200)))
  }
}

function replaced(bytes: Uint8Array, at: number, wanted: number, put: Uint8Array): Uint8Array {
  const drop = Math.min(wanted, bytes.length - at)
  const out = new Uint8Array(bytes.length - drop + put.length)
  out.set(bytes.subarray(0, at))
  out.set(put, at)
  out.set(bytes.subarray(at + drop), at + put.length)
  return out
}

function repeated(piece: Uint8Array, times: number): Uint8Array {
  const out = new Uint8Array(piece.length * times)
  for (let i = 0; i < times; i++) out.set(piece, i * piece.length)
  return out
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 48 && byte <= 57
const NUMBERS = ["0", "-1", "1e308", "9007199254740993", "0.1", "-0.0", "1e-320", "", "65536", "2147483648", "3."]

/** The next number from `at` on becomes another one. */
function numberReplaced(bytes: Uint8Array, at: number, dice: Dice): Uint8Array {
  let from = at
  while (from < bytes.length && !isDigit(bytes[from])) from++
  let end = from
  while (isDigit(bytes[end])) end++
  return replaced(bytes, from, end - from, encoder.encode(dice.pick(NUMBERS) ?? ""))
}
