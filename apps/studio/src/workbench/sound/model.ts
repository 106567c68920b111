import { isRead } from "@justesse/editor"
import { proposeSegments } from "@justesse/editor/sound/draw"
import { handOf, type SoundAct, type SoundHand, type SoundRefusal, stepSound } from "@justesse/editor/sound/hand"
import { findSpeech, type Levels } from "@justesse/editor/sound/levels"
import { playSegment } from "@justesse/editor/sound/playing"
import { findSegment, type Segment, segmentsOf, stepSegment } from "@justesse/editor/sound/segments"
import {
  followView,
  openingView,
  revealView,
  spanView,
  type TimeView,
  wholeView,
  zoomView,
} from "@justesse/editor/sound/view"
import type { RegionId } from "@justesse/types"
import { createStore } from "zustand/vanilla"
import { fetchPicture, pictureOf } from "../../offline/pictures.ts"
import { newRegionId } from "../annotate/model/ids.ts"
import type { TaskModel } from "../annotate/model/task.ts"
import { Player } from "./player.ts"
import { readLevels } from "./readLevels.ts"

/** A recording as a task gives it. */
export interface Recording {
  readonly url: string
  readonly peaks: string
  readonly durationMs: number
}

/** What is shown of a recording besides its answer. */
interface Shown {
  readonly hand: SoundHand
  readonly view: TimeView
  /** How loud it is, the finest list first; null while it is on its way. */
  readonly levels: readonly Levels[] | null
  /** All of the levels are there, the finest too. */
  readonly isSeen: boolean
  /** The picture of the sound does not come: one can play and type. */
  readonly isBlind: boolean
  /** What is being drawn or dragged, before the hand lets go. */
  readonly drawing: { readonly startMs: number; readonly endMs: number } | null
  /** Where the caret goes when a text is opened: its end, its beginning. */
  readonly caret: "start" | "end"
  /** The name of this speaker is being written; "" for a new one. */
  readonly naming: string | null
}

/** A recording under somebody's hands: what is heard, what is seen of it, and acts on its segments. One a task that is shown. */
export class SoundModel {
  readonly player: Player
  readonly view
  readonly model: TaskModel
  readonly recording: Recording
  #whenSeen: () => void = () => undefined
  readonly #refuse: (refusal: SoundRefusal) => void
  #left = new AbortController()
  #address: string | null = null

  constructor(model: TaskModel, recording: Recording, refuse: (refusal: SoundRefusal) => void) {
    this.model = model
    this.player = new Player(recording.durationMs)
    this.recording = recording
    this.#refuse = refuse
    this.view = createStore<Shown>(() => ({
      hand: handOf(model.document),
      view: openingView(recording.durationMs),
      levels: null,
      isSeen: false,
      isBlind: false,
      drawing: null,
      caret: "end",
      naming: null,
    }))
  }

  /** Begins to fetch what is heard and seen; returns what ends it. */
  open(): () => void {
    this.#left = new AbortController()
    void this.#load(this.#left.signal)
    this.fetchPeaks()
    return () => this.#close()
  }

  get shown(): Shown {
    return this.view.getState()
  }

  get segments(): Segment[] {
    return segmentsOf(this.model.document)
  }

  get selected(): Segment | null {
    return findSegment(this.model.document, this.model.snapshot.session.selected)
  }

  /** The picture of the sound, coarse first. */
  fetchPeaks(): void {
    if (this.shown.isBlind) this.show({ isBlind: false })
    const { signal } = this.#left
    readLevels(fetchPicture(this.recording.peaks, signal), (levels) => this.show({ levels }))
      .then(() => {
        this.show({ isSeen: true })
        this.#whenSeen()
        this.#whenSeen = () => undefined
      })
      .catch(() => {
        if (!signal.aborted) this.show({ isBlind: true })
      })
  }

  /** Does it once all of the picture of the sound is there: at once, or (false) when it comes. The last one that asked counts. */
  onceSeen(act: () => void): boolean {
    const { isSeen } = this.shown
    if (isSeen) act()
    else this.#whenSeen = act
    return isSeen
  }

  /** From this computer, where it is kept here; else what is heard comes from the network. */
  async #load(left: AbortSignal): Promise<void> {
    const { url } = this.recording
    const kept = await pictureOf(url)
    if (left.aborted) return
    this.#address = kept && URL.createObjectURL(kept)
    this.player.load(this.#address ?? url)
  }

  show(change: Partial<Shown>): void {
    this.view.setState(change)
  }

