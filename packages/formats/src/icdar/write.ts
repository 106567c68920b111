import { boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { Writer } from "../contract.ts"
import { perPictureWriter } from "../regions/perPicture.ts"
import { lineOfRegion, quadOf, wholeShape } from "../regions/wholePixels.ts"
import type { Tally } from "../report/lines.ts"

/** What stands where a text is not to be read: neither judged nor counted. */
export const NOT_CARED_FOR = "###"

/**
 * ICDAR and SROIE: one text file a picture with its name, one line a region: `x1,y1,…,x4,y4,text`, whole pixels, the text
 * exactly as it is, commas too. A line break inside a text becomes a blank and is counted (`line_breaks_as_blanks`), an
 * outline of other than four corners becomes the box. A region to be ignored is `###`, with or without its text; one without
 * a text has no text field. Pictures where nothing is have an empty file.
 */
export const icdarWriter: Writer = perPictureWriter({
  name: "icdar",
  extension: "txt",
  holds: { rotation: "corners", outline: true, transcript: true, flags: ["ignore"], marks: true, size: true },
  tally: tallyRecord,
  *text(page) {
    for (const region of page.regions) yield lineOf(region)
  },
})

const lineBreak = /\r\n|\r|\n/

function tallyRecord(record: DatasetRecord, tally: Tally): void {
  for (const region of record.body?.regions ?? []) {
    if (lineOfRegion(region).length !== 4) tally.add("lost", "outline")
    wholeShape(quadOf(region), boxOf(region), tally)
    if (region.label !== "text") tally.add("lost", "labels", region.label)
    tallyText(region, tally)
  }
}

function tallyText(region: Region, tally: Tally): void {
  tallyIgnored(region, tally)
  const { transcript } = region
  if (transcript && !isIgnored(region) && lineBreak.test(transcript.value))
    tally.add("changed", "line_breaks_as_blanks")
}

/**
 * Counts what is lost where `###` stands for a region's text, and marks that it cannot stand for; that a region without a
 * text gets this one (`ignored_as_text`), and that nobody can be told that a region is not to be ignored.
 */
export function tallyIgnored(region: Region, tally: Tally): void {
  const { transcript } = region
  const ignored = isIgnored(region)
  if (ignored && transcript && transcript.value !== "" && transcript.value !== NOT_CARED_FOR)
    tally.add("lost", "transcripts", "ignore")
  for (const mark of transcript?.marks ?? [])
    if (mark !== "illegible" || !ignored) tally.add("lost", "transcription_marks", mark)
  const isHashes = transcript?.value === NOT_CARED_FOR && !transcript.marks?.includes("illegible")
  if (ignored && (!region.flags?.ignore || isHashes)) tally.add("changed", "illegible_as_ignored")
  if (region.flags?.ignore && (transcript?.value ?? "") === "") tally.add("changed", "ignored_as_text")
  if (region.flags?.ignore === false) tally.add("lost", "flags", "ignore")
}

/** A region that `###` stands for: one to be ignored, one whose text is just that, or one that nobody could read a word of. */
export function isIgnored({ flags, transcript }: Region): boolean {
  const illegible = transcript?.value === "" && transcript.marks?.includes("illegible") === true
  return flags?.ignore === true || transcript?.value === NOT_CARED_FOR || illegible
}

function lineOf(region: Region): string {
  const corners = wholeShape(quadOf(region), boxOf(region), null) ?? []
  const numbers = corners.flatMap(({ x, y }) => [x, y]).join(",")
  if (isIgnored(region)) return `${numbers},${NOT_CARED_FOR}\n`
  if (!region.transcript) return `${numbers}\n`
  return `${numbers},${region.transcript.value.replaceAll(new RegExp(lineBreak, "g"), " ")}\n`
}
