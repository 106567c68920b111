import type { Region } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { body, RULE, region } from "../testing/regions.ts"
import { confirmedItems } from "./confirmed.ts"
import { errorProfile } from "./errorProfile.ts"
import { readItems } from "./read.ts"

type Changes = Parameters<typeof readItems>[0]["changes"]
type Change = Changes[number]

const nothing = { label: null, text: null, place: null }
const change = (about: Change["about"], of: string | null, right: Partial<Change["right"]> = {}): Change => ({
  ...{ id: `${about} ${of}`, about, region: of, right: { ...nothing, ...right } },
})
const boxes = (count: number, more: Partial<Region> = {}): Region[] =>
  Array.from({ length: count }, (_, n) => ({ ...region(`r${n}`, [100 * n, 10, 60, 40]), ...more }))
const read = (answer: string, regions: readonly Region[], changes: Changes = []) =>
  readItems({ answer, mine: body(...regions), changes, atMs: 0, rule: RULE })

describe("an answer that a mentor read whole", () => {
  test("is right where nobody would change anything, and no distance of an edge is told of it", () => {
    const { edges, outlines, missed, confusions, noted } = errorProfile(read("a", boxes(12)), 0)
    expect(edges).toMatchObject({ boxes: 0, edges: null, weeks: [] })
    expect(outlines).toEqual({ shapes: 0, movedPx: null })
    expect(missed.bySize).toMatchObject([{ fromPx: 24, times: 0, of: 12 }])
    expect([confusions, noted]).toEqual([[], []])
  })

  test("has what was missed among what is there, by its size and label, and what is one too many not", () => {
    const missed = change("missed", null, { label: "crate", place: { x: 900, y: 900, width: 30, height: 30 } })
    const { missed: figures, noted } = errorProfile(read("a", boxes(12), [missed, change("extra", "r3")]), 0)
    expect(figures.bySize).toMatchObject([{ fromPx: 24, times: 1, of: 12 }])
    expect(noted).toMatchObject([{ about: "extra", times: 1, of: 12 }])
  })

  test("tells a label that was taken for another, of all that carry the right one", () => {
    const own = boxes(12).map((one) => ({ ...one, label: "crate" as Region["label"] }))
    const changes = [change("label", "r0", { label: "box" }), change("label", "r1", { label: "box" })]
    const eleven = boxes(10).map((one) => ({ ...one, label: "box" as Region["label"] }))
    const { confusions } = errorProfile([...read("a", own, changes), ...read("b", eleven)], 0)
    expect(confusions).toMatchObject([{ right: "box", mine: "crate", times: 2, of: 12 }])
  })

  test("tells characters that were read otherwise, of all that stand there", () => {
    const own = boxes(3, { transcript: { value: "2026" } })
    const { characters } = errorProfile(read("a", own, [change("text", "r1", { text: "2020" })]), 0)
    expect(characters.texts).toBe(3)
    expect(characters.classes).toMatchObject([{ class: "digits", times: 1, of: 12 }])
  })

  test("tells where something is wrong without how far, as a share of all regions that were read", () => {
    const notes = [change("edges", "r0"), change("edges", "r4"), change("attribute", "r4"), change("other", null)]
    const items = read("a", boxes(12), notes)
    expect(errorProfile(items, 0).noted).toMatchObject([
      { about: "edges", times: 2, of: 12 },
      { about: "attribute", times: 1, of: 12 },
    ])
    expect(items.map(({ error }) => error).slice(0, 5)).toEqual(["place", null, null, null, "name"])
    expect(errorProfile(read("a", boxes(9), notes), 0).noted).toEqual([])
  })

  test("changes no figure of what was measured, and what is measured is no part of what was read", () => {
    const right = body(region("r", [1000, 500, 200, 100]))
    const gold = Array.from({ length: 12 }, (_, n) => ({
      ...{
        answer: `g${n}`,
        mine: body(region("m", [996, 500, 204, 100])),
        right,
        by: "gold" as const,
        atMs: n,
        rule: RULE,
      },
    })).flatMap(confirmedItems)
    const both = errorProfile([...gold, ...read("a", boxes(12), [change("edges", "r0")])], 0)
    expect(both.edges).toEqual(errorProfile(gold, 0).edges)
    expect(both.noted).toMatchObject([{ about: "edges", times: 1, of: 12 }])
  })
})
