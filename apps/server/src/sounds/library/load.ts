import type { LibAV, LibAVSync, LibAVWrapper } from "@libav.js/variant-default"

/** What reads MP4 and AAC: parts of FFmpeg in WebAssembly, called without waiting where nothing is read from the disk. */
export type Library = LibAV & LibAVSync

/** Says nothing by itself: what is wrong is told by what its calls give back. */
const SILENT = -8
const WRITES = 1
const STDERR = 2

/** One that nobody uses: it takes one file at a time, and is put together in 40 ms. */
let idle: Library | null = null

/**
 * The library, for one file. It is under the LGPL and therefore stays a package of its own, which may be replaced or taken away. Later
 * versions of this variant have no decoder of AAC.
 *
 * @returns null where it is not installed
 */
export async function takeLibrary(): Promise<Library | null> {
  const library = idle ?? (await load())
  idle = null
  return library
}

/** Gives the library back for the next file. What tripped over a file is left to be forgotten. */
export function giveBack(library: Library): void {
  idle = library
}

async function load(): Promise<Library | null> {
  try {
    // What it says of its types leaves out that the whole of it is one value.
    const { default: wrapper } = (await import("@libav.js/variant-default")) as unknown as { default: LibAVWrapper }
    const library = await wrapper.LibAV({ noworker: true, nothreads: true })
    library.av_log_set_level_sync(SILENT)
    library.dup2_sync(library.open_sync("/dev/null", WRITES, 0), STDERR)
    return library
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return null
    throw error
  }
}
