import { cueText } from "@justesse/formats/vtt/text"
import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import { type Compared, Tallied } from "./compare.ts"
import type { Expected, Gathered } from "./real.ts"

/** A cue of an answer: its text is as the file has it, with tags. */
interface ExpectedCue {
  readonly id: string | null
  readonly ms: readonly [number, number]
  readonly text: string
  readonly settings?: string
}

interface ExpectedCues {
  readonly file: string
  readonly validSignature?: boolean
  readonly header?: string
  readonly blocks: Readonly<Record<string, number>>
  readonly badBlocks: number
  readonly cues: readonly ExpectedCue[]
}

interface CarriedCue {
  readonly unnamed?: boolean
  readonly payload?: string
  readonly settings?: string
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function recordOf(got: Gathered, file: string): DatasetRecord | undefined {
  return got.records.find((record) => record.source?.file === file)
}

/** WebVTT and SRT: cues with id, times to the millisecond, text with its tags, settings; headers and blocks; bad blocks. */
export function compareCues(format: "vtt" | "srt") {
  return (want: Expected, got: Gathered): Compared => {
    const tally = new Tallied()
    const all = got.records.flatMap((record) => record.timed ?? [])
    tally.check("counts", got.records.length === want.counts["files"], `${got.records.length} files`)
    tally.check("counts", all.length === want.counts["cues"], `${all.length} cues`)
    for (const file of want["files"] as ExpectedCues[]) compareCueFile(format, file, got, tally)
    return tally.result()
  }
}

function compareCueFile(format: "vtt" | "srt", want: ExpectedCues, got: Gathered, tally: Tallied): void {
  const record = recordOf(got, want.file)
  const lines = got.report.filter((line) => line.file === want.file)
  const carried = record?.foreign?.[format] as { header?: string; blocks?: { text: string }[] } | undefined
  tally.check("files", record !== undefined, `${want.file} is not there`)
  const bad = lines.filter((line) => line.level === "lost").length
  tally.check("bad blocks", bad === want.badBlocks, `${want.file}: ${bad} instead of ${want.badBlocks}`)
  if (want.validSignature !== undefined) {
    const isSigned = !lines.some((line) => line.code === "signature_missing")
    tally.check("signatures", isSigned === want.validSignature, want.file)
    tally.check("headers", (carried?.header ?? "").trim() === want.header, `${want.file}: ${carried?.header}`)
    const blocks: Record<string, number> = {}
    for (const { text } of carried?.blocks ?? [])
      blocks[text.split(/\s/)[0] ?? ""] = (blocks[text.split(/\s/)[0] ?? ""] ?? 0) + 1
    tally.check("blocks", same(blocks, want.blocks), `${want.file}: ${JSON.stringify(blocks)}`)
  }
  for (const [i, cue] of want.cues.entries()) {
    const found = record?.timed?.[i]
    const own = found?.foreign?.[format] as CarriedCue | undefined
    const where = `${want.file} cue ${i}`
    tally.check("times", same([found?.start, found?.end], cue.ms), `${where}: ${found?.start}–${found?.end}`)
    tally.check("ids", (own?.unnamed ? null : found?.id) === cue.id, `${where}: ${found?.id} instead of ${cue.id}`)
    const text =
      format === "srt" ? found?.text : found && (own?.payload ?? cueText({ text: found.text, speaker: found.speaker }))
    tally.check("texts", text === cue.text, `${where}: ${JSON.stringify(text)} instead of ${JSON.stringify(cue.text)}`)
    tally.check("settings", own?.settings === cue.settings, `${where}: ${own?.settings}`)
  }
}

interface ExpectedGrid {
  readonly file: string
  readonly span: readonly [number, number]
  readonly tiers: readonly {
    readonly kind: "IntervalTier" | "TextTier"
    readonly name: string
    readonly span: readonly [number, number]
    readonly items: readonly {
      readonly seconds?: readonly [number, number]
      readonly second?: number
      readonly text: string
    }[]
  }[]
}

interface CarriedGrid {
  readonly span: readonly [number, number]
  readonly tiers: readonly { readonly name: string; readonly kind: string; readonly span: readonly [number, number] }[]
}

/** TextGrid: spans, tiers in order, every item that has a text, seconds to the float64; empty intervals fill the gaps. */
export function compareGrids(want: Expected, got: Gathered): Compared {
  const tally = new Tallied()
  for (const file of want["files"] as ExpectedGrid[]) {
    const record = recordOf(got, file.file)
    const carried = record?.foreign?.["textgrid"] as CarriedGrid | undefined
    tally.check("files", record !== undefined, `${file.file} is not there`)
    const tiers = file.tiers.map(({ name, kind }) => [name, kind])
    tally.check(
      "tiers",
      same(
        carried?.tiers.map(({ name, kind }) => [name, kind]),
        tiers,
      ),
      `${file.file}: ${JSON.stringify(carried)}`,
    )
    for (const tier of file.tiers) {
      const found = (record?.timed ?? []).filter((item) => item.tier === tier.name)
      const texts = tier.items.filter((item) => item.text !== "")
      tally.check(
        "counts",
        found.length === texts.length,
        `${file.file} ${tier.name}: ${found.length} instead of ${texts.length}`,
      )
      for (const [i, item] of texts.entries()) {
        const [from, to] = item.seconds ?? [item.second, item.second]
        const at = found[i]
        const where = `${file.file} ${tier.name} ${i}`
        tally.check("texts", at?.text === item.text, `${where}: ${at?.text} instead of ${item.text}`)
        tally.check("times", nearly(at?.start, from) && nearly(at?.end, to), `${where}: ${at?.start}–${at?.end} ms`)
      }
    }
  }
  return tally.result()
}

/** Milliseconds here, seconds there: within a millionth of a millisecond, which is rounding alone. */
function nearly(ms: number | null | undefined, seconds: number | undefined): boolean {
  return typeof ms === "number" && seconds !== undefined && Math.abs(ms - seconds * 1_000) < 1e-6
}

interface ExpectedElan {
  readonly file: string
  readonly tiers: readonly {
    readonly id: string
    readonly participant: string | null
    readonly aligned: readonly { readonly id: string; readonly ms: readonly (number | null)[]; readonly text: string }[]
    readonly referring: readonly { readonly id: string; readonly ref: string; readonly text: string }[]
  }[]
}

/** ELAN: tiers in order, annotations with ids, times, references and texts (the answer may hold the first eight only). */
export function compareElan(want: Expected, got: Gathered): Compared {
  const tally = new Tallied()
  const all = got.records.flatMap((record) => record.timed ?? [])
  const referring = all.filter((item) => item.refers !== undefined).length
  const counts = { aligned: all.length - referring, referring, files: got.records.length }
  for (const [kind, count] of Object.entries(counts))
    tally.check("counts", count === want.counts[kind], `${kind} ${count} instead of ${want.counts[kind]}`)
  for (const file of want["files"] as ExpectedElan[])
    for (const tier of file.tiers) {
      const found = (recordOf(got, file.file)?.timed ?? []).filter((item) => item.tier === tier.id)
      const aligned = found.filter((item) => item.refers === undefined)
      for (const [i, item] of tier.aligned.entries()) {
        tally.check(
          "times",
          same([aligned[i]?.start, aligned[i]?.end], item.ms),
          `${tier.id} ${item.id}: ${aligned[i]?.start}`,
        )
        compareText(aligned[i], item, tier.participant, tally)
      }
      const others = found.filter((item) => item.refers !== undefined)
      for (const [i, item] of tier.referring.entries()) {
        tally.check("references", others[i]?.refers === item.ref, `${tier.id} ${item.id}: ${others[i]?.refers}`)
        compareText(others[i], item, tier.participant, tally)
      }
    }
  return tally.result()
}

function compareText(
  found: TimedText | undefined,
  want: { readonly id: string; readonly text: string },
  participant: string | null,
  tally: Tallied,
): void {
  tally.check("texts", found?.text === want.text, `${want.id}: ${found?.text} instead of ${want.text}`)
  tally.check("ids", found?.id === want.id, `${want.id}: ${found?.id}`)
  tally.check("speakers", (found?.speaker ?? null) === participant, `${want.id}: ${found?.speaker}`)
}
