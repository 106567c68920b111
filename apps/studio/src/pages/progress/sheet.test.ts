import type { PeerReading } from "@justesse/types/progress/peers"
import { expect, test } from "vitest"
import { nextToSay, readSheet, toSheet, whichSaid } from "./sheet.ts"

const item = {} as NonNullable<PeerReading["items"][number]>
const yes = { yes: true, clause: "1", words: "left over" }
const no = { yes: false, clause: null, words: " too wide " }

test("a sheet is sent whole: each answer said, each no with its reason, a picture that is gone passed over", () => {
  const items = [item, item, null]
  expect(toSheet(items, readSheet(null, 3))).toBeNull()
  expect(toSheet(items, [yes, { ...no, words: " " }])).toBeNull()
  expect(toSheet(items, [yes, no])).toEqual([
    { yes: true, clause: null, words: "" },
    { yes: false, clause: null, words: "too wide" },
    null,
  ])
  expect(toSheet(items, [yes, { ...no, clause: "2", words: "" }])?.[1]).toEqual({ yes: false, clause: "2", words: "" })
  expect(whichSaid(items, [yes])).toEqual([true, false, true])
  expect(whichSaid(items, [yes, no])).toEqual([true, true, true])
})

test("the next one of which something is missing comes after this one, and then from the first", () => {
  expect(nextToSay([true, false, true, false], 0)).toBe(1)
  expect(nextToSay([true, false, true, false], 2)).toBe(3)
  expect(nextToSay([true, false, true, true], 3)).toBe(1)
  expect(nextToSay([true, false, true], 1)).toBeNull()
  expect(nextToSay([true, true], 0)).toBeNull()
})

test("what was begun here is there again, and nothing else", () => {
  expect(readSheet(JSON.stringify([yes, no]), 2)).toEqual([yes, no])
  for (const text of [JSON.stringify([yes]), "{", '[{"yes":1}]', null])
    expect(readSheet(text, 2).map((one) => one.yes)).toEqual([null, null])
})
