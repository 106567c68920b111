import { type FileHandle, open, stat } from "node:fs/promises"

/** Read at once: heads lie close together. */
const WINDOW = 65_536

/** A file that is read here and there, a window at a time. */
export class FileBytes {
  readonly size: number
  readonly #file: FileHandle
  #window: Buffer = Buffer.alloc(0)
  #from = 0

  private constructor(file: FileHandle, size: number) {
    this.#file = file
    this.size = size
  }

  /** Reads a file with `read`, and closes it whatever comes of that. */
  static async within<T>(path: string, read: (bytes: FileBytes) => Promise<T>): Promise<T> {
    const { size } = await stat(path)
    const file = await open(path)
    try {
      return await read(new FileBytes(file, size))
    } finally {
      await file.close()
    }
  }

  /** Up to `length` bytes (64 KiB at most) from a place on; fewer at the end of the file. */
  async at(position: number, length: number): Promise<Buffer> {
    const end = Math.min(position + Math.min(length, WINDOW), this.size)
    if (position >= end) return Buffer.alloc(0)
    if (position < this.#from || end > this.#from + this.#window.length) {
      const window = Buffer.alloc(Math.min(WINDOW, this.size - position))
      const { bytesRead } = await this.#file.read(window, 0, window.length, position)
      this.#window = window.subarray(0, bytesRead)
      this.#from = position
    }
    return this.#window.subarray(position - this.#from, end - this.#from)
  }
}
