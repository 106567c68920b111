import { KINDS, ProjectKind } from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import { ExportFormat } from "@justesse/types/wire/dataset"
import type { Writer } from "../contract.ts"
import { FORMATS } from "../list.ts"
import { isRefusedStrictly } from "../report/lines.ts"
import { type ExampleOf, exampleRecords } from "./example.ts"

/** The formats that are written, in the order of the list. */
export const WRITTEN: readonly { readonly format: ExportFormat; readonly writer: Writer }[] =
  ExportFormat.options.flatMap((format) => {
    const writer = FORMATS.find(({ name }) => name === format)?.writer ?? null
    return writer ? [{ format, writer }] : []
  })

/** What each format would lose or change of the same records. */
type LossesByFormat = Readonly<Partial<Record<ExportFormat, readonly ReportLine[]>>>

/** How many parts of records a format loses or changes, numbers that a form gives by itself aside; 0: it loses nothing. */
export function lossCount(lines: readonly ReportLine[] = []): number {
  return lines.filter(isRefusedStrictly).reduce((sum, { count }) => sum + (count ?? 1), 0)
}

async function lossesOf(records: readonly DatasetRecord[]): Promise<LossesByFormat> {
  const source = async function* () {
    yield* records
  }
  const found = await Promise.all(
    WRITTEN.map(async ({ format, writer }) => [format, await writer.losses(source)] as const),
  )
  return Object.fromEntries(found)
}

/** What answers of a kind are made of: kinds alike in this can be written by the same formats. */
const answersOf = (kind: ProjectKind) => {
  const { parts, about, asksFields } = KINDS[kind]
  return [parts, about, asksFields].join()
}

/** For each format the sorts of answers that it holds, found by giving it the plainest answer of each kind. */
let known: Promise<ReadonlyMap<ExportFormat, ReadonlySet<string>>> | null = null

function heldBy(): Promise<ReadonlyMap<ExportFormat, ReadonlySet<string>>> {
  known ??= Promise.all(
    ProjectKind.options.map(
      async (kind) => [answersOf(kind), await lossesOf(exampleRecords({ kind, isPlain: true }))] as const,
    ),
  ).then((all) => {
    const held = (format: ExportFormat) =>
      new Set(all.flatMap(([answers, losses]) => (lossCount(losses[format]) === 0 ? [answers] : [])))
    return new Map(WRITTEN.map(({ format }) => [format, held(format)]))
  })
  return known
}

interface Ranked {
  readonly format: ExportFormat
  /** It holds no answers of this kind. */
  readonly drops: boolean
}

async function rankFormats(kind: ProjectKind, losses: LossesByFormat): Promise<Ranked[]> {
  const [held, whole] = await Promise.all([heldBy(), lossesOf(exampleRecords({ kind }))])
  const own = answersOf(kind)
  const rows = WRITTEN.map(({ format }, index) => {
    const answers = held.get(format) ?? new Set()
    const [lost, least] = [lossCount(losses[format]), lossCount(whole[format])]
    return { format, index, drops: !answers.has(own), general: answers.size, lost, least }
  })
  type Row = (typeof rows)[number]
  const byNearness = (a: Row, b: Row) =>
    Number(a.drops) - Number(b.drops) ||
    a.general - b.general ||
    a.lost - b.lost ||
    a.least - b.least ||
    a.index - b.index
  rows.sort(byNearness)
  const [first] = [...rows].sort((a, b) => Math.sign(a.lost) - Math.sign(b.lost) || byNearness(a, b))
  return first ? [first, ...rows.filter((row) => row !== first)] : []
}

/**
 * Sorts the formats for a project: first the one that loses nothing and is most its own, which is to be chosen; then those made for
 * answers of its kind, those that hold answers of any kind, and those that drop its answers. `losses` is what each loses of the records.
 */
export async function orderFormats(kind: ProjectKind, losses: LossesByFormat): Promise<ExportFormat[]> {
  return (await rankFormats(kind, losses)).map(({ format }) => format)
}

/**
 * The formats that hold answers of a project, by {@link orderFormats}, where there are no answers yet.
 *
 * @example
 * (await formatsFor({ kind: "audio" }))[0] // "vtt"
 */
export async function formatsFor(of: ExampleOf): Promise<ExportFormat[]> {
  const ranked = await rankFormats(of.kind, await lossesOf(exampleRecords(of)))
  return ranked.flatMap(({ format, drops }) => (drops ? [] : [format]))
}
