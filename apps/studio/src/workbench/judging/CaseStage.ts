import { documentOf, sceneOf } from "@justesse/editor"
import type { Box, Size } from "@justesse/types"
import type { Media } from "@justesse/types/wire/common"
import { CanvasEngine } from "../canvas/engine.ts"
import { closePicture, loadPicture, type Picture } from "../canvas/picture.ts"
import { isPictured } from "../media/pictured.ts"
import { aroundAll, differingOf, drawSides, type Sides } from "./sides.ts"

const NO_SCENE = sceneOf(documentOf({ regions: [], nothingHere: false }), [])

/** How two answers are laid over the picture. */
export const CASE_VIEWS = ["over", "side"] as const
export type CaseView = (typeof CASE_VIEWS)[number]

/** How two answers are looked at. */
export interface CaseLook {
  readonly view: CaseView
  /** The answer shown alone; null for both. */
  readonly layer: number | null
}

/** Two canvases on one picture, which only look: whichever is moved, the other follows. Lives outside React. */
export class CaseStage {
  readonly engines: readonly [CanvasEngine, CanvasEngine]
  readonly #place: Box | null
  readonly #sides: Sides
  readonly #stop = new AbortController()
  #picture: Picture | null = null
  #caseLook: CaseLook
  readonly #leave: readonly (() => void)[]

  constructor(
    given: { readonly size: Size; readonly media: Media; readonly place: Box | null; readonly sides: Sides },
    { caseLook, onPicture }: { readonly caseLook: CaseLook; readonly onPicture: (state: "shown" | "failed") => void },
  ) {
    const options = { editable: false, mode: "objects", minSidePx: 2, opening: "fit", hooks: {} } as const
    this.engines = [new CanvasEngine(options, NO_SCENE), new CanvasEngine(options, NO_SCENE)]
    this.#sides = given.sides
    this.#place = given.place ?? aroundAll(differingOf(given.sides.both).flat())
    this.#caseLook = caseLook
    const [left, right] = this.engines
    let following = false
    const follow = (from: CanvasEngine, to: CanvasEngine) => () => {
      if (following || this.#caseLook.view !== "side" || to.screen.width === 0) return
      following = true
      to.setView(from.view)
      following = false
    }
    this.#leave = [left.onView(follow(left, right)), right.onView(follow(right, left))]
    for (const engine of this.engines) engine.open(given.size, NO_SCENE, [])
    this.show(caseLook)
    // Before the canvases have a size it is kept for when they do.
    for (const engine of this.engines) this.#lookAt(engine)
    const onLevel = (picture: Picture) => {
      this.#picture = picture
      for (const engine of this.engines) engine.setPicture(picture)
      onPicture("shown")
    }
    // A recording has no picture to be drawn over.
    if (!isPictured(given.media)) onPicture("shown")
    else
      loadPicture(given.media, given.size, "full", this.#stop.signal, onLevel).catch(() => {
        if (!this.#stop.signal.aborted && !this.#picture) onPicture("failed")
      })
  }

  /** Draws both answers so, and brings what differs into sight again where the room changed. */
  show(caseLook: CaseLook): void {
    const isOther = caseLook.view !== this.#caseLook.view
    this.#caseLook = caseLook
    this.engines.forEach((engine, at) => {
      const alone = caseLook.view === "side" ? (caseLook.layer === 1 ? 1 - at : at) : caseLook.layer
      engine.show({
        scene: NO_SCENE,
        styles: [],
        captionText: () => "",
        drawUnder: null,
        drawOver: (ctx, view, screen) => drawSides(ctx, this.#sides, alone, { view, screen }),
      })
    })
    if (isOther) requestAnimationFrame(() => this.fit())
  }

  /** Looks at what differs, as when it was opened. */
  fit(): void {
    for (const engine of this.engines) {
      if (engine.screen.width > 0) this.#lookAt(engine)
    }
  }

  #lookAt(engine: CanvasEngine): void {
    if (this.#place) engine.focus(this.#place, 0.5, 4)
  }

  close(): void {
    this.#stop.abort()
    for (const leave of this.#leave) leave()
    for (const engine of this.engines) engine.setPicture(null)
    if (this.#picture) closePicture(this.#picture)
  }
}
