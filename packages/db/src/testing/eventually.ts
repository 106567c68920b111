import { expect } from "vitest"

/** Asserts on something that becomes so by itself: asks again until it is, for as long as a slow machine may need. */
export function eventually<T>(read: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: 15_000, interval: 50 })
}
