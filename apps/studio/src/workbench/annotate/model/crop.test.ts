import { describe, expect, it } from "vitest"
import { CROP_HEIGHT, cropScale, cropShift } from "./crop.ts"

const short = { x: 10, y: 10, width: 80, height: 30 }
const long = { x: 10, y: 10, width: 1200, height: 30 }
const ROOM = 800

describe("the ink of a line", () => {
  it("is as high as the strip when it is short", () => {
    expect(short.height * cropScale(short, ROOM)).toBeCloseTo(CROP_HEIGHT - 6)
  })
  it("is as wide as the strip when that is still easy to read", () => {
    const line = { ...short, width: 450 }
    expect(line.width * cropScale(line, ROOM)).toBeCloseTo(ROOM)
  })
  it("keeps letters of 24 px however long the line is", () => {
    expect(long.height * cropScale(long, ROOM) * 0.45).toBeCloseTo(24)
  })
})

describe("a line that is longer than the strip", () => {
  const scale = cropScale(long, ROOM)
  it("begins at its beginning", () => {
    expect(cropShift(long, scale, ROOM, 0)).toBe(0)
  })
  it("moves along with what is typed, up to its end", () => {
    const over = long.width * scale - ROOM
    const shifts = [10, 40, 80, 200].map((typed) => cropShift(long, scale, ROOM, typed))
    expect(shifts).toEqual([...shifts].sort((a, b) => a - b))
    expect(shifts[0]).toBeLessThan(over / 4)
    expect(shifts.at(-1)).toBeCloseTo(over)
  })
  it("never moves when it fits", () => {
    expect(cropShift(short, cropScale(short, ROOM), ROOM, 50)).toBe(0)
  })
})
