import { overlapOf } from "@justesse/quality/shapes/overlap"
import { type Box, boundsOfShape, boxShape, type Shape } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { blankSheet, type MadeLine, type Sheet, typeset } from "../testing/typeset.ts"
import { type FoundLine, findLines } from "./find.ts"

const WIDTH = 900
const HEIGHT = 700

/** A page of twelve lines of several lengths, from `x` on. */
const paragraph = (x: number, capital = 18): MadeLine[] =>
  Array.from({ length: 12 }, (_, i) => ({
    x,
    y: 80 + i * 44,
    capital,
    words:
      [
        [4, 7, 3],
        [6, 6],
        [2, 9, 4],
      ][i % 3] ?? [],
  }))

/** The box of a level page as the shape that it has on a sheet that lies askew. */
const laid = (box: Box, degrees: number): Shape => {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  const [right, down] = [box.x + box.width / 2 - WIDTH / 2, box.y + box.height / 2 - HEIGHT / 2]
  const centre = { x: WIDTH / 2 + right * cosine - down * sine, y: HEIGHT / 2 + right * sine + down * cosine }
  const at = { x: centre.x - box.width / 2, y: centre.y - box.height / 2, width: box.width, height: box.height }
  return degrees === 0 ? boxShape(at) : { type: "rotatedBox", ...at, rotation: degrees }
}

/** How many of the lines were found at IoU 0.5, each by one of its own. */
const countFound = (truth: readonly Shape[], found: readonly FoundLine[]) =>
  truth.filter((line) => found.filter(({ shape }) => overlapOf(line, shape) >= 0.5).length === 1).length

const draw = (sheet: Sheet, lines: readonly MadeLine[], degrees = 0) =>
  lines.map((line) => laid(typeset(sheet, line), degrees))

describe("the lines of a page", () => {
  test.each([0, 1, -1, 3, -3, 5, -5, 7])("that lies askew by %d°", (degrees) => {
    const sheet = blankSheet(WIDTH, HEIGHT, degrees)
    const truth = draw(sheet, paragraph(250), degrees)
    const found = findLines(sheet.picture)
    expect(found).toHaveLength(truth.length)
    expect(countFound(truth, found)).toBe(truth.length)
    // One below the other, as they are read.
    expect(found.every(({ shape }, i) => overlapOf(shape, truth[i] ?? shape) >= 0.5)).toBe(true)
    for (const { shape } of found)
      if (shape.type === "rotatedBox") expect(Math.abs(shape.rotation - degrees)).toBeLessThan(0.5)
    // Long lines on a page clearly askew are rotated, and on a level one none is.
    if (degrees === 0) expect(found.every(({ shape }) => shape.type === "box")).toBe(true)
    if (Math.abs(degrees) >= 3) expect(found.some(({ shape }) => shape.type === "rotatedBox")).toBe(true)
  })

  test("in two columns are lines of their own", () => {
    const sheet = blankSheet(WIDTH, HEIGHT)
    const truth = draw(sheet, [...paragraph(60), ...paragraph(480)])
    const found = findLines(sheet.picture)
    expect([found.length, countFound(truth, found)]).toEqual([24, 24])
  })

  test("of a table end at its columns, its rules are no text, and figures that stand alone are found", () => {
    const sheet = blankSheet(WIDTH, HEIGHT)
    const rows = Array.from({ length: 8 }, (_, i): MadeLine[] => [
      { x: 70, y: 90 + i * 60, capital: 18, words: [5, 4] },
      { x: 420, y: 90 + i * 60, capital: 18, words: [1] },
      { x: 620, y: 90 + i * 60, capital: 18, words: [4] },
    ])
    const truth = draw(sheet, rows.flat())
    for (let i = 0; i <= 8; i++) sheet.rect(40, 68 + i * 60, 800, 2)
    for (const x of [40, 380, 560, 840]) sheet.rect(x, 68, 2, 480)
    const found = findLines(sheet.picture)
    expect([found.length, countFound(truth, found)]).toEqual([24, 24])
  })

  test("are found whatever their size, also side by side in one page", () => {
    const sheet = blankSheet(WIDTH, HEIGHT)
    const lines = [12, 16, 24, 36].map((capital, i) => ({ x: 80, y: 60 + i * 110, capital, words: [4, 5] }))
    const truth = draw(sheet, lines)
    expect(countFound(truth, findLines(sheet.picture))).toBe(4)
  })

  test("light on dark are found as dark on light", () => {
    const sheet = blankSheet(WIDTH, HEIGHT)
    draw(sheet, paragraph(250))
    const { pixels, ...size } = sheet.picture
    expect(findLines({ ...size, pixels: pixels.map((value) => 255 - value) })).toEqual(findLines(sheet.picture))
  })

  test("are found through specks and uneven light", () => {
    const sheet = blankSheet(WIDTH, HEIGHT)
    const truth = draw(sheet, paragraph(250))
    const { pixels } = sheet.picture
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.round((pixels[i] ?? 0) * (1 - (0.4 * (i % WIDTH)) / WIDTH))
    // Every 397th pixel is dark: 1,586 specks.
    for (let i = 0; i < pixels.length; i += 397) pixels[i] = 30
    const found = findLines(sheet.picture)
    expect([found.length, countFound(truth, found)]).toEqual([truth.length, truth.length])
  })
})

