import { fc, test as property } from "@fast-check/vitest"
import { JustesseError } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { Interner } from "./intern.ts"
import { readVotesCsv } from "./readVotes.ts"
import { votesFrom } from "./votes.ts"

const rows = [
  { task: "2", worker: "p", label: "cat" },
  { task: "1", worker: "q", label: "dog" },
  { task: "1", worker: "p", label: "cat" },
]
const expected = votesFrom(rows)
const table = "task,worker,label\n2,p,cat\n1,q,dog\n1,p,cat\n"
const bytes = (text: string) => new TextEncoder().encode(text)

function refusal(text: string | Uint8Array): unknown {
  try {
    readVotesCsv(text)
  } catch (error) {
    return error instanceof JustesseError ? { code: error.code, ...error.detail } : error
  }
  return null
}
const unreadable = (line: number, what: string) => ({ code: "file_unreadable", line, what })

describe("a votes table", () => {
  test("is read as text and as bytes", () => {
    expect(readVotesCsv(table)).toEqual(expected)
    expect(readVotesCsv(bytes(table))).toEqual(expected)
  })

  test.each([
    ["without a last line break", table.trimEnd()],
    ["with the line breaks of Windows", table.replaceAll("\n", "\r\n")],
    ["with a mark of byte order", `\uFEFF${table}`],
    ["with empty lines", `${table.replace("\n1,q", "\n\n\n1,q")}\n\n`],
    ["with semicolons", table.replaceAll(",", ";")],
    ["with tabs", table.replaceAll(",", "\t")],
    ["with every field in quotes", table.replaceAll(/[a-z0-9]+/g, '"$&"')],
    ["with a header in capitals", table.replace("task,worker,label", "Task,Worker,LABEL")],
    ["with blanks around the header's names", table.replace("task,worker,label", " task , worker , label ")],
    ["with our own word for the person", table.replace("worker", "annotator")],
    ["with the columns in another order", "label,task,worker\ncat,2,p\ndog,1,q\ncat,1,p\n"],
    ["with columns that mean nothing here", 'time,task,worker,note,label\n1,2,p,,cat\n2,1,q,x,dog\n3,1,p,"a,b",cat\n'],
  ])("is read %s", (_, text) => {
    expect(readVotesCsv(text)).toEqual(expected)
    expect(readVotesCsv(bytes(text))).toEqual(expected)
  })

  test("keeps separators, quotes, breaks and blanks inside quotes", () => {
    const named = readVotesCsv('task,worker,label\n"a,b","say ""hi""","two\nlines"\n x ,p,"two\nlines"\n')
    expect(named.tasks).toEqual([" x ", "a,b"])
    expect(named.people).toEqual(["p", 'say "hi"'])
    expect(named.classes).toEqual(["two\nlines"])
  })

  test("keeps letters of all scripts", () => {
    const named = readVotesCsv(bytes("task,worker,label\né,عمر,猫\n🙂,عمر,猫\n"))
    expect(named.tasks).toEqual(["é", "🙂"])
    expect(named.people).toEqual(["عمر"])
    expect(named.classes).toEqual(["猫"])
  })

  test("takes a quoted and a plain writing of one name for the same", () => {
    expect(readVotesCsv('task,worker,label\n"1",p,a\n1,q,a\n').tasks).toEqual(["1"])
  })

  test("counts no vote of a person who says two things and not when", () => {
    const named = readVotesCsv("task,worker,label\n1,p,a\n1,p,b\n1,q,b\n")
    expect([...named.votes.label]).toEqual([1])
    expect([named.repeats, named.undecided, named.changesOfMind[0]]).toEqual([2, 1, 1])
  })

  test.each([
    ["numbers", "timestamp", "10", "9"],
    ["dates", "created_at", '"2026-01-02 10:00"', "2026-01-02T09:59:59Z"],
    ["dates in zones", "submitted_at", "2026-01-02T10:00-02:00", "2026-01-02T10:00+02:00"],
  ])("counts the latest of two rows by %s in the column %s, in any order", (_, column, later, earlier) => {
    const [first, second] = [`1,${later},p,a`, `1,${earlier},p,b`]
    for (const rows of [
      [first, second],
      [second, first],
    ]) {
      const named = readVotesCsv(`task,${column},worker,label\n${rows.join("\n")}\n1,,q,b\n`)
      expect([...named.votes.label]).toEqual([0, 1])
      expect([named.repeats, named.undecided, named.changesOfMind[0]]).toEqual([1, 0, 1])
    }
  })

  test("finds the time of any of thousands of rows", () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => `${i % 1_500},p,${i < 1_500 ? "b" : "a"},${i}`)
    const { votes, classes } = readVotesCsv(`task,worker,label,timestamp\n${rows.join("\n")}`)
    expect([...new Set(votes.label)].map((label) => classes[label])).toEqual(["a"])
    expect(votes.label.length).toBe(1_500)
  })

  test("knows classes that nobody gave", () => {
    expect(readVotesCsv(table, ["ape", "cat"]).classes).toEqual(["ape", "cat", "dog"])
  })

  test("may hold a header alone", () => {
    expect(readVotesCsv("task,worker,label").votes.person.length).toBe(0)
    expect(readVotesCsv("task,worker,label\n\n").votes.tasks).toBe(0)
  })
})

