import { isPlaced, type Region, type RegionFlags } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { safeName } from "../io/fileSet.ts"
import { findRotation, isQuarterRotated } from "../regions/rotated.ts"
import { Tally } from "./lines.ts"

/**
 * What a format can hold, so that every writer counts its losses by one rule. A part left out is not held. What is not held
 * is written in the nearest form (a turned box as the upright one around it) or left out, and counted.
 */
export interface Holds {
  /** Turned boxes, as such; `corners`: by their four corners, which do not say a quarter turn. */
  readonly rotation?: boolean | "corners"
  /** Polygons and quads. */
  readonly outline?: boolean
  readonly transcript?: boolean
  readonly language?: boolean
  readonly marks?: boolean
  /** Marks of pieces of a text, and which way it runs. */
  readonly textParts?: boolean
  readonly attributes?: boolean
  readonly flags?: readonly (keyof RegionFlags)[]
  /** Ids of pictures and regions. */
  readonly ids?: boolean
  /** How much text a region holds and what it is a part of. */
  readonly levels?: boolean
  /** Which part of the dataset (train, val …) a picture belongs to. */
  readonly split?: boolean
  readonly size?: boolean
  /** The text of a whole picture. */
  readonly text?: boolean
  /** The row of a table that an answer is about, where that is no picture. */
  readonly cells?: boolean
  /** What is said when, of recordings. */
  readonly timed?: boolean
  /** The format whose unknown keys (`foreign`) it writes back. */
  readonly foreign?: string
}

/**
 * Counts into `tally` what of a region's parts the format cannot hold. Codes: `rotation` (changed: upright box around it),
 * `outline`, `transcripts`, `transcription_language`, `transcription_marks`, `transcription_parts`, `transcription_direction`, `attributes` (field: its
 * name), `flags` (field: which), `levels`, `carried_for_other_format` (field: which).
 */
export function tallyRegion(region: Region, holds: Holds, tally: Tally): void {
  const rotated = findRotation(region)
  if (rotated && (!holds.rotation || (holds.rotation === "corners" && isQuarterRotated(rotated))))
    tally.add("changed", "rotation")
  if (region.geometry.type !== "box" && isPlaced(region.geometry) && !rotated && !holds.outline)
    tally.add("lost", "outline")
  if (region.transcript && !holds.transcript) tally.add("lost", "transcripts")
  if (region.transcript?.language !== undefined && !holds.language) tally.add("lost", "transcription_language")
  if ((region.transcript?.marks?.length ?? 0) > 0 && !holds.marks) tally.add("lost", "transcription_marks")
  if (region.transcript?.parts?.length && !holds.textParts) tally.add("lost", "transcription_parts")
  if (region.transcript?.direction && !holds.textParts) tally.add("lost", "transcription_direction")
  // Most regions of a large dataset have neither: no list of nothing is made for each of a million.
  if (region.attributes && !holds.attributes)
    for (const key of Object.keys(region.attributes)) tally.add("lost", "attributes", key)
  if (region.flags)
    for (const flag of Object.keys(region.flags))
      if (!holds.flags?.some((held) => held === flag)) tally.add("lost", "flags", flag)
  if ((region.level || region.parent !== undefined) && !holds.levels) tally.add("lost", "levels")
  tallyForeign(region.foreign, holds, tally)
}

/**
 * Counts what of a picture's own parts the format cannot hold; its regions are counted by {@link tallyRegion}. False where
 * the picture does not go out at all: nobody answered it (`picture_without_answer`), or its name is not safe.
 */
export function tallyRecord(record: DatasetRecord, holds: Holds, tally: Tally): boolean {
  const isSafe = record.body !== null && safeName(record.name) === record.name
  if (record.body === null) tally.add("lost", "picture_without_answer")
  else if (!isSafe) tally.add("lost", "name_unsafe", record.name)
  if (record.body === null || !isSafe) return false
  if (record.body.nothingHere) tally.add("note", "nothing_here_as_empty")
  if (!holds.ids && (record.foreignId !== undefined || record.body.regions.length > 0)) tally.add("lost", "ids")
  if (record.split !== undefined && !holds.split) tally.add("lost", "split", record.split)
  if (record.text !== undefined && !holds.text) tally.add("lost", "picture_text")
  if (record.cells && record.cells.length > 0 && !holds.cells) tally.add("lost", "cells")
  if (record.timed !== undefined && !holds.timed) tally.add("lost", "timed")
  if (record.document !== undefined) tally.add("lost", "document")
  tallyForeign(record.foreign, holds, tally)
  return true
}

function tallyForeign(foreign: DatasetRecord["foreign"], holds: Holds, tally: Tally): void {
  if (foreign === undefined) return
  for (const format of Object.keys(foreign))
    if (format !== holds.foreign) tally.add("lost", "carried_for_other_format", format)
}

/** {@link tallyRecord} and {@link tallyRegion} over one record; true where it goes out. */
export function tallyAll(record: DatasetRecord, holds: Holds, tally: Tally): boolean {
  if (!tallyRecord(record, holds, tally)) return false
  for (const region of record.body?.regions ?? []) tallyRegion(region, holds, tally)
  return true
}
