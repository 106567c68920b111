import { QueryClient, QueryObserver } from "@tanstack/react-query"
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest"
import { makeReadAgain } from "./readAgain.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A page that shows a list, whose server takes `tookMs` for each answer. */
function makePage(tookMs: number, shown = true) {
  const client = new QueryClient()
  const asked: number[] = []
  const queryKey = [["imports", "list"], { input: { project: "p" } }]
  const queryFn = async () => {
    asked.push(Date.now())
    const now = Date.now()
    await new Promise((go) => setTimeout(go, tookMs))
    return now
  }
  if (shown) onTestFinished(new QueryObserver(client, { queryKey, queryFn }).subscribe(() => {}))
  else void client.prefetchQuery({ queryKey, queryFn })
  return { asked, read: makeReadAgain(client), shows: () => client.getQueryData(queryKey) }
}

test("what was under way when news came is waited for, and read once more after it", async () => {
  const page = makePage(100)
  await vi.advanceTimersByTimeAsync(50)
  page.read(["imports.list"])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(page.asked).toHaveLength(2)
  expect(page.shows()).toBe(page.asked[1])
})

test("news that come quicker than answers give nothing up, and the last ones are shown", async () => {
  const page = makePage(300)
  await vi.advanceTimersByTimeAsync(1_000)
  for (let i = 0; i < 100; i++) {
    page.read(["imports", "imports.get"])
    await vi.advanceTimersByTimeAsync(20)
  }
  const lastNews = Date.now()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(page.asked.length).toBeGreaterThan(5)
  expect(page.asked.length).toBeLessThan(12)
  expect(page.asked.at(-1)).toBeGreaterThanOrEqual(lastNews - 20)
  expect(page.shows()).toBe(page.asked.at(-1))
})

test("what no page shows any more is not waited for", async () => {
  const page = makePage(10_000, false)
  await vi.advanceTimersByTimeAsync(10)
  page.read(["imports.list"])
  page.read(["imports.list"])
  await vi.advanceTimersByTimeAsync(0)
  expect(page.asked).toHaveLength(1)
})
