import { defaultStringifySearch } from "@tanstack/react-router"
import { expect, test } from "vitest"
import { readHoursParams, readImagesParams, readQueueParams, searchFormat } from "./search.ts"

const { parseSearch, stringifySearch } = searchFormat
/** What is there of what a page reads. */
const there = (params: object) => Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))
const imagesAt = (search: string) => there(readImagesParams(parseSearch(search)))

const TEXTS = [
  "123",
  "007",
  "1e3",
  "1.50",
  "true",
  "null",
  '"x"',
  '"7"',
  "{}",
  "[1]",
  "2..5",
  "a,b",
  "é %25&=",
  "price 29-",
]

test("what stands in an address is text, whatever it looks like", () => {
  for (const q of TEXTS) expect(imagesAt(stringifySearch({ q }))).toEqual({ q })
  expect(stringifySearch({ q: "123", days: "7", kinds: "text,label" })).toBe("?q=123&days=7&kinds=text%2Clabel")
  expect(imagesAt("?q=%22x%22&version=4")).toEqual({ q: "x", version: "4" })
})

test("addresses as they were written before are read, and are written plainly from then on", () => {
  expect(defaultStringifySearch({ q: "123", twin: "7" })).toBe("?q=%22123%22&twin=%227%22")
  for (const q of TEXTS) expect(imagesAt(defaultStringifySearch({ q, twin: "7" }))).toEqual({ q, twin: "7" })
  expect(stringifySearch(imagesAt("?q=%22123%22&state=open"))).toBe("?q=123&state=open")
})

test("a mangled address breaks nothing", () => {
  expect(imagesAt("?q=1&q=2&sort=zzz&size=%22&for=%5B%22gold%22%5D&x=y")).toEqual({ q: "1,2" })
  expect(there(readHoursParams(parseSearch("?days=8")))).toEqual({})
  expect(there(readQueueParams(parseSearch("?since=week&look=%7B%7D&kinds=%00")))).toEqual({
    since: "week",
    kinds: "\0",
  })
})
