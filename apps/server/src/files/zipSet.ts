import type { ByteRange } from "@justesse/formats"
import { JustesseError } from "@justesse/types"
import yauzl, { type Entry, type ZipFile } from "yauzl"

const MOST_FILES = 500_000
/** A zip may unpack to at most this many times its size, and 200 GB. */
const MOST_RATIO = 200

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    yauzl.open(
      path,
      { autoClose: false, lazyEntries: true, strictFileNames: false, decodeStrings: true },
      (error, zip) =>
        error
          ? reject(new JustesseError("file_unreadable", { file: path.split(/[\\/]/).at(-1) ?? "", why: "zip" }))
          : resolve(zip),
    ),
  )
}

function entriesOf(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = []
    zip.on("entry", (entry: Entry) => {
      if (!entry.fileName.endsWith("/")) entries.push(entry)
      if (entries.length > MOST_FILES) reject(new JustesseError("file_too_large", { files: entries.length }))
      else zip.readEntry()
    })
    zip.on("end", () => resolve(entries))
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
  const listed = await entriesOf(zip).catch((error: unknown) => {
    zip.close()
    throw error
  })
  const entries = new Map(listed.map((entry) => [entry.fileName.replaceAll("\\", "/"), entry]))
  const most = Math.min(Math.max(zipSize, 1) * MOST_RATIO, 200e9)
  // What came out of each file so far; reading it again counts no second time.
  const takenOf = new Map<string, number>()
  let taken = 0
  return {
    list: () => Promise.resolve([...entries].map(([name, entry]) => ({ name, sizeBytes: entry.uncompressedSize }))),
    async *open(name: string, range?: ByteRange): AsyncIterable<Uint8Array> {
      const entry = entries.get(name)
      if (!entry) throw new JustesseError("not_found", { file: name })
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
