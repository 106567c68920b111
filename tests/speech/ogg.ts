/** What an Ogg file of Opus says first: so much of what comes out of a decoder is not the recording's (RFC 7845), at 48 kHz. */
export const PRE_SKIP = 312

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24
  for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  return sum >>> 0
})

function crcOf(page: Uint8Array): number {
  let sum = 0
  for (const byte of page) sum = ((sum << 8) ^ (CRC[((sum >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0
  return sum
}

interface OggPage {
  readonly packets: readonly Uint8Array[]
  readonly granule: number
  readonly flags: number
  readonly number: number
}

function pageOf({ packets, granule, flags, number }: OggPage): Buffer {
  const lacing = packets.flatMap(({ length }) => [...Array(Math.floor(length / 255)).fill(255), length % 255])
  const head = Buffer.alloc(27 + lacing.length)
  head.write("OggS", 0, "latin1")
  head[5] = flags
  head.writeBigInt64LE(BigInt(granule), 6)
  head.writeUInt32LE(0x4a757374, 14) // one stream, whose number is always the same
  head.writeUInt32LE(number, 18)
  head[26] = lacing.length
  head.set(lacing, 27)
  const page = Buffer.concat([head, ...packets])
  page.writeUInt32LE(crcOf(page), 22)
  return page
}

/** An Ogg file of Opus packets of one channel, each of 20 ms; `samples` of it, at 48 kHz, are the recording. */
export function oggOpus(packets: readonly Uint8Array[], samples: number): Buffer {
  const head = Buffer.alloc(19)
  head.write("OpusHead", 0, "latin1")
  head.set([1, 1], 8)
  head.writeUInt16LE(PRE_SKIP, 10)
  head.writeUInt32LE(24_000, 12)
  const vendor = Buffer.from("justesse")
  const tags = Buffer.alloc(16 + vendor.length)
  tags.write("OpusTags", 0, "latin1")
  tags.writeUInt32LE(vendor.length, 8)
  vendor.copy(tags, 12)
  const pages = [
    pageOf({ packets: [head], granule: 0, flags: 2, number: 0 }),
    pageOf({ packets: [tags], granule: 0, flags: 0, number: 1 }),
  ]
  for (let at = 0; at < packets.length; at += 50) {
    const isLast = at + 50 >= packets.length
    const granule = isLast ? samples + PRE_SKIP : (at + 50) * 960
    pages.push(pageOf({ packets: packets.slice(at, at + 50), granule, flags: isLast ? 4 : 0, number: pages.length }))
  }
  return Buffer.concat(pages)
}
