import { documentOf, sceneOf, toImage } from "@justesse/editor"
import { boxOf, type Disagreement, isPlaced, KINDS, type Region, type RegionId, type Shape } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import { CanvasEngine } from "../canvas/engine.ts"
import { closePicture, loadPicture, type Picture } from "../canvas/picture.ts"
import { isPictured } from "../media/pictured.ts"
import { goToUnseen } from "../seeing/sweep.ts"
import { drawAgreed } from "./draw/agreed.ts"
import { captionOf, type DrawnDifference, drawAnswers } from "./draw/answers.ts"
import { drawEvidence } from "./draw/evidence.ts"
import { inkOf, signOf } from "./draw/people.ts"
import { IN_REVIEW } from "./kinds/list.ts"
import { alignTexts, isRightToLeft } from "./model/alignment.ts"
import { type AnswerRow, answerRows, leadingRow, textOf } from "./model/answers.ts"
import { numbersOf } from "./model/numbering.ts"
import type { ReviewStore } from "./model/store.ts"
import type { ReviewUi } from "./ui.ts"
import type { AnswerTexts } from "./useAnswerTexts.ts"

const NO_SCENE = sceneOf(documentOf({ regions: [], nothingHere: false }), [])

/** Both engines of the page: they look and never change anything, until something is edited. */
export function reviewEngines(): [CanvasEngine, CanvasEngine] {
  const options = { editable: false, mode: "objects", minSidePx: 2, opening: "fit", hooks: {} } as const
  return [new CanvasEngine(options, NO_SCENE), new CanvasEngine(options, NO_SCENE)]
}

/** By what it is known how much of a task's picture a reviewer looked at closely; their own labelling of it is another matter. */
export function sweptIn(person: number, { project, task }: Pick<ReviewTask, "project" | "task">): string {
  return `review/${person}/${project}/${task}`
}

/** Keeps picture, view and drawing in step with the work. Lives outside React, like what it follows. */
export class ReviewStage {
  #answerTexts: AnswerTexts | null = null
  readonly #store: ReviewStore
  readonly #ui: ReviewUi
  readonly #engines: readonly [CanvasEngine, CanvasEngine]
  #task: ReviewTask | null = null
  #focused = ""
  /** Sizes of the canvases when the difference was last brought into sight; empty once the hand moved the picture. */
  #focusedIn = ""
  #focusing = false
  #loading: AbortController | null = null
  #picture: Picture | null = null
  #leave: (() => void)[] = []

  /** Who looks: what one saw in this tab is not said to be seen to the next who signs in. */
  readonly #person: number

  constructor(
    store: ReviewStore,
    ui: ReviewUi,
    { engines, person }: { readonly engines: readonly [CanvasEngine, CanvasEngine]; readonly person: number },
  ) {
    this.#store = store
    this.#person = person
    this.#ui = ui
    this.#engines = engines
    const [left, right] = engines
    let following = false
    // Two pictures, one view: whichever is moved, the other follows.
    const follow = (from: CanvasEngine, to: CanvasEngine) => () => {
      this.#keepFocus()
      if (following || this.#ui.getState().view !== "side" || to.screen.width === 0) return
      following = true
      to.setView(from.view)
      following = false
    }
    this.#leave = [
      store.view.subscribe(() => this.refresh()),
      ui.subscribe(() => this.refresh()),
      left.onView(follow(left, right)),
      right.onView(follow(right, left)),
    ]
  }