describe("what cannot be read is refused with its line", () => {
  test.each([
    ["nothing at all", "", unreadable(1, "header")],
    ["a header that lacks a column", "task,label\n1,a\n", unreadable(1, "header")],
    ["a table without a header", "1,p,a\n2,p,b\n", unreadable(1, "header")],
    ["a row that is too short", "task,worker,label\n1,p,a\n1,p\n", unreadable(3, "columns")],
    ["a row that is too long", "task,worker,label\n1,p,a,b\n", unreadable(2, "columns")],
    ["a field without a character", "task,worker,label\n1,p,a\n\n1,,a\n", unreadable(4, "empty")],
    ["a last field without a character", "task,worker,label\n1,p,", unreadable(2, "empty")],
    ["an empty field in quotes", 'task,worker,label\n"",p,a\n', unreadable(2, "empty")],
    ["a quote that never closes", 'task,worker,label\n1,p,a\n1,"p,a\n2,q,b\n', unreadable(3, "quote")],
    ["a quote that closes too early", 'task,worker,label\n"1"x,p,a\n', unreadable(2, "quote")],
    ["a row after one with a break in quotes", 'task,worker,label\n1,p,"a\nb"\n1,p\n', unreadable(4, "columns")],
  ])("%s", (_, text, what) => {
    expect(refusal(text)).toEqual(what)
  })

  test("bytes that are not UTF-8", () => {
    const broken = bytes("task,worker,label\n1,p,a\n2,p,é\n3,p,x\n")
    broken[broken.indexOf(0xc3) + 1] = 0x20
    expect(refusal(broken)).toEqual(unreadable(3, "encoding"))
  })
})

describe("any table that is written is read back", () => {
  const name = fc.string({
    minLength: 1,
    maxLength: 6,
    unit: fc.constantFrom("a", "B", ",", '"', "\n", "\r", " ", "é", "🙂", ";"),
  })
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  property.prop([fc.array(fc.tuple(name, name, name), { maxLength: 30 })])("with all its names", (triples) => {
    const text = triples.map((row) => row.map(quoted).join(",")).join("\r\n")
    const read = readVotesCsv(`task,worker,label\n${text}`)
    expect(read).toEqual(votesFrom(triples.map(([task, worker, label]) => ({ task, worker, label }))))
  })
})

describe("names read in place", () => {
  test("are numbered in order of first sight, thousands of them", () => {
    const names = new Interner()
    const text = Array.from({ length: 20_000 }, (_, i) => `n${i % 7_000}`)
    const joined = text.join("|")
    let at = 0
    text.forEach((name, i) => {
      expect(names.number(joined, at, at + name.length)).toBe(i % 7_000)
      at += name.length + 1
    })
    expect(names.names.length).toBe(7_000)
    expect(names.names[6_999]).toBe("n6999")
  })

  test("are told apart when one begins like another", () => {
    const names = new Interner()
    expect([names.number("ab", 0, 1), names.number("ab", 0, 2), names.number("ab", 1, 2)]).toEqual([0, 1, 2])
    expect(names.number("b", 0, 1)).toBe(2)
  })
})
