import { beforeEach, expect, test, vi } from "vitest"
import { api } from "../api.ts"
import en from "../i18n/en/imports.json" with { type: "json" }
import fr from "../i18n/fr/imports.json" with { type: "json" }
import { sendFiles } from "./store.ts"

vi.mock("../api.ts", () => ({
  api: {
    imports: { start: { mutate: vi.fn<() => Promise<unknown>>() }, look: { mutate: vi.fn<() => Promise<unknown>>() } },
  },
  refresh: () => Promise.resolve([]),
}))
vi.mock("./kept.ts", () => ({
  ...{ keepBatch: () => Promise.resolve(), forgetBatch: () => Promise.resolve() },
  ...{ forgetFiles: () => Promise.resolve(), keptBatches: () => Promise.resolve([]) },
}))
vi.mock("./sending.ts", () => ({
  sendFile: () => Promise.resolve(null),
  sendGroup: ({ files }: { files: readonly unknown[] }) => Promise.resolve(files.map(() => null)),
}))

const start = vi.mocked(api.imports.start.mutate)
const preview = vi.mocked(api.imports.look.mutate)
beforeEach(() => {
  start.mockReset().mockResolvedValue({ id: 1 })
  preview.mockReset().mockResolvedValue({ id: 2 })
})

const named = (path: string) => ({ path, file: new File(["x"], path) })
const IMAGES = Array.from({ length: 40 }, (_, at) => named(`photos/${at}.jpg`))

test("images without labels are imported at once, and the page says so before they are chosen (found W6)", async () => {
  sendFiles("cars", IMAGES, "ask")
  await expect.poll(() => start.mock.calls.length).toBe(1)
  expect(preview).not.toHaveBeenCalled()
  expect(en.bringText).toMatch(/Files without labels come in at once; labels after a preview\.$/)
  expect(fr.bringText).toMatch(/Les fichiers sans étiquettes sont importés aussitôt, les étiquettes après un aperçu\.$/)
})

test("images with labels beside them are imported only after a preview (found W6)", async () => {
  sendFiles("cars", [...IMAGES, named("photos/instances.json")], "ask")
  await expect.poll(() => preview.mock.calls.length).toBe(1)
  expect(start).not.toHaveBeenCalled()
})
