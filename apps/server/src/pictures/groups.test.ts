import { expect, test } from "vitest"
import { groupSmall } from "./groups.ts"

const bytes = (n: number) => Uint8Array.of(n)
const pause = () => new Promise((go) => setTimeout(go, 5))

test("what waits at the same time is worked on together, in order, and never more groups at once than may be", async () => {
  const seen: number[][] = []
  let now = 0
  let most = 0
  const small = groupSmall<number>(2, async (some) => {
    most = Math.max(most, ++now)
    seen.push(some.map(([n = 0]) => n))
    await pause()
    now--
    return some.map(async ([n = 0]) => 2 * n)
  })
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => small(bytes(i))))
  expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i))
  expect(seen.flat()).toEqual(Array.from({ length: 100 }, (_, i) => i))
  expect(most).toBe(2)
  expect(seen.length).toBeLessThan(15)
})

test("one that fails is told by itself; a group that fails is told to each; the next ones go on", async () => {
  const small = groupSmall<number>(1, async (some) => {
    if (some.some(([n]) => n === 9)) throw new Error("the whole group")
    return some.map(async ([n = 0]) => {
      if (n === 1) throw new Error("this one")
      return n
    })
  })
  const told = await Promise.allSettled([0, 1, 2].map((n) => small(bytes(n))))
  expect(told.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"])
  const group = await Promise.allSettled([8, 9].map((n) => small(bytes(n))))
  expect(group.map((one) => one.status)).toEqual(["rejected", "rejected"])
  expect(await small(bytes(3))).toBe(3)
})

test("what different askers want is not mixed, and one that gave up is not begun", async () => {
  const [one, other] = [new AbortController(), new AbortController()]
  const seen: number[][] = []
  const small = groupSmall<number>(1, async (some) => {
    seen.push(some.map(([n = 0]) => n))
    await pause()
    return some.map(async ([n = 0]) => n)
  })
  const first = [1, 2].map((n) => small(bytes(n), one.signal))
  const second = [3, 4].map((n) => expect(small(bytes(n), other.signal)).rejects.toThrow("given up"))
  await pause()
  other.abort(new Error("given up"))
  expect(await Promise.all(first)).toEqual([1, 2])
  await Promise.all(second)
  expect(seen).toEqual([[1, 2]])
})
