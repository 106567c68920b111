import { close, fstat, open, read } from "node:fs"
import { Readable } from "node:stream"
import { promisify } from "node:util"
import yauzl from "yauzl"

/** What is read ahead where one place is read after the other, as in the list of a zip's files. */
const AHEAD_BYTES = 262_144
const PIECE_BYTES = 65_536

/** A zip on the disk for yauzl, whose own reader asks the disk twice a file. */
export class ZipReader extends yauzl.RandomAccessReader {
  readonly #file: number
  #window: Uint8Array = new Uint8Array()
  #windowAt = 0
  /** Where the last reading ended. */
  #last = -1

  static async open(path: string): Promise<{ reader: ZipReader; size: number }> {
    const file = await promisify(open)(path, "r")
    return { reader: new ZipReader(file), size: (await promisify(fstat)(file)).size }
  }

  private constructor(file: number) {
    super()
    this.#file = file
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end), { objectMode: false })
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#fill(position, length).then(
      (bytes) => {
        if (bytes.length < length) return callback(new Error("the file ends too early"))
        buffer.set(bytes, offset)
        callback(null)
      },
      (error: Error) => callback(error),
    )
  }

  override close(callback: (error: Error | null) => void): void {
    close(this.#file, (error) => callback(error ?? null))
  }

  async *#pieces(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; ) {
      const bytes = new Uint8Array(Math.min(PIECE_BYTES, end - at))
      const { bytesRead } = await promisify(read)(this.#file, bytes, 0, bytes.length, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield bytes.subarray(0, bytesRead)
    }
  }

  async #fill(position: number, length: number): Promise<Uint8Array> {
    const isNext = position === this.#last
    this.#last = position + length
    const from = position - this.#windowAt
    if (from >= 0 && from + length <= this.#window.length) return this.#window.subarray(from, from + length)
    const bytes = new Uint8Array(isNext ? Math.max(length, AHEAD_BYTES) : length)
    const { bytesRead } = await promisify(read)(this.#file, bytes, 0, bytes.length, position)
    this.#window = bytes.subarray(0, bytesRead)
    this.#windowAt = position
    return this.#window.subarray(0, length)
  }
}
