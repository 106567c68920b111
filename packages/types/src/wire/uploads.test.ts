import { expect, test } from "vitest"
import { formatGroupHead, takeGroup, UploadGroup } from "./uploads.ts"

const groups = (sizes: readonly number[]) => {
  const waiting = [...sizes]
  const all: number[][] = []
  for (let some = takeGroup(waiting, (size) => size); some.length > 0; some = takeGroup(waiting, (size) => size))
    all.push(some)
  return all
}

test("small files go together, up to a number and a size; large ones go alone; none is left out", () => {
  expect(groups([])).toEqual([])
  expect(groups([3_000, 3_000, 50_000_000, 10, 900_000, 900_000, 900_000])).toEqual([
    [3_000, 3_000],
    [50_000_000],
    [10, 900_000, 900_000],
    [900_000],
  ])
  const many = groups(Array.from({ length: 1_000 }, () => 0))
  expect(many.flat()).toHaveLength(1_000)
  expect(Math.max(...many.map((some) => some.length))).toBe(128)
})

test("what stands before a group is one line that is read again", () => {
  const files = [{ name: "a\nb.jpg", sizeBytes: 3 }]
  const head = formatGroupHead(files)
  expect(head.indexOf("\n")).toBe(head.length - 1)
  expect(UploadGroup.parse(JSON.parse(head))).toEqual({ files })
})
