// needs: server
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { loadavg } from "node:os"
import { join } from "node:path"
import { loadFaces } from "@justesse/fixtures"
import { page } from "@justesse/fixtures/receipt/pages"
import { MOST_WORDS_WRONG, pairDrafts } from "@justesse/quality/text/drafts"
import { countEdits, errorRates } from "@justesse/quality/text/rates"
import { readingPool } from "@justesse/server/reading/pool"
import { outlineShape, type Shape } from "@justesse/types"
import type { ReadingLanguage, ReadLine } from "@justesse/types/models/reading"
import sharp from "sharp"
import { ROOT } from "../support/places.ts"

/**
 * How well the built-in reading drafts read: `npm run bench -- ocrDraft [RECEIPTS=20]`, on the SROIE receipts of ../shared and on drawn
 * pages. CER and WER over all lines that people wrote, one that was not read being all wrong, and over those that were read; seconds a
 * page; keys with the draft against typing by hand. Fails never on how well: it prints the verdict, by which the text is shown or not
 * (T5: at most 30 % of the words wrong). One JSON object a line.
 */
const RECEIPTS = join(process.env["JUSTESSE_SHARED"] || join(ROOT, "../shared"), "data/receipts/sroie")
const wanted = Number(
  /^RECEIPTS=(\d+)$/.exec(process.argv.slice(2).find((arg) => arg.startsWith("RECEIPTS=")) ?? "")?.[1] ?? 20,
)
/** Every difference but white space has to be mended. */
const PROFILE = { rules: ["spaces" as const], markers: [] }

const round = (value: number | null, digits = 3) =>
  value === null ? null : Math.round(value * 10 ** digits) / 10 ** digits
const say = (line: Record<string, unknown>) =>
  console.log(JSON.stringify({ bench: "ocrDraft", ...line, load: round(loadavg()[0] ?? 0, 2) }))

interface Case {
  readonly name: string
  readonly language: ReadingLanguage
  readonly lines: readonly { readonly shape: Shape; readonly text: string }[]
  readonly picture: Buffer
}
interface Read extends Case {
  readonly read: readonly ReadLine[]
  readonly seconds: number
}

/**
 * Keys of one line. By hand: its letters and Enter. With a draft: Enter, one to reach each wrong word, one for each letter too many or
 * too few and two for each that is another; or all of it cleared with two and typed, where that is less.
 */
const byHand = (text: string) => [...text].length + 1
function withDraft({ reference, answer }: { reference: string; answer: string }): number {
  const words = countEdits(reference.split(/\s+/), answer.split(/\s+/))
  const { substitutions, insertions, deletions } = countEdits([...reference], [...answer])
  const reached = words.substitutions + words.insertions + words.deletions
  return Math.min(1 + reached + insertions + deletions + 2 * substitutions, 2 + byHand(reference))
}

function summarise(name: string, pages: readonly Read[]): { words: number | null } {
  const paired = pages.flatMap(({ lines, read }) => pairDrafts(lines, read))
  const written = pages.flatMap(({ lines }) => lines)
  const missed = pages.flatMap(({ lines, read }) => {
    const texts = pairDrafts(lines, read).map(({ reference }) => reference)
    return lines.flatMap(({ text }) => {
      const at = texts.indexOf(text)
      if (at >= 0) texts.splice(at, 1)
      return at >= 0 ? [] : [{ reference: text, answer: "" }]
    })
  })
  const all = errorRates([...paired, ...missed], PROFILE)
  const found = errorRates(paired, PROFILE)
  const lines = pages.reduce((sum, { read }) => sum + read.length, 0)
  const hand = written.reduce((sum, { text }) => sum + byHand(text), 0)
  // What was read where nothing is written is dropped: to it, and away.
  const dropped = 2 * (lines - paired.length)
  const draft = dropped + [...paired, ...missed].reduce((sum, pair) => sum + withDraft(pair), 0)
  say({
    name,
    pages: pages.length,
    ...{ lines: written.length, read: lines, paired: paired.length },
    ...{ cer: round(all.cer.micro), wer: round(all.wer.micro) },
    ...{ cerOfRead: round(found.cer.micro), werOfRead: round(found.wer.micro) },
    secondsPerPage: round(pages.reduce((sum, { seconds }) => sum + seconds, 0) / pages.length, 1),
    slowestSeconds: round(Math.max(...pages.map(({ seconds }) => seconds)), 1),
    ...{ keysByHand: hand, keysWithDraft: draft, keys: round(draft / hand, 2) },
  })
  return { words: found.wer.micro }
}

function readReceipts(): Case[] {
  return readdirSync(join(RECEIPTS, "img"))
    .slice(0, wanted)
    .map((file) => {
      const rows = readFileSync(join(RECEIPTS, "box", file.replace(".jpg", ".csv")), "utf8").split(/\r?\n/)
      const lines = rows.flatMap((row) => {
        const parts = row.replace(/^\uFEFF/, "").split(",")
        const points = [0, 2, 4, 6].map((i) => ({ x: Number(parts[i]), y: Number(parts[i + 1]) }))
        const shape = parts.length > 8 ? outlineShape([points], true) : null
        return shape ? [{ shape, text: parts.slice(8).join(",") }] : []
      })
      return { name: file, language: "eng", lines, picture: readFileSync(join(RECEIPTS, "img", file)) }
    })
}

async function drawPages(): Promise<Case[]> {
  const faces = loadFaces()
  // Receipts and letters in the two languages that are read.
  const seeds = [0, 1, 4, 5]
  const made = seeds.map(async (seed): Promise<Case> => {
    const { svg, truth, page: words } = page(seed, faces)
    const lines = truth.regions.map(({ geometry, transcript }) => ({ shape: geometry, text: transcript?.value ?? "" }))
    const picture = await sharp(Buffer.from(svg)).png().toBuffer()
    return { name: `page ${seed}`, language: words.language === "fr" ? "fra" : "eng", lines, picture }
  })
  return Promise.all(made)
}

const pool = readingPool(new URL("../../apps/server/dist/readingWorker.js", import.meta.url))
async function readAll(cases: readonly Case[]): Promise<Read[]> {
  const pages: Read[] = []
  for (const one of cases) {
    const begunMs = performance.now()
    const read = await pool.read(one.picture, one.language)
    pages.push({ ...one, read, seconds: (performance.now() - begunMs) / 1_000 })
  }
  return pages
}

summarise("drawn pages", await readAll(await drawPages()))
if (existsSync(RECEIPTS)) {
  const { words } = summarise("receipts", await readAll(readReceipts()))
  const showsText = words !== null && words <= MOST_WORDS_WRONG
  say({ name: "verdict", version: pool.version, mostWords: MOST_WORDS_WRONG, words: round(words), showsText })
} else
  say({
    name: "receipts",
    absent: "the receipts are not here (../shared/data/receipts): drawn pages alone were measured",
  })
await pool.close()
