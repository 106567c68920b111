import { rm, stat } from "node:fs/promises"
import { Refusal } from "../children/refusal.ts"
import type { Decoding } from "./contract.ts"
import type { Ffmpeg } from "./ffmpeg.ts"
import { FlacFile } from "./flac/file.ts"
import { toHeard } from "./heard.ts"
import { openSound } from "./open.ts"
import { PeakCollector } from "./peaks.ts"
import { drawWave } from "./wave.ts"

/** No recording is longer: one that says so is no recording of work. */
const MOST_HOURS = 24
/** What never gets farther from silence than this, of 32,768, is heard as nothing (−66 dB). */
const SILENT = 16

/** A recording that lies at `source`, and where its copy that is played is put. */
export interface SoundOrder {
  readonly source: string
  readonly playable: string
  /** What this computer has for forms that no decoder here knows; null: it is not there, or not wanted. */
  readonly ffmpeg: Ffmpeg | null
}

/** What is worth saying of a recording that can be played. */
type SoundNote = "truncated" | "silent" | "mixed"

/** Everything derived from a recording; the copy that is played lies where the order said. */
export interface PreparedSound {
  readonly mediaType: string
  readonly codec: string
  readonly decodedBy: string
  readonly durationMs: number
  readonly sampleRate: number
  /** Of the recording; at most two are heard. */
  readonly channels: number
  readonly notes: readonly SoundNote[]
  readonly peaks: Uint8Array
  /** A picture of its wave, PNG. */
  readonly wave: Uint8Array
}

/**
 * Everything derived from a recording, in one pass and in pieces, so that no recording is in memory as a whole: its length by counting
 * samples (what heads say of it is often wrong), its peaks, and a lossless copy that is played. All of them come from the same samples:
 * where a wave is drawn, there it is heard, in every browser.
 *
 * @throws Refusal recording_kind | recording_needs_ffmpeg | recording_broken | recording_empty | recording_too_long | storage_full
 */
export async function prepareSound(order: SoundOrder): Promise<PreparedSound> {
  try {
    return await prepare(order)
  } catch (error) {
    throw toRefusal(error)
  }
}

/** Decoders trip over some damage in ways of their own: that too concerns one recording. What the system says does not. */
function toRefusal(error: unknown): unknown {
  if (error instanceof Refusal || !(error instanceof Error)) return error
  if (!("syscall" in error)) return new Refusal("recording_broken", { why: "decoder" })
  const isFull = "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")
  return isFull ? new Refusal("storage_full") : error
}

async function prepare({ source, playable, ffmpeg }: SoundOrder): Promise<PreparedSound> {
  if ((await stat(source)).size === 0) throw new Refusal("recording_empty")
  const decoding = await openSound(source, ffmpeg)
  const { head, decodedBy } = decoding
  const channels = head.channels === 1 ? 1 : 2
  const { sampleRate } = head
  const file = await FlacFile.create(playable, { sampleRate, channels, expected: head.expected ?? 0 })
  try {
    const collected = await collect(decoding, file)
    await file.finish()
    const peaks = collected.finish()
    const notes: SoundNote[] = [
      ...(decoding.isCutOff() ? ["truncated" as const] : []),
      ...(collected.loudest <= SILENT ? ["silent" as const] : []),
      ...(head.channels > 2 ? ["mixed" as const] : []),
    ]
    const durationMs = Math.max(1, Math.round((collected.samples / sampleRate) * 1_000))
    const told = { mediaType: head.mediaType, codec: head.codec, decodedBy, sampleRate, channels: head.channels }
    return { ...told, durationMs, notes, peaks, wave: drawWave(peaks) }
  } catch (error) {
    await file.abandon()
    await rm(playable, { force: true })
    throw error
  }
}

async function collect({ head, pieces, isCutOff }: Decoding, file: FlacFile): Promise<PeakCollector> {
  const peaks = new PeakCollector(head.sampleRate)
  for await (const piece of pieces) {
    const heard = toHeard(piece)
    peaks.add(heard)
    await file.write(heard)
    if (peaks.samples > MOST_HOURS * 3_600 * head.sampleRate)
      throw new Refusal("recording_too_long", { hours: MOST_HOURS })
  }
  // Nothing is left of what was there, or nothing ever was.
  if (peaks.samples === 0)
    throw isCutOff() ? new Refusal("recording_broken", { why: "no_samples" }) : new Refusal("recording_empty")
  return peaks
}
