import { beforeEach, expect, test } from "vitest"
import { HEARING, playSide, takeSide } from "./hearing.ts"

/** As much of a player as keys ask of it. */
class Sound {
  paused = true
  currentTime = 0
  play() {
    this.paused = false
    return Promise.resolve()
  }
  pause() {
    this.paused = true
  }
}

const [left, right] = [new Sound(), new Sound()]
const isHeard = () => [!left.paused, !right.paused]
let giveBack: (() => void)[] = []

beforeEach(() => {
  for (const back of giveBack) back()
  for (const side of [left, right]) Object.assign(side, { paused: true, currentTime: 0 })
  giveBack = [left, right].map((side, at) => takeSide(at, side as unknown as HTMLAudioElement))
})

test("only one side is heard at a time; the same key stops it", () => {
  HEARING["media.play"]?.()
  expect(isHeard()).toEqual([true, false])
  HEARING["pair.playRight"]?.()
  expect(isHeard()).toEqual([false, true])
  HEARING["pair.playRight"]?.()
  expect(isHeard()).toEqual([false, false])
})

test("two seconds back and on are of the side that was heard last, and never before its beginning", () => {
  playSide(1)
  HEARING["media.forward"]?.()
  expect([left.currentTime, right.currentTime]).toEqual([0, 2])
  HEARING["media.back"]?.()
  HEARING["media.back"]?.()
  expect(right.currentTime).toBe(0)
})

test("a side that is gone takes no keys", () => {
  giveBack[1]?.()
  playSide(1)
  expect(isHeard()).toEqual([false, false])
})
