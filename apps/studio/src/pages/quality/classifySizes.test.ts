import { expect, test } from "vitest"
import { classifySizes } from "./classifySizes.ts"

const size = (from: number, to: number | null, mean: number, low: number, high: number, n: number) => ({
  ...{ from, to, mean, low, high, n },
})

// found O19: with two points and a band from 20 to 100 % the page said that nine in ten are found at every size.
test("nothing is claimed that the intervals do not allow", () => {
  const wide = [size(12, 16, 1, 0.2, 1, 1), size(16, null, 1, 0.2, 1, 1)]
  expect(classifySizes({ sizes: wide, missUnder: null })).toBe("unclear")
  const sure = [size(12, 16, 0.97, 0.93, 0.99, 200), size(16, null, 0.99, 0.96, 1, 300)]
  expect(classifySizes({ sizes: sure, missUnder: null })).toBe("all")
  const few = [size(0, 12, 0.86, 0.65, 0.95, 22), size(12, null, 1, 0.97, 1, 300)]
  expect(classifySizes({ sizes: few, missUnder: 12 })).toBe("underMaybe")
  const many = [size(0, 12, 0.6, 0.5, 0.7, 90), size(12, null, 1, 0.97, 1, 300)]
  expect(classifySizes({ sizes: many, missUnder: 12 })).toBe("under")
})
