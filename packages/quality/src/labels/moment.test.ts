import { fc, test as property } from "@fast-check/vitest"
import { expect, test } from "vitest"
import { momentOf } from "./moment.ts"

test.each([
  ["0", 0],
  ["-3.5", -3.5],
  ["1.7e9", 1.7e9],
  ["1970-01-01", 0],
  ["1970-01-01T00:01", 60_000],
  ["1970-01-01 00:00:01.5", 1_500],
  ["1970-01-01T00:00:00,000250Z", 0.25],
  ["1970-01-01T02:00:00+02:00", 0],
  ["1970-01-01T02:00:00 +0200", 0],
  [" 1970-01-02T00:00:00z ", 86_400_000],
])("%j is the moment %d", (text, moment) => {
  expect(momentOf(text)).toBe(moment)
})

test.each(["", " ", "soon", "1970-13-01", "01/02/1970", "1970-01-01T25:00", "NaN", "Infinity", "12:00"])(
  "%j tells no moment",
  (text) => {
    expect(momentOf(text)).toBeNaN()
  },
)

property.prop([fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })])(
  "any date is read back from its ISO form",
  (date) => {
    expect(momentOf(date.toISOString())).toBe(date.getTime())
  },
)
