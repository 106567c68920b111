import type { Point } from "@justesse/types"

/** One line of a YOLO label file. Places are shares of the picture, except for `named`, whose corners are pixels. */
export type YoloLine =
  | {
      readonly kind: "box"
      readonly label: number
      readonly values: readonly number[]
      readonly score?: number
      /** What follows the box in files of poses. */
      readonly keypoints?: readonly number[]
    }
  | { readonly kind: "corners"; readonly label: number; readonly points: readonly Point[]; readonly score?: number }
  | {
      readonly kind: "named"
      readonly label: string
      readonly points: readonly Point[]
      readonly difficult: boolean | null
    }

/** Longer lines hold no polygon that could be kept. */
const LINE_LENGTH = 500_000
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/

/**
 * Reads `class cx cy w h`, `class x1 y1 … xn yn` (four points are an oriented box, others a polygon), either with a score
 * after it, or the pixel form `x1 y1 … x4 y4 name difficult` of DOTA and `labelTxt`. Null for any other line. Tabs, several
 * blanks and scientific notation are taken; a class may be written `3.0`.
 *
 * @param keypoints how many numbers of keypoints follow a box in files of poses; 0 where there are none
 */
export function yoloLine(line: string, keypoints = 0): YoloLine | null {
  if (line.length > LINE_LENGTH) return null
  const tokens = line.trim().split(/[\s\uFEFF]+/)
  if (tokens.length < 5) return null
  const values = tokens.map((token) => (number.test(token) ? Number(token) : Number.NaN))
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad === 8 && tokens.length <= 10) return namedLine(tokens, values)
  const [label = -1, ...rest] = values
  if (bad >= 0 || !Number.isInteger(label) || label < 0) return null
  if (rest.length === 4) return { kind: "box", label, values: rest }
  if (keypoints > 0 && rest.length === 4 + keypoints)
    return { kind: "box", label, values: rest.slice(0, 4), keypoints: rest.slice(4) }
  const [a = 0, b = 0, c = 0, d = 0, score = 0] = rest
  if (rest.length === 5) return { kind: "box", label, values: [a, b, c, d], score }
  if (rest.length % 2 === 0) return { kind: "corners", label, points: pairs(rest) }
  return { kind: "corners", label, points: pairs(rest.slice(0, -1)), score: rest.at(-1) ?? 0 }
}

function namedLine(tokens: readonly string[], values: readonly number[]): YoloLine {
  const difficult = tokens[9] === "1" || tokens[9] === "2" ? true : tokens[9] === "0" ? false : null
  return { kind: "named", label: tokens[8] ?? "", points: pairs(values.slice(0, 8)), difficult }
}

function pairs(values: readonly number[]): Point[] {
  return Array.from({ length: values.length / 2 }, (_, i) => ({ x: values[2 * i] ?? 0, y: values[2 * i + 1] ?? 0 }))
}
