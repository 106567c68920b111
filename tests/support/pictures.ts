import sharp from "sharp"

/** A small JPEG, different for each number. */
export function jpeg(number: number, width = 96, height = 64): Promise<Uint8Array> {
  const background = { r: number % 256, g: Math.floor(number / 256) % 256, b: (number * 37) % 256 }
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg({ quality: 90 })
    .toBuffer()
}