  close(): void {
    for (const leave of this.#leave) leave()
    this.#drop()
  }

  /** In which language and with which labels the picture speaks. */
  speak(answerTexts: AnswerTexts): void {
    this.#answerTexts = answerTexts
    this.refresh()
  }

  /** Look at the difference again, as when it was opened. */
  fit(): void {
    this.#focused = ""
    this.#focusedIn = ""
    this.refresh()
  }

  /** Goes to the nearest place of the picture that was not looked at closely; false when all of it was. */
  goToUnseen(): boolean {
    return this.#task !== null && goToUnseen(this.#engines[0], sweptIn(this.#person, this.#task))
  }

  retryPicture(): void {
    const task = this.#task
    if (task) this.#load(task)
  }

  /** The network is back: a picture that it was missing for is fetched. */
  cameOnline(): void {
    if (this.#store.state.picture === "failed") this.retryPicture()
  }

  /** Draws what the work and the chrome say now. */
  refresh(): void {
    const { task, now } = this.#store.state
    if (task && task.task !== this.#task?.task) {
      this.#task = task
      this.#focused = ""
      for (const engine of this.#engines) engine.open(task.size, NO_SCENE, [])
      this.#load(task)
    }
    this.#task = task
    const disagreement = this.#store.difference
    if (!task || !disagreement) return
    const { view, layer, edit } = this.#ui.getState()
    const rows = answerRows(disagreement)
    const [first, second] = edit ? [rows, rows] : shownRows(rows, view, layer)
    this.#showDifference(this.#engines[0], task, disagreement, first, edit)
    this.#showDifference(this.#engines[1], task, disagreement, second, null)
    const focus = `${task.task} ${now} ${view}`
    if (focus === this.#focused) return
    this.#focused = focus
    this.#focusSoon()
  }

  #screens(): string {
    return this.#engines.map(({ screen }) => `${screen.width} ${screen.height}`).join(" ")
  }

  /** After the layout has followed: the strip and the second picture change the room there is. */
  #focusSoon(): void {
    requestAnimationFrame(() => {
      const { task } = this.#store.state
      const { difference: disagreement } = this.#store
      if (!task || !disagreement) return
      this.#focusing = true
      this.#focus(task, disagreement)
      this.#focusing = false
      this.#focusedIn = this.#screens()
    })
  }

  /** When the room changes the difference stays in sight, unless the hand moved the picture since. */
  #keepFocus(): void {
    if (this.#focusing || this.#focusedIn === "") return
    if (this.#screens() === this.#focusedIn) this.#focusedIn = ""
    else {
      this.#focusedIn = this.#screens()
      this.#focusSoon()
    }
  }

  #focus(task: ReviewTask, disagreement: Disagreement): void {
    for (const engine of this.#engines) {
      if (engine.screen.width === 0 && engine !== this.#engines[0]) continue
      IN_REVIEW[task.kind].focus(engine, disagreement, task)
    }
  }

  #showDifference(
    engine: CanvasEngine,
    task: ReviewTask,
    disagreement: Disagreement,
    rows: readonly AnswerRow[],
    edit: Region | null,
  ): void {
    const colors = new Map(task.ontology.labels.map((label) => [label.id, label.color]))
    const colorOf = (region: Region) => colors.get(region.label) ?? "#b0b4ba"
    const document = KINDS[task.kind].readsLines
    // What is said of a whole asset lies nowhere on its picture.
    const isOnPicture = KINDS[task.kind].parts === "placed"
    const others = task.differences.flatMap((one) =>
      one.difference.id === disagreement.id || !isOnPicture ? [] : [one.difference.place],
    )
    const agreed = {
      regions: task.settled.regions.filter(({ geometry }) => isPlaced(geometry)),
      others,
      document,
      colorOf,
    }
    const shown = this.#shown(task, disagreement, rows, edit !== null)
    const scene = edit ? sceneOf(documentOf({ regions: [edit], nothingHere: false }), [edit.label]) : NO_SCENE
    const styles = edit ? [{ name: "", color: colorOf(edit) }] : []
    engine.setOptions({
      editable: edit !== null,
      mode: "objects",
      minSidePx: 2,
      opening: "fit",
      hooks: {
        selected: (id) => this.#selected(engine, id),
        moved: ({ shape }) => this.#moved(shape),
      },
    })
    engine.show({
      scene,
      styles,
      captionText: () => (edit ? (this.#answerTexts?.label(edit) ?? "") : ""),
      drawUnder: (ctx, at, screen) => {
        drawAgreed(ctx, agreed, at, screen)
        IN_REVIEW[task.kind].drawUnder?.(ctx, task, at, screen)
      },
      drawOver: (ctx, at, screen) => {
        drawAnswers(ctx, shown, at, screen)
        const { panel, judging } = this.#ui.getState()
        if (panel === "back") drawEvidence(ctx, judging?.proposal?.evidence ?? [], at)
      },
    })
    engine.setTool("select")
    engine.select(edit?.id ?? null, edit ? this.#ui.getState().part : null)
  }

  #shown(task: ReviewTask, disagreement: Disagreement, rows: readonly AnswerRow[], editing: boolean): DrawnDifference {
    const { kind, proposal } = disagreement
    const look = kind === "place" ? "place" : kind === "text" ? "text" : "thing"
    const shownAlone = !editing && rows.length === 1 && answerRows(disagreement).length > 1
    // The proposal alone is drawn only where it is a box of its own, and by itself.
    const given = rows.filter(
      (row) => row.region !== null && isPlaced(row.region.geometry) && (row.letters.length > 0 || rows.length === 1),
    )
    const answers = given.flatMap((row) =>
      row.region
        ? [
            {
              row,
              region: row.region,
              text: captionOf(row, look === "thing" ? this.#differenceText(disagreement, row) : ""),
            },
          ]
        : [],
    )
    return {
      answers: look === "text" ? answers.filter(({ row }) => row === leadingRow(rows)).slice(0, 1) : answers,
      proposal:
        rows.some((row) => row.proposed) && rows.length > 1 && proposal && isPlaced(proposal.geometry)
          ? boxOf(proposal)
          : null,
      look,
      characters:
        look === "text" && !editing && KINDS[task.kind].readsLines ? differingShares(answerRows(disagreement)) : [],
      number: String(numbersOf(task).get(disagreement.id) ?? ""),
      document: KINDS[task.kind].readsLines,
      edgeText: (spread) => this.#answerTexts?.edge(spread) ?? "",
      faint: editing,
      caption: shownAlone && rows[0] ? { text: this.#caption(rows[0]), color: inkOf(rows[0]).color } : null,
    }
  }

  /** Which answer a picture shows alone. */
  #caption(row: AnswerRow): string {
    const sign = row.proposed && row.letters.length > 0 ? `∑ ${signOf(row)}` : signOf(row)
    return row.region ? sign : `${sign} ${this.#answerTexts?.label(null) ?? ""}`
  }

  #differenceText(disagreement: Disagreement, row: AnswerRow): string {
    if (!row.region || !this.#answerTexts) return ""
    if (disagreement.kind === "attribute") return this.#answerTexts.attributes(row.region, disagreement)
    return this.#answerTexts.label(row.region)
  }

  /** A press on another difference looks at it. */
  #selected(engine: CanvasEngine, id: RegionId | null): void {
    const { edit } = this.#ui.getState()
    if (edit) {
      // The region in hand stays selected, wherever one presses.
      if (id === null) engine.select(edit.id, this.#ui.getState().part)
      return
    }
    const { task } = this.#store.state
    if (!task || !engine.pointer) return
    const at = toImage(engine.view, engine.pointer)
    const here = task.differences.find(({ difference: { place: p, id: one } }) => {
      const inside = at.x >= p.x && at.y >= p.y && at.x <= p.x + p.width && at.y <= p.y + p.height
      return inside && one !== this.#store.state.now
    })
    if (here) this.#store.look(here.difference.id)
  }

  #moved(geometry: Shape): void {
    const { edit } = this.#ui.getState()
    if (edit) this.#ui.setState({ edit: { ...edit, geometry } })
  }

  #load(task: ReviewTask): void {
    this.#drop()
    const stop = new AbortController()
    this.#loading = stop
    this.#ui.setState({ isHeard: task.media.sound !== undefined || task.media.video !== undefined })
    // What is played or read has no picture: its part of the page fetches it. About nothing there is none.
    if (!isPictured(task.media) || task.media.full === "") return this.#store.pictureIs("shown")
    this.#store.pictureIs("loading")
    const onLevel = (picture: Picture) => {
      this.#picture = picture
      this.#store.pictureIs("shown")
      for (const engine of this.#engines) engine.setPicture(picture)
      this.#ui.setState({ pictureLevel: this.#ui.getState().pictureLevel + 1 })
    }
    loadPicture(task.media, task.size, "full", stop.signal, onLevel).then(
      () => !stop.signal.aborted && this.#ui.setState({ pictureLevel: this.#ui.getState().pictureLevel + 1 }),
      () => !stop.signal.aborted && !this.#picture && this.#store.pictureIs("failed"),
    )
  }

  #drop(): void {
    this.#loading?.abort()
    for (const engine of this.#engines) engine.setPicture(null)
    if (this.#picture) closePicture(this.#picture)
    this.#picture = null
  }
}

/** Which answers each picture shows. */
function shownRows(
  rows: readonly AnswerRow[],
  view: string,
  layer: number | null,
): [readonly AnswerRow[], readonly AnswerRow[]] {
  const at = (i: number) => rows.slice(i, i + 1)
  if (view === "one") return [at((layer ?? 0) % rows.length), []]
  if (view === "side") {
    const other = rows.length > 1 ? 1 + ((layer ?? 0) % (rows.length - 1)) : 0
    return [at(0), at(other)]
  }
  return [layer === null ? rows : at(layer % rows.length), []]
}

/** Where along the line characters differ, as shares of its width. */
function differingShares(rows: readonly AnswerRow[]): [number, number][] {
  const texts = rows.map(({ region }) => textOf(region))
  const { differs } = alignTexts(texts)
  const n = differs.length
  const backwards = isRightToLeft(texts[0] ?? "")
  return differs.flatMap((differ, i): [number, number][] => {
    if (!differ) return []
    return backwards ? [[(n - i - 1) / n, (n - i) / n]] : [[i / n, (i + 1) / n]]
  })
}
