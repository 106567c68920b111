/** A page of an Ogg stream (RFC 3533) with the packets that end on it. */
interface OggPage {
  readonly packets: readonly Buffer[]
  /** Where the last of them ends, in samples, or −1 where none ends here. */
  readonly granule: number
  readonly isLast: boolean
}

const HEAD_BYTES = 27

/** Takes an Ogg file piece by piece, and gives its pages once they are whole. What lies between pages is passed over, and told. */
export class OggPages {
  #left: Buffer = Buffer.alloc(0)
  /** Of a packet that goes on on the next page. */
  #begun: Buffer[] = []
  isDamaged = false

  take(bytes: Buffer): Generator<OggPage> {
    return this.#whole(bytes)
  }

  *#whole(bytes: Buffer): Generator<OggPage> {
    this.#left = this.#left.length === 0 ? bytes : Buffer.concat([this.#left, bytes])
    for (let at = 0; ; ) {
      const next = this.#left.indexOf("OggS", at, "latin1")
      if (next > at || (next < 0 && this.#left.length - at >= 4)) this.isDamaged = true
      if (next < 0 || next + HEAD_BYTES > this.#left.length) return this.#keep(next < 0 ? this.#left.length - 3 : next)
      const lacing = this.#left.subarray(next + HEAD_BYTES, next + HEAD_BYTES + (this.#left[next + 26] ?? 0))
      const body = next + HEAD_BYTES + (this.#left[next + 26] ?? 0)
      const end = lacing.reduce((sum, length) => sum + length, body)
      if (body > this.#left.length || end > this.#left.length) return this.#keep(next)
      at = end
      if (checkOf(this.#left.subarray(next, end)) !== this.#left.readUInt32LE(next + 22)) {
        this.isDamaged = true
        this.#begun = []
        continue
      }
      yield this.#page(this.#left.subarray(next, body), lacing, this.#left.subarray(body, end))
    }
  }

  #keep(from: number): void {
    this.#left = this.#left.subarray(Math.max(0, from))
  }

  #page(head: Buffer, lacing: Uint8Array, body: Buffer): OggPage {
    const flags = head[5] ?? 0
    const packets: Buffer[] = []
    if ((flags & 1) === 0) this.#begun = []
    // The rest of a packet whose beginning was lost.
    let isOrphan = (flags & 1) === 1 && this.#begun.length === 0
    let [from, at] = [0, 0]
    for (const length of lacing) {
      at += length
      if (length === 255) continue
      if (!isOrphan) packets.push(Buffer.concat([...this.#begun, body.subarray(from, at)]))
      isOrphan = false
      this.#begun = []
      from = at
    }
    if (from < at && !isOrphan) this.#begun.push(Buffer.from(body.subarray(from, at)))
    return { packets, granule: Number(head.readBigInt64LE(6)), isLast: (flags & 4) !== 0 }
  }
}

const SUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24
  for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  return sum
})

/** The check of a page, in which the check itself counts as noughts. */
function checkOf(page: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : (page[i] ?? 0)
    sum = ((sum << 8) ^ (SUMS[((sum >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0
  }
  return sum
}
