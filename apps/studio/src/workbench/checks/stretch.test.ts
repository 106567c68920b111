import { expect, test } from "vitest"
import { playStretch, seenAround, stopAtEnd } from "./stretch.ts"

const stretch = { startMs: 2_000, endMs: 3_000 }

/** A player that does as it is told, and no time goes by. */
class Player {
  currentTime = 0
  paused = true
  async play(): Promise<void> {
    this.paused = false
  }
  pause(): void {
    this.paused = true
  }
}

test("a stretch is heard from a little before, stopped and gone on with, and once more from its beginning", () => {
  const player = new Player()
  playStretch(player, stretch)
  expect([player.currentTime, player.paused]).toEqual([1.75, false])
  player.currentTime = 2.4
  playStretch(player, stretch)
  expect([player.currentTime, player.paused]).toEqual([2.4, true])
  playStretch(player, stretch)
  expect([player.currentTime, player.paused]).toEqual([2.4, false])
  playStretch(player, stretch, true)
  expect([player.currentTime, player.paused]).toEqual([1.75, false])
  Object.assign(player, { currentTime: 3.25, paused: true })
  playStretch(player, stretch)
  expect(player.currentTime).toBe(1.75)
})

test("it stops where it has been heard, and nobody who listens on behind it is stopped", () => {
  const player = new Player()
  Object.assign(player, { currentTime: 3.2, paused: false })
  stopAtEnd(player, stretch, 3_100)
  expect(player.paused).toBe(false)
  player.currentTime = 3.26
  stopAtEnd(player, stretch, 3_200)
  expect(player.paused).toBe(true)
  Object.assign(player, { currentTime: 9, paused: false })
  stopAtEnd(player, stretch, 8_990)
  expect(player.paused).toBe(false)
})

test("around it is seen what gives it room, within its recording", () => {
  expect(seenAround(stretch, 4_000)).toEqual({ startMs: 1_700, endMs: 3_300 })
  expect(seenAround({ startMs: 0, endMs: 100 }, 60_000)).toEqual({ startMs: 0, endMs: 5_000 })
  expect(seenAround({ startMs: 59_900, endMs: 60_000 }, 60_000)).toEqual({ startMs: 55_000, endMs: 60_000 })
  expect(seenAround({ startMs: 0, endMs: 1_000 }, 1_000)).toEqual({ startMs: 0, endMs: 1_000 })
})
