import { Readable } from "node:stream"
import yazl from "yazl"

/** Streams a zip of the given files, in their order, with a fixed date so that the same content gives the same bytes. */
export async function* zipFiles(
  files: AsyncIterable<{ name: string; body: AsyncIterable<Uint8Array> }>,
): AsyncIterable<Uint8Array> {
  const zip = new yazl.ZipFile()
  const fed = (async () => {
    for await (const { name, body } of files) {
      const stream = Readable.from(body, { objectMode: false })
      // Pictures are compressed already; the next file is made only when this one has been taken.
      const compress = !/\.(jpe?g|png|webp|gif|avif|tiff?)$/i.test(name)
      const taken = new Promise<void>((resolve, reject) => stream.once("end", resolve).once("error", reject))
      zip.addReadStream(stream, name, { mtime: new Date(315_532_800_000), compress })
      await taken
    }
    zip.end()
  })()
  fed.catch((error: unknown) => zip.outputStream.emit("error", error))
  // yazl's output is a Node stream of buffers, typed as the older interface.
  yield* zip.outputStream as unknown as AsyncIterable<Uint8Array>
  await fed
}
