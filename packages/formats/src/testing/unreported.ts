import { type Box, boxOf, type Region, ringsOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { fitRotatedBox } from "../regions/rotated.ts"
import { isSameLocation } from "./shapes.ts"

/** What a report may say to explain that a part of a dataset is not what it was. The words are codes of report lines. */
const EXPLAINED_BY = {
  picture: /^(picture_without_answer|name_unsafe|size_unknown|not_a_recording|regions|empty_pictures)$/,
  split: /^(split|split_added)$/,
  regions:
    /^(box_outside|labels|label_unknown|size_unknown|empty_pictures|regions|empty_texts|transcripts|text_absent_as_empty)$/,
  order: /^(order|order_changed|levels|text_beside_lines)$/,
  label: /^(labels|label_renamed)$/,
  box: /^(coordinates_rounded|coordinates_clipped|box_clipped)$/,
  rotation: /^(rotation|coordinates_rounded|coordinates_clipped|outline)$/,
  outline: /^(outline|rotation|coordinates_rounded|coordinates_clipped|outline_as_box)$/,
  text: /^(transcripts|text_.*|line_breaks_as_blanks|tabs_as_blanks|character_not_in_xml|carriage_returns|empty_.*|arrows|ignored_as_text|illegible_as_ignored)$/,
  language: /^(transcription_language|transcripts)$/,
  marks:
    /^(transcription_marks|transcripts|illegible_as_ignored|ignored_as_text|text_absent_as_illegible|dot_as_illegible)$/,
  textParts:
    /^(transcription_parts|transcripts|empty_texts|text_.*|carriage_returns|line_breaks_as_blanks|tabs_as_blanks)$/,
  direction: /^(transcription_direction|transcripts|empty_texts)$/,
  attributes: /^(attributes|attribute_as_text|attribute_as_flag|character_not_in_xml)$/,
  flags: /^(flags|attribute_as_flag|crowd_false_unsaid|occluded_false_unsaid|illegible_as_ignored)$/,
  level: /^(levels|order|text_beside_lines)$/,
  id: /^(ids|ids_renumbered)$/,
} as const

type Part = keyof typeof EXPLAINED_BY

/** What a format's report says about writing a dataset, and names by which labels go out. */
interface Reported {
  readonly codes: ReadonlySet<string>
  readonly nameOf: (label: string) => string
  /** The name under which a picture's record comes back. */
  readonly nameAfter: (name: string) => string
}

/**
 * Differences between a dataset and what came back from a format that its report does not explain, in words. A format passes
 * when there are none: everything is equal, or what is not was told.
 */
export function findUnreported(
  before: readonly DatasetRecord[],
  after: readonly DatasetRecord[],
  reported: Reported,
): string[] {
  const found: string[] = []
  const explained = (part: Part) => [...reported.codes].some((code) => EXPLAINED_BY[part].test(code))
  const complain = (part: Part, said: string) => {
    if (!explained(part)) found.push(`${part}: ${said}`)
  }
  const first = new Map(after.toReversed().map((record) => [record.name, record]))
  for (const record of before) {
    const name = reported.nameAfter(record.name)
    const back = first.get(name)
    if (!back) complain("picture", record.name)
    else compareRecords(record, back, reported, complain, explained("order"))
  }
  const names = new Set(before.map((record) => reported.nameAfter(record.name)))
  for (const record of after) if (!names.has(record.name)) found.push(`picture: nobody wrote ${record.name}`)
  return found
}

type Complain = (part: Part, said: string) => void

function compareRecords(
  record: DatasetRecord,
  back: DatasetRecord,
  reported: Reported,
  complain: Complain,
  isReordered: boolean,
): void {
  if (record.split !== back.split) complain("split", `${record.split} became ${back.split}`)
  const [all, again] = [record.body?.regions ?? [], back.body?.regions ?? []]
  if (all.length !== again.length) return complain("regions", `${record.name}: ${again.length}, not ${all.length}`)
  if (isReordered) return
  for (const [i, region] of all.entries()) {
    const other = again[i]
    if (other) compareRegions(region, other, reported, (part, said) => complain(part, `${record.name} ${i} ${said}`))
  }
}

function compareRegions(region: Region, other: Region, { nameOf }: Reported, complain: Complain): void {
  const check = (part: Part, was: unknown, is: unknown) => {
    if (!same(was, is)) complain(part, `${JSON.stringify(was)} became ${JSON.stringify(is)}`)
  }
  check("label", nameOf(region.label), other.label)
  check("box", numbersOf(boxOf(region)), numbersOf(boxOf(other)))
  check("rotation", rotationOf(other.geometry.type === "rotatedBox" ? cornersAsBox(region) : region), rotationOf(other))
  const isRotated = [region, other].some(({ geometry }) => geometry.type === "rotatedBox")
  if (!isRotated && !isSameLocation(region.geometry, other.geometry, NEAR))
    complain("outline", `${JSON.stringify(region.geometry)} became ${JSON.stringify(other.geometry)}`)
  check("text", region.transcript?.value, other.transcript?.value)
  check("language", region.transcript?.language, other.transcript?.language)
  check("marks", region.transcript?.marks ?? [], other.transcript?.marks ?? [])
  check("textParts", partsOf(region), partsOf(other))
  check("direction", region.transcript?.direction, other.transcript?.direction)
  check("attributes", sorted(region.attributes), sorted(other.attributes))
  check("flags", sorted(region.flags), sorted(other.flags))
  // A text that says no level is a line.
  check("level", region.level ?? "line", other.level ?? "line")
  check("id", region.id, other.id)
}

const partsOf = ({ transcript }: Region) =>
  (transcript?.parts ?? []).map(({ from, to, mark }) => `${mark} ${from} ${to}`)

function numbersOf({ x, y, width, height }: Box) {
  return [x, y, width, height]
}

/**
 * A quarter turn back is three quarters on; a turn too small for any file to tell is none, and corners nearer than files
 * spell them have no direction.
 */
function rotationOf({ geometry: rotated }: Pick<Region, "geometry">) {
  if (rotated.type !== "rotatedBox") return undefined
  const degrees = Math.round((((rotated.rotation % 360) + 360) % 360) * 1e4) % 3_600_000
  const isThin = Math.min(rotated.width, rotated.height) < 0.01
  return degrees !== 0 && !isThin ? [numbersOf(rotated), degrees / 1e4] : undefined
}

/** Four corners as the box that they are when reading begins at the first one, as forms of text have it. */
function cornersAsBox(region: Region): Pick<Region, "geometry"> {
  const [corners = [], ...more] = ringsOf(region.geometry)
  const rotated = region.geometry.type === "polygon" && more.length === 0 ? fitRotatedBox(corners, NEAR) : null
  return rotated ? { geometry: rotated } : region
}

function sorted(parts: object | undefined) {
  return Object.entries(parts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** How far numbers may be apart: shares of a picture and sines give back no more. */
const NEAR = 0.001

function same(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= NEAR
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((part, i) => same(part, b[i]))
}
