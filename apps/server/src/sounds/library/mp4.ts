import { type FileHandle, open } from "node:fs/promises"
import type { Stream } from "@libav.js/variant-default"
import { Refusal } from "../../children/refusal.ts"
import { codecName } from "../codecs.ts"
import { readAt } from "../recognise.ts"
import { LibraryDecoder } from "./decoder.ts"
import type { Library } from "./load.ts"
import type { Packets } from "./packets.ts"

/** What the file is called inside the library, where it is no file but reads that are asked for. */
const NAME = "recording"
const IS_SOUND = 1
/** That nothing of a track is read. */
const DISCARD_ALL = 48

/**
 * The first sound of an MP4 file that begins at `at`. What the library asks for is read when it asks, so that a long file is never in
 * memory and its head may lie at its end.
 *
 * @returns null where the library has no decoder for it
 * @throws Refusal recording_broken | recording_empty
 */
export async function openMp4(library: Library, path: string, at: number): Promise<Packets | null> {
  const file = await open(path)
  let context = 0
  const close = async () => {
    await file.close()
    if (context !== 0) library.avformat_close_input_js_sync(context)
    library.unlink_sync(NAME)
  }
  try {
    await lend(library, file, at)
    const [opened, tracks] = await library.ff_init_demuxer_file(NAME, "mov").catch(() => [0, []] as const)
    if (opened === 0) throw new Refusal("recording_broken", { why: "header" })
    context = opened
    const track = tracks.find(({ codec_type }) => codec_type === IS_SOUND)
    if (!track) throw new Refusal("recording_empty")
    for (const { ptr } of tracks) if (ptr !== track.ptr) library.AVStream_discard_s_sync(ptr, DISCARD_ALL)
    if (library.avcodec_find_decoder_sync(track.codec_id) !== 0) return packetsOf(library, { context, track, close })
  } catch (error) {
    await close()
    throw error
  }
  await close()
  return null
}

/** Lets the library read the file under its name. */
async function lend(library: Library, file: FileHandle, at: number): Promise<void> {
  const size = (await file.stat()).size - at
  library.onblockread = (name, position, length) => {
    const bytes = readAt(file, at + position, Math.max(0, Math.min(length, size - position)))
    void bytes.then(
      (read) => library.ff_block_reader_dev_send_sync(name, position, read.length > 0 ? read : null),
      (error: unknown) => library.ff_block_reader_dev_send_sync(name, position, null, { error }),
    )
  }
  library.mkblockreaderdev_sync(NAME, size)
}

interface Opened {
  readonly context: number
  readonly track: Stream
  readonly close: () => Promise<void>
}

function packetsOf(library: Library, { context, track, close }: Opened): Packets {
  const decoder = new LibraryDecoder(library, track.codec_id, track.codecpar)
  const unit = track.time_base_num / track.time_base_den
  let isEnded = false
  return {
    codec: codecName(library.avcodec_get_name_sync(track.codec_id)),
    mediaType: "audio/mp4",
    unit,
    // Where it says none, this is the lowest number there is.
    seconds: track.duration_time_base > 0 ? track.duration_time_base * unit : null,
    async next() {
      if (isEnded) return null
      isEnded = (await library.av_read_frame(context, decoder.packet)) < 0
      return isEnded ? decoder.rest() : decoder.take()
    },
    hasLost: () => decoder.hasLost(),
    async close() {
      await close()
      decoder.free()
    },
  }
}
