import { type EditAct, readCopied, stepEditing } from "@justesse/editor"
import { id, open, region } from "@justesse/editor/testing/arranging"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createStore } from "zustand/vanilla"
import { TaskModel } from "../model/task.ts"
import { type Arranged, copyRegions } from "./copying.ts"

/** What is on the clipboard: the browser takes it from whoever answers its `copy`. */
let clipboard = ""

beforeEach(() => {
  clipboard = ""
  const page = new EventTarget()
  const clipboardData = {
    setData(_type: string, text: string) {
      clipboard = text
    },
  }
  const execCommand = (name: string) => page.dispatchEvent(Object.assign(new Event(name), { clipboardData }))
  vi.stubGlobal("document", Object.assign(page, { execCommand }))
})
afterEach(() => vi.unstubAllGlobals())

function arranged() {
  const model: TaskModel = new TaskModel(open([region("a", 10), region("b", 100)]), (act: EditAct) =>
    model.follow(stepEditing(model.snapshot, act).editing),
  )
  model.selectMany([id("b"), id("a")], false)
  const ui = createStore<{ notice: unknown }>(() => ({ notice: null }))
  // What copying reads of the page.
  return { context: { model, ui } as unknown as Arranged, notice: () => ui.getState().notice }
}

test.each([
  { name: "has no room", setItem: () => expect.fail("no room") },
  { name: "keeps it", setItem: () => undefined },
])("selected regions are on the clipboard, in the order of the list, where the browser $name", ({ setItem }) => {
  vi.stubGlobal("localStorage", { setItem })
  const { context, notice } = arranged()
  copyRegions(context)
  expect(readCopied(clipboard)?.map((one) => one.id)).toEqual(["a", "b"])
  expect(notice()).toEqual({ key: "notice.copied", values: { count: 2 } })
})
