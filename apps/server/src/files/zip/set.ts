import { setImmediate as othersWork } from "node:timers/promises"
import type { ByteRange, FileEntry } from "@justesse/formats"
import { JustesseError } from "@justesse/types"
import yauzl, { type Entry, type ZipFile } from "yauzl"
import { ZipReader } from "./reader.ts"

/** COCO with a label file for each of its 118,287 pictures, and a little more. */
const MOST_FILES = 240_000
/** A zip may unpack to at most this many times its size, and 200 GB. */
const MOST_RATIO = 200

/** Files of a zip's list that are taken in before others have their turn. */
const TOGETHER = 500

/** What is kept of a file: a quarter of what the library tells, and its place in the list. */
interface Kept
  extends Pick<
    Entry,
    | "compressionMethod"
    | "generalPurposeBitFlag"
    | "compressedSize"
    | "uncompressedSize"
    | "relativeOffsetOfLocalHeader"
  > {
  readonly index: number
}

async function openZip(path: string): Promise<ZipFile> {
  const unreadable = () => new JustesseError("file_unreadable", { file: path.split(/[\\/]/).at(-1) ?? "", why: "zip" })
  const { reader, size } = await ZipReader.open(path).catch(() => {
    throw unreadable()
  })
  return new Promise((resolve, reject) =>
    yauzl.fromRandomAccessReader(
      reader,
      size,
      { autoClose: false, lazyEntries: true, strictFileNames: false, decodeStrings: true },
      (error, zip) => {
        if (error) reader.close(() => reject(unreadable()))
        else resolve(zip)
      },
    ),
  )
}

/** What a zip holds, by name and as a list. */
interface Contents {
  readonly entries: Map<string, Kept>
  readonly list: FileEntry[]
}

/**
 * Files of a zip by name, with `/` between folders. How many there are is known before any is read. The list is made on the
 * way: of 240,000 files in one go it would hold everybody else up.
 */
function contentsOf(zip: ZipFile): Promise<Contents> {
  return new Promise((resolve, reject) => {
    if (zip.entryCount > MOST_FILES)
      return reject(new JustesseError("file_too_large", { files: zip.entryCount, most: MOST_FILES }))
    const entries = new Map<string, Kept>()
    const list: FileEntry[] = []
    let read = 0
    zip.on("entry", (entry: Entry) => {
      const { compressionMethod, generalPurposeBitFlag, compressedSize, uncompressedSize, fileName } = entry
      const { relativeOffsetOfLocalHeader } = entry
      if (!fileName.endsWith("/")) {
        const name = fileName.replaceAll("\\", "/")
        // Of two files of one name the later one is meant, as unpacking would leave it.
        const index = entries.get(name)?.index ?? list.length
        list[index] = { name, sizeBytes: uncompressedSize }
        entries.set(name, {
          compressionMethod,
          generalPurposeBitFlag,
          compressedSize,
          uncompressedSize,
          relativeOffsetOfLocalHeader,
          index,
        })
      }
      if (++read % TOGETHER === 0) setImmediate(() => zip.readEntry())
      else zip.readEntry()
    })
    zip.on("end", () => resolve({ entries, list }))
    zip.on("error", () => reject(new JustesseError("file_unreadable", { why: "zip" })))
    zip.readEntry()
  })
}

/** The same bytes; what is damaged in a file is told as of this file. */
async function* readable(stream: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* stream
  } catch {
    throw new JustesseError("file_unreadable", { file: name, why: "zip" })
  }
}

/** The files of a zip on disk, read without unpacking it. Counted bytes, not announced ones, bound what comes out. */
export async function zipSet(path: string, zipSize: number) {
  const zip = await openZip(path)
  const { entries, list } = await contentsOf(zip).catch((error: unknown) => {
    zip.close()
    throw error
  })
  const most = Math.min(Math.max(zipSize, 1) * MOST_RATIO, 200e9)
  // What came out of each file so far; reading it again counts no second time.
  const takenOf = new Map<string, number>()
  let taken = 0
  return {
    list: () => Promise.resolve<readonly FileEntry[]>(list),
    pause: () => othersWork(),
    async *open(name: string, range?: ByteRange): AsyncIterable<Uint8Array> {
      const kept = entries.get(name)
      if (!kept) throw new JustesseError("not_found", { file: name })
      const entry = Object.assign(new yauzl.Entry(), kept)
      const stream = await new Promise<AsyncIterable<Uint8Array>>((resolve, reject) =>
        zip.openReadStream(entry, (error, readable) =>
          error ? reject(new JustesseError("file_unreadable", { file: name })) : resolve(readable),
        ),
      )
      let at = 0
      for await (const chunk of readable(stream, name)) {
        const wanted = range ? chunk.subarray(Math.max(0, range.start - at), Math.max(0, range.end - at)) : chunk
        at += chunk.length
        const before = takenOf.get(name) ?? 0
        if (at > before) {
          taken += at - before
          takenOf.set(name, at)
        }
        if (taken > most) throw new JustesseError("file_too_large", { file: name, most })
        if (wanted.length > 0) yield wanted
        if (range && at >= range.end) return
      }
    },
    close: () => zip.close(),
  }
}
