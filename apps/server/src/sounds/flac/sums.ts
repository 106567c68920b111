/** What a cyclic redundancy check adds for each byte that leaves it at its highest eight bits. */
function tableOf(polynomial: number, width: 8 | 16): Uint16Array {
  const table = new Uint16Array(256)
  const top = 1 << (width - 1)
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte << (width - 8)
    for (let bit = 0; bit < 8; bit++) sum = sum & top ? (sum << 1) ^ polynomial : sum << 1
    table[byte] = sum
  }
  return table
}

const EIGHT = tableOf(0x07, 8)
const SIXTEEN = tableOf(0x8005, 16)

/** The check of a frame's head. */
export function sum8(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum = (EIGHT[sum ^ byte] ?? 0) & 0xff
  return sum
}

/** The check of a whole frame. */
export function sum16(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum = ((sum << 8) ^ (SIXTEEN[((sum >> 8) ^ byte) & 0xff] ?? 0)) & 0xffff
  return sum
}
