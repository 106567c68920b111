import { type Compared, type CompareOptions, comparePictures, Tallied } from "./compare.ts"
import type { Expected, Gathered } from "./real.ts"

interface Recognised {
  readonly file: string
  readonly text: string
}

/** Texts of whole pictures, to the letter, beside pictures with objects where the answer has some. */
export function compareRecognition(options: CompareOptions = {}) {
  return (want: Expected, got: Gathered): Compared => {
    const tally = new Tallied()
    const texts = new Map(got.records.map(({ name, text }) => [name, text]))
    const known = (want["recognition"] ?? []) as readonly Recognised[] // the answer's own shape
    for (const { file, text } of known)
      tally.check("texts of pictures", texts.get(file) === text, `${file}: ${texts.get(file)} instead of ${text}`)
    const lists = got.records.filter(({ text }) => text !== undefined).length
    tally.check("counts", lists === known.length, `${lists} texts of pictures, not ${known.length}`)
    const objects = comparePictures(want, got, options)
    return {
      agreed: { ...tally.result().agreed, ...objects.agreed },
      differences: [...tally.differences, ...objects.differences],
    }
  }
}

/** How many lines a file of JSON lines has. */
export function compareRows(want: Expected, got: Gathered): Compared {
  const tally = new Tallied()
  const rows = want.counts["rows"] ?? 0
  tally.check("rows", got.records.length === rows, `${got.records.length}, not ${rows}`)
  const texts = got.records.filter(({ text }) => text !== undefined && text !== "").length
  tally.check("texts", texts === rows, `${texts}, not ${rows}`)
  return tally.result()
}
