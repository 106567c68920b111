/** What is known of a file in a zip once its data have gone by. */
interface Sums {
  readonly crc32: number
  readonly size: number
  readonly packedSize: number
}

/** A file in one piece. */
export interface Packed extends Sums {
  readonly method: number
  readonly data: Uint8Array
}

const LOCAL = 0x04034b50
const DESCRIPTOR = 0x08074b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const END64 = 0x06064b50
const LOCATOR64 = 0x07064b50

const MOST_32 = 0xffff_ffff
const MOST_16 = 0xffff
/** Names are UTF-8; with the second bit sizes and sum follow the data. */
const UTF8 = 0x0800
const FOLLOWS = 0x0008
/** 1 January 1980, the first day that a zip can tell. */
const DATE = 33
const PLAIN = 20
const ZIP64 = 45
/** Written as on Unix: an ordinary file that everybody may read. */
const UNIX = 3 << 8
const MODE = 0o100644 * 0x1_0000
const NONE: readonly number[] = []
/** Bytes of the directory that are kept together. */
const BLOCK = 65_536

/**
 * The records of a zip around its data, in the order in which they are asked for: a header before each file, a descriptor
 * behind those whose size was not known, and the directory at the end. Counts the bytes, so each record and all data between
 * two records must be written out. Large sizes, places and counts become zip64.
 */
export class ZipRecords {
  /** The directory in blocks, each but the last full up to where the next record began. */
  readonly #directory: Buffer[] = []
  #block = Buffer.alloc(0)
  #inBlock = 0
  #directoryBytes = 0
  #count = 0
  #at = 0
  #open: { readonly name: Buffer; readonly method: number; readonly at: number } | null = null

  /** The header of a file whose data follow at once and in full. */
  header(name: string, entry: Packed): Buffer {
    const bytes = Buffer.from(name, "utf8")
    const at = this.#at
    const local = localHeader(bytes, entry.method, UTF8, entry)
    this.#at += local.length + entry.packedSize
    this.#list(bytes, entry.method, UTF8, entry, at)
    return local
  }

  /** The header of a file whose size and sum are told by {@link descriptor} behind its data. */
  openHeader(name: string, method: number): Buffer {
    const bytes = Buffer.from(name, "utf8")
    this.#open = { name: bytes, method, at: this.#at }
    const local = localHeader(bytes, method, UTF8 | FOLLOWS, { crc32: 0, size: 0, packedSize: 0 })
    this.#at += local.length
    return local
  }