  /** One act of the hand: what was typed is a step first, so that nothing of it is lost. */
  act(what: SoundAct): void {
    const { model } = this
    if (!model.editable) return
    model.commitText()
    const { session, document, visit } = model.snapshot
    const { durationMs } = this.recording
    const context = { document, selected: session.selected, label: session.label, durationMs }
    const step = stepSound(this.shown.hand, context, what)
    this.show({ hand: step.hand })
    if (step.refused) this.#refuse(step.refused)
    if (step.change) model.write(step.change, step.select)
    else if (step.select !== undefined) model.select(step.select)
    // What was just drawn is written next, and an act in a text leaves the caret in one.
    const isDrawn = what.act === "draw" || what.act === "beginOrEnd"
    if (step.change && (isDrawn || visit !== null)) this.#write(model.snapshot.session.selected)
  }

  /** The caret in the text of a segment, where it has one. */
  #write(id: RegionId | null): void {
    const segment = findSegment(this.model.document, id)
    if (segment && asksText(this.model, segment.region.label)) this.model.enterText(segment.id)
  }

  /** A segment taken in hand: seen whole, heard from a little before; `writes`: with the caret in its text. */
  choose(id: RegionId, { plays = true, writes = false, caret = "end" as Shown["caret"] } = {}): void {
    const segment = findSegment(this.model.document, id)
    if (!segment) return
    this.show({ caret, view: revealView(this.shown.view, segment, this.recording.durationMs) })
    this.model.select(id)
    const { hand } = this.shown
    if (segment.speaker !== hand.speaker) this.show({ hand: { ...hand, speaker: segment.speaker } })
    if (plays) this.hear(segment)
    if (writes) this.#write(id)
  }

  /** A segment heard from its beginning. */
  hear(segment: Segment): void {
    this.player.play(playSegment(segment, this.player.view.getState().repeats))
    const next = stepSegment(this.segments, segment.id, 1)
    if (next) this.player.prepare(playSegment(next, false))
  }

  /** A segment that is likely to be chosen: the pointer is on it. */
  prepare(segment: Segment): void {
    this.player.prepare(playSegment(segment, false))
  }

  /** The next or the previous segment; null at the end. */
  step(by: 1 | -1, writes: boolean): Segment | null {
    const from = this.model.snapshot.session.selected
    const next = stepSegment(this.segments, from, by)
    if (next) this.choose(next.id, { writes })
    return next
  }

  split(caret: number | null): void {
    const newId = newRegionId()
    this.act({ act: "split", newId, nowMs: this.player.nowMs, caret })
    if (caret !== null && this.model.document.regions.has(newId)) this.choose(newId, { writes: true, caret: "start" })
  }

  /** Segments proposed where something is heard between pauses; how many. */
  proposeFromPauses(): number {
    const { levels, hand } = this.shown
    const { session, document } = this.model.snapshot
    const finest = levels?.[0]
    if (!finest || session.label === null || !this.model.editable) return 0
    const { label } = session
    const offers = findSpeech(finest, this.recording.durationMs).map((span) => {
      return { ...span, id: newRegionId(), speaker: hand.speaker, label }
    })
    const change = proposeSegments(document, offers)
    if (!change) return 0
    this.model.write(change, change.edits[0]?.id)
    // Y and N answer; any other letter begins the text of the first one.
    this.model.setWriting(true)
    return change.edits.length
  }

  /** Segments that nobody wrote down or marked, in order. */
  unread(): Segment[] {
    return this.segments.filter(
      ({ region }) => region.proposed || (asksText(this.model, region.label) && !isRead(region.transcript)),
    )
  }

  zoom(factor: number, aroundMs?: number): void {
    const { view } = this.shown
    const now = this.player.nowMs
    const isSeen = view.fromMs <= now && now <= view.toMs
    const around = aroundMs ?? (isSeen ? now : (view.fromMs + view.toMs) / 2)
    this.show({ view: zoomView(view, factor, around, this.recording.durationMs) })
  }

  fit(what: "all" | "segment"): void {
    const { durationMs } = this.recording
    const { selected } = this
    if (what === "all") this.show({ view: wholeView(durationMs) })
    else if (selected) this.show({ view: spanView(selected, durationMs) })
  }

  /** The wave leafs to where it is heard. */
  follow(): void {
    const { view } = this.shown
    const next = followView(view, this.player.nowMs, this.recording.durationMs)
    if (next !== view) this.show({ view: next })
  }

  #close(): void {
    this.#left.abort()
    this.player.close()
    if (this.#address !== null) URL.revokeObjectURL(this.#address)
  }
}

/** Whether what bears a label has a text: speech has, music has none. */
export function asksText(model: TaskModel, label: Segment["label"]): boolean {
  return model.label(label)?.hasText !== false
}