test("a fold, a stain and the grain of a table are no text, also where they run beside it", () => {
  const sheet = blankSheet(WIDTH, HEIGHT)
  const truth = draw(sheet, paragraph(250))
  // Bars a little darker than the paper: some between letters and the margin, some of a letter's size.
  for (let i = 0; i < 12; i++) sheet.rect(40, 86 + i * 44, 205, 6, 200)
  for (let i = 0; i < 30; i++) sheet.rect(700 + (i % 5) * 30, 60 + i * 20, 14, 18, 195)
  const found = findLines(sheet.picture)
  expect([found.length, countFound(truth, found)]).toEqual([truth.length, truth.length])
})

describe("no line", () => {
  test("is on an empty page, whatever its grey, nor in a picture of one pixel", () => {
    for (const paper of [0, 90, 255]) expect(findLines(blankSheet(200, 300, 0, paper).picture)).toEqual([])
    expect(findLines({ width: 1, height: 1, pixels: Uint8Array.of(0) })).toEqual([])
  })

  test("is in a picture of nothing but specks", () => {
    // The same noise every time (a linear congruential generator).
    let state = 1
    const roll = () => {
      state = (state * 1_664_525 + 1_013_904_223) >>> 0
      return state / 2 ** 32
    }
    const side = 1_000
    const specks = Uint8Array.from({ length: side * side }, () => (roll() < 0.1 ? 0 : 255))
    expect(findLines({ width: side, height: side, pixels: specks })).toEqual([])
  })

  test("is a barcode, a frame, a big drawing, or what the border cuts off", () => {
    const sheet = blankSheet(WIDTH, HEIGHT)
    const truth = draw(sheet, paragraph(250))
    for (let bar = 0; bar < 40; bar++) sheet.rect(260 + bar * 7, 620, 2 + (bar % 3), 50)
    sheet.rect(20, 20, 120, 120)
    sheet.rect(0, 300, 30, 20)
    const found = findLines(sheet.picture)
    expect([found.length, countFound(truth, found)]).toEqual([truth.length, truth.length])
  })
})

test("a line lies within its picture, has an area, and is surer the more letters it has", () => {
  const sheet = blankSheet(WIDTH, HEIGHT, 4)
  draw(sheet, paragraph(20), 4)
  const found = findLines(sheet.picture)
  for (const { shape, score } of found) {
    const { x, y, width, height } = boundsOfShape(shape)
    expect([x, y, width, height].every(Number.isFinite)).toBe(true)
    expect(width > 0 && height > 0).toBe(true)
    expect(score > 0 && score <= 1).toBe(true)
  }
  const [one, many] = [1, 9].map((letters) => {
    const page = blankSheet(WIDTH, HEIGHT)
    typeset(page, { x: 300, y: 200, capital: 30, words: [letters] })
    typeset(page, { x: 600, y: 200, capital: 30, words: [9] })
    return Math.min(...findLines(page.picture).map(({ score }) => score))
  })
  expect(one).toBeLessThan(many ?? 0)
})
