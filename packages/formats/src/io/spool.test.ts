import { expect, test } from "vitest"
import { Aside, memorySpool, type Spool } from "./spool.ts"

async function textOf(aside: Aside): Promise<string> {
  let text = ""
  const decoder = new TextDecoder()
  for await (const bytes of aside.read()) text += decoder.decode(bytes, { stream: true })
  return text
}

test("texts put aside by turns come back apart, whole and in order", async () => {
  const spool = memorySpool()
  const [one, two] = [new Aside(spool), new Aside(spool)]
  const wanted = ["", ""]
  for (let i = 0; i < 30_000; i++) {
    for (const full of [one.add(`${i} é\n`), two.add(`${-i}😀`)]) if (full) await full
    wanted[0] += `${i} é\n`
    wanted[1] += `${-i}😀`
  }
  expect([await textOf(one), await textOf(two)]).toEqual(wanted)
})

test("nothing put aside is a text of no bytes", async () => {
  const pieces = []
  for await (const piece of new Aside(memorySpool()).read()) pieces.push(piece)
  expect(pieces).toEqual([])
})

test("small texts go into the spool together, and only a full piece is to be waited for", async () => {
  const pieces: number[] = []
  const counting: Spool = {
    begin: () => ({
      add: async (bytes) => void pieces.push(bytes.length),
      async *read() {},
    }),
  }
  const aside = new Aside(counting)
  const line = "x".repeat(1_000)
  const waits = Array.from({ length: 200 }, () => aside.add(line)).filter((full) => full !== null)
  await Promise.all(waits)
  for await (const _ of aside.read());
  expect(waits).toHaveLength(1)
  expect(pieces).toEqual([132_000, 68_000])
})

test("a spool that refuses is heard of where text is added", async () => {
  const full: Spool = {
    begin: () => ({ add: () => Promise.reject(new Error("no room")), async *read() {} }),
  }
  await expect(new Aside(full).add("x".repeat(200_000))).rejects.toThrow("no room")
})
