import fc from "fast-check"
import { expect, test } from "vitest"
import { parseChecksums } from "../testing/checksums.ts"
import { checksums } from "./checksums.ts"

const hash = (sign: string) => sign.repeat(64)
const file = (name: string, sha256 = hash("a")) => ({ name, sizeBytes: 1, sha256 })

test("a line each in order of names, without the list itself", () => {
  const text = checksums([file("b.txt", hash("b")), file("SHA256SUMS"), file("a b.txt"), file("B.txt", hash("0"))])
  expect(text).toBe(`${hash("0")}  B.txt\n${hash("a")}  a b.txt\n${hash("b")}  b.txt\n`)
})

test("any names come back with their hashes, whatever they hold", () => {
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).filter((text) => !/^\s*$/.test(text))
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 5 }), (names) => {
      const files = names.map((own, i) => file(own, hash("0123456789abcdef".charAt(i))))
      const { files: found, problems } = parseChecksums(checksums(files))
      expect(problems).toEqual([])
      expect(found).toEqual(new Map(files.map(({ name: own, sha256 }) => [own, sha256])))
    }),
  )
})

test("binary mode, CRLF and capitals are read; a line that is none is named", () => {
  const { files, problems } = parseChecksums(`${hash("A")} *a.bin\r\n\nabc  short\n${hash("b")}  b`)
  expect([...files]).toEqual([
    ["a.bin", hash("a")],
    ["b", hash("b")],
  ])
  expect(problems).toEqual([3])
})
