import { JustesseError } from "@justesse/types"

const STARTS = [
  "Al",
  "Bri",
  "Cae",
  "Da",
  "El",
  "Fa",
  "Ga",
  "Ha",
  "Io",
  "Ja",
  "Ka",
  "Li",
  "Ma",
  "No",
  "Os",
  "Ri",
] as const
const ENDS = [
  "ra",
  "ven",
  "lo",
  "mi",
  "rin",
  "dor",
  "sel",
  "na",
  "vi",
  "len",
  "ro",
  "mar",
  "nel",
  "ta",
  "wen",
  "zo",
] as const
const NUMBERS = 90

/** How many different pseudonyms there are. */
export const PSEUDONYMS = STARTS.length * ENDS.length * NUMBERS

/**
 * A person's name in one project, such as "Lira 27": short, sayable, and the same each time.
 *
 * @param hash at least 8 hex digits of a keyed hash of (project, person), made by the caller with an installation's
 *   secret: nobody without it can find the person, and two projects give unrelated names.
 * @param taken names of the project that others have; the next free one in a fixed walk is given.
 * @throws JustesseError `invalid_input` when the hash is too short or no hex, `conflict` when every name is taken.
 */
export function pseudonym(hash: string, taken: ReadonlySet<string>): string {
  if (!/^[0-9a-f]{8}/i.test(hash)) throw new JustesseError("invalid_input", { field: "hash" })
  const first = Number.parseInt(hash.slice(0, 8), 16) % PSEUDONYMS
  for (let i = 0; i < PSEUDONYMS; i++) {
    // The step has no factor in common with the number of names, so the walk meets each of them once.
    const name = nameOf((first + i * 7_919) % PSEUDONYMS)
    if (!taken.has(name)) return name
  }
  throw new JustesseError("conflict", { field: "pseudonym" })
}

function nameOf(index: number): string {
  const number = 10 + (index % NUMBERS)
  const syllables = Math.floor(index / NUMBERS)
  const start = STARTS[syllables % STARTS.length] ?? ""
  const end = ENDS[Math.floor(syllables / STARTS.length) % ENDS.length] ?? ""
  return `${start}${end} ${number}`
}
