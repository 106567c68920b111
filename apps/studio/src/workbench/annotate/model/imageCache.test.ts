import { afterEach, describe, expect, it, vi } from "vitest"
import { saver, spare } from "../../../offline/saver.ts"
import { loadPicture, type Picture, type PictureDepth } from "../../canvas/picture.ts"
import { ImageCache, pictureFailure, type Wanted } from "./imageCache.ts"

vi.mock(import("../../canvas/picture.ts"), async (original) => ({
  ...(await original()),
  loadPicture: vi.fn<typeof loadPicture>(),
}))

const wanted = (name: string, side = 100): Wanted => ({
  media: { full: `/${name}/full`, preview: `/${name}/preview`, thumbnail: `/${name}/thumbnail` },
  size: { width: side, height: side },
})

/** Loads as they were asked for; each brings its picture when the test says so. */
interface Load {
  readonly name: string
  readonly depth: PictureDepth
  readonly signal: AbortSignal
  arrive(scale: number): Picture
  end(error?: unknown): void
}
const loads: Load[] = []
vi.mocked(loadPicture).mockImplementation((media, size, depth, signal, onLevel) => {
  const picture: Picture = { size, levels: [], closed: false, tiles: null, isPrepared: true }
  return new Promise((resolve, reject) => {
    loads.push({
      name: media.full,
      depth,
      signal,
      arrive(scale) {
        const bitmap = { width: size.width * scale, height: size.height * scale, close: () => {} } as ImageBitmap
        picture.levels = [{ bitmap, scale, isFull: scale === 1 }, ...picture.levels]
        onLevel(picture)
        return picture
      },
      end: (error) => (error === undefined ? resolve(picture) : reject(error)),
    })
  })
})
const load = (at: number) => loads[at] ?? expect.fail(`nothing was loaded ${at} times`)
afterEach(() => {
  loads.length = 0
  saver.setState({ isOn: false, savedBytes: 0 })
})

describe("the cache of images", () => {
  it("shows what is there at once and again as it gets sharper", async () => {
    const cache = new ImageCache()
    const shown: number[] = []
    const done = cache.show(wanted("a"), (picture) => void shown.push(picture.levels[0]?.scale ?? 0))
    load(0).arrive(0.25)
    load(0).arrive(1)
    load(0).end()
    await done
    expect(shown).toEqual([0.25, 1])
    expect(cache.isReady(wanted("a"))).toBe(true)
  })

  it("keeps the sharp picture when a preview that was asked for earlier comes late", async () => {
    const cache = new ImageCache()
    cache.prepare([], [wanted("x"), wanted("a")])
    const shown: number[] = []
    const done = cache.show(wanted("a"), (picture) => void shown.push(picture.levels[0]?.scale ?? 0))
    expect(loads.map(({ name, depth }) => [name, depth])).toEqual([
      ["/x/full", "full"],
      ["/a/full", "preview"],
      ["/a/full", "full"],
    ])
    const sharp = load(2).arrive(1)
    load(2).end()
    await done
    const late = load(1).arrive(0.25)
    expect([shown, sharp.closed, late.closed]).toEqual([[1], false, true])
  })

  it("has all of the pictures ahead that are seen together", () => {
    new ImageCache().prepare([], [wanted("left"), wanted("right"), wanted("later")], 2)
    expect(loads.map(({ name, depth }) => [name, depth])).toEqual([
      ["/left/full", "full"],
      ["/right/full", "full"],
      ["/later/full", "preview"],
    ])
  })

  it("shows a picture whose preview failed", async () => {
    const cache = new ImageCache()
    cache.prepare([], [wanted("x"), wanted("a")])
    const done = cache.show(wanted("a"), () => {})
    load(1).end(new TypeError("Failed to fetch"))
    load(2).arrive(1)
    load(2).end()
    await done
    expect(cache.isReady(wanted("a"))).toBe(true)
  })

  it("gives back at once what arrives after nobody wants it any more", async () => {
    const cache = new ImageCache()
    cache.prepare([], [wanted("a")])
    cache.prepare([], [])
    expect(load(0).signal.aborted).toBe(true)
    expect(load(0).arrive(1).closed).toBe(true)
  })

  it("says that it failed, and loads anew when it is asked for again", async () => {
    const cache = new ImageCache()
    const failed = cache.show(wanted("a"), () => {})
    load(0).end(new TypeError("Failed to fetch"))
    expect(pictureFailure(await failed.catch((error: unknown) => error))).toBe("failed")
    const again = cache.show(wanted("a"), () => {})
    load(1).arrive(1)
    load(1).end()
    await again
    expect(cache.isReady(wanted("a"))).toBe(true)
  })

  it("says whether all of a picture is here: once it is loaded, and neither of a preview nor of what failed", async () => {
    const cache = new ImageCache()
    cache.prepare([], [wanted("a"), wanted("b")])
    const whole = Promise.all([cache.isWhole(wanted("a")), cache.isWhole(wanted("b")), cache.isWhole(wanted("c"))])
    load(0).arrive(1)
    load(0).end()
    expect(await whole).toEqual([true, false, false])
    void cache.show(wanted("b"), () => {}).catch(() => {})
    load(2).end(new TypeError("Failed to fetch"))
    expect(await cache.isWhole(wanted("b"))).toBe(false)
  })

  it("prepares a large picture as preview alone where there is no room for it whole", () => {
    const cache = new ImageCache()
    cache.prepare([], [wanted("huge", 20_000), wanted("a")])
    expect(loads.map(({ depth }) => depth)).toEqual(["preview", "preview"])
  })

  it("loads previews alone while the network is spared, and all of a picture when somebody asks", async () => {
    saver.setState({ isOn: true })
    const cache = new ImageCache()
    const shown: number[] = []
    const done = cache.show(wanted("a"), (picture) => void shown.push(picture.levels[0]?.scale ?? 0))
    cache.prepare([wanted("a")], [wanted("b"), wanted("c")])
    load(0).arrive(0.25)
    load(0).end()
    await done
    expect(loads.map(({ name, depth }) => [name, depth])).toEqual([
      ["/a/full", "preview"],
      ["/b/full", "preview"],
      ["/c/full", "preview"],
    ])
    expect([shown, cache.isSharp(wanted("a"))]).toEqual([[0.25], false])

    spare("/a/full", 2_000)
    spare("/a/full", 2_000)
    spare("/b/full", 500)
    expect(saver.getState().savedBytes).toBe(2_500)
    const sharp = cache.sharpen(wanted("a"))
    expect([loads[3]?.name, loads[3]?.depth, cache.isSharp(wanted("a"))]).toEqual(["/a/full", "full", true])
    load(3).arrive(1)
    load(3).end()
    await sharp
    // Whoever is shown it sees it get sharper, and what was loaded after all is not counted as saved.
    expect([shown, saver.getState().savedBytes]).toEqual([[0.25, 1], 500])
  })

  it("shows all of a picture that has no preview, though the network is spared", () => {
    saver.setState({ isOn: true })
    const none = { ...wanted("a"), media: { ...wanted("a").media, preview: "" } }
    void new ImageCache().show(none, () => {}).catch(() => {})
    expect(loads.map(({ depth }) => depth)).toEqual(["full"])
  })
})
