import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { progress } from "./progress.ts"

const isTTY = process.stderr.isTTY
let message: string[] = []
let now = 0

beforeEach(() => {
  message = []
  now = 0
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    message.push(String(text))
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.stderr.isTTY = isTTY
})

/** Ten steps of two seconds each, with nobody at the terminal or with somebody. */
function work(terminal: boolean, total: number): void {
  process.stderr.isTTY = terminal
  const bar = progress("Importing", () => now)
  for (let step = 1; step <= 10; step++) {
    now += 2_000
    bar.at(step * 1_000, total)
  }
  bar.end()
}

test("a log gets a line every few seconds, and nothing of what is over sooner", () => {
  work(false, 10_000)
  expect(message).toEqual([
    "Importing: 3,000 of 10,000 (30 %).\n",
    "Importing: 6,000 of 10,000 (60 %).\n",
    "Importing: 9,000 of 10,000 (90 %).\n",
  ])
  message = []
  progress("Importing", () => now).at(1, 1)
  expect(message).toEqual([])
})

test("a count stands alone where the whole is not known", () => {
  work(false, 0)
  expect(message[0]).toBe("Importing: 3,000.\n")
})

test("a terminal gets a bar that moves in its line and goes in the end", () => {
  work(true, 10_000)
  expect(message).toHaveLength(11)
  expect(message[4]).toBe(`\rImporting ${"█".repeat(12)}${"░".repeat(12)} 5,000 of 10,000   `)
  expect(message.at(-1)).toBe("\r\u001b[K")
})
