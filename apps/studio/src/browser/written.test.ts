import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { forgetWritten, keepWritten, readWritten } from "./written.ts"

const refused = () => {
  throw new DOMException("refused", "SecurityError")
}

beforeEach(() => {
  const kept: Record<string, string> = { other: "stays" }
  const methods = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, text: string) => void (kept[key] = text),
    removeItem: (key: string) => void delete kept[key],
  }
  // As a browser's: what is kept is its own enumerable keys.
  vi.stubGlobal(
    "sessionStorage",
    new Proxy(methods, {
      ownKeys: () => Object.keys(kept),
      getOwnPropertyDescriptor: (_, key) => ({ value: kept[String(key)], enumerable: true, configurable: true }),
    }),
  )
})
afterEach(() => vi.unstubAllGlobals())

test("what somebody writes is there again until it is sent, and is nobody else's", () => {
  keepWritten(1, "answer.T3", "Follow the seam")
  expect(readWritten(1, "answer.T3")).toBe("Follow the seam")
  expect(readWritten(2, "answer.T3")).toBe("")
  expect(readWritten(1, "answer.T4")).toBe("")
  keepWritten(1, "answer.T3", "")
  expect(readWritten(1, "answer.T3")).toBe("")
})

test("whoever signs out leaves nothing that they wrote, and what is not theirs stays", () => {
  keepWritten(1, "answer.T3", "Follow the seam")
  keepWritten(1, "decision.9", "It is mine")
  forgetWritten()
  expect(readWritten(1, "answer.T3") + readWritten(1, "decision.9")).toBe("")
  expect(sessionStorage.getItem("other")).toBe("stays")
})

test("a browser that keeps nothing costs nothing else", () => {
  vi.stubGlobal("sessionStorage", { getItem: refused, setItem: refused, removeItem: refused })
  keepWritten(1, "answer.T3", "Follow the seam")
  expect(readWritten(1, "answer.T3")).toBe("")
  expect(forgetWritten).not.toThrow()
})
