import { expect, test } from "vitest"
import type { ReadEvent } from "../contract.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { childrenOf, notRead, xmlChildren, xmlFilesOf } from "./file.ts"

/** Everything an opened file says, and its children. */
async function opened(body: string | Uint8Array, top = "Top") {
  const events = xmlChildren(memoryFiles({ "a.xml": body }, 7), "a.xml", top)
  const said: ReadEvent[] = []
  let step = await events.next()
  for (; !step.done; step = await events.next()) said.push(step.value)
  const report = said.flatMap((event) => (event.kind === "report" ? [event.line] : []))
  return { names: step.value?.map((child) => child.name) ?? null, report, children: step.value ?? [] }
}

test("files are told by their first element: behind declarations, comments and document types, with any prefix", async () => {
  const found = await xmlFilesOf(
    memoryFiles({
      "plain.xml": "<Top/>",
      "prefix.xml": '<?xml version="1.0"?>\n<p-1:Top xmlns:p-1="x">',
      "comment.xml": "<!-- <Other> --><!--> --><Top >",
      "doctype.page": '<!DOCTYPE Top [<!ENTITY a "b">]><Top>',
      "case.XML": "<TOP>",
      "other.xml": "<Topper/>",
      "deep.xml": "<Other><Top/></Other>",
      "open.xml": "<!-- <Top/>",
      "empty.xml": "",
      "text.txt": "<Top/>",
    }),
    "Top",
  )
  expect(found.found).toEqual(["case.XML", "comment.xml", "doctype.page", "plain.xml", "prefix.xml"])
  expect(found.others).toEqual(["deep.xml", "empty.xml", "open.xml", "other.xml"])
})

test("a beginning made to be slow is looked at in one pass", async () => {
  const files = memoryFiles({ "a.xml": "<!--".repeat(200_000), "b.xml": "<".repeat(800_000) })
  expect((await xmlFilesOf(files, "Top")).found).toEqual([])
})

test("children come whole, whatever their prefix, in UTF-8, UTF-16 and windows-1252", async () => {
  expect(await opened('<p:Top xmlns:p="x"><p:A/><B>é</B></p:Top>')).toMatchObject({ names: ["p:A", "B"], report: [] })
  const utf16 = new Uint8Array([
    0xff,
    0xfe,
    ...[..."<Top><A>ж</A></Top>"].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
  ])
  const wide = await opened(utf16)
  expect([wide.children[0]?.text, wide.report]).toEqual(["ж", []])
  const latin = await opened(
    new Uint8Array(
      [..."<Top><A>caf"]
        .map((c) => c.charCodeAt(0))
        .concat(
          [0xe9],
          [..."</A></Top>"].map((c) => c.charCodeAt(0)),
        ),
    ),
  )
  expect(latin.children[0]?.text).toBe("café")
  expect(latin.report).toEqual([{ level: "changed", code: "read_as_windows_1252", file: "a.xml" }])
})

test("what was whole before a problem is given, and the problem has its line", async () => {
  expect(await opened("<Top>\n<A/>\n<B>&nope;</B></Top>")).toMatchObject({
    names: ["A"],
    report: [{ level: "lost", code: "xml_malformed", file: "a.xml", line: 3 }],
  })
  expect(await opened("<Top><A/>\n")).toMatchObject({ names: ["A"], report: [{ code: "xml_malformed", line: 2 }] })
  expect(await opened('<!DOCTYPE Top SYSTEM "http://x/y.dtd">\n<Top/>')).toMatchObject({
    names: [],
    report: [{ level: "lost", code: "xml_doctype", line: 1 }],
  })
  expect(await opened(`<Top>${"<a>".repeat(200)}`)).toMatchObject({ report: [{ code: "too_deep", line: 1 }] })
})

test("a file of another kind is named and not read", async () => {
  expect(await opened("<Other><A/></Other>")).toMatchObject({
    names: null,
    report: [{ level: "note", code: "file_not_read", file: "a.xml", found: "Other" }],
  })
  expect([...notRead(["x.xml"])]).toEqual([
    { kind: "report", line: { level: "note", code: "file_not_read", file: "x.xml" } },
  ])
})

test("children are found by name whatever their prefix", async () => {
  const { children } = await opened("<Top><A><p:B/><B/><C/></A></Top>".replace("<Top>", '<Top xmlns:p="x">'))
  expect(childrenOf(children[0], "B").map((child) => child.name)).toEqual(["p:B", "B"])
  expect(childrenOf(undefined, "B")).toEqual([])
})
