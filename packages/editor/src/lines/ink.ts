/** A picture in shades of grey, a byte a pixel, row by row from the top: 0 is black, 255 is white. Sides in pixels. */
export interface GreyPicture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/**
 * The shades of grey of a coloured picture (Rec. 601), from its bytes: red, green, blue, opacity for each pixel, row by row. What
 * is transparent shows white paper.
 */
export function toGrey(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): GreyPicture {
  const pixels = new Uint8Array(width * height)
  for (let i = 0; i < pixels.length; i++) {
    const [red, green, blue] = [rgba[4 * i] ?? 0, rgba[4 * i + 1] ?? 0, rgba[4 * i + 2] ?? 0]
    const opacity = (rgba[4 * i + 3] ?? 0) / 255
    pixels[i] = Math.round(255 + opacity * (0.299 * red + 0.587 * green + 0.114 * blue - 255))
  }
  return { width, height, pixels }
}

/** Share of the longer side within which a pixel is compared with what is around it, and the fewest pixels of that. */
const REACH_RATIO = 1 / 64
const MIN_REACH_PX = 8
/** Sauvola's k: by how much darker than the paper ink is; and the spread of grey that counts as full contrast. */
const DARKER = 0.1
const FULL_SPREAD = 128
/** A picture darker than this on average has light letters on dark. */
const DARK_PAGE = 100

/**
 * Which pixels are ink by Sauvola's rule, and by how many shades of grey each is darker than around it, in [1, 255]; 0 is paper.
 * Light letters on a dark page are ink as well.
 */
export function findInk(picture: GreyPicture): Uint8Array {
  const { width, height } = picture
  const pixels = toDarkOnLight(picture.pixels)
  const reach = Math.max(MIN_REACH_PX, Math.round(Math.max(width, height) * REACH_RATIO))
  const { sums, squares } = integrate(pixels, width, height)
  const ink = new Uint8Array(width * height)
  const stride = width + 1
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)]
    const [above, below] = [top * stride, bottom * stride]
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)]
      const count = (bottom - top) * (right - left)
      const mean = sumOver(sums, above, below, left, right) / count
      const spread = Math.sqrt(Math.max(0, sumOver(squares, above, below, left, right) / count - mean * mean))
      const limit = mean * (1 + DARKER * (spread / FULL_SPREAD - 1))
      const value = at(pixels, y * width + x)
      if (value < limit) ink[y * width + x] = Math.max(1, Math.round(mean - value))
    }
  }
  return ink
}

/** How dark ink usually is (see {@link findInk}): half of all that is printed is at most so dark. 0 without ink. */
export function findUsualDepth(ink: Uint8Array): number {
  const sums = new Float64Array(256)
  let all = 0
  for (const depth of ink) {
    sums[depth] = at(sums, depth) + depth
    all += depth
  }
  let [usual, sum] = [0, 0]
  while (sum < all / 2) {
    usual++
    sum += at(sums, usual)
  }
  return usual
}

function toDarkOnLight(pixels: Uint8Array): Uint8Array {
  let sum = 0
  for (const value of pixels) sum += value
  return sum < DARK_PAGE * pixels.length ? pixels.map((value) => 255 - value) : pixels
}

/** Sums of grey and of its squares over all that is above and left of each corner of a pixel. */
function integrate(pixels: Uint8Array, width: number, height: number) {
  const stride = width + 1
  const sums = new Float64Array(stride * (height + 1))
  const squares = new Float64Array(stride * (height + 1))
  for (let y = 0; y < height; y++) {
    let [sum, square] = [0, 0]
    for (let x = 0; x < width; x++) {
      const value = at(pixels, y * width + x)
      sum += value
      square += value * value
      const corner = (y + 1) * stride + x + 1
      sums[corner] = at(sums, corner - stride) + sum
      squares[corner] = at(squares, corner - stride) + square
    }
  }
  return { sums, squares }
}

/** What lies between two rows (by where they begin) and two columns of a table of sums. */
function sumOver(sums: Float64Array, above: number, below: number, left: number, right: number): number {
  return at(sums, below + right) - at(sums, below + left) - at(sums, above + right) + at(sums, above + left)
}

function at(values: Uint8Array | Float64Array, index: number): number {
  return values[index] ?? 0
}
