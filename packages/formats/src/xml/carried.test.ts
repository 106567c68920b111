import { expect, test } from "vitest"
import { attributesOf, carriedOf, ordered, partsOf } from "./carried.ts"
import { type Element, parseXml } from "./parse.ts"

function element(text: string): Element {
  const parsed = parseXml(text)
  if ("problem" in parsed) throw new Error(parsed.problem)
  return parsed
}

test("what nobody takes travels: attributes without those of namespaces, and children as XML", () => {
  const own = element('<a xmlns:p="x" id="1" k="v&quot;" p:other="o"><b c="1">t<d/></b><e/><p:f g="2"/></a>')
  const carried = carriedOf(own, new Set(["id"]), (child) => child.name !== "e")
  expect(carried).toEqual({ attributes: { k: 'v"' }, parts: ['<b c="1">t<d/></b>', '<f g="2"/>'] })
  expect(carriedOf(element("<a id='1'/>"), new Set(["id"]), () => true)).toBeNull()
  expect(carriedOf(element("<a k='1'/>"), new Set(), () => true, { k: undefined, more: "m" })).toEqual({
    attributes: { more: "m" },
  })
})

test("nothing but elements and plain attributes can come back out", () => {
  const carried = {
    parts: ["<ok/>", "<bad", "</a><evil/>", "text", 7, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<p>&lt;x&gt;</p>"],
    attributes: { good: 'a"b', "on x": "1", "1a": "2", list: ["3"], id: "4" },
  }
  expect(partsOf(carried)).toEqual([
    { name: "ok", text: "<ok/>" },
    { name: "p", text: "<p>&lt;x&gt;</p>" },
  ])
  expect(attributesOf(carried, new Set(["id"]))).toEqual({ good: 'a"b' })
  expect(partsOf({})).toEqual([])
  expect(attributesOf({ attributes: [] }, new Set())).toEqual({})
})

test("parts stand in the order of a schema, what it does not know last, others' place at the star", () => {
  const part = (name: string) => ({ name, text: `${name};` })
  const parts = ["Z", "C", "A", "B", "A"].map(part)
  expect(ordered(parts, ["A", "B", "*", "C"])).toEqual(["A;A;B;", "C;Z;"])
  expect(ordered(parts, ["C", "B", "A"])).toEqual(["C;B;A;A;", "Z;"])
  expect(ordered([], ["A", "*"])).toEqual(["", ""])
})
