import type { PeerReading } from "@justesse/types/progress/peers"
import { expect, test } from "vitest"
import { countSaid, readSheet, toSheet } from "./sheet.ts"

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
  expect([countSaid(items, [yes]), countSaid(items, [yes, no])]).toEqual([2, 3])
})

test("what was begun here is there again, and nothing else", () => {
  expect(readSheet(JSON.stringify([yes, no]), 2)).toEqual([yes, no])
  for (const text of [JSON.stringify([yes]), "{", '[{"yes":1}]', null])
    expect(readSheet(text, 2).map((one) => one.yes)).toEqual([null, null])
})
