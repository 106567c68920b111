import { Refusal } from "../children/refusal.ts"
import type { Decoding } from "./contract.ts"
import { type Ffmpeg, openByFfmpeg } from "./ffmpeg.ts"
import { openByLibrary } from "./library/open.ts"
import { openPackaged } from "./packaged.ts"
import { recognise } from "./recognise.ts"
import { openWav } from "./wav.ts"

/**
 * A file of sound, by whatever can read it: samples as they are need no decoder; the rest is ffmpeg's where this computer has it, and the
 * packaged decoders' where not.
 *
 * @throws Refusal recording_kind | recording_broken | recording_empty | recording_needs_ffmpeg
 */
export async function openSound(path: string, ffmpeg: Ffmpeg | null): Promise<Decoding> {
  const recognised = await recognise(path)
  if (!recognised) throw new Refusal("recording_kind")
  const { form } = recognised
  if (form === "wav") {
    const wav = await openWav(path)
    if (wav) return wav
  }
  if (ffmpeg) return openByFfmpeg(path, form, ffmpeg)
  const packaged = (await openPackaged(path, recognised)) ?? (await openByLibrary(path, recognised))
  if (!packaged) throw new Refusal("recording_needs_ffmpeg", { kind: form })
  return packaged
}
