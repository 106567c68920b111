import { JustesseError } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import {
  baseName,
  calledName,
  decodeText,
  extensionOf,
  folderOf,
  isDebris,
  joinedFiles,
  listFiles,
  memoryFiles,
  readBytes,
  readHead,
  readText,
  requireSafeName,
  safeName,
  withoutExtension,
} from "./fileSet.ts"

test.each([
  { name: "a\\b.jpg", safe: "a/b.jpg" },
  { name: "./a//b.jpg", safe: "a/b.jpg" },
  { name: "dir one/ç #%+&'\"[].JPG", safe: "dir one/ç #%+&'\"[].JPG" },
  { name: "a..b/..c.jpg", safe: "a..b/..c.jpg" },
  { name: "../a.jpg", safe: null },
  { name: "a/../../b.jpg", safe: null },
  { name: "a\\..\\b.jpg", safe: null },
  { name: "/etc/passwd", safe: null },
  { name: "\\\\server\\share", safe: null },
  { name: "C:\\data\\a.jpg", safe: null },
  { name: "c:a.jpg", safe: null },
  { name: "a\0.jpg", safe: null },
  { name: "a\n.jpg", safe: null },
  { name: "a\ud800.jpg", safe: null },
  { name: "", safe: null },
  { name: "./", safe: null },
  { name: "x".repeat(1_025), safe: null },
])("safeName: $name", ({ name, safe }) => expect(safeName(name)).toBe(safe))

test.each([
  ["dir one/a.jpg", { name: "dir one/a.jpg", renamed: false }],
  ["dir\\a.jpg", { name: "dir/a.jpg", renamed: false }],
  ["C:\\data\\street 1.jpg", { name: "data/street 1.jpg", renamed: true }],
  ["c:a.jpg", { name: "a.jpg", renamed: true }],
  ["/home/x/a.jpg", { name: "home/x/a.jpg", renamed: true }],
  ["\\\\server\\share\\a.jpg", { name: "server/share/a.jpg", renamed: true }],
  ["file:///home/x/a.jpg", { name: "home/x/a.jpg", renamed: true }],
  ["https://host:80/x/a.jpg", { name: "x/a.jpg", renamed: true }],
  ["../pictures/a.jpg", { name: "a.jpg", renamed: true }],
  ["/../../etc/passwd", { name: "passwd", renamed: true }],
  ["a/../b.jpg", { name: "b.jpg", renamed: true }],
  ["..", null],
  ["/", null],
  ["C:", null],
  ["", null],
  ["a\0.jpg", null],
  ["x/".repeat(600), null],
])("a label file that says %j calls the picture %j", (said, called) => {
  expect(calledName(said)).toEqual(called)
})

test("what a picture is called is safe whatever was said", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom("", "C:\\", "/", "../", "s3://b/"),
      (rest, head) => {
        const called = calledName(head + rest)
        if (called) expect(safeName(called.name)).toBe(called.name)
      },
    ),
  )
})

test("a safe name stays as it is when it is made safe again, and never leaves its folder", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (name) => {
      const safe = safeName(name)
      if (safe === null) return
      expect(safeName(safe)).toBe(safe)
      expect(safe.split("/")).not.toContain("..")
      expect(safe.startsWith("/")).toBe(false)
    }),
  )
})

test("an unsafe name is refused with a code", () => {
  expect(() => requireSafeName("../x")).toThrow(JustesseError)
  expect(() => memoryFiles({ "../x": "" })).toThrow("name_unsafe")
})

test("names come apart at the last slash and the last dot", () => {
  expect(["a/b.tar.gz", "x", ".hidden", "d.e/f"].map(withoutExtension)).toEqual(["a/b.tar", "x", ".hidden", "d.e/f"])
  expect(["a/b.JPG", "x", ".hidden"].map(extensionOf)).toEqual(["jpg", "", ""])
  expect([baseName("a/b/c.x"), folderOf("a/b/c.x"), folderOf("c.x")]).toEqual(["c.x", "a/b", ""])
})

test("what systems leave behind is not listed, and the order is by name", async () => {
  const files = memoryFiles({ "b.txt": "", "a.txt": "", "__MACOSX/a.txt": "", "d/.DS_Store": "", "d/._b.txt": "" })
  expect((await listFiles(files)).map((entry) => entry.name)).toEqual(["a.txt", "b.txt"])
  expect(isDebris("my__MACOSX/a")).toBe(false)
})

test("a file may be opened again, in part, and only within a limit", async () => {
  const files = memoryFiles({ "a.txt": "0123456789" }, 3)
  expect(await readText(files, "a.txt", 10)).toEqual({ text: "0123456789", utf8: true })
  expect(await readHead(files, "a.txt", 4)).toHaveLength(4)
  await expect(readBytes(files, "a.txt", 9)).rejects.toMatchObject({ code: "file_too_large" })
  await expect(readBytes(files, "none", 9)).rejects.toMatchObject({ code: "not_found" })
})

test.each([
  { name: "UTF-8 with BOM", bytes: [0xef, 0xbb, 0xbf, 0xc3, 0xa9], text: "é", utf8: true },
  { name: "UTF-16 little endian", bytes: [0xff, 0xfe, 0xe9, 0], text: "é", utf8: true },
  { name: "UTF-16 big endian", bytes: [0xfe, 0xff, 0, 0xe9], text: "é", utf8: true },
  { name: "windows-1252", bytes: [0xe9, 0x80], text: "é€", utf8: false },
])("decodeText: $name", ({ bytes, text, utf8 }) => {
  expect(decodeText(new Uint8Array(bytes))).toEqual({ text, utf8 })
})

test("two sets read as one, the first one's file before the second's of the same name", async () => {
  const both = joinedFiles(memoryFiles({ "a.txt": "first" }), memoryFiles({ "a.txt": "second", "b.jpg": "picture" }))
  expect((await both.list()).map(({ name }) => name)).toEqual(["a.txt", "b.jpg"])
  expect([(await readText(both, "a.txt", 99)).text, (await readText(both, "b.jpg", 99)).text]).toEqual([
    "first",
    "picture",
  ])
  await expect(readText(both, "c", 99)).rejects.toMatchObject({ code: "not_found" })
})

test.each([
  ["a.jpg", "a.jpg"],
  ["train/0001 b.png", "train/0001 b.png"],
  ["a..b", "a..b"],
  ["a/../b", null],
  ["./a", "a"],
  ["a/./b", "a/b"],
  ["a//b", "a/b"],
  ["a ", "a "],
  [".hidden", ".hidden"],
  ["C:a", null],
  ["a\n", null],
  [`${"a/".repeat(511)}bcd`, null],
])("the usual kind of name and its neighbours: %j", (name, safe) => {
  expect(safeName(name)).toBe(safe)
})
