import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { isSharp } from "../annotate/lines/findInWorker.ts"
import { levelFor, loadPicture, type Picture } from "./picture.ts"

const MEDIA = { full: "/media/full", preview: "/media/preview", thumbnail: "/media/thumbnail" }
const SIZE = { width: 1000, height: 1400 }

/** What the network brings, when the test lets it; a body says how wide it is. */
const arrivals = new Map<string, (width: number) => void>()
const closed: number[] = []

beforeEach(() => {
  vi.stubGlobal("fetch", (address: string) => {
    return new Promise<Response>((resolve) => {
      arrivals.set(address, (width) => resolve(new Response(String(width))))
    })
  })
  vi.stubGlobal("createImageBitmap", async (from: Blob | ImageBitmap, to?: ImageBitmapOptions) => {
    const width = to?.resizeWidth ?? (from instanceof Blob ? Number(await from.text()) : from.width)
    return { width, height: width * 1.4, close: () => closed.push(width) } as ImageBitmap
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  arrivals.clear()
  closed.length = 0
})

const pause = () => new Promise((resolve) => setTimeout(resolve, 5))

async function load(...order: readonly (readonly [address: string, width: number])[]) {
  const sharpAfter: boolean[] = []
  let picture: Picture | undefined
  const done = loadPicture(MEDIA, SIZE, "full", new AbortController().signal, (now) => {
    picture = now
  })
  await pause()
  for (const [address, width] of order) {
    arrivals.get(address)?.(width)
    await pause()
    sharpAfter.push(picture ? isSharp(picture) : false)
  }
  return { picture: await done, sharpAfter }
}

describe("a picture that is loaded", () => {
  it.each([
    {
      first: "the preview",
      order: [
        ["/media/preview", 1000],
        ["/media/full", 1000],
      ],
      sharp: [false, true],
    },
    {
      first: "the picture itself",
      order: [
        ["/media/full", 1000],
        ["/media/preview", 1000],
      ],
      sharp: [true, true],
    },
  ] as const)("is itself, and not its preview of the same size, when $first comes first", async ({ order, sharp }) => {
    const { picture, sharpAfter } = await load(...order)
    // Lines of text are looked for in the picture itself: twice the same, whatever came first.
    expect(sharpAfter).toEqual(sharp)
    expect(picture.levels.map(({ scale, isFull }) => [scale, isFull])).toEqual([
      [1, true],
      [0.5, true],
      [0.25, true],
    ])
    expect(levelFor(picture, 1)?.isFull).toBe(true)
    expect(closed).toEqual([1000])
  })

  it("keeps a preview that is clearly smaller, for frames far out", async () => {
    const { picture, sharpAfter } = await load(["/media/preview", 500], ["/media/full", 1000])
    expect(sharpAfter).toEqual([false, true])
    expect(picture.levels.map(({ scale, isFull }) => [scale, isFull])).toEqual([
      [1, true],
      [0.5, false],
      [0.25, true],
    ])
    expect(closed).toEqual([])
  })
})