  /** What follows the data of the file that {@link openHeader} began. */
  descriptor(sums: Sums): Buffer {
    if (this.#open === null) throw new Error("no file was begun")
    const { name, method, at } = this.#open
    this.#open = null
    const large = sums.size >= MOST_32 || sums.packedSize >= MOST_32
    const record = Buffer.alloc(large ? 24 : 16)
    record.writeUInt32LE(DESCRIPTOR, 0)
    record.writeUInt32LE(sums.crc32, 4)
    if (large) {
      record.writeBigUInt64LE(BigInt(sums.packedSize), 8)
      record.writeBigUInt64LE(BigInt(sums.size), 16)
    } else {
      record.writeUInt32LE(sums.packedSize, 8)
      record.writeUInt32LE(sums.size, 12)
    }
    this.#at += sums.packedSize + record.length
    this.#list(name, method, UTF8 | FOLLOWS, sums, at)
    return record
  }

  /** The directory and the end of the zip. */
  *end(): Generator<Buffer> {
    yield* this.#directory
    yield this.#block.subarray(0, this.#inBlock)
    const [count, bytes, at] = [this.#count, this.#directoryBytes, this.#at]
    if (count >= MOST_16 || bytes >= MOST_32 || at >= MOST_32) yield end64(count, bytes, at)
    const end = Buffer.alloc(22)
    end.writeUInt32LE(END, 0)
    end.writeUInt16LE(Math.min(count, MOST_16), 8)
    end.writeUInt16LE(Math.min(count, MOST_16), 10)
    end.writeUInt32LE(Math.min(bytes, MOST_32), 12)
    end.writeUInt32LE(Math.min(at, MOST_32), 16)
    yield end
  }

  #list(name: Buffer, method: number, flags: number, { crc32, size, packedSize }: Sums, at: number): void {
    const isLarge = size >= MOST_32 || packedSize >= MOST_32 || at >= MOST_32
    const large = isLarge ? [size, packedSize, at].filter((value) => value >= MOST_32) : NONE
    const extra = large.length === 0 ? 0 : 4 + 8 * large.length
    const version = large.length > 0 ? ZIP64 : PLAIN
    const length = 46 + name.length + extra
    const [record, from] = this.#room(length)
    record.set(name, from + 46)
    if (extra > 0) {
      const behind = from + 46 + name.length
      record.writeUInt16LE(1, behind)
      record.writeUInt16LE(8 * large.length, behind + 2)
      for (const [i, value] of large.entries()) record.writeBigUInt64LE(BigInt(value), behind + 4 + 8 * i)
    }
    record.writeUInt32LE(CENTRAL, from)
    record.writeUInt16LE(UNIX | version, from + 4)
    record.writeUInt16LE(version, from + 6)
    record.writeUInt16LE(flags, from + 8)
    record.writeUInt16LE(method, from + 10)
    record.writeUInt16LE(DATE, from + 14)
    record.writeUInt32LE(crc32, from + 16)
    record.writeUInt32LE(Math.min(packedSize, MOST_32), from + 20)
    record.writeUInt32LE(Math.min(size, MOST_32), from + 24)
    record.writeUInt16LE(name.length, from + 28)
    record.writeUInt16LE(extra, from + 30)
    record.writeUInt32LE(MODE, from + 38)
    record.writeUInt32LE(Math.min(at, MOST_32), from + 42)
    this.#directoryBytes += length
    this.#count++
  }

  /** Room of zeros for one record more, and where it begins: a hundred thousand small buffers weigh more than what is in them. */
  #room(length: number): [block: Buffer, from: number] {
    if (this.#inBlock + length > this.#block.length) {
      if (this.#inBlock > 0) this.#directory.push(this.#block.subarray(0, this.#inBlock))
      this.#block = Buffer.alloc(Math.max(BLOCK, length))
      this.#inBlock = 0
    }
    const from = this.#inBlock
    this.#inBlock += length
    return [this.#block, from]
  }
}

function localHeader(name: Buffer, method: number, flags: number, { crc32, size, packedSize }: Sums): Buffer {
  const record = emptyRecord(30, name)
  record.writeUInt32LE(LOCAL, 0)
  record.writeUInt16LE(PLAIN, 4)
  record.writeUInt16LE(flags, 6)
  record.writeUInt16LE(method, 8)
  record.writeUInt16LE(DATE, 12)
  record.writeUInt32LE(crc32, 14)
  record.writeUInt32LE(packedSize, 18)
  record.writeUInt32LE(size, 22)
  record.writeUInt16LE(name.length, 26)
  return record
}

/** A record of zeros with the name behind it, out of the pool of small buffers. */
function emptyRecord(length: number, name: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(length + name.length).fill(0, 0, length)
  record.set(name, length)
  return record
}

function end64(count: number, bytes: number, at: number): Buffer {
  const record = Buffer.alloc(56 + 20)
  record.writeUInt32LE(END64, 0)
  record.writeBigUInt64LE(44n, 4)
  record.writeUInt16LE(UNIX | ZIP64, 12)
  record.writeUInt16LE(ZIP64, 14)
  record.writeBigUInt64LE(BigInt(count), 24)
  record.writeBigUInt64LE(BigInt(count), 32)
  record.writeBigUInt64LE(BigInt(bytes), 40)
  record.writeBigUInt64LE(BigInt(at), 48)
  record.writeUInt32LE(LOCATOR64, 56)
  record.writeBigUInt64LE(BigInt(at + bytes), 64)
  record.writeUInt32LE(1, 72)
  return record
}
